"""Today, checking in, the code and the roster, as pages."""

import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tests.volunteers.conftest import prove, sign_up
from tests.volunteers.test_sync import send, states
from volunteers import codes
from volunteers.actions import recording
from volunteers.models import Proof, ServiceRecord, Shift, SignUp

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_identity")]
MINUTE = timedelta(minutes=1)


@pytest.fixture
def running(make_shift, leader):
    return make_shift(in_hours=-1, hours=3, shown_by=leader.user, shown_at=timezone.now())


@pytest.fixture
def signed(running, volunteer):
    return sign_up(running, volunteer)


@pytest.fixture
def as_volunteer(client, volunteer):
    client.force_login(volunteer.user)
    return client


@pytest.fixture
def as_leader(client, leader):
    client.force_login(leader.user)
    return client


def live(shift, at=None):
    return codes.digits_of(shift.secret.reveal(), shift.pk, codes.slot_at(at or timezone.now()))


def page(client, name, *args, status=200, **data):
    answer = client.post(reverse(name, args=args), data) if data else client.get(reverse(name, args=args))
    assert answer.status_code == status, answer.content[-2000:]
    return answer.content.decode()


# --- today


def test_today_is_one_button_that_is_the_right_next_step(as_volunteer, signed, leader):
    assert reverse("check", args=[signed.shift_id]) in (html := page(as_volunteer, "today"))
    assert "Check in" in html
    prove(signed, "in", signed.starts_at, leader.user)
    assert "Check out" in page(as_volunteer, "today")
    prove(signed, "out", signed.starts_at + 50 * MINUTE, leader.user)
    assert "Nothing planned" in page(as_volunteer, "today")


def test_today_before_the_shift_says_when_check_in_opens(as_volunteer, make_shift, volunteer):
    sign_up(make_shift(in_hours=24), volunteer)
    assert "Check-in opens on" in page(as_volunteer, "today")


def test_today_of_a_leader_shows_the_code(as_leader, running):
    html = page(as_leader, "today")
    assert reverse("lead_code", args=[running.pk]) in html
    assert reverse("lead_roster", args=[running.pk]) in html


def test_today_of_nobody_and_of_somebody_with_nothing(client, resident, volunteer):
    client.force_login(resident)
    assert "Become a volunteer" in page(client, "today")
    client.force_login(volunteer.user)
    assert "Nothing planned" in page(client, "today")


def test_today_asks_when_a_check_out_was_forgotten(as_volunteer, make_record, signed):
    make_record(flags=["forgotten"], source="code", sign_up=signed)
    assert reverse("left", args=[signed.pk]) in page(as_volunteer, "today")


def test_today_shows_the_last_records_with_source_and_state(as_volunteer, make_record):
    make_record(minutes=150)
    html = page(as_volunteer, "today")
    assert "2.5" in html
    assert "Reported by the volunteer" in html
    assert "Waiting for confirmation" in html


@pytest.mark.parametrize("item_count", [1, 3])
def test_today_asks_three_times(as_volunteer, make_shift, make_record, volunteer, item_count):
    for number in range(item_count):
        sign_up(make_shift(in_hours=1 + 4 * number), volunteer)
        make_record(hour=8 + 3 * number)
    page(as_volunteer, "today")
    with CaptureQueriesContext(connection) as queries:
        page(as_volunteer, "today")
    assert len([query for query in queries if "office_siteidentity" not in query["sql"]]) == 3


# --- checking in and out


def post_check(client, shift, kind, digits, **values):
    data = {"id": str(uuid.uuid4()), "kind": kind, "digits": digits, **values}
    return client.post(reverse("check", args=[shift.pk]), data)


