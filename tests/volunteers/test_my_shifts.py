"""A volunteer's own pages: signing up, withdrawing, my shifts, my calendar."""

import pytest
from django.utils import timezone
from icalendar import Calendar

from tests.volunteers.conftest import sign_up as enter
from volunteers.actions import sign_ups
from volunteers.actions.feeds import address_of, reset
from volunteers.models import SignUp

pytestmark = pytest.mark.django_db


@pytest.fixture
def mine(client, volunteer):
    client.force_login(volunteer.user)
    return client


def text_of(response, status: int = 200) -> str:
    assert response.status_code == status
    return response.content.decode()


def address(shift, verb: str = "sign-up") -> str:
    return f"/en/volunteer/shifts/{shift.pk}/{verb}/"


def test_the_page_shows_the_risks_and_one_press_takes_a_place(mine, shift):
    page = text_of(mine.get(address(shift)))
    assert "没有特别的风险" in page
    assert "Take a place" in page
    response = mine.post(address(shift), {"risk_told": "on"}, follow=True)
    assert "You have a place" in text_of(response)
    assert SignUp.objects.get().state == "confirmed"
    assert "You have a place here." in text_of(mine.get(address(shift)))


def test_a_press_costs_few_statements(mine, shift, other_volunteer, django_assert_num_queries):
    """Session, account, shift, volunteer; look, begin, lock, insert, commit."""
    mine.get(address(shift))
    with django_assert_num_queries(9):
        mine.post(address(shift), {"risk_told": "on"})


def test_without_the_tick_nothing_happens(mine, shift):
    assert "read the risks" in text_of(mine.post(address(shift), {"companions": ""}), status=400)
    assert not SignUp.objects.exists()


def test_a_refusal_stands_on_the_page(mine, make_shift, volunteer):
    enter(make_shift(), volunteer)
    page = text_of(mine.post(address(make_shift(in_hours=25)), {"risk_told": "on"}), status=409)
    assert "another shift at that time" in page


def test_what_is_missing_is_said_before_anybody_presses(mine, make_shift, make_activity):
    shift = make_shift(of=make_activity(min_age=60))
    page = text_of(mine.get(address(shift)))
    assert "from the age of 60" in page
    assert "Take a place" not in page


def test_closed_shifts_say_so(mine, make_shift):
    assert "No sign-up is possible" in text_of(mine.get(address(make_shift(closes_at=timezone.now()))))


def test_companions_are_asked_for_where_they_may_come(mine, make_shift, make_activity, shift):
    assert "Who comes with you?" not in text_of(mine.get(address(shift)))
    shift = make_shift(of=make_activity(most_companions=2), in_hours=90)
    assert "Who comes with you?" in text_of(mine.get(address(shift)))
    mine.post(address(shift), {"risk_told": "on", "companions": "2"})
    assert SignUp.objects.get(shift=shift).companions == 2
    assert mine.post(address(shift), {"risk_told": "on", "companions": "3"}).status_code == 400


def test_who_is_not_registered_is_led_to_it(client, shift, resident):
    client.force_login(resident)
    assert "register once as a volunteer" in text_of(client.get(address(shift)))
    client.post(address(shift), {"risk_told": "on"})
    assert not SignUp.objects.exists()


@pytest.mark.parametrize("verb", ["sign-up", "withdraw"])
def test_signed_out_leads_to_the_door_and_back(client, shift, verb):
    response = client.get(address(shift, verb))
    assert response.status_code == 302
    assert response["Location"].endswith(f"?next={address(shift, verb)}")
    assert client.get("/volunteer/my-shifts/").status_code == 302


def test_wrong_methods(mine, shift):
    assert mine.put(address(shift)).status_code == 405
    assert mine.post("/volunteer/my-shifts/").status_code == 405
    assert mine.get("/volunteer/my-shifts/calendar/reset/").status_code == 405


def test_drafts_take_nobody(mine, make_shift, make_activity):
    assert mine.get(address(make_shift(of=make_activity(state="draft")))).status_code == 404


def test_withdrawing_asks_first(mine, shift, volunteer):
    enter(shift, volunteer)
    assert "Yes, give it back" in text_of(mine.get(address(shift, "withdraw")))
    assert SignUp.objects.get().state == "confirmed"
    assert "You have withdrawn" in text_of(mine.post(address(shift, "withdraw"), follow=True))
    assert SignUp.objects.get().state == "withdrawn"
    assert "nothing to withdraw" in text_of(mine.get(address(shift, "withdraw")))


def test_somebody_elses_sign_up_is_not_there(mine, shift, other_volunteer):
    enter(shift, other_volunteer)
    assert mine.post(address(shift, "withdraw")).status_code == 404
    assert SignUp.objects.get().state == "confirmed"


