import json
from io import BytesIO

import pytest
from django.contrib.gis.geos import Point
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from lib.datum import wgs84_to_gcj02
from office.models import Post, Role
from parks.models import Park
from photos.models import Photo
from places.models import Entrance, HoursException

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]
LIST = "/en/admin/parks/park/"
INLINES = {
    f"{prefix}-{name}": value
    for prefix in ("entrances", "hours_exceptions", "place_photos")
    for name, value in (("TOTAL_FORMS", "0"), ("INITIAL_FORMS", "0"))
}


def change(park) -> str:
    return f"{LIST}{park.pk}/change/"


def form_of(park, **values) -> dict:
    point = {"type": "Point", "coordinates": [park.point.x, park.point.y]}
    return {
        **INLINES,
        "name": park.name,
        "name_en": park.name_en,
        "region": park.region_id,
        "point": json.dumps(point),
        "datum": "wgs84",
        "area_m2": park.area_m2,
        "operation": park.operation,
        "hours": park.hours,
        "facilities": park.facilities,
        "is_public": "on",
        **values,
    }


@pytest.fixture
def reviewer(editor, yangshe):
    Post.objects.create(user=editor, role=Role.REVIEWER, region=yangshe)
    return editor


@pytest.fixture
def picture():
    """`picture()`: an upload that is what it says."""

    def make() -> SimpleUploadedFile:
        file = BytesIO()
        Image.new("RGB", (400, 300), "#0b5563").save(file, "JPEG")
        return SimpleUploadedFile("park.jpg", file.getvalue(), content_type="image/jpeg")

    return make


def test_an_editor_corrects_a_park(client, editor, park):
    client.force_login(editor)
    response = client.post(change(park), form_of(park, name="新市河游园", area_m2=2300))
    assert response.status_code == 302, response.context["errors"]
    park.refresh_from_db()
    assert (park.name, park.area_m2) == ("新市河游园", 2300)
    assert "xinshihe" in park.pinyin


def test_a_park_moves_on_the_map(client, editor, park):
    client.force_login(editor)
    client.post(change(park), form_of(park, point='{"type":"Point","coordinates":[120.56,31.88]}'))
    park.refresh_from_db()
    assert park.point.coords == pytest.approx((120.56, 31.88))


def test_typed_coordinates_are_converted_from_their_datum(client, editor, park):
    client.force_login(editor)
    longitude, latitude = wgs84_to_gcj02(120.56, 31.88)
    client.post(change(park), form_of(park, longitude=longitude, latitude=latitude, datum="gcj02"))
    park.refresh_from_db()
    assert park.point.coords == pytest.approx((120.56, 31.88), abs=1e-6)


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"longitude": "31.88", "latitude": "120.56"}, "less than or equal to|swapped"),
        ({"longitude": "31.88", "latitude": "80"}, "outside the city"),
        ({"longitude": "120.56", "latitude": ""}, "both longitude and latitude"),
        ({"point": ""}, "Set a point"),
        ({"point": '{"type":"Point","coordinates":[31.88,120.56]}'}, "swapped"),
        ({"point": "<script>"}, "geometry"),
        ({"area_m2": "0"}, "between 1 and 10,000"),
        ({"hours": "whenever"}, "opening hours cannot be read"),
    ],
)
def test_bad_input_gets_a_sentence_and_changes_nothing(client, editor, park, values, sentence):
    client.force_login(editor)
    before = Park.objects.values().get()
    response = client.post(change(park), form_of(park, **values))
    assert response.status_code == 200
    text = response.content.decode()
    assert any(part in text for part in sentence.split("|"))
    assert Park.objects.values().get() == before


def test_a_neighbour_sees_nothing_of_it(client, neighbour_editor, park):
    client.force_login(neighbour_editor)
    assert park.name not in client.get(LIST).content.decode()
    for address in (change(park), f"{LIST}{park.pk}/history/"):
        assert client.get(address).status_code == 404
    assert client.post(change(park), form_of(park, name="我的")).status_code == 404
    assert client.get(LIST, {"q": park.name}).context["cl"].result_count == 0
    park.refresh_from_db()
    assert park.name == "新市河小游园"


def test_a_park_does_not_leave_the_scope(client, editor, park, tangqiao):
    client.force_login(editor)
    response = client.post(change(park), form_of(park, region=tangqiao.pk))
    assert "outside what your post covers" in response.content.decode()
    park.refresh_from_db()
    assert park.region.code == "320582100"


