"""Leaders confirm in bulk, look at what is remarkable, reject with a reason, answer objections. Never their own."""

from datetime import date

import pytest

from office.models import Message
from tests.volunteers.conftest import lead, text_of
from volunteers.actions import decisions, objections, reports
from volunteers.actions.objections import Times
from volunteers.models import Decision, Objection, Organization, ServiceRecord, ServiceTotal

pytestmark = pytest.mark.django_db
LEAD = "/en/volunteer/lead/"


@pytest.fixture
def chief(client, leader):
    client.force_login(leader.user)
    return client


def weighed(*records):
    return ServiceRecord.objects.filter(pk__in=[record.pk for record in records]).to_weigh().order_by("pk")


def states(*records) -> list[str]:
    found = dict(ServiceRecord.objects.values_list("pk", "state"))
    return [found[record.pk] for record in records]


def test_the_queue_ticks_what_is_plain_and_shows_what_is_not(chief, make_record, other_volunteer):
    plain = make_record()
    flagged = make_record(of=other_volunteer, flags=["forgotten"])
    page = chief.get(f"{LEAD}confirm/")
    [shift] = page.context["shifts"]
    assert [line["record"] for line in shift["clean"]] == [plain]
    assert [line["record"] for line in shift["apart"]] == [flagged]
    text = text_of(page)
    assert "Check-out forgotten" in text
    assert "王*愿" in text
    assert "王志愿" not in text


def test_bulk_confirms_the_plain_and_leaves_the_remarkable(chief, make_record, other_volunteer, volunteer):
    plain, second = make_record(), make_record(of=other_volunteer)
    flagged = make_record(of=other_volunteer, days_ago=2, flags=["clock"])
    response = chief.post(f"{LEAD}confirm/", {"record": [plain.pk, second.pk, flagged.pk, "x"]}, follow=True)
    assert states(plain, second, flagged) == ["confirmed", "confirmed", "pending"]
    assert "2 records are confirmed." in text_of(response)
    assert "1 record still waits" in text_of(response)
    assert ServiceTotal.objects.get(volunteer=volunteer, year=0).minutes == 120


@pytest.mark.parametrize("count", [1, 3])
def test_the_queue_takes_the_same_queries_for_any_number(
    chief, make_record, make_volunteer, django_assert_num_queries, count
):
    for _number in range(count):
        make_record(of=make_volunteer())
    chief.get(f"{LEAD}confirm/")
    with django_assert_num_queries(7):
        chief.get(f"{LEAD}confirm/")


def test_each_exception_says_why(make_record, leader, volunteer):
    decisions.confirm(record=make_record(hour=9), by=leader.user)
    overlapping = make_record(hour=10)
    long_day = make_record(minutes=400, hour=12)
    own = make_record(of=leader)
    outcome = decisions.confirm_many(records=weighed(overlapping, long_day, own), by=leader.user)
    reasons = {record.pk: " ".join(map(str, why)) for record, why in outcome.apart}
    assert "Overlaps" in reasons[overlapping.pk]
    assert "two people confirm" in reasons[long_day.pk]
    assert "Your own hours" in reasons[own.pk]
    assert not outcome.confirmed
    assert Decision.objects.count() == 1


def test_two_of_one_batch_that_overlap_each_other_are_told_apart(make_record, leader):
    first, second = make_record(hour=9), make_record(hour=10)
    outcome = decisions.confirm_many(records=weighed(first, second), by=leader.user)
    assert outcome.confirmed == [first.pk]
    assert [(record.pk, [str(one) for one in why]) for record, why in outcome.apart] == [
        (second.pk, ["Confirmed hours of one person cannot overlap."])
    ]


def test_one_batch_beyond_the_days_limit_is_not_confirmed_silently(make_record, leader):
    records = [make_record(minutes=300, hour=hour) for hour in (1, 8)]
    outcome = decisions.confirm_many(records=weighed(*records), by=leader.user)
    assert (len(outcome.confirmed), len(outcome.apart)) == (1, 1)


def test_a_leader_never_confirms_their_own(chief, make_record, leader):
    own = make_record(of=leader)
    chief.post(f"{LEAD}confirm/", {"record": [own.pk]})
    response = chief.post(f"{LEAD}records/{own.pk}/confirm/")
    assert response.status_code == 403
    assert "own hours" in text_of(response)
    assert states(own) == ["pending"]


