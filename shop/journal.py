"""A fund's books as a plain-text journal in beancount's format, and as a table."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from itertools import groupby
from operator import attrgetter
from typing import Any, NamedTuple

from django.db.models import Min
from django.utils.translation import gettext_lazy as _

from lib.spreadsheets import Column
from shop.models import Account, Balance, Fund, Leg
from shop.vocabulary import AccountKind, EntryKind

TOPS = {AccountKind.ASSET: "Assets", AccountKind.INCOME: "Income", AccountKind.EXPENSE: "Expenses"}
ONE_DAY = timedelta(days=1)
BATCH = 2000
COLUMNS = (
    Column("number", _("number"), text=False),
    Column("day", _("day"), text=False),
    Column("kind", _("kind")),
    Column("narration", _("what happened")),
    Column("document_kind", _("kind of document")),
    Column("document_no", _("number of the document")),
    Column("reverses", _("corrects no."), text=False),
    Column("sides", _("sides, in fen")),
    Column("moved", _("amount in yuan"), text=False),
    Column("left", _("balance after, in yuan"), text=False),
    Column("people", _("digest of the two people")),
    Column("before", _("hash before")),
    Column("hash", _("hash")),
)


class Line(NamedTuple):
    """One leg with what its entry says, in the order of the chain."""

    number: int
    day: date
    kind: str
    narration: str
    document_kind: str
    document_no: str
    reverses: int | None
    left_fen: int
    people: str
    before: str
    hash: str
    account_kind: str
    account: str
    fen: int

    @property
    def side(self) -> str:
        return f"{self.account_kind}:{self.account} {self.fen}"


PATHS = (
    "entry__link__number", "entry__day", "entry__kind", "entry__narration", "entry__document_kind",
    "entry__document_no", "entry__reverses__link__number", "entry__link__left_fen", "entry__link__people",
    "entry__link__before", "entry__link__hash", "account__kind", "account__code", "fen",
)  # fmt: skip


def entries(fund: Fund) -> Iterator[list[Line]]:
    """Each entry's sides, the oldest first; read in batches, so that a long chain needs little memory."""
    legs = Leg.objects.filter(entry__link__fund=fund).order_by("entry__link__number", "account__kind", "account__code")
    lines = map(Line._make, legs.values_list(*PATHS).iterator(chunk_size=BATCH))
    for _number, sides in groupby(lines, key=attrgetter("number")):
        yield list(sides)


def rows(fund: Fund) -> Iterator[dict[str, Any]]:
    """For the tables. `sides`, `people` and the hashes are what a check of the chain needs."""
    for sides in entries(fund):
        first = sides[0]
        yield {
            **first._asdict(),
            "sides": "; ".join(line.side for line in sides),
            "moved": yuan(sum(line.fen for line in sides if line.fen > 0)),
            "left": yuan(first.left_fen),
        }


def yuan(fen: int) -> str:
    """Two decimals, exact however large."""
    whole, rest = divmod(abs(fen), 100)
    return f"{'-' if fen < 0 else ''}{whole}.{rest:02}"


def account_name(fund: Fund, kind: str, code: str) -> str:
    """Assets:Meihao:Bank. A part of a name begins with a capital letter and has no underscores."""
    part = fund.code.replace("_", "-").strip("-").capitalize() or "Fund"
    return f"{TOPS[AccountKind(kind)]}:{part}:{code}"


def quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def beancount(fund: Fund) -> Iterator[str]:
    """`bean-check` accepts it, to the fen. The balances at its end are the database's, of the morning after."""
    accounts = list(fund.accounts.order_by("kind", "code"))
    first = fund.entries.aggregate(first=Min("day"))["first"]
    opened = min(filter(None, (fund.plan_from, first)))
    yield f'option "title" {quoted(fund.name)}\noption "operating_currency" "CNY"\n\n'
    for account in accounts:
        yield f"{opened} open {account_name(fund, account.kind, account.code)} CNY\n"
    last = opened
    for sides in entries(fund):
        last = max(last, sides[0].day)
        yield _transaction(fund, sides)
    yield from _balances(fund, accounts, last + ONE_DAY)


def _transaction(fund: Fund, sides: Iterable[Line]) -> str:
    sides = list(sides)
    head = sides[0]
    corrects = f"  corrects: {quoted(str(head.reverses))}\n" if head.reverses else ""
    postings = "".join(
        f"  {account_name(fund, line.account_kind, line.account)}  {yuan(line.fen)} CNY\n" for line in sides
    )
    return (
        f"\n{head.day} * {quoted(head.narration)}\n"
        f"  number: {quoted(str(head.number))}\n"
        f"  kind: {quoted(EntryKind(head.kind).value)}\n"
        f"  document: {quoted(head.document_no)}\n"
        f"{corrects}"
        f"  hash: {quoted(head.hash)}\n"
        f"{postings}"
    )


def _balances(fund: Fund, accounts: Iterable[Account], day: date) -> Iterator[str]:
    fen = dict(Balance.objects.filter(account__fund=fund).values_list("account", "fen"))
    yield "\n"
    for account in accounts:
        yield f"{day} balance {account_name(fund, account.kind, account.code)}  {yuan(fen[account.pk])} ~ 0.00 CNY\n"
