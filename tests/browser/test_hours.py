"""The pages of hours on a phone: nothing runs over, nothing is out of reach, nothing is complained about."""

import pytest

from tests.volunteers.conftest import *  # noqa: F403
from volunteers.actions import decisions, figures, objections

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
MY, LEAD = "/volunteer/my/hours/", "/volunteer/lead/"


@pytest.fixture
def hours(make_record, leader, volunteer, other_volunteer):
    confirmed = decisions.confirm(record=make_record(minutes=150), by=leader.user)
    make_record(minutes=500, days_ago=4, hour=2, flags=["forgotten"])
    make_record(of=other_volunteer)
    objections.object_to(volunteer=volunteer, record=confirmed, kind="error", text="实际服务了三个小时。")
    figures.count_hours()
    return confirmed


def test_the_pages_of_hours_fit_a_phone(live_browser, hours, volunteer, leader, site_identity):
    mine = [MY, f"{MY}{hours.pk}/", f"{MY}report/", f"{MY}missing/"]
    led = [f"{LEAD}confirm/", f"{LEAD}records/{hours.pk}/", f"{LEAD}objections/"]
    visits = [*((path, volunteer.user) for path in mine), *((path, leader.user) for path in led)]
    for path, user in [*visits, ("/volunteer/figures/", None)]:
        page = live_browser.open(path, user=user, width=360)
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, path
        assert live_browser.barriers(page) == [], path


def test_a_leader_confirms_with_one_press(live_browser, hours, leader, other_volunteer):
    page = live_browser.open(f"{LEAD}confirm/", user=leader.user, width=360)
    page.click(".hours-bar button")
    page.wait_for_load_state("networkidle")
    assert other_volunteer.records.get().state == "confirmed"
    assert hours.volunteer.records.filter(state="pending").count() == 1
