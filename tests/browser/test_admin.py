import pytest
from playwright.sync_api import expect

from lib.spreadsheets import Column, write_xlsx
from office.models import Post, Role
from parks.models import Park
from places.models import Entrance

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.ignore_template_errors]


@pytest.fixture
def reviewer(editor, yangshe):
    Post.objects.create(user=editor, role=Role.REVIEWER, region=yangshe)
    return editor


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize(
    "path",
    [
        "/admin/",
        "/admin/parks/park/",
        "/admin/parks/park/import/",
        "/admin/parks/park/export/",
        "/admin/places/region/",
    ],
)
def test_pages_of_the_desk_are_quiet(live_browser, superuser, park, path, width):
    page = live_browser.open(path, user=superuser, width=width)
    expect(page.locator("#content h1")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert live_browser.barriers(page) == []


@pytest.mark.parametrize(("scheme", "width"), [("light", 360), ("dark", 1280)])
def test_a_park_can_be_kept_by_everybody(live_browser, superuser, park, scheme, width):
    Entrance.objects.create(place=park, point=park.point, note="南门")
    page = live_browser.open(f"/admin/parks/park/{park.pk}/change/", user=superuser, color_scheme=scheme, width=width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    expect(page.locator(".leaflet-marker-icon").first).to_be_visible()
    assert live_browser.barriers(page) == []


def test_a_park_is_moved_on_the_map(live_browser, reviewer, park, yangshe):
    page = live_browser.open(f"/admin/parks/park/{park.pk}/change/", user=reviewer)
    expect(page.locator(".leaflet-marker-icon").first).to_be_visible()
    expect(page.locator("path.desk-sketch").first).to_be_attached()
    page.get_by_role("link", name="Edit layers").or_(page.locator(".leaflet-draw-edit-edit")).first.click()
    marker = page.locator(".leaflet-marker-icon").first
    box = marker.bounding_box()
    page.mouse.move(box["x"] + 12, box["y"] + 20)
    page.mouse.down()
    page.mouse.move(box["x"] + 60, box["y"] + 40, steps=5)
    page.mouse.up()
    page.locator(".leaflet-draw-actions a").first.click()
    page.locator("input[name=_save]").click()
    page.wait_for_url("**/admin/parks/park/")
    moved = Park.objects.get()
    assert moved.point.x > park.point.x
    assert moved.point.y < park.point.y


def test_history_and_choosing_a_region_are_quiet(live_browser, reviewer, park):
    page = live_browser.open(f"/admin/parks/park/{park.pk}/history/", user=reviewer)
    page.goto(f"/admin/parks/park/{park.pk}/change/")
    page.locator("#id_region + .select2").click()
    expect(page.locator(".select2-results__option").first).to_contain_text("杨舍镇")


def test_a_table_is_taken_in_from_upload_to_list(live_browser, reviewer, yangshe, tmp_path):
    row = {
        "region_code": "320582100", "name": "西门小游园", "name_en": "West Gate", "area_m2": "900",
        "longitude": "120.556", "latitude": "31.876",
    }  # fmt: skip
    file = tmp_path / "parks.xlsx"
    file.write_bytes(write_xlsx([Column(key, key) for key in row], [row]))
    page = live_browser.open("/admin/parks/park/import/", user=reviewer)
    page.set_input_files("input[type=file]", file)
    page.locator(".submit-row input").click()
    expect(page.locator(".desk-table")).to_contain_text("西门小游园")
    page.locator(".submit-row input").click()
    expect(page.locator(".messagelist")).to_be_visible()
    assert Park.objects.get().name == "西门小游园"


def test_a_place_can_be_kept_without_javascript(live_browser, reviewer, park):
    page = live_browser.open(f"/admin/parks/park/{park.pk}/change/", user=reviewer, java_script_enabled=False)
    page.fill("input[name=longitude]", "120.56")
    page.fill("input[name=latitude]", "31.88")
    page.locator("input[name=_save]").click()
    assert Park.objects.get().point.coords == pytest.approx((120.56, 31.88))