def test_six_digits_check_in_and_out_without_a_script(as_volunteer, signed):
    assert post_check(as_volunteer, signed.shift, "in", live(signed.shift)).status_code == 302
    Proof.objects.update(at=timezone.now() - 30 * MINUTE)
    assert post_check(as_volunteer, signed.shift, "out", live(signed.shift)).status_code == 302
    assert ServiceRecord.objects.get().state == "confirmed"
    assert "Checked in and out" in page(as_volunteer, "check", signed.shift_id)


def test_a_check_out_is_six_statements_in_all(as_volunteer, signed, leader):
    """Session, account, lock, look, proof, record."""
    prove(signed, "in", signed.starts_at, leader.user)
    recording.snapshot_of(shift=signed.shift)
    page(as_volunteer, "check", signed.shift_id)
    with CaptureQueriesContext(connection) as queries:
        assert post_check(as_volunteer, signed.shift, "out", live(signed.shift)).status_code == 302
    assert len([query for query in queries if "SAVEPOINT" not in query["sql"]]) == 6
    assert ServiceRecord.objects.get().state == "confirmed"


def test_digits_may_be_wide_and_spaced(as_volunteer, signed):
    digits = live(signed.shift)
    wide = "".join(chr(ord(digit) + 0xFEE0) for digit in digits[:3]) + " " + digits[3:]
    assert post_check(as_volunteer, signed.shift, "in", wide).status_code == 302
    assert Proof.objects.exists()


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"digits": "12"}, "six digits"),
        ({"digits": "abcdef"}, "six digits"),
        ({"digits": ""}, "six digits"),
        ({"id": "x"}, "reload"),
        ({"kind": "dance"}, "reload"),
    ],
)
def test_what_cannot_be_read_is_said(as_volunteer, signed, values, sentence):
    data = {"digits": live(signed.shift), **values}
    answer = post_check(as_volunteer, signed.shift, data.pop("kind", "in"), data.pop("digits"), **data)
    assert answer.status_code == 400
    assert not Proof.objects.exists()


def test_a_wrong_code_is_said_in_its_field(as_volunteer, signed):
    wrong = f"{(int(live(signed.shift)) + 1) % 10**6:06}"
    answer = post_check(as_volunteer, signed.shift, "in", wrong)
    assert answer.status_code == 409
    assert "does not fit or is over" in answer.content.decode()


def test_somebody_elses_shift_is_not_there(client, running, other_volunteer, resident):
    for user in (other_volunteer.user, resident):
        client.force_login(user)
        assert client.get(reverse("check", args=[running.pk])).status_code == 404


def test_pages_of_a_person_ask_to_sign_in_and_are_not_kept(client, running, signed, volunteer):
    names = [("today",), ("check", running.pk), ("left", signed.pk), ("lead_code", running.pk),
             ("lead_roster", running.pk)]  # fmt: skip
    for name, *args in names:
        assert client.get(reverse(name, args=args)).status_code == 302
    client.force_login(volunteer.user)
    for name, *args in names[:3]:
        assert "no-store" in client.get(reverse(name, args=args))["Cache-Control"]


@pytest.mark.parametrize("name", ["today", "lead_code"])
def test_pages_that_only_show_are_not_posted_to(as_leader, running, name):
    assert as_leader.post(reverse(name, args=[running.pk] if name != "today" else [])).status_code == 405


def test_location_is_asked_on_a_tap_and_sent_once(as_volunteer, signed):
    type(running := signed.shift.activity).objects.update(by_location=True)
    data = {"id": str(uuid.uuid4()), "kind": "in", "lon": "120.5551", "lat": "31.8751", "accuracy": "20"}
    assert "data-here" in page(as_volunteer, "check", signed.shift_id)
    assert as_volunteer.post(reverse("check_here", args=[signed.shift_id]), data).status_code == 302
    assert Proof.objects.get().way == "location"
    assert running.pk


