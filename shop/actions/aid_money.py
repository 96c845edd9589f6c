"""Paid, receipted, followed up; and a look at what is sealed, which is logged."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import NAMESPACE_URL, uuid5

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from lib.refusals import Forbidden, Invalid, Refused
from office import policies
from office.policies import Area, Power
from shop.actions import ledger
from shop.actions.aid import held, move
from shop.actions.aid_decisions import must
from shop.aid_refusals import BY_TRIGGER
from shop.models import AidAccess, AidCase, AidRule, Entry
from shop.refusals import in_words
from shop.vocabulary import Cause, DocumentKind, EntryKind
from shop.workflow import AidState

# What each may open of a household: who visits, who decides, who pays. The account is for who pays alone.
TO_VISIT = ("name", "phone", "address", "members", "story", "diagnosis")
TO_DECIDE = ("name", "members", "story", "diagnosis")
TO_PAY = ("name", "bank_name", "bank_account")
SPENT = {
    Cause.ILLNESS: ("救助一户因病困难家庭", "Aid to a household: illness"),
    Cause.DISABILITY: ("救助一户因残困难家庭", "Aid to a household: disability"),
    Cause.STUDY: ("救助一户因学困难家庭", "Aid to a household: study"),
    Cause.ACCIDENT: ("救助一户因意外灾害困难家庭", "Aid to a household: accident or disaster"),
    Cause.LIVING: ("救助一户生活困难家庭", "Aid to a household: livelihood"),
}


@transaction.atomic
def pay(*, case: AidCase, by: User, at: datetime | None = None) -> AidCase:
    """What was approved leaves the fund, in the books in the same transaction; a second click pays nothing more.

    Raises Refused where the fund has not enough left: of two who pay the last of it at once, one pays.
    """
    case, at = held(case), at or timezone.now()
    must(by, Power.PAY, case)
    if case.state in (AidState.PAID, AidState.RECEIPTED, AidState.FOLLOWED_UP):
        return case
    if case.state != AidState.APPROVED:
        raise Refused(BY_TRIGGER["shop_aid_moves"])
    if case.bank_account is None:
        raise Refused(_("The household's bank account is missing. The handler asks for it."))
    rule = AidRule.objects.on(timezone.localdate(at))
    due = timezone.localdate(at) + timedelta(days=rule.follow_up_days)
    entry = _book(case, by, at)
    return move(case, AidState.PAID, payer=by, paid_at=at, entry=entry, follow_up_due_on=due)


def _book(case: AidCase, by: User, at: datetime) -> Entry:
    words, words_en = SPENT[Cause(case.cause)]
    return ledger.post(
        fund=case.fund, kind=EntryKind.AID, day=timezone.localdate(at),
        sides={f"Aid-{case.cause.capitalize()}": case.approved_fen, ledger.BANK: -case.approved_fen},
        narration=words, narration_en=words_en, document_kind=DocumentKind.DECISION,
        document_no=f"救助决定 {case.pk:05}", made_by=by, approved_by=case.approver,
        token=uuid5(NAMESPACE_URL, f"shop:aid:{case.pk}:paid"),
    )  # fmt: skip


@transaction.atomic
def confirm_receipt(*, case: AidCase, by: User, receipt_no: str = "", at: datetime | None = None) -> AidCase:
    """The household says that the money has come, or the handler or a visitor brings its signed receipt."""
    case = held(case)
    if case.state in (AidState.RECEIPTED, AidState.FOLLOWED_UP):
        return case
    return move(
        case, AidState.RECEIPTED, receipted_by=by, receipted_at=at or timezone.now(), receipt_no=receipt_no.strip()
    )


@transaction.atomic
def follow_up(*, case: AidCase, by: User, note: str, at: datetime | None = None) -> AidCase:
    """Somebody whom the household knows looks in again; an emergency is ratified before."""
    case = held(case)
    if case.state == AidState.FOLLOWED_UP:
        return case
    return move(
        case, AidState.FOLLOWED_UP, followed_up_by=by, followed_up_at=at or timezone.now(),
        follow_up_note=note.strip() or None,
    )  # fmt: skip


def may_open(case: AidCase, by: User) -> tuple[str, ...]:
    """What of the household this person may open now; the account only while it is to be paid, and for who pays."""
    if not AidCase.objects.strange_to(by).filter(pk=case.pk).exists():
        return ()
    fields: list[str] = []
    if by.pk in (case.handler_id, *case.visitors):
        fields += (*TO_VISIT, "visits", "voices")
    if policies.can(by, Power.PUBLISH, Area.AID, code=case.region.code):
        fields += (*TO_DECIDE, "visits", "voices", "objection")
    is_free = by.pk not in (case.handler_id, *case.visitors, case.approver_id, case.bank_set_by_id)
    if case.state == AidState.APPROVED and is_free and policies.can(by, Power.PAY, Area.AID, code=case.region.code):
        fields += TO_PAY
    return tuple(name for name in dict.fromkeys(fields) if _is_there(case, name))


def _is_there(case: AidCase, name: str) -> bool:
    several = {"visits": case.visits.all(), "voices": case.voices.filter(note__isnull=False)}
    if name in several:
        return several[name].exists()
    return hasattr(case, "objection") if name == "objection" else getattr(case, name) is not None


def _opened(case: AidCase, name: str) -> str:
    if name == "visits":
        return "\n\n".join(f"{visit.day}: {visit.notes.reveal()}" for visit in case.visits.all())
    if name == "voices":
        return "\n\n".join(voice.note.reveal() for voice in case.voices.filter(note__isnull=False))
    return (case.objection.text if name == "objection" else getattr(case, name)).reveal()


@transaction.atomic
def reveal(*, case: AidCase, by: User, fields: Iterable[str], reason: str) -> dict[str, str]:
    """Open sealed values. The log's row is written before any value leaves this function."""
    wanted = list(dict.fromkeys(fields))
    if not wanted:
        raise Invalid(_("Choose what to open."))
    if not set(wanted) <= set(may_open(case, by)):
        raise Forbidden(_("You may not open personal data."))
    with in_words():
        AidAccess.objects.create(case=case, by=by, fields=", ".join(wanted), reason=reason.strip()[:200])
    return {name: _opened(case, name) for name in wanted}
