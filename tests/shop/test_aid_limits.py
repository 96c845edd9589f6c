"""How much, for what, how often, and only after the notice; and an emergency's short way."""

from datetime import timedelta

import pytest
from django.utils import timezone

from lib.refusals import Forbidden
from office.actions import notices
from shop.actions import aid, aid_decisions, aid_money
from shop.models import AidCase, AidRule, Entry, Fund, HouseholdDocument
from shop.refusals import in_words
from shop.vocabulary import Ratification
from shop.workflow import AidState
from tests.shop.aid_cast import NUMBER, ago, declared, number, refused, with_lower_limit

pytestmark = pytest.mark.django_db


# --- limits, purpose, plan


@pytest.mark.parametrize(
    ("fen", "words"), [(300_001, "for one payment"), (0, "Two people visit|names an amount")]
)  # fmt: skip
def test_over_the_limit_of_a_payment(applied, walk, handler, first, second, fen, words):
    case = walk(applied, "visiting")
    for visitor in (first, second):
        aid.visit(case=case, by=declared(case, visitor), day=ago(55).date(), notes="属实。")
    with refused(words):
        aid.propose(case=case, by=handler, fen=fen)


def test_over_the_limit_of_a_household(enter, walk, post):
    post("gift", Bank=2_000_000, Gifts=-2_000_000)
    with_lower_limit({"household_year_fen": 400_000})
    walk(enter(7), "paid", fen=300_000)
    case = walk(enter(9, cause="study", documents=[number(7)]), "notice", fen=200_000)
    with refused("household in a calendar year"):
        walk(case, "approved", fen=100_001)


def test_the_same_cause_twice_in_a_year_whoever_of_the_household_applies(enter, walk, filled):
    walk(enter(7, documents=[number(8)]), "paid")
    with refused("same hardship this calendar year"):
        enter(8, days=1)


def test_one_application_at_a_time_for_one_hardship(applied, enter):
    with refused("under way already"):
        enter(101)


def test_two_households_are_not_made_one(enter):
    enter(7)
    enter(8)
    with refused("another household"):
        enter(9, cause="study", documents=[number(7), number(8)])


def test_off_purpose(enter, fund):
    with refused("may not be spent on that"):
        enter(cause="living")
    assert not HouseholdDocument.objects.exists()


def test_after_the_plan_has_ended(enter, walk, fund, filled):
    case = walk(enter(), "approved")
    Fund.objects.filter(pk=fund.pk).update(plan_to=timezone.localdate() - timedelta(days=1))
    with refused("plan does not cover"):
        enter(9, days=0)
    with refused("plan does not cover"):
        walk(case, "paid")


def test_no_more_than_was_shown(applied, walk, decider):
    case = walk(applied, "notice")
    with refused("No more is approved"):
        aid_decisions.approve(case=case, by=declared(case, decider), fen=100_001)


def test_rules_are_dated_and_stand(db):
    rule = AidRule.objects.get()
    for moved in ({"illness_fen": 1}, {"valid_from": ago(1).date()}):
        with refused("before it begins"), in_words():
            AidRule.objects.filter(pk=rule.pk).update(**moved)
    values = {field.name: getattr(rule, field.name) for field in AidRule._meta.fields if field.name != "id"}
    with refused("before it begins"), in_words():
        AidRule.objects.create(**{**values, "valid_from": ago(5).date()})
    tomorrow = timezone.localdate() + timedelta(days=1)
    AidRule.objects.create(**{**values, "valid_from": tomorrow, "illness_fen": 1})
    assert AidRule.objects.on(timezone.localdate()).illness_fen == 300_000


# --- notice


def test_before_the_notice_has_passed(applied, walk, handler, decider):
    case = walk(applied, "discussing")
    aid_decisions.put_on_notice(case=case, by=handler)
    with refused("still on show"):
        aid_decisions.approve(case=case, by=declared(case, decider), fen=100_000)
    with refused("has not passed"):
        aid.save(AidCase.objects.get(), state="approved", approver=decider, approved_fen=5, approved_at=timezone.now())


def test_an_open_objection_holds_the_decision(applied, walk, decider, other_decider):
    case = walk(applied, "notice")
    said = {"name": "王小明", "phone": "13800000007", "text": "这家人不在本镇居住。"}
    objection = notices.raise_objection(notice=case.notice, by=None, at=ago(39), **said)
    declared(case, decider)
    with refused("not answered yet"):
        aid_decisions.approve(case=case, by=decider, fen=100_000)
    notices.answer_objection(objection=objection, answer="已核实，住在本镇。", is_upheld=False, by=other_decider)
    assert aid_decisions.approve(case=case, by=decider, fen=100_000).state == AidState.APPROVED


def test_the_notice_is_masked(applied, walk):
    notice = walk(applied, "notice").notice
    text = notice.title + notice.body + notice.title_en + notice.body_en
    assert "张**" in notice.body
    for secret in ("张小港", "尿毒症", NUMBER, "某路", "13800000001", "6222"):
        assert secret not in text


# --- emergency


def test_help_first_papers_later(applied, walk, filled, decider, other_decider, first):
    case = walk(applied, "paid", emergency=True)
    assert case.notice is None
    assert case.ratify_due_on > timezone.localdate()
    walk(case, "receipted")
    with refused("before it is closed"):
        aid_money.follow_up(case=case, by=first, note="好转。")
    with pytest.raises(Forbidden, match="five different"):
        aid_decisions.ratify(case=case, by=decider, outcome=Ratification.RATIFIED, note="材料齐全")
    declared(case, other_decider)
    aid_decisions.ratify(case=case, by=other_decider, outcome=Ratification.RATIFIED, note="材料齐全")
    assert aid_money.follow_up(case=case, by=first, note="好转。").state == AidState.FOLLOWED_UP


def test_an_emergency_has_a_ceiling_of_its_own(applied, walk):
    with refused("in an emergency"):
        walk(applied, "approved", emergency=True, fen=200_001)


def test_what_is_not_ratified_is_not_paid(applied, walk, filled, other_decider):
    case = walk(applied, "approved", emergency=True)
    declared(case, other_decider)
    aid_decisions.ratify(case=case, by=other_decider, outcome=Ratification.REFUSED, note="没有病历")
    with refused("not ratified"):
        walk(case, "paid")
    assert not Entry.objects.filter(kind="aid").exists()


def test_no_emergency_no_short_way(applied, walk, decider):
    case = walk(applied, "discussing")
    with refused("has not passed"):
        aid_decisions.approve(case=case, by=declared(case, decider), fen=100_000)
