"""Where one of the three people stands in a count: what is theirs to do next, and what they may know."""

from functools import cached_property
from typing import NamedTuple

from django.forms import Form
from django.utils.translation import gettext as _

from accounts.models import User
from lib.masking import mask_name
from shop.actions.boxes import totals_of
from shop.forms import CloseForm, Kind, SealNumberForm, SignForm, SlipForm
from shop.models import BoxCount, CountLine
from shop.vocabulary import Money, Step
from shop.workflow import CountState


class Seat(NamedTuple):
    """One of the three, as the other two see them: what they have done, never what they have found."""

    role: str
    name: str
    is_me: bool
    done: dict[str, bool]


class Piece(NamedTuple):
    """One denomination, and how many each of the two found of it."""

    label: str
    quantities: list[int]

    @property
    def differs(self) -> bool:
        return self.quantities[0] != self.quantities[1]


def label_of(line: CountLine) -> str:
    return line.note or Kind(Money(line.money), line.denomination_fen).label


class Standing:
    def __init__(self, count: BoxCount, user: User):
        self.count, self.user = count, user

    @cached_property
    def confirmed(self) -> dict[str, dict[int, int | None]]:
        """Who has confirmed what, of the opening and of this round, with the amount that was signed."""
        known: dict[str, dict[int, int | None]] = {step: {} for step in Step}
        for row in self.count.confirmations.all():
            if row.step == Step.OPENING or row.round == self.count.round:
                known[row.step][row.by_id] = row.fen
        return known

    def _has(self, step: Step) -> bool:
        return self.user.pk in self.confirmed[step]

    @property
    def is_counter(self) -> bool:
        return self.user.pk in self.count.counters

    @property
    def seats(self) -> list[Seat]:
        roles = (
            (_("First counter"), self.count.counter_a),
            (_("Second counter"), self.count.counter_b),
            (_("Witness"), self.count.site_witness),
        )
        return [
            Seat(
                role,
                mask_name(str(person), public=False),
                person.pk == self.user.pk,
                {step: person.pk in self.confirmed[step] for step in Step},
            )
            for role, person in roles
        ]

    @cached_property
    def totals(self) -> dict[int, int]:
        """Empty before both counts are final."""
        return dict(totals_of(self.count))

    @property
    def differs(self) -> bool:
        return len(set(self.totals.values())) > 1

    @property
    def mine_and_theirs(self) -> tuple[int, int]:
        a, b = self.count.counters
        return self.totals[a], self.totals[b]

    @cached_property
    def pieces(self) -> list[Piece]:
        """What this person may see of this round, piece by piece: their own count, or both once both are final."""
        rows: dict[tuple, Piece] = {}
        lines = CountLine.objects.visible_to(self.user).filter(count=self.count, round=self.count.round)
        for line in lines.order_by("-money", "-denomination_fen"):
            key = (line.money, line.denomination_fen)
            piece = rows.setdefault(key, Piece(label_of(line), [0, 0]))
            piece.quantities[self.count.counters.index(line.by_id)] = line.quantity
        return list(rows.values())

    @property
    def my_fen(self) -> int | None:
        """One's own final count, while the other one is still hidden."""
        if self.totals or not self._has(Step.SEAL):
            return None
        return sum(line.fen for line in self.count.lines.filter(round=self.count.round, by=self.user))

    @property
    def settled_fen(self) -> int | None:
        """The amount that is left to sign: both found it, or another has signed it already."""
        signed = next(iter(self.confirmed[Step.SIGN].values()), None)
        if signed is not None:
            return signed
        return next(iter(self.totals.values())) if self.totals and not self.differs else None

    @property
    def may_count(self) -> bool:
        is_open = self.count.state == CountState.OPENED
        return is_open and self.is_counter and self._has(Step.OPENING) and not self._has(Step.SEAL)

    @property
    def next(self) -> str:
        """The step that this person can take now; `wait` where it is another's turn."""
        count = self.count
        if count.state == CountState.SEALED:
            return "open"
        if count.state == CountState.COUNTED and count.fen and self.is_counter:
            return "slip"
        if count.state != CountState.OPENED:
            return "over"
        return self._next_while_open()

    def _next_while_open(self) -> str:
        if not self._has(Step.OPENING):
            return "confirm"
        if self.may_count:
            return "count"
        if not self.totals:
            return "wait"
        if not self.count.seal_no_after or self.count.photo_id is None:
            return "close"
        return "wait" if self._has(Step.SIGN) or self._waits_for_counters else "sign"

    @property
    def _waits_for_counters(self) -> bool:
        return not self.is_counter and not set(self.count.counters) <= set(self.confirmed[Step.SIGN])

    @property
    def may_count_again(self) -> bool:
        return self.count.state == CountState.OPENED and self.is_counter and self.differs

    @property
    def form(self) -> Form:
        if self.next == "sign":
            return Form() if self.settled_fen is not None else SignForm()
        if self.next == "slip":
            slip = {"slip_no": self.count.slip_no, "slip_on": self.count.slip_on} if self.count.slip_no else None
            return SlipForm(initial=slip)
        return {"open": SealNumberForm, "close": CloseForm}.get(self.next, Form)()