def test_another_organizations_record_does_not_exist_here(client, make_record, make_volunteer, union, reviewer):
    other = Organization.objects.create(kind="team", name="别队", sponsor=union, region=union.region, state="approved")
    stranger = make_volunteer("远处")
    lead(other, stranger, reviewer)
    record = make_record()
    client.force_login(stranger.user)
    assert client.get(f"{LEAD}records/{record.pk}/").status_code == 404
    for verdict in ("confirm", "reject", "void"):
        assert client.post(f"{LEAD}records/{record.pk}/{verdict}/", {"reason": "不对"}).status_code == 404
    client.post(f"{LEAD}confirm/", {"record": [record.pk]})
    assert states(record) == ["pending"]


def test_the_pages_are_for_leaders(client, volunteer, make_record):
    record = make_record()
    assert client.get(f"{LEAD}confirm/").status_code == 302
    client.force_login(volunteer.user)
    assert client.get(f"{LEAD}confirm/").status_code == 403
    assert client.get(f"{LEAD}objections/").status_code == 403
    assert client.get(f"{LEAD}records/{record.pk}/").status_code == 404


def test_wrong_methods(chief, make_record):
    record = make_record()
    assert chief.get(f"{LEAD}records/{record.pk}/confirm/").status_code == 405
    assert chief.post(f"{LEAD}records/{record.pk}/").status_code == 405
    assert chief.post(f"{LEAD}objections/").status_code == 405


def test_a_flagged_record_is_confirmed_after_a_look(chief, make_record):
    record = make_record(flags=["forgotten"])
    assert "Check-out forgotten" in text_of(chief.get(f"{LEAD}records/{record.pk}/"))
    chief.post(f"{LEAD}records/{record.pk}/confirm/")
    assert states(record) == ["confirmed"]


def test_rejecting_needs_a_reason_that_the_volunteer_reads(chief, make_record, volunteer):
    record = make_record()
    assert chief.post(f"{LEAD}records/{record.pk}/reject/", {"reason": ""}).status_code == 400
    chief.post(f"{LEAD}records/{record.pk}/reject/", {"reason": "当天没有活动"})
    assert states(record) == ["rejected"]
    notice = Message.objects.get(user=volunteer.user)
    assert "当天没有活动" in notice.text
    assert notice.url == f"/volunteer/my/hours/{record.pk}/"


def test_a_long_day_waits_for_a_second_person_and_says_so(chief, client, make_record, union_leader):
    record = make_record(minutes=540, hour=1)
    page = chief.post(f"{LEAD}records/{record.pk}/confirm/", follow=True)
    assert "second person" in text_of(page)
    client.force_login(union_leader.user)
    client.post(f"{LEAD}records/{record.pk}/confirm/")
    assert states(record) == ["confirmed"]


def test_void_takes_a_second_word(chief, client, make_record, leader, deputy, volunteer):
    record = decisions.confirm(record=make_record(), by=leader.user)
    chief.post(f"{LEAD}records/{record.pk}/void/", {"reason": "重复登记"})
    assert states(record) == ["confirmed"]
    client.force_login(deputy.user)
    assert "a second word" in text_of(client.get(f"{LEAD}confirm/"))
    client.post(f"{LEAD}records/{record.pk}/void/", {"reason": "确实重复"})
    assert states(record) == ["void"]
    assert Message.objects.filter(user=volunteer.user, text__contains="确实重复").exists()


def span(record, **values) -> dict:
    return {"day": record.day.isoformat(), "begins": "09:00", "ends": "10:30", "minutes": "", **values}


