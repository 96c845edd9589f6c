import io
import json

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from lib.datum import wgs84_to_gcj02
from lib.spreadsheets import Column, write_xlsx
from office.models import Post, Role
from parks.models import Park

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]
IMPORT = "/en/admin/parks/park/import/"
PROCESS = "/en/admin/parks/park/process_import/"
EXPORT = "/en/admin/parks/park/export/"
ROW = {
    "region_code": "320582100",
    "name": "西门小游园",
    "name_en": "West Gate Garden",
    "area_m2": "900",
    "longitude": "120.556",
    "latitude": "31.876",
    "hours": "24/7",
    "facilities": "Seats、lights",
}


@pytest.fixture
def reviewer(editor, yangshe):
    Post.objects.create(user=editor, role=Role.REVIEWER, region=yangshe)
    return editor


@pytest.fixture
def clerk(client, reviewer):
    client.force_login(reviewer)
    return client


def workbook(*rows: dict) -> bytes:
    keys = list(dict.fromkeys(key for row in rows for key in row))
    return write_xlsx([Column(key, key) for key in keys], rows)


def feature(geometry: dict, **properties) -> bytes:
    properties = {key: value for key, value in {**ROW, **properties}.items() if key not in ("longitude", "latitude")}
    collection = [{"type": "Feature", "geometry": geometry, "properties": properties}]
    return json.dumps({"type": "FeatureCollection", "features": collection}).encode()


POINT = {"type": "Point", "coordinates": [120.556, 31.876]}
SQUARE = {
    "type": "Polygon",
    "coordinates": [[[120.55, 31.87], [120.56, 31.87], [120.56, 31.88], [120.55, 31.88], [120.55, 31.87]]],
}
BOW_TIE = {
    "type": "Polygon",
    "coordinates": [[[120.55, 31.87], [120.56, 31.88], [120.56, 31.87], [120.55, 31.88], [120.55, 31.87]]],
}


def upload(client, data: bytes, name: str = "parks.xlsx"):
    return client.post(IMPORT, {"file": SimpleUploadedFile(name, data)})


def take(client, data: bytes, name: str = "parks.xlsx"):
    preview = upload(client, data, name)
    assert preview.status_code == 200, preview.context["problems"] or preview.context["form"].errors
    return client.post(PROCESS, {"token": preview.context["token"]}, follow=True)


def problems(response) -> list[tuple]:
    assert response.status_code == 400
    return [(problem.row, problem.column, str(problem.sentence)) for problem in response.context["problems"]]


def test_a_look_beforehand_writes_nothing(clerk, yangshe):
    response = upload(clerk, workbook(ROW))
    assert response.context["totals"]["new"] == 1
    assert "West Gate Garden" in response.content.decode()
    assert not Park.objects.exists()


def test_a_confirmed_table_is_taken_once(clerk, yangshe):
    token = upload(clerk, workbook(ROW)).context["token"]
    clerk.post(PROCESS, {"token": token})
    again = clerk.post(PROCESS, {"token": token}, follow=True)
    assert "used up" in again.content.decode()
    park = Park.objects.get()
    assert (park.kind, park.area_m2, park.region.code, park.is_public) == ("park", 900, "320582100", True)
    assert park.facilities == ["seats", "lights"]
    assert "ximen" in park.pinyin


def test_the_same_table_again_changes_nothing(clerk, yangshe):
    take(clerk, workbook(ROW))
    changed = Park.objects.get().updated_at
    page = take(clerk, workbook(ROW))
    assert "0 new, 0 changed, 1 as before" in page.content.decode()
    assert Park.objects.get().updated_at == changed


def test_an_empty_cell_leaves_what_stands(clerk, park):
    take(clerk, workbook({"region_code": "320582100", "name": park.name, "address": "人民路1号"}))
    park.refresh_from_db()
    assert (park.address, park.area_m2, park.hours) == ("人民路1号", 2280, "24/7")


