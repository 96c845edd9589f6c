"""An application from the first word to the last visit: who may sit where, in which order, and how much."""

import threading
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connections
from django.utils import timezone

from accounts import rotation
from accounts.models import Consent
from lib.refusals import Forbidden, Refused
from office.actions import notices
from office.models import Message, Role
from shop import my_data
from shop.actions import aid, aid_decisions, aid_money
from shop.models import (
    AidAccess,
    AidCase,
    AidDeclaration,
    AidRule,
    Balance,
    Entry,
    Fund,
    HouseholdDocument,
)
from shop.refusals import in_words
from shop.vocabulary import Ratification
from shop.workflow import AID_MOVES, AidState
from tests.shop.aid_cast import NUMBER, ago, number

pytestmark = pytest.mark.django_db


def declared(case, *people):
    for person in people:
        aid.declare(case=case, by=person, is_related=False)
    return people[0]


def refused(words: str):
    return pytest.raises(Refused, match=words)


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


# --- money


def test_no_account_no_payment(enter, walk, filled):
    with refused("bank account is missing"):
        walk(enter(bank_account="", bank_name=""), "paid")


def test_who_wrote_the_account_down_does_not_pay_into_it(enter, appoint, walk, filled):
    clerk = appoint("clerk", "乔录入", Role.AID_WORKER, Role.PAYER)
    case = walk(enter(by=clerk), "approved")
    declared(case, clerk)
    with pytest.raises(Forbidden, match="entered the bank account"):
        aid_money.pay(case=case, by=clerk)
    assert "bank_account" not in aid_money.may_open(case, clerk)


def test_the_payer_cannot_edit_the_account(applied, walk, payer):
    case = walk(applied, "approved")
    with pytest.raises(Forbidden, match="household or the handler"):
        aid.keep_account(case=case, by=payer, bank_name="别的", bank_account="6222999999999999")


def test_one_account_for_two_households(enter, walk, post):
    post("gift", Bank=900_000, Gifts=-900_000)
    walk(enter(7, bank_account="6222000000001111"), "paid")
    with refused("another household's application"):
        walk(enter(8, bank_account="6222000000001111"), "paid")


def test_the_receipt_comes_before_the_last_visit(applied, walk, filled, first, household, decider):
    case = walk(applied, "paid")
    with refused("not the next one|household confirms"):
        aid_money.follow_up(case=case, by=first, note="好。")
    with refused("household confirms the receipt"):
        aid_money.confirm_receipt(case=case, by=first)
    with refused("household confirms the receipt"):
        aid_money.confirm_receipt(case=case, by=decider, receipt_no="R-9")
    assert aid_money.confirm_receipt(case=case, by=household).receipted_by == household


@pytest.mark.django_db(transaction=True)
def test_two_payers_of_the_last_five_hundred_yuan(enter, walk, post, payer, appoint):
    post("gift", Bank=50_000, Gifts=-50_000)
    other = appoint("other_payer", "曹付款", Role.PAYER)
    pairs = [(walk(enter(serial), "approved", fen=50_000), who) for serial, who in ((7, payer), (8, other))]
    for case, who in pairs:
        declared(case, who)
    assert sorted(at_once(*((aid_money.pay, {"case": case, "by": who}) for case, who in pairs))) == ["done", "refused"]
    assert Balance.objects.get(account__code="Bank").fen == 0
    assert AidCase.objects.filter(state="paid").count() == Entry.objects.filter(kind="aid").count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_payers_of_one_application(enter, walk, post, payer, appoint):
    post("gift", Bank=90_000, Gifts=-90_000)
    other = appoint("other_payer", "曹付款", Role.PAYER)
    case = walk(enter(), "approved", fen=40_000)
    declared(case, payer, other)
    at_once(*((aid_money.pay, {"case": case, "by": who}) for who in (payer, other)))
    assert Balance.objects.get(account__code="Bank").fen == 50_000


@pytest.mark.django_db(transaction=True)
def test_two_approvals_of_one_household_at_once(enter, walk, decider, other_decider):
    """Each is within the year's limit, both together are not."""
    cases = [walk(enter(7), "notice", fen=300_000), walk(enter(7, cause="study"), "notice", fen=200_000)]
    pairs = [(cases[0], decider, 300_000), (cases[1], other_decider, 200_000)]
    with_lower_limit({"household_year_fen": 400_000})
    for case, who, _fen in pairs:
        declared(case, who)
    answers = at_once(
        *((aid_decisions.approve, {"case": case, "by": who, "fen": fen}) for case, who, fen in pairs)
    )  # fmt: skip
    assert sorted(answers) == ["done", "refused"]
    assert AidCase.objects.filter(state="approved").count() == 1


def with_lower_limit(values: dict) -> None:
    """A rule that begins today."""
    rule = AidRule.objects.get()
    same = {field.name: getattr(rule, field.name) for field in AidRule._meta.fields if field.name != "id"}
    AidRule.objects.create(**{**same, "valid_from": timezone.localdate(), **values})


def at_once(*calls) -> list[str]:
    start, answers = threading.Barrier(len(calls)), []

    def run(action, values):
        try:
            start.wait()
            action(**values)
            answers.append("done")
        except Refused:
            answers.append("refused")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=call) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


# --- refused, withdrawn


