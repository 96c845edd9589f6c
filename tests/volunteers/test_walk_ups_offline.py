"""Somebody came along and there is no signal: the leader's phone keeps the number, and the server has the last word."""

import uuid
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from tests.browser.conftest import live_browser  # noqa: F401
from tests.volunteers.conftest import sign_up
from tests.volunteers.test_sync import send, states
from tests.volunteers.test_without_a_signal import lose_signal, phone  # noqa: F401
from volunteers.actions.settling import settle_ended
from volunteers.models import Proof, ServiceRecord, SignUp

pytestmark = pytest.mark.django_db


@pytest.fixture
def shift(make_shift, leader):
    """Began an hour ago and lasts two more."""
    return make_shift(in_hours=-1, hours=3, shown_by=leader.user)


def came(shift, who, minutes=10, **values):
    at = shift.starts_at + timedelta(minutes=minutes)
    return {
        "id": str(uuid.uuid4()), "kind": "walk_up", "shift": shift.pk, "who": who,
        "device_at": at.isoformat(), **values,
    }  # fmt: skip


def refused(answer) -> str:
    [row] = answer.json()["answers"]
    assert row["state"] == "refused"
    return row["sentence"]


@pytest.mark.parametrize("by", ["number", "phone", "spaced"])
def test_a_number_becomes_a_place_and_a_check_in(shift, leader, volunteer, by):
    phone_number = volunteer.user.phone.reveal()
    who = {"number": volunteer.number, "phone": phone_number, "spaced": f"{phone_number[:3]} {phone_number[3:]}"}[by]
    item = came(shift, who)
    assert states(send(leader.user, item)) == {item["id"]: "kept"}
    place = SignUp.objects.get(shift=shift)
    assert (place.volunteer, place.state, place.walked_up, place.answered_by) == (
        volunteer, "confirmed", True, leader.user,
    )  # fmt: skip
    proof = Proof.objects.get()
    assert (str(proof.pk), proof.kind, proof.way, proof.vouched_by) == (item["id"], "in", "roster", leader.user)
    assert abs(proof.at - shift.starts_at - timedelta(minutes=10)) < timedelta(seconds=1)


def test_sent_again_it_changes_nothing_and_the_answer_has_no_name(shift, leader, volunteer):
    item = came(shift, volunteer.number)
    send(leader.user, item)
    again = send(leader.user, item, came(shift, volunteer.number, minutes=20))
    assert set(states(again).values()) == {"already"}
    assert "王" not in again.content.decode()
    assert (SignUp.objects.count(), Proof.objects.count()) == (1, 1)


def test_the_same_id_with_somebody_else_is_refused(shift, leader, volunteer, other_volunteer):
    item = came(shift, volunteer.number)
    send(leader.user, item)
    assert "was not changed" in refused(send(leader.user, {**item, "who": other_volunteer.number}))
    assert SignUp.objects.get().volunteer == volunteer


def test_who_walked_up_is_ticked_out_and_has_a_record(shift, leader, volunteer):
    went = came(shift, "", minutes=55, kind="tick_out", volunteer=volunteer.pk)
    del went["who"]
    answer = send(leader.user, went, came(shift, volunteer.number, minutes=0))
    assert set(states(answer).values()) == {"kept"}
    assert ServiceRecord.objects.get().minutes == 55


@pytest.mark.parametrize("by", ["number", "phone"])
def test_who_walked_up_is_ticked_out_by_the_same_number(shift, leader, volunteer, by):
    """The phone knows no more of them until it had a signal."""
    who = volunteer.number if by == "number" else volunteer.user.phone.reveal()
    went = came(shift, who, minutes=55, kind="tick_out")
    answer = send(leader.user, went, came(shift, who, minutes=0))
    assert set(states(answer).values()) == {"kept"}
    assert (ServiceRecord.objects.get().minutes, ServiceRecord.objects.get().volunteer) == (55, volunteer)
    assert states(send(leader.user, went)) == {went["id"]: "already"}


