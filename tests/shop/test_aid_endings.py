"""An application that is refused or withdrawn, and what of it is sealed."""

import pytest

from accounts import rotation
from lib.refusals import Forbidden
from shop import my_data
from shop.actions import aid_decisions, aid_money
from shop.models import AidAccess, AidCase, AidDeclaration
from shop.refusals import in_words
from shop.workflow import AidState
from tests.shop.aid_cast import declared, refused

pytestmark = pytest.mark.django_db


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