def test_a_refusal_is_answered_by_another_and_goes_on_where_it_stood(applied, walk, household, decider, other_decider):
    case = walk(applied, "notice")
    with refused("Say why"):
        aid_decisions.refuse(case=case, by=decider, reason=" ")
    aid_decisions.refuse(case=case, by=decider, reason="材料不全，请补交病历。")
    case.refresh_from_db()
    assert case.notice.state == "withdrawn"
    objection = aid_decisions.object_to_refusal(case=case, by=household, text="病历已经交过。")
    assert aid_decisions.object_to_refusal(case=case, by=household, text="再说一次") == objection
    declared(case, decider, other_decider)
    with pytest.raises(Forbidden, match="does not answer"):
        aid_decisions.answer_objection(objection=objection, by=decider, is_upheld=True, answer="对。")
    aid_decisions.answer_objection(objection=objection, by=other_decider, is_upheld=True, answer="病历确已在卷。")
    case.refresh_from_db()
    assert case.state == AidState.DISCUSSING
    assert walk(case, "approved").state == AidState.APPROVED


def test_an_objection_that_changes_nothing(applied, walk, household, handler, decider, stranger):
    case = walk(applied, "visiting")
    aid_decisions.refuse(case=case, by=handler, reason="不符合条件：可先申请临时救助。")
    with pytest.raises(Forbidden):
        aid_decisions.object_to_refusal(case=case, by=stranger, text="替他说话")
    objection = aid_decisions.object_to_refusal(case=case, by=household, text="我不同意。")
    declared(case, decider)
    aid_decisions.answer_objection(objection=objection, by=decider, is_upheld=False, answer="维持原决定。")
    case.refresh_from_db()
    assert case.state == AidState.REJECTED
    with refused("stays"), in_words():
        type(objection).objects.update(answer="改口")


def test_the_household_withdraws_until_it_is_paid(applied, walk, filled, household, stranger):
    case = walk(applied, "notice")
    with pytest.raises(Forbidden):
        aid_decisions.withdraw(case=case, by=stranger)
    aid_decisions.withdraw(case=case, by=household)
    case.refresh_from_db()
    assert (case.state, case.notice.state) == (AidState.WITHDRAWN, "withdrawn")


def test_nothing_is_withdrawn_after_the_money_has_gone(applied, walk, filled, household):
    with refused("not the next one"):
        aid_decisions.withdraw(case=walk(applied, "paid"), by=household)


# --- what is sealed


def test_each_opens_what_is_theirs_and_the_log_has_it(applied, walk, payer, handler, decider, stranger):
    case = walk(applied, "approved")
    assert aid_money.may_open(case, payer) == ("name", "bank_name", "bank_account")
    assert "bank_account" not in {*aid_money.may_open(case, handler), *aid_money.may_open(case, decider)}
    opened = aid_money.reveal(case=case, by=payer, fields=["bank_account"], reason="付款")
    assert opened == {"bank_account": "6222000011112222"}
    row = AidAccess.objects.get()
    assert (row.by, row.fields, row.reason) == (payer, "bank_account", "付款")
    for who, fields in ((handler, ["bank_account"]), (stranger, ["name"]), (payer, ["diagnosis"])):
        with pytest.raises(Forbidden):
            aid_money.reveal(case=case, by=who, fields=fields, reason="看看")
    with refused("Give a reason"):
        aid_money.reveal(case=case, by=payer, fields=["name"], reason=" ")
    assert AidAccess.objects.count() == 1


def test_who_answers_an_objection_reads_it(applied, walk, household, handler, decider):
    case = walk(applied, "visiting")
    aid_decisions.refuse(case=case, by=handler, reason="请先申请临时救助。")
    aid_decisions.object_to_refusal(case=case, by=household, text="已经申请过了。")
    case = AidCase.objects.get()
    opened = aid_money.reveal(case=case, by=decider, fields=["objection"], reason="答复异议")
    assert opened == {"objection": "已经申请过了。"}
    assert "objection" not in aid_money.may_open(case, handler)


def test_keys_are_changed_under_a_paid_application(applied, walk, filled, settings):
    """What the steps have written stays; the seals are renewed all the same."""
    walk(applied, "followed_up")
    settings.SEAL_KEYS = ["new:" + "A" * 43 + "=", *settings.SEAL_KEYS]
    columns = [column for column in rotation.sealed_columns() if column.model.__name__ in RENEWED]
    assert sum(rotation.reseal_batch(column, 0)[0] for column in columns) == 11
    assert all(not column.waiting().exists() for column in columns)
    for column in columns:
        if column.lookup is not None:
            rotation.relookup_batch(column, 0)
    assert AidCase.objects.get().story.reveal() == "父亲住院，花费很大。"


RENEWED = ("AidCase", "AidVisit", "AidVoice", "AidObjection", "HouseholdDocument")


def test_the_account_closes_again_when_it_is_paid(applied, walk, filled, payer):
    case = walk(applied, "paid")
    assert aid_money.may_open(case, payer) == ()


def test_a_copy_of_ones_own_data(applied, walk, filled, household, payer, stranger):
    walk(applied, "approved")
    aid_money.reveal(case=applied, by=payer, fields=["bank_account"], reason="付款")
    mine = my_data.sections(household)
    assert mine["aid_applications"][0]["bank_account"] == "6222000011112222"
    assert mine["aid_opened_by_staff"][0]["fields"] == "bank_account"
    assert my_data.sections(stranger)["aid_applications"] == []
    assert not AidDeclaration.objects.filter(by=stranger).exists()
