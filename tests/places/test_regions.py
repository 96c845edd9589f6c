"""Loading regions from files, as the city's planners send them."""

import json
import subprocess
from io import StringIO

import pytest
from django.contrib.gis.geos import Polygon
from django.core.management import CommandError, call_command

from lib.datum import wgs84_to_gcj02
from places.models import Region


def box(west, south, side=0.01):
    east, north = west + side, south + side
    return {
        "type": "Polygon",
        "coordinates": [[[west, south], [east, south], [east, north], [west, north], [west, south]]],
    }


BOWTIE = {
    "type": "Polygon",
    "coordinates": [[[120.5, 31.8], [120.52, 31.82], [120.52, 31.8], [120.5, 31.82], [120.5, 31.8]]],
}


def feature(code="320582100", name="杨舍镇", geometry=None, **properties):
    return {
        "type": "Feature",
        "geometry": geometry or box(120.55, 31.87),
        "properties": {"code": code, "name": name, **properties},
    }


@pytest.fixture
def load(tmp_path, capsys):
    """`load(feature, …, level="town")`: writes the file and loads it; answers with what was printed."""

    def load(*features, **options):
        path = tmp_path / "regions.geojson"
        path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
        out, err = StringIO(), StringIO()
        try:
            call_command("load_regions", str(path), **{"level": "town", **options}, stdout=out, stderr=err)
        except CommandError as error:
            raise AssertionError(f"{err.getvalue()}{error}") from None
        return out.getvalue()

    return load


def test_regions_are_created_with_pinyin_and_a_centre_inside(city, load):
    assert "1 created, 0 updated, 0 unchanged" in load(feature())
    town = Region.objects.get(code="320582100")
    assert (town.name, town.pinyin, town.parent, town.level) == ("杨舍镇", "yangshezhen ysz", city, "town")
    assert town.outline.covers(town.centre)


def test_loading_twice_changes_nothing(city, load):
    load(feature(), feature("320582101", "塘桥镇"))
    assert "0 created, 0 updated, 2 unchanged" in load(feature(), feature("320582101", "塘桥镇"))


def test_a_changed_feature_is_updated_in_place(city, load):
    load(feature())
    before = Region.objects.get(code="320582100").pk
    assert "0 created, 1 updated" in load(feature(name="杨舍街道"))
    after = Region.objects.get(pk=before)
    assert (after.name, after.pinyin) == ("杨舍街道", "yangshejiedao ysjd")


def test_what_the_file_leaves_out_stays(city, load):
    load(feature(people=530_000), population_field="people")
    load(feature(name="杨舍"))
    assert Region.objects.get(code="320582100").population == 530_000


def test_a_dry_run_says_what_would_happen_and_writes_nothing(city, load):
    assert "1 created" in load(feature(), dry_run=True)
    assert not Region.objects.filter(level="town").exists()


def test_parents_are_found_whatever_the_order_of_the_file(db, load):
    load(
        feature("320582100201", "一社区", level="community"),
        feature("320582100", "杨舍镇", level="town"),
        feature("320582", "张家港市", level="city"),
        level="",
        level_field="level",
    )
    community = Region.objects.get(code="320582100201")
    assert (community.parent.code, community.parent.parent.code) == ("320582100", "320582")


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        (feature("32A582", "错码"), "32A582"),
        (feature("", "没有"), "6 to 20|6 至 20|6 到 20"),
        (feature("320582102", ""), "name is missing|名称"),
        (feature("320582102", "蝴蝶", BOWTIE), "Self-intersection"),
        (feature("320582102", "点", {"type": "Point", "coordinates": [120.5, 31.8]}), "Point"),
        (feature("320582102", "颠倒", box(31.87, 120.55)), "swapped|颠倒|longitude|经度"),
        (feature("990582102", "孤儿"), "990582102"),
        (feature("320582100", "重复"), "320582100"),
    ],
)
def test_one_wrong_feature_loads_nothing_and_is_named(city, load, wrong, sentence):
    with pytest.raises(AssertionError, match=rf"(?s)feature 1 .*({sentence})"):
        load(feature(), wrong)
    assert Region.objects.count() == 1