def test_regions_to_choose_from_are_those_of_the_post(client, editor, yangshe, tangqiao):
    client.force_login(editor)
    query = {"app_label": "parks", "model_name": "park", "field_name": "region"}
    answer = client.get("/en/admin/autocomplete/", query).json()
    assert [row["text"] for row in answer["results"]] == ["Yangshe"]


def test_an_auditor_sees_and_changes_nothing(client, auditor, park):
    client.force_login(auditor)
    assert park.name in client.get(LIST).content.decode()
    assert client.get(change(park)).status_code == 200
    assert client.post(change(park), form_of(park, name="改")).status_code == 403
    assert client.get(f"{LIST}add/").status_code == 403
    assert client.get(f"{LIST}import/").status_code == 403
    assert client.get(f"{LIST}export/").status_code == 200


def test_nobody_deletes_a_park(client, superuser, park):
    client.force_login(superuser)
    assert client.post(f"{LIST}{park.pk}/delete/", {"post": "yes"}).status_code == 403


def test_an_editors_new_park_waits_for_a_reviewer(client, editor, park, yangshe):
    client.force_login(editor)
    response = client.post(f"{LIST}add/", form_of(park, name="西门小游园"))
    assert response.status_code == 302, response.context["errors"]
    new = Park.objects.get(name="西门小游园")
    assert (new.kind, new.is_public) == ("park", False)


def test_a_reviewer_shows_a_park(client, reviewer, make_park):
    park = make_park(is_public=False)
    client.force_login(reviewer)
    client.post(change(park), form_of(park))
    park.refresh_from_db()
    assert park.is_public


def test_two_people_change_different_fields_and_both_stand(client, editor, park):
    client.force_login(editor)
    form = form_of(park, area_m2=2300)
    Park.objects.filter(pk=park.pk).update(story="原来是荒地")
    client.post(change(park), {**form, "story": ""})
    park.refresh_from_db()
    assert park.area_m2 == 2300


def test_entrances_are_kept_with_the_park(client, editor, park):
    client.force_login(editor)
    row = {"longitude": "120.5551", "latitude": "31.8751", "datum": "wgs84", "is_step_free": "on", "note": "南门"}
    form = form_of(
        park, **{"entrances-TOTAL_FORMS": "1"}, **{f"entrances-0-{key}": value for key, value in row.items()}
    )
    response = client.post(change(park), form)
    assert response.status_code == 302, response.context["errors"]
    entrance = Entrance.objects.get()
    assert entrance.place_id == park.pk
    assert entrance.point.equals_exact(Point(120.5551, 31.8751, srid=4326), 1e-7)


def test_two_exceptions_for_one_day_are_refused(client, editor, park):
    client.force_login(editor)
    rows = {"hours_exceptions-TOTAL_FORMS": "2"}
    for number, (first, last) in enumerate([("2026-10-01", "2026-10-03"), ("2026-10-03", "2026-10-05")]):
        rows |= {
            f"hours_exceptions-{number}-starts_on": first,
            f"hours_exceptions-{number}-ends_on": last,
            f"hours_exceptions-{number}-hours": "off",
        }
    response = client.post(change(park), form_of(park, **rows))
    assert "cover the same day" in response.content.decode()
    assert not HoursException.objects.exists()


def test_history_says_who_changed_what(client, editor, park):
    client.force_login(editor)
    client.post(change(park), form_of(park, area_m2=2300, name="新市河游园"))
    text = client.get(f"{LIST}{park.pk}/history/").content.decode()
    assert "王编" in text
    assert f"127.0.0.1 · {change(park)}" in text
    assert "<del>2280</del>" in text
    assert "<ins>2300</ins>" in text
    assert "<ins>新市河游园</ins>" in text


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_the_same_whatever_its_length(client, editor, make_park, count, django_assert_num_queries):
    for _number in range(count):
        make_park()
    client.force_login(editor)
    with django_assert_num_queries(11) as asked:
        assert client.get(LIST).context["cl"].result_count == count
    assert sum("parks_park" in query["sql"] for query in asked.captured_queries) == 2
    assert sum("office_post" in query["sql"] for query in asked.captured_queries) == 1
    assert not any("outline" in query["sql"] for query in asked.captured_queries)


def test_parks_are_found_by_sound(client, editor, park):
    park.pinyin = "xinshihexiaoyouyuan xshxyy"
    park.save(update_fields=["pinyin"])
    client.force_login(editor)
    assert client.get(LIST, {"q": "xshxyy"}).context["cl"].result_count == 1
    assert client.get(LIST, {"q": "x" * 3000}).context["cl"].result_count == 0


