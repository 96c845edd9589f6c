"""The path of a box's money, and everything that may not happen on it: as actions, and as plain writes."""

import threading
from datetime import date, timedelta
from itertools import product

import pytest
from django.db import connection, connections
from django.utils import timezone

from lib.refusals import Forbidden, Invalid, Refused
from office.calendar import add_workdays
from office.models import Message
from shop.actions import boxes, ledger
from shop.actions.boxes import Found
from shop.models import Balance, BoxCount, Confirmation, CountLine, Entry
from shop.refusals import in_words
from shop.workflow import COUNT_MOVES, CountState
from tests.shop.conftest import money

pytestmark = pytest.mark.django_db


def fen_on(code, fund) -> int:
    return Balance.objects.get(account__fund=fund, account__code=code).fen


def test_the_whole_path(planned, anna, bert, witness, picture, treasurer, fund):
    assert planned.sheet_no == "MH-01-001"
    boxes.open_box(count=planned, by=anna, seal_no_before="S-1")
    boxes.confirm_opening(count=planned, by=bert)
    boxes.confirm_opening(count=planned, by=witness)
    boxes.seal_count(count=planned, by=anna, found=[Found("note", 5000, 3), Found("coin", 50, 4)])
    boxes.seal_count(count=planned, by=bert, found=[Found("note", 5000, 3), Found("coin", 100, 2)])
    boxes.close_box(count=planned, by=bert, seal_no_after="S-2", photo=picture)
    for person in (bert, anna, witness):
        count = boxes.sign(count=planned, by=person, fen=15_200)
    assert (count.state, count.fen, count.difference_fen) == (CountState.COUNTED, 15_200, 0)
    assert (count.entry.made_by, count.entry.approved_by, count.entry.document_no) == (anna, bert, "MH-01-001")
    boxes.enter_slip(count=count, by=bert, slip_no="SLIP-1", slip_on=timezone.localdate())
    count = boxes.confirm_deposit(count=count, by=treasurer)
    assert (fen_on("Box", fund), fen_on("Bank", fund), fen_on("Takings", fund)) == (0, 15_200, -15_200)
    boxes.enter_receipt(count=count, receipt_no="R-1")
    assert boxes.disclose(count=count).state == CountState.DISCLOSED


def test_the_three_are_told(planned, anna, bert, witness):
    told = Message.objects.filter(kind="notice", url=planned.get_absolute_url())
    assert set(told.values_list("user", flat=True)) == {anna.pk, bert.pk, witness.pk}


@pytest.mark.parametrize("people", ["aab", "aba", "baa"])
def test_three_people_are_three_people(box, anna, bert, treasurer, people):
    a, b, w = ({"a": anna, "b": bert}[letter] for letter in people)
    with pytest.raises(Refused, match="three different people"):
        boxes.plan_count(box=box, counter_a=a, counter_b=b, site_witness=w, by=treasurer)


def test_one_count_of_a_box_at_a_time(planned, box, anna, bert, witness, treasurer):
    with pytest.raises(Refused, match="under way already"):
        boxes.plan_count(box=box, counter_a=bert, counter_b=anna, site_witness=witness, by=treasurer)
    boxes.call_off(count=planned, reason="见证人生病")
    again = boxes.plan_count(box=box, counter_a=bert, counter_b=anna, site_witness=witness, by=treasurer)
    assert again.number == 2


def test_an_opened_box_is_not_called_off(opened):
    with pytest.raises(Refused, match="not the next one"):
        boxes.call_off(count=opened, reason="不数了")


def test_three_working_days_to_the_bank(opened):
    assert opened.bank_due_on == add_workdays(timezone.localdate(opened.opened_at), 3)


def test_a_strange_seal_needs_a_word(counted, box, anna, bert, witness, treasurer):
    count = boxes.plan_count(box=box, counter_a=anna, counter_b=bert, site_witness=witness, by=treasurer)
    with pytest.raises(Refused, match="S-101"):
        boxes.open_box(count=count, by=anna, seal_no_before="S-999")
    boxes.open_box(count=count, by=anna, seal_no_before="S-999", seal_note="封签破损，已换新")


# --- only the three, each for themselves


@pytest.mark.parametrize("step", ["opening", "seal", "sign"])
def test_nobody_else_confirms(count_box, stranger, step):
    count = count_box(230, 230)
    with pytest.raises(Forbidden, match="people of this count"), in_words():
        Confirmation.objects.create(
            count=count, round=1, step=step, by=stranger, fen=23_000 if step == "sign" else None
        )


def test_the_witness_does_not_count(opened, witness):
    with pytest.raises(Forbidden, match="two counters"):
        boxes.seal_count(count=opened, by=witness, found=money(5))
    with pytest.raises(Forbidden, match="people of this count"), in_words():
        Confirmation.objects.create(count=opened, round=1, step="seal", by=witness)