def test_my_shifts_hold_what_comes_the_line_and_the_past(mine, make_shift, make_activity, volunteer, other_volunteer):
    enter(make_shift(of=make_activity(title_en="Coming")), volunteer)
    full = make_shift(of=make_activity(title_en="In demand"), capacity=1)
    enter(full, other_volunteer, state="waiting")
    enter(full, volunteer, state="waiting")
    enter(make_shift(of=make_activity(title_en="Long ago"), in_hours=-50), volunteer)
    enter(make_shift(of=make_activity(title_en="Not mine"), in_hours=70), other_volunteer)
    page = text_of(mine.get("/en/volunteer/my-shifts/"))
    for words in ("Coming", "In demand", "number 2 in line", "Long ago"):
        assert words in page
    assert "Not mine" not in page


@pytest.mark.parametrize("count", [1, 3])
def test_my_shifts_keep_their_queries(mine, make_shift, make_activity, volunteer, count, django_assert_num_queries):
    for number in range(count):
        enter(make_shift(of=make_activity(), in_hours=24 * (number + 1)), volunteer)
        enter(make_shift(of=make_activity(), in_hours=-24 * (number + 1)), volunteer)
    mine.get("/en/volunteer/my-shifts/")
    with django_assert_num_queries(7):
        mine.get("/en/volunteer/my-shifts/")


def test_who_leads_finds_the_leaders_pages_from_here(client, leader, volunteer):
    for person, words in ((leader, True), (volunteer, False)):
        client.force_login(person.user)
        assert ("/en/volunteer/lead/" in text_of(client.get("/en/volunteer/my-shifts/"))) is words


# --- my calendar


def path_of(volunteer) -> str:
    return address_of(volunteer).removeprefix("http://localhost:8000")


def test_the_feed_has_my_shifts_and_nothing_about_me(client, make_shift, volunteer, other_volunteer):
    reset(volunteer=volunteer)
    volunteer.refresh_from_db()
    enter(make_shift(), volunteer)
    enter(make_shift(in_hours=48, is_cancelled=True, reason="台风"), volunteer, state="cancelled")
    enter(make_shift(in_hours=72), volunteer, state="waiting")
    enter(make_shift(in_hours=96), volunteer, state="withdrawn")
    enter(make_shift(in_hours=120), other_volunteer)
    response = client.get(path_of(volunteer))
    statuses = [one["STATUS"] for one in Calendar.from_ical(response.content).walk("VEVENT")]
    assert statuses == ["CONFIRMED", "CANCELLED", "TENTATIVE", "CANCELLED"]
    assert response["Cache-Control"] == "private, no-cache"
    assert "王志愿" not in response.content.decode()
    assert volunteer.number not in response.content.decode()


def test_a_place_taken_back_is_cancelled_in_the_calendar_that_has_it(client, make_shift, leader, volunteer):
    """A feed that only forgot it would leave it standing in the calendars that took it in."""
    reset(volunteer=volunteer)
    volunteer.refresh_from_db()
    mine = enter(make_shift(), volunteer)

    def event() -> tuple[str, str, int]:
        [one] = Calendar.from_ical(client.get(path_of(volunteer)).content).walk("VEVENT")
        return one["UID"], one["STATUS"], one["SEQUENCE"]

    uid, status, sequence = event()
    assert status == "CONFIRMED"
    sign_ups.answer(sign_up=mine, by=leader.user, accept=False, reason="报名人数有变")
    assert event() == (uid, "CANCELLED", sequence + 1)
    sign_ups.answer(sign_up=mine, by=leader.user, accept=True)
    assert event() == (uid, "CONFIRMED", sequence + 2)
    sign_ups.withdraw(sign_up=mine)
    assert event() == (uid, "CANCELLED", sequence + 3)


@pytest.mark.parametrize("count", [1, 3])
def test_the_feed_keeps_its_queries(client, make_shift, volunteer, count, django_assert_num_queries):
    reset(volunteer=volunteer)
    volunteer.refresh_from_db()
    for number in range(count):
        enter(make_shift(in_hours=24 * (number + 1)), volunteer)
    with django_assert_num_queries(2):
        client.get(path_of(volunteer))


def test_a_reset_makes_the_old_address_nothing(mine, volunteer):
    mine.post("/volunteer/my-shifts/calendar/reset/")
    volunteer.refresh_from_db()
    old = path_of(volunteer)
    assert mine.get(old).status_code == 200
    assert address_of(volunteer) in text_of(mine.get("/volunteer/my-shifts/"))
    mine.post("/volunteer/my-shifts/calendar/reset/")
    volunteer.refresh_from_db()
    assert mine.get(old).status_code == 404
    assert mine.get(path_of(volunteer)).status_code == 200


def test_a_guessed_address_and_one_of_somebody_who_left(client, volunteer):
    assert client.get("/volunteer/my-shifts/guess.ics").status_code == 404
    reset(volunteer=volunteer)
    volunteer.refresh_from_db()
    volunteer.state, volunteer.left_at = "left", timezone.now()
    volunteer.save()
    assert client.get(path_of(volunteer)).status_code == 404


def test_only_volunteers_have_a_calendar(client, resident):
    client.force_login(resident)
    assert client.post("/volunteer/my-shifts/calendar/reset/").status_code == 404
    assert client.get("/volunteer/my-shifts/").status_code == 200
