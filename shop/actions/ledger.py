"""Entries of the books. Money is whole fen. What may not be is refused by the database, at the latest on settling."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from lib.refusals import Invalid, Refused
from photos.models import Photo
from shop.models import Account, DayHead, Entry, Fund, Leg, Link, MonthLock
from shop.refusals import in_words
from shop.vocabulary import AccountKind, Cause, EntryKind

AID_NAMES = {
    Cause.ILLNESS: ("救助·疾病", "Aid: illness"),
    Cause.DISABILITY: ("救助·残疾", "Aid: disability"),
    Cause.STUDY: ("救助·就学", "Aid: study"),
    Cause.ACCIDENT: ("救助·意外灾害", "Aid: accident or disaster"),
    Cause.LIVING: ("救助·生活", "Aid: livelihood"),
}
SAID_BEFORE = ("shop_entry_token_key", "shop_entry_reverses_id_key")
BOX, BANK, TAKINGS, GIFTS, COSTS = "Box", "Bank", "Takings", "Gifts", "Costs"


@transaction.atomic
def open_fund(**values) -> Fund:
    """A fund with its accounts: box and bank, takings and gifts, one expense account for each cause, and costs."""
    with in_words():
        fund = Fund.objects.create(**values)
        Account.objects.bulk_create(_accounts(fund))
    return fund


def _accounts(fund: Fund) -> list[Account]:
    rows = [
        (AccountKind.ASSET, BOX, "捐款箱现金", "Cash from the box", ""),
        (AccountKind.ASSET, BANK, "银行存款", "Bank account", ""),
        (AccountKind.INCOME, TAKINGS, "捐款箱收入", "Takings of the box", ""),
        (AccountKind.INCOME, GIFTS, "捐赠收入", "Gifts", ""),
        *(
            (AccountKind.EXPENSE, f"Aid-{cause.capitalize()}", *AID_NAMES[cause], cause)
            for cause in map(Cause, fund.causes)
        ),
    ]
    if fund.pays_costs:
        rows.append((AccountKind.EXPENSE, COSTS, "必要成本", "Necessary costs", ""))
    return [
        Account(fund=fund, kind=kind, code=code, name=name, name_en=name_en, cause=cause)
        for kind, code, name, name_en, cause in rows
    ]


@transaction.atomic
def post(
    *,
    fund: Fund,
    kind: EntryKind,
    day: date,
    sides: Mapping[str, int],
    narration: str,
    document_kind: str,
    document_no: str,
    made_by: User,
    approved_by: User,
    token: UUID,
    narration_en: str = "",
    document: Photo | None = None,
) -> Entry:
    """One entry with its sides: account code to fen, debits positive. Posting a token twice gives the first entry.

    Settles at once, so that a refusal is raised here and not at the commit. Raises Refused with the sentence of the
    rule that was broken; then nothing was written.
    """
    accounts = {account.code: account for account in fund.accounts.filter(code__in=sides)}
    if missing := set(sides) - set(accounts):
        raise Invalid(_("The fund has no account “%(code)s”.") % {"code": sorted(missing)[0]})
    entry = Entry(
        fund=fund, kind=kind, day=day, narration=narration.strip(), narration_en=narration_en.strip(),
        document_kind=document_kind, document_no=document_no.strip(), document=document,
        made_by=made_by, approved_by=approved_by, token=token,
    )  # fmt: skip
    return _settle(entry, {accounts[code]: fen for code, fen in sides.items()})


def _settle(entry: Entry, sides: Mapping[Account, int]) -> Entry:
    """The second click, also one that comes at the same moment, gets what the first one entered."""
    try:
        return _write(entry, sides)
    except Refused as refusal:
        known = Entry.objects.filter(token=entry.token).first()
        if known is None or refusal.details.get("constraint") not in SAID_BEFORE:
            raise
        return known


def _write(entry: Entry, sides: Mapping[Account, int]) -> Entry:
    with in_words():
        entry.save(force_insert=True)
        Leg.objects.bulk_create([Leg(entry=entry, account=account, fen=fen) for account, fen in sides.items()])
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS shop_entry_settles IMMEDIATE")
            cursor.execute("SET CONSTRAINTS shop_entry_settles DEFERRED")
    return entry


@transaction.atomic
def reverse(
    *, entry: Entry, day: date, explanation: str, document_no: str, made_by: User, approved_by: User, token: UUID,
    explanation_en: str = "",
) -> Entry:  # fmt: skip
    """The only correction there is: the opposite entry, with an explanation that the public reads (更正说明)."""
    opposite = Entry(
        fund_id=entry.fund_id, kind=EntryKind.REVERSAL, day=day, narration=explanation.strip(),
        narration_en=explanation_en.strip(), document_kind=entry.document_kind, document_no=document_no.strip(),
        reverses=entry, made_by=made_by, approved_by=approved_by, token=token,
    )  # fmt: skip
    return _settle(opposite, {leg.account: -leg.fen for leg in entry.legs.select_related("account")})


@transaction.atomic
def close_month(*, fund: Fund, month: date, by: User) -> MonthLock:
    """Closing twice is harmless; there is no opening again."""
    known = MonthLock.objects.filter(fund=fund, month=month).first()
    if known is not None:
        return known
    with in_words():
        return MonthLock.objects.create(fund=fund, month=month, locked_by=by)


@transaction.atomic
def publish_heads(*, day: date | None = None) -> int:
    """The end of each fund's chain, as the head of `day` (today). Once a day; returns how many were new."""
    day = day or timezone.localdate()
    ends = Link.objects.filter(entry__fund__is_public=True).order_by("fund", "-number").distinct("fund")
    heads = [
        DayHead(fund_id=link.fund_id, day=day, number=link.number, hash=link.hash, left_fen=link.left_fen)
        for link in ends
    ]
    known = set(DayHead.objects.filter(day=day).values_list("fund", flat=True))
    return len(
        DayHead.objects.bulk_create([head for head in heads if head.fund_id not in known], ignore_conflicts=True)
    )