def test_nobody_is_ticked_out_who_is_not_on_the_roster(shift, make_shift, leader, volunteer, other_volunteer):
    sign_up(make_shift(in_hours=-1, hours=3), other_volunteer)
    sign_up(shift, volunteer)
    for who in (other_volunteer.number, "32058200000000", "13900009999"):
        went = came(shift, who, minutes=55, kind="tick_out")
        assert refused(send(leader.user, went)) == "Nobody on this roster has this number."
    went = came(shift, volunteer.number, minutes=55, kind="tick_out")
    assert "do not lead" in refused(send(other_volunteer.user, went))
    assert not Proof.objects.exists()


def test_numbers_are_not_tried_through_by_ticking_out(shift, leader, volunteer, monkeypatch):
    monkeypatch.setattr("volunteers.actions.walk_ups.MOST_TYPED", 2)
    items = [came(shift, f"1390000{number:04d}", kind="tick_out") for number in range(4)]
    assert sorted(states(send(leader.user, *items)).values()) == ["later", "later", "refused", "refused"]


def test_a_full_shift_refuses_and_keeps_nothing(make_shift, leader, volunteer, other_volunteer):
    full = make_shift(in_hours=-1, hours=3, capacity=1)
    sign_up(full, other_volunteer)
    full.refresh_from_db()
    assert "All places are taken" in refused(send(leader.user, came(full, volunteer.number)))
    assert not Proof.objects.exists()
    assert not SignUp.objects.filter(volunteer=volunteer).exists()


def test_who_is_too_young_is_refused(activity, shift, leader, make_volunteer):
    activity.min_age = 18
    activity.save(update_fields=["min_age"])
    young = make_volunteer("陈小雨", born=f"{timezone.localdate().year - 15}-01-01")
    refused(send(leader.user, came(shift, young.number)))
    assert not SignUp.objects.exists()


def test_who_is_elsewhere_at_that_time_is_refused(shift, make_activity, make_shift, leader, volunteer):
    sign_up(make_shift(of=make_activity(title="别处"), in_hours=-1, hours=3), volunteer)
    refused(send(leader.user, came(shift, volunteer.number)))
    assert not SignUp.objects.filter(shift=shift).exists()


def test_a_time_that_is_not_the_shifts_keeps_neither_place_nor_check_in(make_shift, leader, volunteer):
    tomorrow = make_shift(in_hours=24)
    refused(send(leader.user, came(tomorrow, volunteer.number, minutes=-24 * 60)))
    assert not SignUp.objects.exists()


@pytest.mark.parametrize("who", ["32058200000000", "13900009999", "王志愿", "    7"])
def test_a_number_that_is_nobodys_gets_one_answer(shift, leader, volunteer, who):
    assert "There is no volunteer with this number" in refused(send(leader.user, came(shift, who)))


def test_who_does_not_lead_the_shift_enters_nobody(shift, volunteer, other_volunteer, deputy):
    assert "do not lead" in refused(send(volunteer.user, came(shift, other_volunteer.number)))
    assert "do not lead" in refused(send(deputy.user, came(shift, other_volunteer.number) | {"shift": 10**9}))
    assert not SignUp.objects.exists()


@pytest.mark.parametrize("values", [{"who": ""}, {"who": "1" * 41}, {"volunteer": 1}, {"kind": "in"}])
def test_an_item_that_does_not_fit_is_refused(shift, leader, volunteer, values):
    assert refused(send(leader.user, came(shift, volunteer.number) | values)) == "This item cannot be read."


def test_numbers_are_not_tried_through(shift, leader, volunteer, monkeypatch):
    monkeypatch.setattr("volunteers.actions.walk_ups.MOST_TYPED", 2)
    items = [came(shift, f"3205829999{number:04d}") for number in range(4)]
    answer = states(send(leader.user, *items))
    assert sorted(answer.values()) == ["later", "later", "refused", "refused"]


