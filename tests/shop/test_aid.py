"""An application from the first word to the last visit: who may sit where, and in which order."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from accounts.models import Consent
from lib.refusals import Forbidden
from office.models import Message, Role
from shop.actions import aid, aid_decisions, aid_money
from shop.models import AidCase, Balance, Entry
from shop.refusals import in_words
from shop.workflow import AID_MOVES, AidState
from tests.shop.aid_cast import ago, declared, number, refused

pytestmark = pytest.mark.django_db


# --- the whole way


def test_the_whole_way(applied, walk, filled, household, fund):
    case = walk(applied, "followed_up")
    people = {case.handler_id, *case.visitors, case.approver_id, case.payer_id}
    assert (case.state, len(people)) == (AidState.FOLLOWED_UP, 5)
    assert (case.entry.made_by_id, case.entry.approved_by_id) == (case.payer_id, case.approver_id)
    assert Balance.objects.get(account__fund=fund, account__code="Bank").fen == 0
    assert Message.objects.filter(user=household, url=case.get_household_url()).count() == 7


def test_applying_twice_finds_the_first(fund, household, hardship, notice):
    token = uuid4()
    cases = [
        aid.apply(fund=fund, user=household, hardship=hardship(), documents=[], token=token, notice=notice)
        for _click in range(2)
    ]
    assert cases[0] == cases[1]
    assert Consent.objects.standing().filter(user=household, purpose="aid").count() == 1


def test_every_step_may_be_clicked_twice(applied, walk, filled, handler, decider, payer):
    case = walk(applied, "discussing")
    aid.propose(case=case, by=handler, fen=100_000)
    aid.speak(case=case, by=handler, agrees=False)
    walk(case, "notice")
    aid_decisions.put_on_notice(case=case, by=handler)
    walk(case, "paid")
    aid_decisions.approve(case=case, by=decider, fen=50_000)
    for _click in range(2):
        aid_money.pay(case=case, by=payer)
    assert Entry.objects.filter(kind="aid").count() == 1
    assert case.voices.filter(agrees=True).count() == 3


def test_nothing_goes_to_a_household_that_cannot_be_named(fund, stranger, hardship, notice):
    with refused("enter your identity first"):
        aid.apply(fund=fund, user=stranger, hardship=hardship(), documents=[], token=uuid4(), notice=notice)


def test_a_minor_does_not_apply_alone(fund, household, hardship, notice):
    household.identity.is_minor_until = timezone.localdate() + timedelta(days=9)
    household.identity.save(update_fields=["is_minor_until"])
    with pytest.raises(aid.MinorApplies, match="of age"):
        aid.apply(fund=fund, user=household, hardship=hardship(), documents=[], token=uuid4(), notice=notice)


# --- moves: the table and the database


@pytest.mark.parametrize("old", AidState)
def test_the_database_knows_the_same_moves(db, old):
    from django.db import connection

    with connection.cursor() as cursor:
        for new in AidState:
            cursor.execute("SELECT shop_aid_may_move(%s, %s)", [old, new])
            assert cursor.fetchone()[0] == (new in AID_MOVES[old]), (old, new)


@pytest.mark.parametrize("state", ["discussing", "notice", "approved", "paid", "receipted", "followed_up"])
def test_no_step_is_left_out(applied, state):
    with refused(
        "next one|takes an application on|Two people visit|approval names|payment goes|household confirms|found"
    ):
        aid.save(applied, state=state)


def test_what_a_step_wrote_stays(applied, walk, filled, first, decider, stranger):
    walk(applied, "paid")
    for change in (
        {"approved_fen": 1}, {"handler": first}, {"visitor_a": decider}, {"payer": first}, {"cause": "study"},
        {"proposed_fen": 900}, {"is_emergency": True}, {"applicant": stranger}, {"entry": None}, {"notice": None},
    ):  # fmt: skip
        with refused("stays"):
            aid.save(AidCase.objects.get(), **change)


# --- one person, one seat; nobody's own case, nor a relative's


def test_one_person_in_two_seats(applied, appoint, walk, first, second, handler):
    both = appoint("both", "王兼任", Role.AID_WORKER, Role.AID_DECIDER, Role.PAYER)
    declared(applied, both)
    with refused("five different people"):
        aid.take_on(case=applied, by=both, visitor_a=both, visitor_b=second)
    with refused("five different people"):
        aid.take_on(case=applied, by=both, visitor_a=first, visitor_b=first)
    case = walk(applied, "discussing")
    aid.speak(case=case, by=both, agrees=True)
    walk(case, "notice")
    with pytest.raises(Forbidden, match="five different people"):
        aid_decisions.approve(case=case, by=both, fen=100_000)


def test_who_approves_does_not_pay_nor_who_handled(applied, walk, filled, appoint, decider, payer):
    case = walk(applied, "approved")
    for who in (case.approver, case.handler, case.visitor_a):
        with pytest.raises(Forbidden):
            aid_money.pay(case=case, by=who)
        with pytest.raises(Forbidden, match="five different|post"), in_words():
            AidCase.objects.filter(pk=case.pk).update(state="paid", payer=who, paid_at=timezone.now())


def test_own_case(fund, appoint, identify, hardship, notice, walk, first, second):
    own = identify(appoint("own", "张自己", Role.AID_WORKER, Role.AID_DECIDER))
    case = aid.apply(fund=fund, user=own, hardship=hardship(), documents=[], token=uuid4(), notice=notice, at=ago(60))
    declared(case, own)
    with pytest.raises(Forbidden, match="own household"):
        aid.take_on(case=case, by=own, visitor_a=first, visitor_b=second)
    with pytest.raises(Forbidden, match="own household"):
        aid_decisions.refuse(case=case, by=own, reason="自己退自己")


def test_own_household_by_its_document(enter, appoint, identify, first, second, handler):
    """The wife's application, the husband's post: one household by the documents that it named."""
    husband = identify(appoint("husband", "李丈夫", Role.AID_WORKER), number(8))
    case = enter(7, documents=[number(8)])
    declared(case, husband)
    with pytest.raises(Forbidden, match="own household"):
        aid.take_on(case=case, by=husband, visitor_a=first, visitor_b=second)
    with pytest.raises(Forbidden, match="own household"):
        enter(8, by=husband, cause="study")


def test_a_relative_takes_no_part(applied, walk, handler, first, second, decider):
    aid.declare(case=applied, by=decider, is_related=True)
    case = walk(applied, "visiting")
    aid.declare(case=case, by=first, is_related=True)
    with pytest.raises(Forbidden, match="declared an interest"):
        aid.visit(case=case, by=first, day=ago(50).date(), notes="我去过了。")
    declared(case, first)
    with pytest.raises(Forbidden, match="declared an interest"):
        aid.visit(case=case, by=first, day=ago(50).date(), notes="我去过了。")
    assert Message.objects.filter(user=handler, text__contains=case.number).exists()


def test_nobody_acts_undeclared(applied, handler, first, second, walk, decider):
    with refused("First declare"):
        aid.take_on(case=applied, by=handler, visitor_a=first, visitor_b=second)
    case = walk(applied, "visiting")
    with refused("First declare"):
        aid.visit(case=case, by=first, day=ago(50).date(), notes="去过。")
    walk(case, "notice")
    with refused("First declare"):
        aid_decisions.approve(case=case, by=decider, fen=100_000)


def test_a_post_over_another_town_does_not_reach(applied, appoint, tangqiao, first, second):
    neighbour = appoint("far", "赵远", Role.AID_WORKER, region=tangqiao)
    declared(applied, neighbour)
    with pytest.raises(Forbidden, match="post for aid"):
        aid.take_on(case=applied, by=neighbour, visitor_a=first, visitor_b=second)


def test_other_visitors_are_sent_as_long_as_nobody_has_visited(applied, walk, appoint, handler, first, second):
    third = appoint("third", "卫第三", Role.AID_WORKER)
    case = walk(applied, "visiting")
    aid.send_others(case=case, by=handler, visitor_a=third, visitor_b=second)
    assert Message.objects.filter(user=third).exists()
    aid.visit(case=case, by=declared(case, third), day=ago(50).date(), notes="属实。")
    with refused("stays"):
        aid.send_others(case=case, by=handler, visitor_a=first, visitor_b=second)


def test_two_visits_and_three_voices_before_the_notice(applied, walk, handler, first, second):
    case = walk(applied, "visiting")
    aid.visit(case=case, by=declared(case, first), day=ago(55).date(), notes="属实。")
    with refused("Both visitors"):
        aid.propose(case=case, by=handler, fen=100_000)
    aid.visit(case=case, by=declared(case, second), day=ago(55).date(), notes="属实。")
    aid.propose(case=case, by=handler, fen=100_000)
    aid.speak(case=case, by=handler, agrees=True)
    aid.speak(case=case, by=first, agrees=False)
    with refused("three people speak"):
        aid_decisions.put_on_notice(case=case, by=handler)
    aid.speak(case=case, by=second, agrees=False)
    with refused("three people speak"):
        aid_decisions.put_on_notice(case=case, by=handler)