def test_a_correction_waits_for_somebody_else(chief, client, make_record, leader, deputy):
    record = decisions.confirm(record=make_record(), by=leader.user)
    assert chief.get(f"{LEAD}records/{record.pk}/correct/").status_code == 200
    assert chief.post(f"{LEAD}records/{record.pk}/correct/", span(record, note="")).status_code == 400
    assert chief.post(f"{LEAD}records/{record.pk}/correct/", span(record, note="提前离开")).status_code == 302
    correction = ServiceRecord.objects.get(replaces=record)
    assert (correction.state, correction.minutes, correction.source) == ("pending", 90, "roster")
    assert chief.post(f"{LEAD}records/{correction.pk}/confirm/").status_code == 409
    second = chief.post(f"{LEAD}records/{record.pk}/correct/", span(record, note="又一次"))
    assert "A correction of this record is there already" in text_of(second)
    client.force_login(deputy.user)
    client.post(f"{LEAD}records/{correction.pk}/confirm/")
    assert states(record, correction) == ["corrected", "confirmed"]


@pytest.fixture
def objection(make_record, leader, volunteer):
    record = decisions.confirm(record=make_record(), by=leader.user)
    return objections.object_to(volunteer=volunteer, record=record, kind="error", text="实际一个半小时")


def test_an_accepted_objection_becomes_a_correction(chief, objection, deputy, volunteer):
    assert "实际一个半小时" in text_of(chief.get(f"{LEAD}objections/"))
    address = f"{LEAD}objections/{objection.pk}/"
    assert chief.get(address).status_code == 200
    chief.post(address, {"outcome": "correct", "answer": "核对无误，已更正", **span(objection.record)})
    objection.refresh_from_db()
    assert (objection.state, objection.correction.state, objection.correction.minutes) == ("accepted", "pending", 90)
    decisions.confirm(record=objection.correction, by=deputy.user)
    assert ServiceTotal.objects.get(volunteer=volunteer, year=0).minutes == 90
    assert Message.objects.filter(user=volunteer.user, text__contains="已更正").exists()


def test_a_refused_objection_has_an_answer(chief, objection):
    address = f"{LEAD}objections/{objection.pk}/"
    assert chief.post(address, {"outcome": "refuse", "answer": ""}).status_code == 400
    chief.post(address, {"outcome": "refuse", "answer": "签到签退都在九点到十一点"})
    objection.refresh_from_db()
    assert (objection.state, states(objection.record)) == ("refused", ["confirmed"])
    again = chief.post(address, {"outcome": "refuse", "answer": "又答"})
    assert "Not accepted · 签到签退都在九点到十一点" in text_of(again)


def test_an_objection_may_make_a_record_void(chief, objection):
    chief.post(f"{LEAD}objections/{objection.pk}/", {"outcome": "void", "answer": "那天确实没来"})
    record = ServiceRecord.objects.get(pk=objection.record_id)
    assert (record.state, record.needs) == ("confirmed", "void")


def test_a_correction_without_times_gets_a_sentence(chief, objection):
    response = chief.post(f"{LEAD}objections/{objection.pk}/", {"outcome": "correct", "answer": "好的"})
    assert "Give the day, the beginning and the end." in text_of(response)


def test_nobody_answers_their_own_objection(client, make_record, leader, deputy):
    record = decisions.confirm(record=make_record(of=leader), by=deputy.user)
    own = objections.object_to(volunteer=leader, record=record, kind="error", text="多写一小时")
    client.force_login(leader.user)
    assert client.get(f"{LEAD}objections/{own.pk}/").status_code == 404
    with pytest.raises(reports.Forbidden, match="Somebody else answers"):
        objections.refuse_objection(objection=own, by=leader.user, answer="不行")


def test_an_objection_about_neither_record_nor_shift_can_be_read(client, volunteer, leader, team):
    objection = Objection.objects.create(
        volunteer=volunteer, kind="missing", organization=team, text="去年的时长没有了", due_on=date(2026, 12, 1)
    )
    client.force_login(leader.user)
    page = client.get(f"{LEAD}objections/{objection.pk}/")
    assert page.status_code == 200
    assert page.context["form"].initial == {}


def test_a_missing_record_is_recorded_after_an_objection(volunteer, leader, deputy, make_shift):
    shift = make_shift(in_hours=-30)
    objection = objections.object_to(volunteer=volunteer, shift=shift, kind="missing", text="我去了，没有记录")
    objection = objections.accept_objection(
        objection=objection, by=leader.user, answer="补上", times=Times(shift.starts_at, shift.ends_at)
    )
    assert objection.correction.service.shift == shift
    assert decisions.confirm(record=objection.correction, by=deputy.user).state == "confirmed"
