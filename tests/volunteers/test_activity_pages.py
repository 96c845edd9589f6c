"""What everybody may see: the hub, the list in its three views, one activity, the poster, the calendars."""

import json
import re
from datetime import timedelta

import pytest
from django.utils import timezone
from icalendar import Calendar

from lib import pages
from volunteers.actions.sign_ups import sign_up

pytestmark = pytest.mark.django_db

LIST = "/en/volunteer/activities/"


def text_of(response, status: int = 200) -> str:
    assert response.status_code == status
    return response.content.decode()


def events(response) -> list:
    assert response.status_code == 200
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    return list(Calendar.from_ical(response.content).walk("VEVENT"))


@pytest.mark.parametrize("prefix", ["", "/en"])
@pytest.mark.parametrize("path", ["/volunteer/", "/volunteer/activities/", "/volunteer/activities/?view=calendar"])
def test_public_pages_carry_no_cookie(client, shift, prefix, path):
    response = client.get(prefix + path)
    assert response.status_code == 200
    assert not response.cookies
    assert response["Cache-Control"] == "public, no-cache"
    assert client.post(prefix + path).status_code == 405


def test_the_hub_shows_the_next_shifts_with_places(client, make_activity, make_shift):
    make_shift(of=make_activity(title="满员活动", title_en="Full up"), capacity=1, taken=1)
    make_shift(of=make_activity(title="早", title_en="Early"), in_hours=5)
    make_shift(of=make_activity(title="草稿", title_en="Draft one", state="draft"))
    page = text_of(client.get("/en/volunteer/"))
    assert "Early" in page
    assert "Full up" not in page
    assert "Draft one" not in page


def test_an_activity_stands_in_the_list_once_with_its_next_shift(client, make_shift):
    make_shift(in_hours=48)
    make_shift(in_hours=24)
    page = text_of(client.get(LIST))
    assert page.count("Tidying the reading room") == 1
    assert "and 1 more shift" in page
    assert "1 activity" in page


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("query", ["", "?view=map", "?view=calendar", "?lon=120.55&lat=31.87"])
def test_lists_keep_their_queries(
    client, make_activity, make_shift, site_identity, count, query, django_assert_num_queries
):
    for _number in range(count):
        make_shift(of=make_activity())
    client.get(LIST + query)  # the first asks once per process what a degree is
    pages.store.forget()
    with django_assert_num_queries(3 if "calendar" in query else 4):
        client.get(LIST + query)


@pytest.mark.parametrize(
    ("query", "fits"),
    [
        ("category=reading", True),
        ("category=health", False),
        ("town=320582100", True),
        ("town=320582101", False),
        ("when=week", True),
        ("places=1", True),
        ("young=1", True),
        ("lon=120.55&lat=31.87", True),
        ("organization=999999", False),
    ],
)
def test_filters(client, shift, query, fits):
    page = text_of(client.get(f"{LIST}?{query}"))
    assert ("Tidying the reading room" in page) is fits
    assert ("Nothing fits all of this." in page) is not fits


def test_filters_by_places_age_and_day(client, make_activity, make_shift):
    make_shift(of=make_activity(title_en="Full up"), capacity=1, taken=1)
    make_shift(of=make_activity(title_en="Grown up", min_age=18))
    make_shift(of=make_activity(title_en="Far off"), in_hours=24 * 12)
    assert "Full up" not in text_of(client.get(f"{LIST}?places=1"))
    assert "Grown up" not in text_of(client.get(f"{LIST}?young=1"))
    week = text_of(client.get(f"{LIST}?when=week"))
    assert "Grown up" in week
    assert "Far off" not in week


@pytest.mark.parametrize("query", ["category=war", "town=x", "view=9", "page=0", "page=x", "month=2026-13", "lon=1"])
def test_broken_filters_are_answered(client, shift, query):
    assert "Activities for volunteers" in text_of(client.get(f"{LIST}?{query}"), status=400)


def test_past_the_end_of_the_list(client, shift):
    assert "This list ends at page 1." in text_of(client.get(f"{LIST}?page=2"), status=404)


def test_nearest_first(client, make_activity, make_shift):
    make_shift(of=make_activity(title_en="Distant", point="SRID=4326;POINT(120.6 31.9)"), in_hours=5)
    make_shift(of=make_activity(title_en="Close by"), in_hours=48)
    page = text_of(client.get(f"{LIST}?lon=120.555&lat=31.875"))
    assert page.index("Close by") < page.index("Distant")
    assert "nearest first" in page


def test_htmx_gets_the_same_rows_alone(client, shift):
    fragment = text_of(client.get(LIST, headers={"HX-Request": "true"}))
    assert fragment.lstrip().startswith("<section")
    assert "Tidying the reading room" in fragment


