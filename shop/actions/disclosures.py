"""Documents in which a fund says how it stands: drafted from the ledger, written by one, published by another."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Count, Sum
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import User
from lib.refusals import Refused
from shop.disclosure_calendar import DisclosureCalendar, Due
from shop.models import Chain, Disclosure, Entry, Fund, Leg, Link
from shop.refusals import BY_TRIGGER, in_words
from shop.templatetags.money import yuan
from shop.vocabulary import AccountKind

CHINESE, ENGLISH = "zh-hans", "en"
FIGURES = ("chain_number", "chain_hash", "opening_fen", "in_fen", "out_fen", "closing_fen", "entries", "lines")


def draft_due(*, today: date | None = None) -> int:
    """Draft what every public fund owes and has not drafted. Running it twice, or at once, drafts nothing twice."""
    today = today or timezone.localdate()
    return sum(len(draft_of_fund(fund=fund, today=today)) for fund in Fund.objects.filter(is_public=True))


def draft_of_fund(*, fund: Fund, today: date, at: datetime | None = None) -> list[Disclosure]:
    known = set(fund.disclosures.values_list("kind", "begins_on"))
    owed = [due for due in DisclosureCalendar(fund).ended(today) if due.key not in known]
    return [made for due in owed if (made := draft(fund=fund, due=due, at=at)) is not None]


@transaction.atomic
def draft(*, fund: Fund, due: Due, at: datetime | None = None) -> Disclosure | None:
    """The first version, with the ledger's figures and a sentence to begin from; None if somebody was quicker.

    `at` is when it is drafted, now unless given: figures are those of the chain up to that day.
    """
    at = at or timezone.now()
    # Two workers at once: the second waits for the first, and finds it done.
    Fund.objects.select_for_update(no_key=True).get(pk=fund.pk)
    if fund.disclosures.filter(kind=due.kind, begins_on=due.begins_on).exists():
        return None
    disclosure = Disclosure(
        fund=fund, kind=due.kind, begins_on=due.begins_on, ends_on=due.ends_on, due_on=due.due_on, drafted_at=at
    )
    _fill_in(disclosure, at)
    _write_first_words(disclosure)
    with in_words():
        disclosure.save(force_insert=True)
    return disclosure


@transaction.atomic
def redraft(*, disclosure: Disclosure, by: User) -> Disclosure:
    """The figures anew, where the books have moved since. The words stay, for `by` to read again."""
    disclosure = _held(disclosure)
    disclosure.drafted_at, disclosure.written_by = timezone.now(), by
    _fill_in(disclosure, disclosure.drafted_at)
    with in_words():
        disclosure.save(update_fields=[*FIGURES, "drafted_at", "written_by"])
    return disclosure


@transaction.atomic
def write(*, disclosure: Disclosure, text: str, by: User, text_en: str = "") -> Disclosure:
    """The words, and who stands behind them. Not for what is published."""
    disclosure = _held(disclosure)
    disclosure.text, disclosure.text_en, disclosure.written_by = text.strip(), text_en.strip(), by
    with in_words():
        disclosure.save(update_fields=["text", "text_en", "written_by"])
    return disclosure


@transaction.atomic
def publish(*, disclosure: Disclosure, by: User, at: datetime | None = None) -> Disclosure:
    """For everyone, and for good. Not by whoever wrote it, and not when the books have moved since the draft."""
    held = Disclosure.objects.select_for_update(of=("self",)).get(pk=disclosure.pk)
    if held.is_published:
        return held
    held.published_by, held.published_at = by, at or timezone.now()
    with in_words():
        held.save(update_fields=["published_by", "published_at"])
    return held


@transaction.atomic
def correct(*, disclosure: Disclosure, reason: str, by: User, reason_en: str = "") -> Disclosure:
    """A new version to write, with figures of today and the words of the last one; both versions stay in public."""
    Fund.objects.select_for_update(no_key=True).get(pk=disclosure.fund_id)
    newest = Disclosure.objects.filter(
        fund=disclosure.fund_id, kind=disclosure.kind, begins_on=disclosure.begins_on
    ).latest("version")
    if not newest.is_published:
        raise Refused(_("A new version is being written already."))
    at = timezone.now()
    version = Disclosure(
        fund=newest.fund, kind=newest.kind, begins_on=newest.begins_on, ends_on=newest.ends_on, due_on=newest.due_on,
        version=newest.version + 1, reason=reason.strip(), reason_en=reason_en.strip(), text=newest.text,
        text_en=newest.text_en, written_by=by, drafted_at=at,
    )  # fmt: skip
    _fill_in(version, at)
    with in_words():
        version.save(force_insert=True)
    return version


def _held(disclosure: Disclosure) -> Disclosure:
    held = Disclosure.objects.select_for_update(of=("self",)).select_related("fund").get(pk=disclosure.pk)
    if held.is_published:
        raise Refused(BY_TRIGGER["shop_disclosure_stays"])
    return held


def _fill_in(disclosure: Disclosure, at: datetime) -> None:
    """Figures of the ledger up to the last entry of the chain on that day; corrections are taken off."""
    links = Link.objects.filter(fund=disclosure.fund_id, entry__day__lte=timezone.localdate(at))
    head = links.order_by("-number").first() or Chain(number=0, hash="0" * 64)
    legs = Leg.objects.filter(entry__fund=disclosure.fund_id, entry__link__number__lte=head.number).order_by()
    period = (disclosure.begins_on, disclosure.ends_on)
    rows = list(
        legs.filter(entry__day__range=period)
        .values("account__kind", "account__code", "account__name", "account__name_en")
        .annotate(fen=Sum("fen"))
        .order_by("account__kind", "account__code")
    )
    before = legs.filter(entry__day__lt=period[0], account__kind=AccountKind.ASSET).aggregate(fen=Sum("fen"))["fen"]
    disclosure.chain_number, disclosure.chain_hash = head.number, head.hash
    disclosure.opening_fen = before or 0
    disclosure.in_fen = -sum(row["fen"] for row in rows if row["account__kind"] == AccountKind.INCOME)
    disclosure.out_fen = sum(row["fen"] for row in rows if row["account__kind"] == AccountKind.EXPENSE)
    disclosure.closing_fen = disclosure.opening_fen + disclosure.in_fen - disclosure.out_fen
    in_period = Entry.objects.filter(fund=disclosure.fund_id, day__range=period, link__number__lte=head.number)
    disclosure.entries = in_period.aggregate(count=Count("pk"))["count"]
    disclosure.lines = [_line(row) for row in rows if row["account__kind"] != AccountKind.ASSET and row["fen"]]


def _line(row: dict) -> dict:
    """In and out are both told as people say them: above zero."""
    is_income = row["account__kind"] == AccountKind.INCOME
    return {
        "side": "in" if is_income else "out",
        "name": row["account__name"],
        "name_en": row["account__name_en"],
        "fen": -row["fen"] if is_income else row["fen"],
    }


def _write_first_words(disclosure: Disclosure) -> None:
    for language, field in ((CHINESE, "text"), (ENGLISH, "text_en")):
        with translation.override(language):
            setattr(disclosure, field, _first_words(disclosure))


def _first_words(disclosure: Disclosure) -> str:
    words = _(
        "From %(first)s to %(last)s %(in)s yuan came in and %(out)s yuan were spent. "
        "%(before)s yuan were there before; %(left)s yuan are left."
    )
    return words % {
        "first": date_format(disclosure.begins_on, "DATE_FORMAT"),
        "last": date_format(disclosure.ends_on, "DATE_FORMAT"),
        "in": yuan(disclosure.in_fen),
        "out": yuan(disclosure.out_fen),
        "before": yuan(disclosure.opening_fen),
        "left": yuan(disclosure.closing_fen),
    }