def test_chinese_headings_and_words_are_read(clerk, yangshe):
    book = openpyxl.Workbook()
    book.active.append(["区划代码", "名称", "英文名称", "面积", "经度", "纬度"])
    book.active.append(["320582100", "北园", "North", 500, 120.55, 31.87])
    file = io.BytesIO()
    book.save(file)
    take(clerk, file.getvalue())
    assert Park.objects.get().area_m2 == 500


def test_coordinates_of_another_datum_are_converted(clerk, yangshe):
    longitude, latitude = wgs84_to_gcj02(120.556, 31.876)
    take(clerk, workbook({**ROW, "longitude": str(longitude), "latitude": str(latitude), "datum": "GCJ-02"}))
    assert Park.objects.get().point.coords == pytest.approx((120.556, 31.876), abs=1e-6)


@pytest.mark.parametrize(
    ("values", "column", "sentence"),
    [
        ({"area_m2": "0"}, "", "between 1 and 10,000"),
        ({"area_m2": "big"}, "Area in m²", "not a whole number"),
        ({"area_m2": ""}, "Area in m²", "cannot be null"),
        ({"longitude": "31.876", "latitude": "120.556"}, "Longitude", "swapped"),
        ({"longitude": "121.9"}, "Longitude", "outside the city"),
        ({"latitude": ""}, "Longitude", "both longitude and latitude"),
        ({"datum": "Mars"}, "Longitude", "is not known"),
        ({"hours": "whenever"}, "Opening hours", "cannot be read"),
        ({"facilities": "seats, casino"}, "Facilities", "casino"),
        ({"region_code": "999999"}, "Region code", "no region"),
        ({"opened_on": "2021-02-30"}, "Opened", "not a day"),
    ],
)
def test_one_wrong_row_refuses_the_whole_with_row_and_sentence(clerk, yangshe, values, column, sentence):
    good = {**ROW, "name": "好园"}
    response = upload(clerk, workbook(good, {**ROW, **values}))
    [(row, where, words)] = problems(response)
    assert (row, where) == (3, column)
    assert sentence in words
    assert response.context["token"] == ""
    assert not Park.objects.exists()


def test_a_park_twice_in_a_file_is_refused(clerk, yangshe):
    [(row, _column, sentence)] = problems(upload(clerk, workbook(ROW, ROW)))
    assert row == 3
    assert "first in row 2" in sentence


def test_rows_outside_the_post_are_refused(client, neighbour_editor, park):
    client.force_login(neighbour_editor)
    [(row, _column, sentence)] = problems(upload(client, workbook({**ROW, "name": park.name, "area_m2": "1"})))
    assert row == 2
    assert "outside what your post covers" in sentence
    park.refresh_from_db()
    assert park.area_m2 == 2280


def test_an_editors_rows_wait_for_a_reviewer(client, editor):
    client.force_login(editor)
    take(client, workbook(ROW))
    assert not Park.objects.get().is_public
    [(_row, column, _sentence)] = problems(upload(client, workbook({**ROW, "is_public": "是"})))
    assert column == "Shown to the public"


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"<html><table></table></html>", "web page"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "neither an Excel file"),
        (b"PK\x03\x04broken", "damaged"),
        (b"", "empty"),
        (b"a,b\n1,2\n", "headings are missing"),
        (b"region_code,name\n=1+1,x\n", "formula"),
        (b"{", "damaged"),
        (b'{"type":"FeatureCollection"}', "not a GeoJSON collection"),
        (b'{"features":[]}', "no feature"),
        (b'{"features":[{}],"crs":{"properties":{"name":"EPSG:4549"}}}', "not in WGS-84"),
        (b"[" * 100_000, "damaged"),
        (b'{"type":"FeatureCollection","features":[{"geometry":' + b"[" * 900 + b"]" * 900 + b"}]}", "damaged"),
        (b'{"features":[{"properties":{"name":' + b"[" * 900 + b"]" * 900 + b"}}]}", "damaged"),
        (b"x" * (5 * 1024 * 1024 + 1), "larger than 5 MB"),
    ],
)
def test_what_is_no_table_gets_a_sentence(clerk, data, sentence):
    response = upload(clerk, data)
    assert response.status_code == 400
    assert sentence in str(response.context["form"].errors)


