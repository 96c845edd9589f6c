"""The rules of the books, where they stand: in PostgreSQL."""

import threading
import uuid
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connections, transaction
from django.utils import timezone

from lib.refusals import Invalid, Refused
from shop.actions import ledger
from shop.models import Account, Balance, DayHead, Entry, Fund, Leg
from shop.refusals import in_words
from tests.shop.conftest import fund_values

pytestmark = pytest.mark.django_db


def balance(code, fund):
    return Balance.objects.get(account__fund=fund, account__code=code).fen


def test_an_entry_moves_balances_and_is_linked(post, fund):
    first = post("box", Box=500, Takings=-500)
    second = post("deposit", Bank=500, Box=-500)
    assert (balance("Bank", fund), balance("Box", fund), balance("Takings", fund)) == (500, 0, -500)
    assert (first.link.number, second.link.number) == (1, 2)
    assert second.link.before == first.link.hash != "0" * 64
    assert second.link.left_fen == 500


@pytest.mark.parametrize(
    ("kind", "sides", "words"),
    [
        ("box", {"Box": 500, "Takings": -400}, "not equal"),
        ("box", {"Box": 500}, "not equal"),
        ("box", {"Box": -500, "Takings": 500}, "never negative"),
        ("aid", {"Aid_Illness": 500, "Bank": -500}, "not that much"),
        ("aid", {"Aid_Illness": -500, "Bank": 500}, "never negative"),
        ("box", {"Box": 0, "Takings": 0}, "not zero"),
    ],
)
def test_what_is_no_entry_is_refused_whole(post, fund, kind, sides, words):
    with pytest.raises(Refused, match=words):
        post(kind, **sides)
    assert not Entry.objects.exists()
    assert balance("Box", fund) == 0


def test_an_account_that_the_fund_has_not(post):
    with pytest.raises(Invalid, match="no account"):
        post("aid", Aid_Accident=500, Bank=-500)


def test_off_purpose_is_refused_by_the_database(filled, fund, post):
    stray = Account.objects.create(
        fund=fund, kind="expense", code="Aid-Accident", name="其他", name_en="x", cause="accident"
    )
    with pytest.raises(Refused, match="may not be spent"):
        post("aid", Aid_Accident=100, Bank=-100)
    costs = Account.objects.create(fund=fund, kind="expense", code="Costs", name="成本", name_en="x")
    with pytest.raises(Refused, match="may not be spent"):
        post("cost", Costs=100, Bank=-100)
    assert not Leg.objects.filter(account__in=[stray, costs]).exists()


def test_nothing_is_spent_after_the_plan_ended(treasurer, director, post):
    ended = ledger.open_fund(**fund_values("ended", plan_to=timezone.localdate() - timedelta(days=1)))
    post("gift", of=ended, Bank=1000, Gifts=-1000)
    with pytest.raises(Refused, match="plan does not cover"):
        post("aid", of=ended, Aid_Study=1000, Bank=-1000)


def test_one_person_alone_enters_nothing(post, treasurer):
    with pytest.raises(Refused, match="Two people"):
        post("box", Box=500, Takings=-500, approved_by=treasurer)


def test_a_document_is_needed(post):
    with pytest.raises(Refused, match="document"):
        post("box", Box=500, Takings=-500, document_no=" ")


def test_the_second_click_gives_the_first_entry(post, fund):
    token = uuid.uuid4()
    assert post("box", Box=500, Takings=-500, token=token) == post("box", Box=500, Takings=-500, token=token)
    assert balance("Box", fund) == 500


def reverse(entry, treasurer, director, day=None):
    return ledger.reverse(
        entry=entry, day=day or timezone.localdate(), explanation="数错了一张", document_no="更正 1",
        made_by=treasurer, approved_by=director, token=uuid.uuid4(),
    )  # fmt: skip


def test_a_correction_is_the_opposite_and_only_once(post, fund, treasurer, director):
    entry = post("box", Box=500, Takings=-500)
    correction = reverse(entry, treasurer, director)
    assert balance("Box", fund) == 0
    with pytest.raises(Refused):
        reverse(entry, treasurer, director)
    with pytest.raises(Refused, match="cannot be corrected"):
        reverse(correction, treasurer, director)


def test_a_correction_may_not_leave_less_than_nothing(filled, post, treasurer, director):
    post("aid", Aid_Illness=90_000, Bank=-90_000)
    with pytest.raises(Refused, match="not that much"):
        reverse(Entry.objects.get(kind="deposit"), treasurer, director)


def test_a_closed_month_takes_nothing(post, fund, director):
    last_month = (timezone.localdate().replace(day=1) - timedelta(days=1)).replace(day=1)
    ledger.close_month(fund=fund, month=last_month, by=director)
    with pytest.raises(Refused, match="month is closed"):
        post("box", Box=500, Takings=-500, day=last_month)
    with pytest.raises(Refused, match="when it is over"):
        ledger.close_month(fund=fund, month=timezone.localdate().replace(day=1), by=director)


def test_nothing_is_entered_about_the_future(post):
    with pytest.raises(Refused, match="future"):
        post("box", Box=500, Takings=-500, day=timezone.localdate() + timedelta(days=1))


def test_the_purpose_never_changes(fund):
    for change in ({"purpose": "别的用途"}, {"causes": ["living"]}, {"custodian": "别人"}):
        with pytest.raises(Refused, match="never changes"), in_words():
            Fund.objects.filter(pk=fund.pk).update(**change)
    Fund.objects.filter(pk=fund.pk).update(plan_to=date(2031, 1, 1))


def test_no_leg_comes_to_a_settled_entry(filled, fund):
    entry = Entry.objects.first()
    with pytest.raises(Refused, match="in the books already"), in_words():
        Leg.objects.create(entry=entry, account=fund.accounts.get(code="Gifts"), fen=-1)


def test_heads_are_published_once_a_day_and_must_be_true(filled, fund):
    assert (ledger.publish_heads(), ledger.publish_heads()) == (1, 0)
    head = DayHead.objects.get()
    assert (head.number, head.left_fen) == (2, 100_000)
    with pytest.raises(Refused, match="no such entry"), in_words():
        DayHead.objects.create(fund=fund, day=date(2024, 1, 1), number=2, hash="f" * 64, left_fen=1)


@pytest.mark.django_db(transaction=True)
def test_two_payers_of_the_last_five_hundred_yuan(post, fund):
    post("gift", Bank=50_000, Gifts=-50_000)
    start, answers = threading.Barrier(2), []

    def pay():
        try:
            start.wait()
            post("aid", Aid_Illness=50_000, Bank=-50_000)
            answers.append("paid")
        except Refused:
            answers.append("refused")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=pay) for _payer in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == ["paid", "refused"]
    assert balance("Bank", fund) == 0


@pytest.mark.django_db(transaction=True)
def test_an_unbalanced_entry_written_by_hand_does_not_commit(fund, treasurer, director):
    @transaction.atomic
    def by_hand():
        entry = Entry.objects.create(
            fund=fund, kind="box", day=timezone.localdate(), narration="手工写入", document_kind="count",
            document_no="1", made_by=treasurer, approved_by=director, token=uuid.uuid4(),
        )  # fmt: skip
        Leg.objects.create(entry=entry, account=fund.accounts.get(code="Box"), fen=5)

    with pytest.raises(IntegrityError, match="not balanced"):
        by_hand()
    assert not Entry.objects.exists()