@pytest.mark.parametrize("values", [{"lon": ""}, {"lon": "nan"}, {"lat": "91"}, {"accuracy": "-1"}, {"lon": "31.8"}])
def test_a_place_that_is_none_is_said(as_volunteer, signed, values):
    data = {"id": str(uuid.uuid4()), "kind": "in", "lon": "120.5551", "lat": "31.8751", "accuracy": "20", **values}
    assert as_volunteer.post(reverse("check_here", args=[signed.shift_id]), data).status_code == 400


# --- the QR


def qr(shift, at=None):
    return codes.code_of(shift.secret.reveal(), shift.pk, codes.slot_at(at or timezone.now()))


def test_the_qr_leads_to_one_tap(as_volunteer, signed):
    code = str(qr(signed.shift))
    assert "Check in" in page(as_volunteer, "scan", code)
    assert not Proof.objects.exists()
    answer = as_volunteer.post(reverse("scan", args=[code]), {"id": str(uuid.uuid4()), "kind": "in"})
    assert answer["Location"] == reverse("check", args=[signed.shift_id])
    assert Proof.objects.get().way == "code"


def test_who_must_sign_in_first_keeps_the_time_of_scanning(client, signed, volunteer, time_machine):
    began = timezone.now()
    time_machine.move_to(began, tick=False)
    code = str(qr(signed.shift, began))
    assert client.get(reverse("scan", args=[code])).status_code == 302
    time_machine.shift(timedelta(minutes=4))
    session = dict(client.session)
    client.force_login(volunteer.user)
    assert client.session["codes_seen"] == session["codes_seen"]
    client.post(reverse("scan", args=[code]), {"id": str(uuid.uuid4()), "kind": "in"})
    assert abs(Proof.objects.get().at - began) < timedelta(seconds=5)


def test_a_scanned_code_is_forgotten_after_ten_minutes(as_volunteer, signed, time_machine):
    time_machine.move_to(timezone.now(), tick=False)
    code = str(qr(signed.shift))
    page(as_volunteer, "scan", code)
    time_machine.shift(timedelta(minutes=11))
    answer = as_volunteer.post(reverse("scan", args=[code]), {"id": str(uuid.uuid4()), "kind": "in"})
    assert answer.status_code == 409
    assert "is over" in answer.content.decode()


@pytest.mark.parametrize(("code", "status"), [("nonsense", 400), ("1-2-3", 400), ("999999-1-0123456789abcdef", 404)])
def test_what_is_no_code_is_said(as_volunteer, code, status):
    assert as_volunteer.get(reverse("scan", args=[code])).status_code == status


def test_who_has_no_place_is_sent_to_the_leader(client, running, other_volunteer):
    client.force_login(other_volunteer.user)
    assert "Ask the leader" in page(client, "scan", str(qr(running)), status=409)


# --- the leader's code


def test_the_code_page_shows_what_the_server_expects_and_vouches(as_leader, running, leader):
    Shift.objects.update(shown_by=None)
    html = page(as_leader, "lead_code", running.pk)
    digits = live(running)
    assert f"{digits[:3]} {digits[3:]}" in html
    assert "<svg" in html
    running.refresh_from_db()
    assert running.shown_by == leader.user


def test_the_code_is_nobody_elses(client, running, volunteer, other_volunteer, signed):
    for somebody in (volunteer, other_volunteer):
        client.force_login(somebody.user)
        assert client.get(reverse("lead_code", args=[running.pk])).status_code == 404
        assert client.get(reverse("lead_roster", args=[running.pk])).status_code == 404


def test_a_leader_above_may_show_it_and_a_cancelled_one_is_refused(client, running, union_leader):
    client.force_login(union_leader.user)
    page(client, "lead_code", running.pk)
    Shift.objects.update(is_cancelled=True, reason="下雨")
    page(client, "lead_code", running.pk, status=409)


# --- the roster


def tick(client, shift, kind, *volunteers, **values):
    data = {"id": str(uuid.uuid4()), "kind": kind, "volunteers": [person.pk for person in volunteers], **values}
    return client.post(reverse("lead_roster", args=[shift.pk]), data, follow=True)