def test_a_list_can_be_narrowed_to_a_town(client, auditor, park, tangqiao):
    client.force_login(auditor)
    assert client.get(LIST, {"town": "320582101"}).context["cl"].result_count == 0
    assert client.get(LIST, {"town": "320582100"}).context["cl"].result_count == 1


def test_an_auditor_reads_a_point_as_numbers(client, auditor, park):
    client.force_login(auditor)
    text = client.get(change(park)).content.decode()
    assert "120.555000, 31.875000" in text
    assert "leaflet-container" not in text


def test_photos_come_in_with_the_park(client, editor, park, picture):
    client.force_login(editor)
    rows = {"place_photos-TOTAL_FORMS": "2"}
    for number, role in enumerate(["before", "after"]):
        rows |= {
            f"place_photos-{number}-file": picture(),
            f"place_photos-{number}-role": role,
            f"place_photos-{number}-position": "0",
            f"place_photos-{number}-caption": f"{role} 照片",
        }
    response = client.post(change(park), form_of(park, **rows))
    assert response.status_code == 302, response.context["errors"]
    assert {row.role for row in park.place_photos.all()} == {"before", "after"}
    assert all(row.photo.uploaded_by == editor for row in park.place_photos.select_related("photo__uploaded_by"))


@pytest.mark.parametrize("second", ["before", "after"])
def test_photos_that_cannot_be_taken_change_nothing(client, editor, park, picture, second):
    """Two photos "before", or a picture that is a web page."""
    client.force_login(editor)
    fake = SimpleUploadedFile("x.png", b"<html>not a picture</html>", content_type="image/png")
    rows = {"place_photos-TOTAL_FORMS": "2"}
    for number, (role, file) in enumerate([("before", picture()), (second, picture() if second == "before" else fake)]):
        rows |= {
            f"place_photos-{number}-file": file,
            f"place_photos-{number}-role": role,
            f"place_photos-{number}-position": "0",
        }
    response = client.post(change(park), form_of(park, name="改名", **rows))
    assert response.status_code == 200
    assert response.context["errors"]
    park.refresh_from_db()
    assert park.name == "新市河小游园"
    assert not Photo.objects.exists()


def test_a_name_stands_once_in_its_region(client, editor, park):
    client.force_login(editor)
    response = client.post(f"{LIST}add/", form_of(park))
    assert "a place of that kind and name already" in response.content.decode()
    assert Park.objects.count() == 1


@pytest.mark.parametrize(
    ("query", "status"),
    [({"region__name": "x"}, 400), ({"p": 10**9}, 200), ({"q": "x" * 10_000}, 400), ({"town": "\x00"}, 400)],
)
def test_addresses_that_make_no_sense_are_answered_without_an_error(client, editor, park, query, status):
    client.force_login(editor)
    assert client.get(LIST, query).status_code == status


@pytest.mark.django_db(transaction=True)
def test_what_was_edited_is_public_at_the_next_request(client, reviewer, park):
    page = f"/parks/{park.pk}/"
    assert "新市河小游园" in client.get(page).content.decode()
    client.force_login(reviewer)
    client.post(change(park), form_of(park, name="新市河游园"))
    client.logout()
    assert "新市河游园" in client.get(page).content.decode()


def test_history_tells_of_entrances_and_photos_too(client, editor, park):
    client.force_login(editor)
    row = {"longitude": "120.5551", "latitude": "31.8751", "datum": "wgs84", "note": "南门"}
    rows = {f"entrances-0-{key}": value for key, value in row.items()}
    client.post(change(park), form_of(park, **{"entrances-TOTAL_FORMS": "1"}, **rows))
    entries = client.get(f"{LIST}{park.pk}/history/").context["entries"]
    assert ("entrance", "insert", "王编") in [(entry.subject, entry.kind, entry.who) for entry in entries]


def test_a_reviewer_shows_what_waits_and_no_more(client, reviewer, make_park, tangqiao):
    waiting, elsewhere = make_park(is_public=False), make_park(is_public=False, region=tangqiao)
    client.force_login(reviewer)
    lines = {str(line.title): line.waiting.count for line in client.get("/en/admin/").context["lines"]}
    assert (lines["Pocket parks · to be shown"], lines["Places · to be shown"]) == (1, 0)
    client.post(LIST, {"action": "show", "_selected_action": [waiting.pk, elsewhere.pk]})
    assert list(Park.objects.filter(is_public=True)) == [waiting]


def test_an_editor_shows_nothing(client, editor, make_park):
    park = make_park(is_public=False)
    client.force_login(editor)
    client.post(LIST, {"action": "show", "_selected_action": [park.pk]})
    assert not Park.objects.get().is_public