def test_who_has_not_seen_the_opening_does_not_count(planned, anna, bert):
    boxes.open_box(count=planned, by=anna, seal_no_before="S-1")
    with pytest.raises(Refused, match="opened before your eyes"):
        boxes.seal_count(count=planned, by=bert, found=money(5))
    assert not CountLine.objects.exists()


@pytest.mark.parametrize("line", [
    Found("note", 300, 3), Found("coin", 500, 1), Found("note", 50, 1), Found("paper", 100, 1),
    Found("other", 0, 1), Found("note", 100, 0), Found("note", 100, 10**6),
])  # fmt: skip
def test_no_such_money(opened, anna, line):
    with pytest.raises(Refused):
        boxes.seal_count(count=opened, by=anna, found=[line])
    assert not CountLine.objects.exists()
    assert not Confirmation.objects.filter(step="seal").exists()


def test_three_three_yuan_notes_get_a_sentence(opened, anna):
    with pytest.raises(Refused, match="no such note or coin"):
        boxes.seal_count(count=opened, by=anna, found=[Found("note", 300, 3)])


def test_what_is_neither_note_nor_coin_has_a_note(opened, anna):
    boxes.seal_count(count=opened, by=anna, found=[Found("other", 0, 1, "一枚日元硬币")])
    assert CountLine.objects.get().note == "一枚日元硬币"


# --- blind


def test_neither_sees_the_others_count_before_both_are_final(opened, anna, bert, witness, superuser):
    boxes.seal_count(count=opened, by=anna, found=money(230))
    for person in (bert, witness, superuser):
        assert not CountLine.objects.visible_to(person).exists()
    assert CountLine.objects.visible_to(anna).count() == 2
    assert not CountLine.objects.opened().exists()
    assert boxes.totals_of(opened) == {}
    boxes.seal_count(count=opened, by=bert, found=money(231))
    assert CountLine.objects.visible_to(bert).count() == 4
    assert boxes.totals_of(opened) == {anna.pk: 23_000, bert.pk: 23_100}


def test_a_recount_is_blind_again(count_box, anna, bert):
    count = boxes.count_again(count=count_box(230, 231), by=bert, round_seen=1)
    assert (count.round, boxes.count_again(count=count, by=bert, round_seen=1).round) == (2, 2)
    boxes.seal_count(count=count, by=bert, found=money(230))
    assert not CountLine.objects.visible_to(anna).filter(round=2).exists()


def test_a_sealed_count_takes_nothing_more(opened, anna):
    boxes.seal_count(count=opened, by=anna, found=money(5))
    boxes.seal_count(count=opened, by=anna, found=money(500))
    assert CountLine.objects.count() == 1
    with pytest.raises(Refused, match="final"), in_words():
        CountLine.objects.create(count=opened, round=1, by=anna, money="note", denomination_fen=100, quantity=1)


# --- one amount


def test_equal_counts_leave_one_amount(count_box, anna):
    count = count_box(230, 230)
    with pytest.raises(Refused, match="outside what the two of you counted"):
        boxes.sign(count=count, by=anna, fen=22_900)
    with pytest.raises(Refused, match="nothing to count again"):
        boxes.count_again(count=count, by=anna, round_seen=1)


def test_a_difference_is_explained_and_signed_by_all(count_box, anna, bert, witness):
    count = count_box(230, 231)
    with pytest.raises(Refused, match="Say how that is explained"):
        boxes.sign(count=count, by=anna, fen=23_000)
    boxes.sign(count=count, by=anna, fen=23_000, explanation="一枚硬币数了两次")
    with pytest.raises(Refused, match="Another amount"):
        boxes.sign(count=count, by=bert, fen=23_100)
    with pytest.raises(Refused, match="witness signs last"):
        boxes.sign(count=count, by=witness, fen=23_000)
    boxes.sign(count=count, by=bert, fen=23_000)
    count = boxes.sign(count=count, by=witness, fen=23_000)
    assert (count.fen, count.difference_fen, count.explanation) == (23_000, -100, "一枚硬币数了两次")
    assert Entry.objects.get().legs.filter(fen=23_000).exists()


def test_differences_wait_to_be_explained(count_box):
    count = count_box(230, 231)
    assert list(BoxCount.objects.that_differ()) == [count]


def test_nothing_is_signed_without_photo_and_seal(opened, anna, bert):
    boxes.seal_count(count=opened, by=anna, found=money(5))
    boxes.seal_count(count=opened, by=bert, found=money(5))
    with pytest.raises(Refused, match="photo of the money"):
        boxes.sign(count=opened, by=anna, fen=500)


