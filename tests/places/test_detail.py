import datetime
import re
from html import unescape
from zoneinfo import ZoneInfo

import pytest
from django.contrib.gis.geos import Point
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from lib import drawing, pages
from photos.models import Photo
from places import furnishing, present
from places.models import Entrance, Facility, Feedback, HoursException, Kind, Place, PlacePhoto
from places.week import spans_on

pytestmark = pytest.mark.django_db
SHANGHAI = ZoneInfo("Asia/Shanghai")
MONDAY = datetime.date(2026, 11, 23)


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def shop(yangshe):
    return Place.objects.create(
        name="美好杂货铺", name_en="Charity Shop", kind=Kind.EXERCISE, point=Point(120.55, 31.87, srid=4326),
        region=yangshe, hours="Mo-Fr 09:00-12:00,13:30-17:00", address="某路1号", address_en="1 Some Road",
    )  # fmt: skip


@pytest.fixture
def address(shop):
    return reverse("place_detail", args=[shop.pk])


@pytest.fixture
def look(client, address, site_identity):
    return lambda query="": client.get(address + query)


def moment(hour: int, minute: int = 0, *, day: datetime.date = MONDAY) -> datetime.datetime:
    return datetime.datetime.combine(day, datetime.time(hour, minute), SHANGHAI)


def state_at(place: Place, at: datetime.datetime) -> tuple[str, str]:
    shown = present.Shown(present.for_rows(Place.objects.all(), at).get(pk=place.pk), at)
    return shown.now.word, shown.now.until


# --- the page


def test_page_says_what_is_there(look, shop):
    answer = look()
    assert answer.status_code == 200
    html = answer.content.decode()
    for words in ("Charity Shop", "1 Some Road", "Yangshe", "09:00–12:00, 13:30–17:00"):
        assert words in html


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_wrong_method(client, address, method):
    assert getattr(client, method)(address).status_code == 405


def test_place_that_is_not_public_is_not_there(look, shop):
    Place.objects.filter(pk=shop.pk).update(is_public=False)
    assert look().status_code == 404


@pytest.mark.parametrize("pk", [0, 10**12, 10**40])
def test_unknown_number_is_not_there(client, site_identity, pk):
    assert client.get(f"/en/places/{pk}/").status_code == 404


@pytest.mark.parametrize("query", ["?lon=abc&lat=31.8", "?lon=120.5", "?lon=31.87&lat=120.55", "?lon=2&lat=48"])
def test_bad_position_is_a_sentence(look, query):
    answer = look(query)
    assert answer.status_code == 400
    assert "Traceback" not in answer.content.decode()


def test_place_of_a_kind_with_its_own_page_is_there(client, park, site_identity):
    answer = client.get(reverse("place_detail", args=[park.pk]))
    assert (answer.status_code, answer["Location"]) == (301, f"/en/parks/{park.pk}/")


def test_place_closed_for_good_keeps_its_page(look, shop):
    Place.objects.filter(pk=shop.pk).update(operation="closed")
    answer = look()
    assert answer.status_code == 200
    assert "closed for good" in answer.content.decode()


def test_minutes_on_foot_only_for_those_who_say_where_they_are(look):
    assert "on foot" not in look().content.decode()
    assert "on foot" in look("?lon=120.551&lat=31.871").content.decode()


@pytest.mark.django_db(transaction=True)
def test_edit_shows_at_the_very_next_request(look, shop):
    assert "1 Some Road" in look().content.decode()
    shop.address_en = "2 Other Road"
    shop.save(update_fields=["address_en"])
    assert "2 Other Road" in look().content.decode()


@pytest.mark.parametrize("items", [1, 3])
def test_page_is_drawn_with_two_queries_and_made_anew_with_two(look, shop, items):
    tomorrow = timezone.localdate() + datetime.timedelta(days=1)
    for number in range(items):
        Entrance.objects.create(place=shop, point=shop.point, note=f"门{number}")
        photo = Photo.objects.create(sha256=str(number))
        PlacePhoto.objects.create(place=shop, photo=photo, position=number)
        day = tomorrow + datetime.timedelta(days=number)
        HoursException.objects.create(place=shop, starts_on=day, ends_on=day, hours="off")
        Feedback.objects.create(place=shop, text=f"话{number}")
    look()
    pages.store.forget()
    drawing.drawings.forget()
    with CaptureQueriesContext(connection) as queries:
        assert look().status_code == 200
    assert len(queries) == 2, [query["sql"][:90] for query in queries]
    pages.store.forget()
    with CaptureQueriesContext(connection) as queries:
        assert look().status_code == 200
    assert len(queries) == 2


# --- state now and until when


@pytest.mark.parametrize(
    ("hours", "at", "expected"),
    [
        ("24/7", moment(3), ("Open now", "24 hours")),
        ("09:00-17:00", moment(10), ("Open now", "until 17:00")),
        ("09:00-17:00", moment(8), ("Closed now", "opens 09:00")),
        ("09:00-17:00", moment(18), ("Closed now", "opens tomorrow at 09:00")),
        ("06:00-24:00", moment(10), ("Open now", "until 24:00")),
        ("18:00-02:00", moment(20), ("Open now", "until tomorrow at 02:00")),
        ("Mo 09:00-17:00", moment(18), ("Closed now", "opens 30 November at 09:00")),
        ("Th 09:00-17:00", moment(18), ("Closed now", "opens Thursday at 09:00")),
        ("", moment(10), ("Not known", "")),
        ("off", moment(10), ("Closed now", "")),
    ],
)
def test_state_and_until(shop, hours, at, expected):
    Place.objects.filter(pk=shop.pk).update(hours=hours)
    word, until = state_at(shop, at)
    assert (word, until.replace("November 30", "30 November")) == expected


