"""Finding a shift and taking a place, as somebody does it on a phone; and what a leader sees of it."""

import pytest

from tests.browser.conftest import live_browser  # noqa: F401
from volunteers.models import SignUp

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser, pytest.mark.slow]


def test_from_the_hub_to_a_place_on_a_phone(live_browser, shift, volunteer, site_identity):  # noqa: F811
    page = live_browser.open("/en/volunteer/", user=volunteer.user, width=360)
    page.click("text=Find an activity")
    page.click(f"text={shift.activity.title_en}")
    page.click(".act-shift >> text=Sign up")
    page.check("input[name=risk_told]")
    page.click("button:has-text('Take a place')")
    page.wait_for_url("**/my-shifts/")
    assert page.is_visible("text=You have a place")
    page.click(".row >> text=Give the place back")
    page.click("text=Yes, give it back")
    page.wait_for_url("**/my-shifts/")
    assert SignUp.objects.get().state == "withdrawn"


def test_filters_change_the_list_and_the_address_without_a_reload(live_browser, shift):  # noqa: F811
    page = live_browser.open("/en/volunteer/activities/")
    page.evaluate("window.stayed = true")
    page.click("#chip-when-week")
    page.wait_for_url("**when=week")
    assert page.evaluate("window.stayed")
    assert page.get_attribute("#chip-when-week", "aria-current") == "true"


def test_activities_stand_on_the_map(live_browser, shift):  # noqa: F811
    page = live_browser.open("/en/volunteer/activities/?view=map")
    page.wait_for_selector(".pin--activity")
    page.click(".pin--activity")
    assert page.inner_text(".leaflet-popup-content a") == shift.activity.title_en


def test_a_leader_takes_a_point_on_the_map(live_browser, team, leader, yangshe):  # noqa: F811
    page = live_browser.open(f"/en/volunteer/lead/organizations/{team.pk}/activities/new/", user=leader.user, width=360)
    page.locator("#map").scroll_into_view_if_needed()
    page.wait_for_selector(".leaflet-container")
    page.click("#map", position={"x": 150, "y": 150})
    page.click("text=Take this point")
    page.wait_for_url("**lon=*")
    assert page.is_visible("text=Give it a name below")


@pytest.mark.parametrize("mode", [{}, {"color_scheme": "dark"}])
def test_no_barriers(live_browser, shift, volunteer, other_volunteer, leader, mode):  # noqa: F811
    SignUp.objects.create(
        shift=shift, volunteer=volunteer, state="confirmed", starts_at=shift.starts_at, ends_at=shift.ends_at,
        queued_at=shift.starts_at,
    )  # fmt: skip
    visits = (
        (None, "/volunteer/"),
        (None, "/en/volunteer/activities/"),
        (None, "/volunteer/activities/?view=calendar"),
        (None, shift.activity.get_absolute_url()),
        (None, f"{shift.activity.get_absolute_url()}poster/"),
        (other_volunteer, f"/volunteer/shifts/{shift.pk}/sign-up/"),
        (volunteer, "/volunteer/my-shifts/"),
        (leader, "/volunteer/lead/"),
        (leader, f"/volunteer/lead/activities/{shift.activity.pk}/"),
        (leader, f"/volunteer/lead/activities/{shift.activity.pk}/edit/"),
        (leader, f"/volunteer/lead/shifts/{shift.pk}/"),
        (leader, f"/volunteer/lead/shifts/{shift.pk}/edit/"),
    )
    for who, path in visits:
        page = live_browser.open(path, user=who and who.user, width=360, **mode)
        assert live_browser.barriers(page) == [], path
        assert not page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"), path
        page.close()


def test_large_type_fits_a_phone(live_browser, shift):  # noqa: F811
    for path in ("/volunteer/", "/volunteer/activities/?view=calendar", shift.activity.get_absolute_url()):
        page = live_browser.open(f"/mode/?elder=1&next={path}", width=360)
        assert not page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"), path
        assert live_browser.barriers(page) == [], path
