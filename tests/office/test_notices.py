"""Public notices: how long, who may object and answer, and what came of it."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from lib.refusals import Forbidden, Invalid, Refused
from office.actions import notices
from office.calendar import Calendar
from office.deadlines import last_notice_day
from office.models import Message, NoticeRule, Objection, PublicNotice
from tests.office.conftest import days_ago, moment

pytestmark = pytest.mark.django_db


def has_passed(notice) -> bool:
    """As the triggers of others ask."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT office_notice_has_passed(%s)", [notice.pk])
        return cursor.fetchone()[0]


# --- how long


def workdays_of(first: date, last: date) -> int:
    """Working days, both ends included."""
    return Calendar(first, last).count(first, last)


def test_working_days_are_counted_from_the_first_to_the_last():
    assert last_notice_day(date(2025, 5, 7), 5) == date(2025, 5, 13)


def test_a_saturday_that_is_worked_counts():
    assert last_notice_day(date(2026, 10, 8), 5) == date(2026, 10, 13)


def test_days_of_the_calendar_are_full_too_and_end_on_a_working_day():
    # From a Monday, five working days are over on Friday, seven days on Sunday.
    assert last_notice_day(date(2026, 11, 16), 5, 7) == date(2026, 11, 23)
    assert last_notice_day(date(2026, 11, 18), 5, 7) == date(2026, 11, 24)


def test_a_notice_lasts_as_long_as_its_rule_asks(announce):
    notice = announce()
    assert workdays_of(notice.begins_on, notice.ends_on) == 5
    aid = announce(kind="aid")
    assert (aid.ends_on - aid.begins_on).days >= 6


def test_a_notice_may_last_longer_but_not_shorter(announce):
    assert workdays_of(timezone.localdate(), announce(days=8).ends_on) == 8
    with pytest.raises(Refused, match="at least 5 working days"):
        announce(days=4)


def test_a_rule_with_dates_is_asked_for_the_first_day(announce):
    NoticeRule.objects.create(
        kind="honour", least_workdays=10, least_days=10, source="样例", valid_from=timezone.localdate()
    )
    assert workdays_of(timezone.localdate(), announce(kind="honour").ends_on) == 10


def test_without_a_rule_nothing_is_announced(announce):
    NoticeRule.objects.all().delete()
    with pytest.raises(Refused, match="No rule"):
        announce()


def test_no_notice_begins_in_the_past(announce):
    with pytest.raises(Refused, match="never in the past"):
        announce(begins_on=timezone.localdate() - timedelta(days=1))


@pytest.mark.parametrize("values", [{"title": " "}, {"body": ""}])
def test_a_notice_says_something(announce, values):
    with pytest.raises(Refused, match="says what is announced"):
        announce(**values)


def test_numbers_follow_each_other_in_their_year(announce):
    today = timezone.localdate()
    numbers = [announce().number for _ in range(2)]
    assert numbers == [f"公示〔{today.year}〕1号", f"公示〔{today.year}〕2号"]
    assert announce(at=moment(date(2024, 3, 1))).number == "公示〔2024〕1号"


def test_the_sites_host_takes_objections_unless_somebody_else_is_named(announce, site_identity):
    assert (announce().contact, announce().contact_phone) == (site_identity.host, "12345")
    assert announce(contact="杨舍镇民政办", contact_phone="0512-58000000").contact == "杨舍镇民政办"


# --- longer


def test_an_extension_says_why_and_moves_the_last_day(on_show, clerk):
    last = on_show.ends_on
    longer = notices.extend(notice=on_show, days=3, reason="有情况需要核实", by=clerk)
    assert longer.state == "extended"
    assert workdays_of(last + timedelta(days=1), longer.ends_on) == 3
    assert longer.extensions.get().from_day == last


def test_what_has_ended_is_extended_from_today(ended, clerk):
    longer = notices.extend(notice=ended, days=2, reason="还有异议未答复", by=clerk)
    assert workdays_of(timezone.localdate() + timedelta(days=1), longer.ends_on) == 2