def test_an_empty_box_is_disclosed_at_once(count_box):
    count = count_box(0, 0, sign=True)
    assert (count.state, count.fen, count.entry) == (CountState.COUNTED, 0, None)
    assert boxes.disclose(count=count).state == CountState.DISCLOSED
    assert not Entry.objects.exists()


# --- the bank


def test_the_slip_is_entered_by_a_counter_and_confirmed_by_another(counted, anna, witness):
    with pytest.raises(Invalid, match="two counters takes"):
        boxes.enter_slip(count=counted, by=witness, slip_no="S", slip_on=timezone.localdate())
    boxes.enter_slip(count=counted, by=anna, slip_no="S-1", slip_on=timezone.localdate())
    with pytest.raises(Refused, match="Two people"):
        boxes.confirm_deposit(count=counted, by=anna)
    assert not Entry.objects.filter(kind="deposit").exists()


@pytest.mark.parametrize("days", [-1, 1])
def test_the_deposit_lies_between_count_and_today(counted, anna, days):
    with pytest.raises(Invalid, match="between the count and today"):
        boxes.enter_slip(count=counted, by=anna, slip_no="S", slip_on=timezone.localdate() + timedelta(days=days))


def test_the_second_click_changes_nothing(counted, anna, bert, witness, treasurer):
    for person in (anna, bert, witness):
        boxes.sign(count=counted, by=person, fen=23_000)
    boxes.enter_slip(count=counted, by=anna, slip_no="S-1", slip_on=timezone.localdate())
    for _click in range(2):
        boxes.confirm_deposit(count=counted, by=treasurer)
        boxes.enter_receipt(count=counted, receipt_no="R-1")
        boxes.disclose(count=counted)
    assert sorted(Entry.objects.values_list("kind", flat=True)) == ["box", "deposit"]


def test_found_money_is_not_disclosed_before_the_bank(counted):
    with pytest.raises(Refused, match="not the next one"):
        boxes.disclose(count=counted)


# --- past the actions


def test_every_move_that_the_table_does_not_have_is_refused():
    with connection.cursor() as cursor:
        for old, new in product(CountState, repeat=2):
            cursor.execute("SELECT shop_count_may_move(%s, %s)", [old, new])
            assert cursor.fetchone()[0] == (new in COUNT_MOVES[old]), (old, new)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"counter_a_id": 0}, "Box and people"),
        ({"fen": 1}, "step is over"),
        ({"seal_no_before": "X"}, "step is over"),
        ({"bank_due_on": date(2030, 1, 1)}, "step is over"),
        ({"state": "opened"}, "not the next one"),
        ({"state": "receipted"}, "not the next one"),
        ({"state": "deposited"}, "does not say what was found"),
        ({"round": 2}, "step is over"),
    ],
)
def test_a_count_in_the_books_does_not_change(counted, values, words):
    with pytest.raises(Refused, match=words), in_words():
        BoxCount.objects.filter(pk=counted.pk).update(**values)


def test_nobody_books_what_was_not_signed(count_box, post):
    count = count_box(230, 230)
    entry = post("box", Box=1, Takings=-1)
    with pytest.raises(Refused, match="All three sign"), in_words():
        BoxCount.objects.filter(pk=count.pk).update(state="counted", entry=entry, counted_at=timezone.now())


def test_a_deposit_that_says_another_amount(counted, anna, post):
    post("gift", Bank=5, Gifts=-5)
    entry = post("deposit", Bank=1, Box=-1)
    boxes.enter_slip(count=counted, by=anna, slip_no="S", slip_on=timezone.localdate())
    with pytest.raises(Refused, match="does not say what was found"), in_words():
        BoxCount.objects.filter(pk=counted.pk).update(state="deposited", deposit=entry)


def test_a_withdrawn_box_is_not_counted(box, anna, bert, witness, treasurer):
    box.state = "withdrawn"
    box.save(update_fields=["state"])
    with pytest.raises(Refused, match="no longer in use"):
        boxes.plan_count(box=box, counter_a=anna, counter_b=bert, site_witness=witness, by=treasurer)


@pytest.mark.django_db(transaction=True)
def test_two_phones_sign_last_at_once(count_box, anna, bert, witness):
    """Both see themselves as the one before the last; the money is booked once."""
    count = count_box(230, 230)
    boxes.sign(count=count, by=anna, fen=23_000)
    start, answers = threading.Barrier(2), []

    def sign(person):
        try:
            start.wait()
            boxes.sign(count=count, by=person, fen=23_000)
            answers.append("signed")
        except Refused:
            answers.append("refused")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=sign, args=[person]) for person in (bert, bert)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == ["signed", "signed"]
    boxes.sign(count=count, by=witness, fen=23_000)
    assert Entry.objects.count() == 1
    assert ledger.publish_heads() == 1