def test_one_or_many_are_ticked_in_and_out(as_leader, signed, make_volunteer, volunteer):
    others = [make_volunteer(name) for name in ("钱一", "孙二")]
    for other in others:
        sign_up(signed.shift, other)
    assert "3 people are noted" in tick(as_leader, signed.shift, "in", volunteer, *others).content.decode()
    Proof.objects.update(at=timezone.now() - 30 * MINUTE)
    tick(as_leader, signed.shift, "out", volunteer)
    assert ServiceRecord.objects.get().source == "roster"
    html = page(as_leader, "lead_roster", signed.shift_id)
    assert "王*愿" in html
    assert "王志愿" not in html


def test_who_is_refused_leaves_the_others_ticked(as_leader, signed, make_volunteer, volunteer):
    second = sign_up(signed.shift, make_volunteer("钱一"))
    tick(as_leader, signed.shift, "in", second.volunteer)
    html = tick(as_leader, signed.shift, "out", volunteer, second.volunteer).content.decode()
    assert "Nothing counts yet" in html
    assert Proof.objects.filter(sign_up=signed, kind="out").exists()


def test_nobody_ticked_or_somebody_not_on_the_roster_is_said(as_leader, signed, other_volunteer):
    assert tick(as_leader, signed.shift, "in").status_code == 400
    assert tick(as_leader, signed.shift, "in", other_volunteer).status_code == 400


@pytest.mark.parametrize("item_count", [1, 3])
def test_the_roster_costs_the_same_for_one_and_for_three(as_leader, running, make_volunteer, item_count):
    for number in range(item_count):
        sign_up(running, make_volunteer(f"甲{number}"))
    page(as_leader, "lead_roster", running.pk)
    with CaptureQueriesContext(connection) as queries:
        page(as_leader, "lead_roster", running.pk)
    assert len([query for query in queries if "office_siteidentity" not in query["sql"]]) == 5


def walk_up(client, shift, who, **values):
    data = {"id": str(uuid.uuid4()), "who": who, **values}
    return client.post(reverse("lead_walk_up", args=[shift.pk]), data, follow=True)


def test_who_comes_along_is_entered_by_number_and_checked_in(as_leader, running, other_volunteer):
    assert walk_up(as_leader, running, other_volunteer.number).status_code == 200
    entered = SignUp.objects.get()
    assert (entered.walked_up, entered.state, entered.proofs.get().way) == (True, "confirmed", "roster")
    walk_up(as_leader, running, other_volunteer.number)
    assert (SignUp.objects.count(), Proof.objects.count()) == (1, 1)


def test_who_comes_along_is_entered_by_mobile_number_as_well(as_leader, running, other_volunteer):
    number = other_volunteer.user.phone.reveal()
    assert walk_up(as_leader, running, f"{number[:3]} {number[3:7]} {number[7:]}").status_code == 200
    assert SignUp.objects.get().volunteer == other_volunteer


def test_a_refused_check_in_leaves_no_place_behind(as_leader, make_shift, other_volunteer):
    """Else whoever leads could place anybody in a shift of next week."""
    coming = make_shift(in_hours=72)
    answer = walk_up(as_leader, coming, other_volunteer.number)
    assert (answer.status_code, "It is too early" in answer.content.decode()) == (409, True)
    coming.refresh_from_db()
    assert (SignUp.objects.count(), coming.taken) == (0, 0)


def test_the_page_tries_no_numbers_through_either(as_leader, running, other_volunteer, monkeypatch):
    monkeypatch.setattr("volunteers.actions.walk_ups.MOST_TYPED", 2)
    tried = [walk_up(as_leader, running, f"1390000{number:04d}").status_code for number in range(3)]
    assert tried == [409, 409, 429]
    # Page and phone are counted together.
    item = {
        "id": str(uuid.uuid4()), "kind": "walk_up", "shift": running.pk, "who": other_volunteer.number,
        "device_at": timezone.now().isoformat(),
    }  # fmt: skip
    assert set(states(send(running.shown_by, item)).values()) == {"later"}
    assert not SignUp.objects.exists()