@pytest.mark.parametrize(("days", "reason"), [(0, "有情况"), (-2, "有情况"), (2, " ")])
def test_an_extension_is_longer_and_has_a_reason(on_show, clerk, days, reason):
    with pytest.raises(Refused):
        notices.extend(notice=on_show, days=days, reason=reason, by=clerk)


# --- objections


def test_an_objection_is_sealed_and_numbered(on_show, object_to):
    first, second = object_to(on_show), object_to(on_show, name="李四明")
    assert (first.number, second.number) == (1, 2)
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, phone, text FROM office_objection ORDER BY number")
        assert all(value.startswith("v1:") for row in cursor.fetchall() for value in row)
        cursor.execute("SELECT * FROM office_objectionevent")
        assert "王小明" not in str(cursor.fetchall())


def test_sending_twice_is_one_objection_with_one_code(on_show, object_to):
    token = uuid4()
    first, second = object_to(on_show, token=token), object_to(on_show, token=token)
    assert first == second
    assert notices.receipt_code(first) == notices.receipt_code(second)


def test_a_form_belongs_to_one_notice(announce, object_to):
    token = uuid4()
    object_to(announce(), token=token)
    with pytest.raises(Refused, match="another notice"):
        object_to(announce(), token=token)


def test_the_code_finds_the_objection_and_is_not_kept(on_show, object_to):
    objection = object_to(on_show)
    code = notices.receipt_code(objection)
    assert Objection.objects.with_code(code.lower().replace("-", " ")).get() == objection
    assert not Objection.objects.with_code("AAAA-BBBB-CCCC-DDDD").exists()
    assert code not in str(Objection.objects.values())


@pytest.mark.parametrize(
    "values",
    [{"name": ""}, {"phone": " "}, {"name": "1"}, {"phone": "123"}, {"text": " "}, {"document": "32058219000101123X"}],
)
def test_nobody_objects_without_a_name_or_a_number(on_show, object_to, values):
    with pytest.raises(Invalid):
        object_to(on_show, **values)
    assert not Objection.objects.exists()


def test_why_a_name_is_needed_is_said(on_show, object_to):
    with pytest.raises(Invalid, match="sealed"):
        object_to(on_show, name="")


def test_nobody_objects_after_the_last_day(ended, object_to):
    with pytest.raises(Refused, match="are over"):
        object_to(ended)


def test_nobody_objects_to_what_was_withdrawn(on_show, object_to, clerk):
    notices.withdraw_notice(notice=on_show, reason="名单有误", by=clerk)
    with pytest.raises(Refused, match="are over"):
        object_to(on_show)


def test_an_answer_reaches_who_is_signed_in(on_show, object_to, reviewer, resident):
    objection = object_to(on_show, by=resident)
    answered = notices.answer_objection(objection=objection, answer="已核实，属实居住。", is_upheld=False, by=reviewer)
    assert answered.is_upheld is False
    message = Message.objects.get(user=resident)
    assert message.url == objection.get_absolute_url()
    assert "王" not in message.text


def test_answering_twice_is_one_answer_and_the_first_stays(on_show, object_to, reviewer, resident):
    objection = object_to(on_show, by=resident)
    for _ in range(2):
        notices.answer_objection(objection=objection, answer="已核实。", is_upheld=False, by=reviewer)
    assert Message.objects.filter(user=resident).count() == 1
    with pytest.raises(Refused, match="the answer stays"):
        notices.answer_objection(objection=objection, answer="改主意了", is_upheld=True, by=reviewer)


def test_who_opened_a_notice_does_not_answer_what_is_objected(on_show, object_to, clerk):
    with pytest.raises(Forbidden, match="Somebody else answers"):
        notices.answer_objection(objection=object_to(on_show), answer="不属实。", is_upheld=False, by=clerk)


def test_nobody_answers_themself(on_show, object_to, reviewer):
    objection = object_to(on_show, by=reviewer)
    with pytest.raises(Forbidden, match="Somebody else answers"):
        notices.answer_objection(objection=objection, answer="属实。", is_upheld=True, by=reviewer)


def test_an_answer_has_words(on_show, object_to, reviewer):
    with pytest.raises(Refused, match="has words"):
        notices.answer_objection(objection=object_to(on_show), answer=" ", is_upheld=False, by=reviewer)


