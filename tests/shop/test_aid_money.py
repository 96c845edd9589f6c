"""The payment of an application: into whose account, by whom, once."""

import threading

import pytest
from django.db import connections

from lib.refusals import Forbidden, Refused
from office.models import Role
from shop.actions import aid, aid_decisions, aid_money
from shop.models import AidCase, Balance, Entry
from tests.shop.aid_cast import declared, refused, with_lower_limit

pytestmark = pytest.mark.django_db


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