def test_a_name_finds_members_only(as_leader, running, leader, other_volunteer):
    assert walk_up(as_leader, running, "赵热心").status_code == 409
    other_volunteer.memberships.create(organization=running.activity.organization, state="active")
    assert walk_up(as_leader, running, "赵热心").status_code == 200
    assert SignUp.objects.get().volunteer == other_volunteer


def test_a_full_shift_and_a_minor_in_danger_are_refused(as_leader, make_shift, make_activity, make_volunteer):
    today = timezone.localdate()
    risky = make_activity(is_hazardous=True, min_age=18, insurance_no="PICC-1", insured_from=today - 2 * timedelta(1),
                          insured_to=today + timedelta(2))  # fmt: skip
    shift = make_shift(of=risky, in_hours=-1, hours=3, capacity=1)
    child = make_volunteer("小明", born=f"{today.year - 15}-01-01")
    assert "from the age of 18" in walk_up(as_leader, shift, child.number).content.decode()
    sign_up(shift, make_volunteer("钱一"))
    assert "All places are taken" in walk_up(as_leader, shift, make_volunteer("孙二").number).content.decode()


# --- when did you leave


def test_the_answer_is_filed_for_the_leader(as_volunteer, make_shift, volunteer, leader):
    signed = sign_up(make_shift(in_hours=-5), volunteer)
    prove(signed, "in", signed.starts_at, leader.user)
    Proof.objects.update(received_at=signed.starts_at)
    from volunteers.tasks import settle_shifts

    settle_shifts()
    assert "never out" in page(as_volunteer, "left", signed.pk)
    at = timezone.localtime(signed.starts_at + 60 * MINUTE)
    answer = as_volunteer.post(reverse("left", args=[signed.pk]), {"token": str(uuid.uuid4()), "at": f"{at:%H:%M}"})
    assert answer.status_code == 302
    assert ServiceRecord.objects.get(state="pending").minutes == 60
    page(as_volunteer, "left", signed.pk, at="7 o'clock", token=str(uuid.uuid4()), status=400)


def test_somebody_elses_answer_is_not_there(client, signed, other_volunteer):
    client.force_login(other_volunteer.user)
    assert client.get(reverse("left", args=[signed.pk])).status_code == 404


# --- what the phone takes along


def test_a_volunteer_takes_shifts_and_a_pass_and_no_secret(as_volunteer, signed):
    told = as_volunteer.get(reverse("offline_data")).json()
    assert [shift["id"] for shift in told["shifts"]] == [signed.shift_id]
    assert told["pass"]
    assert not {"secret", "roster"} & set(told["shifts"][0])


def test_a_leader_takes_the_secret_and_the_masked_roster_a_day_ahead(as_leader, running, signed, make_shift, leader):
    later = make_shift(in_hours=30)
    Shift.objects.update(shown_by=None)
    told = {shift["id"]: shift for shift in as_leader.get(reverse("offline_data")).json()["shifts"]}
    assert told[running.pk]["secret"] == running.secret.reveal()
    assert told[running.pk]["roster"][0]["name"] == "王*愿"
    assert "{code}" in told[running.pk]["address"]
    assert "secret" not in told[later.pk]
    assert Shift.objects.get(pk=running.pk).shown_by == leader.user


def test_nobody_takes_nothing(client, signed):
    assert client.get(reverse("offline_data")).status_code == 401


def test_the_shell_is_the_same_for_everyone_and_holds_nobody(client, as_volunteer, signed):
    answer = as_volunteer.get(reverse("volunteer_offline"))
    assert "public" in answer["Cache-Control"]
    assert 'data-person=""' in answer.content.decode()