def test_it_may_arrive_after_the_shift_was_settled(make_shift, leader, volunteer, other_volunteer):
    over = make_shift(in_hours=-5, hours=2)
    sign_up(over, other_volunteer)
    settle_ended(now=timezone.now())
    over.refresh_from_db()
    assert over.closed_at is not None
    item = came(over, volunteer.number)
    assert states(send(leader.user, item)) == {item["id"]: "kept"}
    settle_ended(now=timezone.now())
    assert ServiceRecord.objects.get().flags == ["forgotten"]


@pytest.mark.django_db(transaction=True)
def test_two_phones_and_one_place(make_shift, leader, deputy, volunteer, other_volunteer):
    last = make_shift(in_hours=-1, hours=3, capacity=1)
    gate, answers = Barrier(2), []

    def sends(user, who):
        try:
            item = came(last, who)
            gate.wait(timeout=20)
            answers.extend(states(send(user, item)).values())
        finally:
            connection.close()

    phones = [
        Thread(target=sends, args=pair)
        for pair in ((leader.user, volunteer.number), (deputy.user, other_volunteer.number))
    ]
    for one in phones:
        one.start()
    for one in phones:
        one.join(timeout=60)
    assert sorted(answers) == ["kept", "refused"]
    assert (SignUp.objects.count(), Proof.objects.count()) == (1, 1)


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("site_identity", "notice")
def test_the_leaders_phone_keeps_a_walk_up_without_a_signal(
    phone,  # noqa: F811
    shift,
    leader,
    volunteer,
    other_volunteer,
):
    sign_up(shift, other_volunteer)
    page = phone(leader.user)
    page.goto(reverse("lead_roster", args=[shift.pk]))
    page.wait_for_load_state("networkidle")
    lose_signal(page)
    page.get_by_label("Volunteer number or mobile number").fill("12")
    page.get_by_role("button", name="Enter and check in").click()
    expect(page.get_by_text("Type the volunteer number or the mobile number.")).to_be_visible()
    page.get_by_label("Volunteer number or mobile number").fill(volunteer.number)
    page.get_by_role("button", name="Enter and check in").click()
    expect(page.locator("#waiting-rows .row")).to_contain_text(f"…{volunteer.number[-4:]}")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert not SignUp.objects.filter(volunteer=volunteer).exists()
    page.context.set_offline(False)
    expect(page.locator("#waiting")).to_be_hidden(timeout=40_000)
    expect(page.locator(".roster")).to_contain_text("王*愿", timeout=40_000)
    assert SignUp.objects.get(volunteer=volunteer).walked_up
    assert Proof.objects.get().sign_up.volunteer == volunteer


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("site_identity", "notice")
def test_who_came_along_leaves_before_there_is_a_signal(phone, shift, leader, volunteer):  # noqa: F811
    page = phone(leader.user)
    page.goto(reverse("lead_roster", args=[shift.pk]))
    page.wait_for_load_state("networkidle")
    lose_signal(page)
    page.get_by_label("Volunteer number or mobile number").fill(volunteer.number)
    page.get_by_role("button", name="Enter and check in").click()
    expect(page.locator("#waiting-rows .row")).to_have_count(1)
    # They came forty minutes ago.
    page.evaluate(
        """() => VolunteerStore.all("items").then(([item]) => {
          item.device_at = new Date(Date.now() - 40 * 60000).toISOString();
          return VolunteerStore.put("items", item);
        })"""
    )
    page.locator("#waiting-rows").get_by_role("button", name="Tick out").click()
    expect(page.locator("#waiting-rows .row")).to_have_count(2)
    expect(page.locator("#waiting-rows").get_by_role("button", name="Tick out")).to_have_count(0)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.context.set_offline(False)
    expect(page.locator("#waiting")).to_be_hidden(timeout=40_000)
    record = ServiceRecord.objects.get()
    assert (record.volunteer, record.source, abs(record.minutes - 40) <= 1) == (volunteer, "roster", True)