# --- what came of it


def test_a_notice_that_nobody_objected_to_passes(ended, reviewer):
    closed = notices.close_notice(notice=ended, by=reviewer)
    assert (closed.state, closed.outcome, closed.objections_raised) == ("closed", "upheld", 0)
    assert closed.has_passed
    assert has_passed(closed)


def test_nothing_passes_before_it_is_closed(on_show, ended, reviewer, clerk):
    assert not has_passed(ended)
    with pytest.raises(Refused, match="still on show"):
        notices.close_notice(notice=on_show, by=reviewer)
    withdrawn = notices.withdraw_notice(notice=on_show, reason="名单有误", by=clerk)
    assert not withdrawn.has_passed
    assert not has_passed(withdrawn)
    assert not has_passed(PublicNotice(pk=0))


def test_an_open_objection_holds_the_decision(ended, object_to, reviewer):
    objection = object_to(ended, at=days_ago(39))
    with pytest.raises(Refused, match="is not answered yet"):
        notices.close_notice(notice=ended, by=reviewer)
    notices.answer_objection(objection=objection, answer="已核实，不属实。", is_upheld=False, by=reviewer)
    closed = notices.close_notice(notice=ended, by=reviewer)
    assert (closed.objections_raised, closed.objections_upheld, closed.has_passed) == (1, 0, True)


def test_an_objection_that_is_right_ends_it_and_the_public_reads_why(ended, object_to, reviewer):
    objection = object_to(ended, at=days_ago(39))
    notices.answer_objection(objection=objection, answer="属实，不再资助。", is_upheld=True, by=reviewer)
    with pytest.raises(Refused, match="in public why"):
        notices.close_notice(notice=ended, by=reviewer)
    closed = notices.close_notice(notice=ended, statement="经核实，不再资助。", by=reviewer)
    assert (closed.outcome, closed.has_passed, has_passed(closed)) == ("not_upheld", False, False)


def test_closing_twice_is_closing_once(ended, reviewer, clerk):
    first = notices.close_notice(notice=ended, by=reviewer)
    assert notices.close_notice(notice=ended, by=clerk).ended_by == first.ended_by
    with pytest.raises(Refused, match="is over"):
        notices.withdraw_notice(notice=ended, reason="想收回", by=clerk)


def test_withdrawing_needs_a_reason(on_show, clerk):
    with pytest.raises(Refused, match="in public why"):
        notices.withdraw_notice(notice=on_show, reason=" ", by=clerk)


def test_what_was_objected_is_answered_even_when_the_notice_was_withdrawn(on_show, object_to, clerk, reviewer):
    objection = object_to(on_show)
    notices.withdraw_notice(notice=on_show, reason="名单有误", by=clerk)
    assert notices.answer_objection(objection=objection, answer="已撤回。", is_upheld=True, by=reviewer).is_answered


def test_a_year_later_nobody_knows_who_objected(announce, object_to, reviewer, resident):
    old = announce(begun=500)
    objection = object_to(old, at=days_ago(499), by=resident)
    with pytest.raises(IntegrityError), transaction.atomic():
        Objection.objects.update(name=None)
    answered_at, ended_at = days_ago(490), days_ago(480)
    notices.answer_objection(objection=objection, answer="已核实。", is_upheld=False, by=reviewer, at=answered_at)
    notices.close_notice(notice=old, by=reviewer, at=ended_at)
    assert notices.forget_objectors(at=ended_at + timedelta(days=364)) == 0
    assert notices.forget_objectors() == 1
    assert notices.forget_objectors() == 0
    forgotten = Objection.objects.get()
    assert (forgotten.name, forgotten.phone, forgotten.text, forgotten.by) == (None, None, None, None)
    assert (forgotten.answer, forgotten.number) == ("已核实。", 1)


def test_what_runs_forgets_nobody(on_show, object_to, reviewer):
    notices.answer_objection(objection=object_to(on_show), answer="已核实。", is_upheld=False, by=reviewer)
    assert notices.forget_objectors(at=timezone.now() + timedelta(days=900)) == 0
