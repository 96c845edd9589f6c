"""Counts of donation boxes, step by step. Each of the three people acts for themselves (`by`); the database holds who
may do what, and that what was signed is what is booked (`migrations/0004_boxes.sql`). Money is whole fen.

Every step may be clicked twice: the second click finds it done. `at` is when it happened, now unless given.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import IO, NamedTuple
from uuid import NAMESPACE_URL, UUID, uuid5

from django.db import transaction
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from lib.refusals import Invalid, Refused
from office.actions import tell
from office.calendar import add_workdays
from photos.actions import take_in
from photos.models import Photo
from shop.actions import ledger
from shop.models import Box, BoxCount, Confirmation, CountLine
from shop.refusals import in_words
from shop.vocabulary import DocumentKind, EntryKind, Money, Step
from shop.workflow import CountState

# What comparable rules give a box's money until it is in the bank.
BANK_WORKDAYS = 3
ASKED = gettext_lazy("You are one of three people for a count of box {box}.")


class Found(NamedTuple):
    """How many pieces of one denomination. `money` other: one line, `fen` its value, with a note of what it is."""

    money: Money
    denomination_fen: int
    quantity: int
    note: str = ""


def _held(count: BoxCount) -> BoxCount:
    """The count, alone until the transaction ends."""
    return BoxCount.objects.select_for_update(of=("self",)).select_related("box", "fund").get(pk=count.pk)


def _confirm(count: BoxCount, step: Step, by: User, at: datetime | None, **values) -> None:
    """Once per person, step and round; said again, it changes nothing."""
    key = {"count": count, "step": step, "by": by, "round": 1 if step == Step.OPENING else count.round}
    if not Confirmation.objects.filter(**key).exists():
        with in_words():
            Confirmation.objects.create(**key, **values, at=at or timezone.now())


def _save(count: BoxCount, **values) -> BoxCount:
    for name, value in values.items():
        setattr(count, name, value)
    with in_words():
        count.save(update_fields=list(values))
    return count


@transaction.atomic
def plan_count(
    *, box: Box, counter_a: User, counter_b: User, site_witness: User, by: User, at: datetime | None = None
) -> BoxCount:
    """The office names two counters and a witness for the next opening; each of them is told."""
    box = Box.objects.select_for_update().get(pk=box.pk)
    if box.state == Box.State.WITHDRAWN:
        raise Refused(_("This box is no longer in use."))
    with in_words():
        count = BoxCount.objects.create(
            box=box, fund_id=box.fund_id, number=box.counts.next_number(), counter_a=counter_a, counter_b=counter_b,
            site_witness=site_witness, planned_by=by, planned_at=at or timezone.now(),
        )  # fmt: skip
    tell(users=count.people, text=format_lazy(ASKED, box=box.public_no), url=count.get_absolute_url())
    return count


@transaction.atomic
def call_off(*, count: BoxCount, reason: str) -> BoxCount:
    """Only while the box is still sealed."""
    count = _held(count)
    if count.state == CountState.CALLED_OFF:
        return count
    return _save(count, state=CountState.CALLED_OFF, called_off_reason=reason.strip())


@transaction.atomic
def open_box(
    *, count: BoxCount, by: User, seal_no_before: str, seal_note: str = "", at: datetime | None = None
) -> BoxCount:
    """Break the seal. Its number is the one that the last count put on, or a note says why it is not."""
    count, at = _held(count), at or timezone.now()
    if count.state == CountState.SEALED:
        seal_no_before, seal_note = seal_no_before.strip(), seal_note.strip()
        expected = last_seal(count)
        if expected and seal_no_before != expected and not seal_note:
            raise Refused(
                _("The last count put on seal %(seal)s. If the box bears another one, say why.") % {"seal": expected},
                field="seal_note",
            )
        _save(
            count, state=CountState.OPENED, opened_at=at, seal_no_before=seal_no_before, seal_note=seal_note,
            bank_due_on=add_workdays(timezone.localdate(at), BANK_WORKDAYS),
        )  # fmt: skip
    _confirm(count, Step.OPENING, by, at)
    return count


def last_seal(count: BoxCount) -> str:
    earlier = BoxCount.objects.filter(box=count.box, number__lt=count.number).exclude(seal_no_after="")
    return earlier.order_by("-number").values_list("seal_no_after", flat=True).first() or ""


@transaction.atomic
def confirm_opening(*, count: BoxCount, by: User, at: datetime | None = None) -> BoxCount:
    count = _held(count)
    _confirm(count, Step.OPENING, by, at)
    return count


@transaction.atomic
def seal_count(*, count: BoxCount, by: User, found: list[Found], at: datetime | None = None) -> BoxCount:
    """One counter's own count of this round, final from now on. The other one's stays hidden until it is final too."""
    count = _held(count)
    if Confirmation.objects.filter(count=count, round=count.round, step=Step.SEAL, by=by).exists():
        return count
    with in_words():
        # One by one, since each is weighed by the database; there are a dozen at most.
        for line in found:
            CountLine.objects.create(count=count, round=count.round, by=by, **line._asdict())
    _confirm(count, Step.SEAL, by, at)
    return count


@transaction.atomic
def count_again(*, count: BoxCount, by: User, round_seen: int) -> BoxCount:
    """Another round, for counts that differ. `round_seen` makes the second click harmless."""
    count = _held(count)
    if by.pk not in count.counters:
        raise Invalid(_("Only the two counters count."))
    return count if count.round != round_seen else _save(count, round=count.round + 1)


@transaction.atomic
def close_box(*, count: BoxCount, by: User, seal_no_after: str, photo: IO[bytes] | Photo) -> BoxCount:
    """The money is photographed and the empty box sealed anew, before anybody signs."""
    count = _held(count)
    if by.pk not in count.people:
        raise Invalid(_("This is confirmed by the people of this count, each for themselves."))
    if not seal_no_after.strip():
        raise Invalid(_("Enter the number of the new seal."))
    if Confirmation.objects.filter(count=count, round=count.round, step=Step.SIGN).exists():
        return count
    if not isinstance(photo, Photo):
        photo = take_in(file=photo, uploaded_by=by, alt=f"捐款箱 {count.sheet_no} 清点的现金")
    return _save(count, seal_no_after=seal_no_after.strip(), photo=photo)


@transaction.atomic
def sign(*, count: BoxCount, by: User, fen: int, explanation: str = "", at: datetime | None = None) -> BoxCount:
    """Sign an amount; the third signature books it: one counter enters it, the other approves.

    Counts that are equal leave one amount to sign; counts that differ one between them, with an explanation.
    """
    count, at = _held(count), at or timezone.now()
    _confirm(count, Step.SIGN, by, at, fen=fen, explanation=explanation.strip())
    signed = Confirmation.objects.filter(count=count, round=count.round, step=Step.SIGN).values_list("by", flat=True)
    if count.state != CountState.OPENED or set(signed) != set(count.people):
        return count
    entry = _book(count, fen, timezone.localdate(at)) if fen else None
    _save(count, state=CountState.COUNTED, entry=entry, counted_at=at)
    count.refresh_from_db()
    return count


def _token(count: BoxCount, what: str) -> UUID:
    return uuid5(NAMESPACE_URL, f"shop:count:{count.pk}:{what}")


def _book(count: BoxCount, fen: int, day: date):
    return ledger.post(
        fund=count.fund, kind=EntryKind.BOX, day=day, sides={ledger.BOX: fen, ledger.TAKINGS: -fen},
        narration=f"捐款箱 {count.box.public_no} 第 {count.number} 次清点",
        narration_en=f"Box {count.box.public_no}, count no. {count.number}",
        document_kind=DocumentKind.COUNT, document_no=count.sheet_no, document=count.photo,
        made_by=count.counter_a, approved_by=count.counter_b, token=_token(count, "box"),
    )  # fmt: skip


@transaction.atomic
def enter_slip(*, count: BoxCount, by: User, slip_no: str, slip_on: date) -> BoxCount:
    """One of the counters has been at the bank. May be put right until the office has confirmed it."""
    count = _held(count)
    if by.pk not in count.counters:
        raise Invalid(_("One of the two counters takes the money to the bank."))
    if not slip_no.strip():
        raise Invalid(_("A deposit has a slip with a number."))
    if count.state != CountState.COUNTED or not count.fen:
        raise Refused(_("There is nothing to take to the bank now."))
    if not timezone.localdate(count.counted_at) <= slip_on <= timezone.localdate():
        raise Invalid(_("The deposit lies between the count and today."))
    return _save(count, slip_no=slip_no.strip(), slip_on=slip_on, slip_by=by)


@transaction.atomic
def confirm_deposit(*, count: BoxCount, by: User) -> BoxCount:
    """The office has seen the slip: the money moves from the box to the bank. Not by whoever took it there."""
    count = _held(count)
    if count.deposit_id is not None:
        return count
    if not count.slip_no:
        raise Refused(_("A deposit has a slip with a number."))
    entry = ledger.post(
        fund=count.fund, kind=EntryKind.DEPOSIT, day=count.slip_on,
        sides={ledger.BANK: count.fen, ledger.BOX: -count.fen},
        narration=f"第 {count.number} 次清点的现金存入银行",
        narration_en=f"Cash of count no. {count.number} taken to the bank",
        document_kind=DocumentKind.DEPOSIT_SLIP, document_no=count.slip_no,
        made_by=count.slip_by, approved_by=by, token=_token(count, "deposit"),
    )  # fmt: skip
    return _save(count, state=CountState.DEPOSITED, deposit=entry)


@transaction.atomic
def enter_receipt(*, count: BoxCount, receipt_no: str, day: date | None = None) -> BoxCount:
    """The charity's own receipt: the portal issues none (Charity Law art. 38)."""
    count = _held(count)
    if count.state in (CountState.RECEIPTED, CountState.DISCLOSED):
        return count
    if not receipt_no.strip():
        raise Invalid(_("Enter the number of the charity's receipt."))
    values = {"receipt_no": receipt_no.strip(), "receipted_on": day or timezone.localdate()}
    return _save(count, state=CountState.RECEIPTED, **values)


@transaction.atomic
def disclose(*, count: BoxCount, at: datetime | None = None) -> BoxCount:
    """Everything about this opening is published. An empty box is disclosed as soon as it is counted."""
    count = _held(count)
    if count.state == CountState.DISCLOSED:
        return count
    return _save(count, state=CountState.DISCLOSED, disclosed_at=at or timezone.now())


def totals_of(count: BoxCount) -> Mapping[int, int]:
    """Fen by counter, of this round; empty while one of the two is not final."""
    if not BoxCount.objects.filter(pk=count.pk).with_both_sealed().exists():
        return {}
    totals = dict.fromkeys(count.counters, 0)
    for line in count.lines.filter(round=count.round):
        totals[line.by_id] += line.fen
    return totals