@pytest.mark.parametrize(
    ("operation", "word"),
    [
        ("maintenance", "Closed for maintenance"),
        ("unknown", "Not known"),
        ("closed", "Closed for good"),
        ("self_service", "Self-service, open now"),
    ],
)
def test_operation_comes_before_hours(shop, operation, word):
    Place.objects.filter(pk=shop.pk).update(operation=operation)
    assert state_at(shop, moment(10))[0] == word


def test_exception_replaces_todays_hours(shop):
    HoursException.objects.create(place=shop, starts_on=MONDAY, ends_on=MONDAY, hours="off")
    assert state_at(shop, moment(10)) == ("Closed now", "")


def test_nothing_is_promised_for_a_day_with_other_hours(shop):
    tuesday = MONDAY + datetime.timedelta(days=1)
    HoursException.objects.create(place=shop, starts_on=tuesday, ends_on=tuesday, hours="off")
    assert state_at(shop, moment(18)) == ("Closed now", "")
    assert state_at(shop, moment(10)) == ("Open now", "until 12:00")


# --- the week


@pytest.mark.parametrize(
    ("hours", "spans"),
    [
        ("24/7", ("00:00–24:00",)),
        ("Mo 09:00-12:00,13:30-17:00", ("09:00–12:00", "13:30–17:00")),
        ("Tu 09:00-12:00", ()),
        ("22:00-02:00", ("22:00–02:00",)),
        ("06:00-24:00", ("06:00–24:00",)),
        ("off", ()),
        ("", None),
        ("nonsense", None),
    ],
)
def test_spans_of_a_monday(hours, spans):
    assert spans_on(hours, MONDAY) == spans


def test_exceptions_of_the_coming_fortnight_are_named(look, shop):
    today = timezone.localdate()
    in_days = [today + datetime.timedelta(days=days) for days in (0, 14, 15)]
    for day, reason in zip(in_days, ("Pipes", "Paint", "Parade"), strict=True):
        HoursException.objects.create(place=shop, starts_on=day, ends_on=day, hours="off", reason_en=reason)
    html = look().content.decode()
    assert "Pipes" in html
    assert "Paint" in html
    assert "Parade" not in html


# --- what is there


def test_every_facility_has_an_icon_that_exists(settings):
    sprite = (settings.BASE_DIR / "static/img/icons.svg").read_text(encoding="utf-8")
    assert set(furnishing.ICONS) == set(Facility)
    for name in furnishing.ICONS.values():
        assert f'id="{name}"' in sprite


def test_each_facility_stands_in_one_group():
    labels = [one.label for group in furnishing.groups_of(Facility.values) for one in group.facilities]
    assert sorted(labels) == sorted(str(facility.label) for facility in Facility)


def test_essentials_that_nobody_recorded_are_said(look, shop, park):
    Place.objects.filter(pk=shop.pk).update(facilities=["toilet", "seats"])
    assert "Not recorded here: Step-free way." in look().content.decode()
    assert furnishing.unrecorded(park) == ["Toilet", "Shade"]


def test_entrances_say_whether_there_are_steps(look, shop):
    Entrance.objects.create(place=shop, point=shop.point, note="北门", note_en="North gate", is_step_free=False)
    html = look().content.decode()
    assert "North gate" in html
    assert "With steps" in html


# --- photos


@pytest.fixture
def before_and_after(shop):
    for number, role in enumerate(("before", "after")):
        photo = Photo.objects.create(sha256=role, state="ready", width=800, height=600, alt_en=f"{role} it")
        PlacePhoto.objects.create(place=shop, photo=photo, role=role, position=number)


def test_before_and_after_stand_side_by_side_without_javascript(look, before_and_after):
    html = look().content.decode()
    assert html.index('alt="before it"') < html.index('alt="after it"')
    assert "compare.js" in html
    assert 'type="range"' not in html


def test_one_picture_alone_is_compared_with_nothing(look, shop, before_and_after):
    PlacePhoto.objects.filter(role="after").delete()
    assert "data-compare" not in look().content.decode()


def test_photo_that_is_not_ready_is_a_calm_placeholder(look, shop):
    PlacePhoto.objects.create(place=shop, photo=Photo.objects.create(sha256="w"), role="view")
    html = look().content.decode()
    assert "photo-waiting.svg" in html
    assert ".webp" not in html


# --- feedback on the page


def test_only_what_is_published_is_shown_and_never_a_number(look, shop, editor):
    common = {"place": shop, "phone": "13912345678", "may_call": True}
    answered = {"state": "answered", "answered_by": editor, "answered_at": timezone.now()}
    Feedback.objects.create(
        text="公开的话",
        answer="谢谢",
        answer_en="Thanks <b>",
        may_publish=True,
        is_published=True,
        **common,
        **answered,
    )
    Feedback.objects.create(text="私下的话", answer="好", may_publish=True, **common, **answered)
    Feedback.objects.create(text="没人看过", may_publish=True, **common)
    html = look().content.decode()
    assert "公开的话" in html
    assert "Thanks &lt;b&gt;" in html
    assert "私下的话" not in html
    assert "没人看过" not in html
    assert not re.search(r"1\d{2}\*{4}|139", html.replace("\n", ""))


# --- the way there


def test_map_applications_get_the_shifted_point_by_a_link_only(look, shop):
    html = look().content.decode()
    link = unescape(re.search(r'href="(https://uri\.amap\.com/[^"]+)"', html)[1])
    longitude = float(re.search(r"position=([\d.]+)", link)[1])
    assert 0.003 < longitude - shop.point.x < 0.008
    assert "noreferrer" in html
    assert "https://" not in re.sub(r'href="https://uri[^"]+"', "", html).replace("https://schema.org", "")