def test_the_month_has_every_day_and_its_shifts(client, make_shift):
    shift = make_shift()
    month = f"{timezone.localtime(shift.starts_at):%Y-%m}"
    page = text_of(client.get(f"{LIST}?view=calendar&month={month}"))
    assert page.count("month__number") >= 28
    assert "Tidying the reading room" in page
    assert "Tidying the reading room" not in text_of(client.get(f"{LIST}?view=calendar&month=2020-02"))


def test_the_detail_says_what_one_must_know(client, make_activity, make_shift):
    activity = make_activity(min_age=16, required_skills=["first_aid"], members_only=True, served="老人")
    make_shift(of=activity, capacity=3)
    page = text_of(client.get(f"/en{activity.get_absolute_url()}"))
    for words in ("3 places left", "from 16 on", "First aid", "members of", "没有特别的风险", "West Gate station"):
        assert words in page
    facts = json.loads(re.search(r"ld\+json\">(.*?)</script>", page, re.DOTALL)[1])
    assert [one["@type"] for one in facts["@graph"]] == ["Event"]
    assert facts["@graph"][0]["remainingAttendeeCapacity"] == 3


def test_sample_activities_tell_search_engines_nothing(client, make_activity, make_shift):
    activity = make_activity(is_sample=True)
    make_shift(of=activity)
    assert "ld+json" not in text_of(client.get(activity.get_absolute_url()))


def test_drafts_and_those_of_unapproved_organizations_are_nobodys_business(client, make_activity, team):
    draft = make_activity(state="draft")
    assert client.get(draft.get_absolute_url()).status_code == 404
    opened = make_activity()
    team.state, team.reason = "suspended", "核查中"
    team.save()
    assert client.get(opened.get_absolute_url()).status_code == 404


def test_words_for_every_state_of_a_shift(client, make_activity, make_shift):
    activity = make_activity()
    soon = timezone.now() + timedelta(minutes=1)
    make_shift(of=activity, capacity=1, taken=1)
    make_shift(of=activity, is_cancelled=True, reason="台风")
    make_shift(of=activity, closes_at=timezone.now() - timedelta(hours=1), withdraw_until=soon)
    page = text_of(client.get(f"/en{activity.get_absolute_url()}"))
    for words in ("Full: waiting list", "Cancelled", "台风", "Sign-up closed", "Join the waiting list"):
        assert words in page


@pytest.mark.django_db(transaction=True)
def test_a_kept_page_shows_the_place_that_was_taken(client, make_shift, volunteer):
    shift = make_shift(capacity=2)
    address = f"/en{shift.activity.get_absolute_url()}"
    assert "2 places left" in text_of(client.get(address))
    sign_up(shift=shift, volunteer=volunteer, risk_told=True)
    assert "1 place left" in text_of(client.get(address))


def test_the_poster_leads_to_the_page(client, shift, settings):
    settings.SITE_ORIGIN = "https://gang.example"
    page = text_of(client.get(f"/volunteer/activities/{shift.activity.pk}/poster/"))
    assert f"https://gang.example/volunteer/activities/{shift.activity.pk}/" in page
    assert 'class="qr"' in page
    assert "style=" not in page


# --- calendars


def test_one_shift_for_the_calendar(client, shift, settings):
    settings.SITE_ORIGIN = "https://gang.example"
    response = client.get(f"/en/volunteer/shifts/{shift.pk}/calendar.ics")
    event = events(response)[0]
    assert event["UID"] == f"shift-{shift.pk}@gang.example"
    assert (event["SEQUENCE"], event["STATUS"]) == (0, "CONFIRMED")
    assert event["URL"] == f"https://gang.example/en/volunteer/activities/{shift.activity.pk}/"
    assert event.start == shift.starts_at
    assert str(event["DTSTART"].params["TZID"]) == "Asia/Shanghai"
    assert b"BEGIN:VTIMEZONE" in response.content
    assert event["GEO"].to_ical() == "31.875;120.555"
    assert response["Cache-Control"] == "public, no-cache"


def test_the_calendar_of_a_filter_keeps_what_is_cancelled(client, make_shift):
    make_shift()
    make_shift(in_hours=48, is_cancelled=True, reason="台风", sequence=2)
    found = events(client.get("/volunteer/activities/calendar.ics?category=reading"))
    assert [(one["STATUS"], one["SEQUENCE"]) for one in found] == [("CONFIRMED", 0), ("CANCELLED", 2)]
    assert events(client.get("/volunteer/activities/calendar.ics?category=health")) == []
    assert client.get("/volunteer/activities/calendar.ics?category=war").status_code == 400


def test_drafts_have_no_calendar(client, make_shift, make_activity):
    shift = make_shift(of=make_activity(state="draft"))
    assert client.get(f"/volunteer/shifts/{shift.pk}/calendar.ics").status_code == 404