def test_merged_cells_are_refused(clerk):
    book = openpyxl.Workbook()
    book.active.append(["region_code", "name"])
    book.active.append(["320582100", "x"])
    book.active.merge_cells("A2:B2")
    file = io.BytesIO()
    book.save(file)
    response = upload(clerk, file.getvalue())
    assert response.status_code == 400
    assert "A2:B2" in str(response.context["form"].errors)


def test_geojson_points_and_outlines_come_in(clerk, yangshe):
    take(clerk, feature(POINT), "parks.geojson")
    take(clerk, feature(SQUARE, name="方园"), "parks.geojson")
    assert Park.objects.get(name="西门小游园").point.coords == pytest.approx((120.556, 31.876))
    longitude, latitude = Park.objects.get(name="方园").point.coords
    assert 120.55 < longitude < 120.56
    assert 31.87 < latitude < 31.88


@pytest.mark.parametrize(
    ("geometry", "sentence"),
    [
        (BOW_TIE, "crosses itself"),
        (None, "no shape"),
        ({"type": "Point", "coordinates": ["a"]}, "no shape"),
        ({"type": "LineString", "coordinates": [[120.5, 31.8], [120.6, 31.9]]}, "point or an outline"),
    ],
)
def test_shapes_that_are_no_place_are_refused_by_feature(clerk, yangshe, geometry, sentence):
    [(row, _column, words)] = problems(upload(clerk, feature(geometry), "parks.geojson"))
    assert row == 1
    assert sentence in words


def test_an_excel_export_keeps_codes_as_text_and_defuses_formulas(clerk, park):
    Park.objects.update(source="=HYPERLINK(1)")
    response = clerk.post(EXPORT, {"format": "0", "resource": "0"})
    sheet = openpyxl.load_workbook(io.BytesIO(response.content)).active
    headings = [cell.value for cell in sheet[1]]
    row = dict(zip(headings, sheet[2], strict=True))
    assert (row["Region code"].value, row["Region code"].number_format) == ("320582100", "@")
    assert row["Area in m²"].value == 2280
    assert row["Coordinates are in"].value == "WGS-84"
    assert row["Source"].value.startswith("'=")


def test_an_export_comes_back_in_unchanged(clerk, make_park):
    for number in range(3):
        make_park(former_use="荒地" * number, source="=1")
    for kind in ("0", "1", "2"):
        exported = clerk.post(EXPORT, {"format": kind, "resource": "0"}).content
        page = take(clerk, exported)
        assert "0 new, 0 changed, 3 as before" in page.content.decode()


def test_a_geojson_export_is_in_wgs84_and_says_so(clerk, park):
    response = clerk.post(EXPORT, {"format": "1", "resource": "0"})
    [feature] = json.loads(response.content)["features"]
    assert response["Content-Type"] == "application/geo+json"
    assert feature["geometry"] == {"type": "Point", "coordinates": [120.555, 31.875]}
    assert feature["properties"]["datum"] == "WGS-84"


def test_an_export_holds_the_own_scope_only(client, neighbour_editor, park):
    client.force_login(neighbour_editor)
    response = client.post(EXPORT, {"format": "2", "resource": "0"})
    assert park.name not in response.content.decode()


def test_an_empty_table_can_be_had(clerk):
    response = clerk.get(IMPORT, {"template": "1"})
    sheet = openpyxl.load_workbook(io.BytesIO(response.content)).active
    assert sheet["A1"].value == "Region code"
    assert sheet.max_row == 1


def test_nobody_confirms_what_another_uploaded(clerk, client, yangshe, superuser):
    token = upload(clerk, workbook(ROW)).context["token"]
    client.force_login(superuser)
    client.post(PROCESS, {"token": token})
    assert not Park.objects.exists()