@pytest.mark.parametrize("parent", ["320582101", "320582100", "3205821001"])
def test_a_region_outside_its_parents_code_is_refused(city, load, parent):
    with pytest.raises(AssertionError, match=r"feature 0 .*(begins with|开头)"):
        load(
            feature("320582100", part_of=parent),
            feature("320582101", "塘桥镇", part_of="320582"),
            feature("3205821001", "一社区", part_of="320582"),
            parent_field="part_of",
        )
    assert Region.objects.count() == 1


def test_crossing_polygons_are_mended_on_request(city, load):
    load(feature(geometry=BOWTIE), fix=True)
    outline = Region.objects.get(code="320582100").outline
    assert outline.valid
    assert len(outline) == 2


def test_gcj02_is_converted(city, load):
    corner = wgs84_to_gcj02(120.55, 31.87)
    load(feature(geometry=box(*corner)), datum="gcj02")
    west, south, _east, _north = Region.objects.get(code="320582100").outline.extent
    assert (west, south) == pytest.approx((120.55, 31.87), abs=1e-6)


def test_a_file_that_is_no_map_is_refused(city, tmp_path):
    path = tmp_path / "regions.geojson"
    path.write_text("<html>")
    with pytest.raises(CommandError):
        call_command("load_regions", str(path), level="town")
    with pytest.raises(CommandError, match="nowhere"):
        call_command("load_regions", "/nowhere.geojson", level="town")


def test_a_missing_field_is_named_with_those_that_are_there(city, load):
    with pytest.raises(AssertionError, match=r"adcode.*code, name"):
        load(feature(), code_field="adcode")


@pytest.mark.parametrize(("driver", "suffix"), [("ESRI Shapefile", "shp"), ("GPKG", "gpkg")])
def test_projected_files_are_brought_to_wgs84(city, tmp_path, driver, suffix):
    """The vector of CGCS2000's 3-degree zone at 120°E: 120.55, 31.87 is 552044.8 m, 3527569.2 m."""
    path = tmp_path / f"towns.{suffix}"
    write_projected(path, driver, Polygon.from_bbox((552044.8, 3527569.2, 553044.8, 3528569.2)))
    call_command("load_regions", str(path), level="town", stdout=StringIO())
    town = Region.objects.get(code="320582100")
    assert town.name == "杨舍镇"
    assert town.outline.extent[:2] == pytest.approx((120.55, 31.87), abs=1e-4)


def test_an_unknown_reference_asks_for_the_datum(city, tmp_path):
    path = tmp_path / "towns.shp"
    write_projected(path, "ESRI Shapefile", Polygon.from_bbox((120.55, 31.87, 120.56, 31.88)), reference="")
    with pytest.raises(CommandError, match="gcj02"):
        call_command("load_regions", str(path), level="town")
    call_command("load_regions", str(path), level="town", datum="wgs84", stdout=StringIO())
    assert Region.objects.get(code="320582100").outline.extent[0] == pytest.approx(120.55)


def test_progress_is_a_line_per_tenth_where_nobody_watches(city, load, capsys):
    load(*[feature(f"3205821{number:02}", f"镇{number}") for number in range(20)])
    lines = capsys.readouterr().err.splitlines()
    assert "Writing 100% (20 of 20)" in lines
    assert len(lines) <= 22


def write_projected(path, driver, polygon, reference="EPSG:4549"):
    """A file of one town as a planner's program writes it; its numbers are those of `polygon`, whatever they mean."""
    plain = path.with_suffix(".geojson")
    town = feature(geometry=json.loads(polygon.geojson))
    plain.write_text(json.dumps({"type": "FeatureCollection", "features": [town]}), encoding="utf-8")
    encoding = ["-lco", "ENCODING=UTF-8"] if path.suffix == ".shp" else []
    command = ["ogr2ogr", "-f", driver, *encoding, *(["-a_srs", reference] if reference else []), str(path), str(plain)]
    subprocess.run(command, check=True, capture_output=True, timeout=30)
    if not reference:
        path.with_suffix(".prj").unlink()
