"""Corrections: one of the staff proposes, another carries out or declines. The entry itself is never touched."""

from datetime import date
from uuid import NAMESPACE_URL, uuid5

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from lib.refusals import Forbidden, Refused
from shop.actions import ledger
from shop.models import Entry, Reversal
from shop.refusals import BY_TRIGGER, in_words
from shop.vocabulary import EntryKind
from shop.workflow import ReversalState


@transaction.atomic
def propose_reversal(
    *, entry: Entry, explanation: str, document_no: str, by: User, explanation_en: str = ""
) -> Reversal:
    """Nothing happens to the books yet. Raises Refused for a correction, and for what was corrected already."""
    if entry.kind == EntryKind.REVERSAL:
        raise Refused(BY_TRIGGER["shop_entry_reversible"])
    if Entry.objects.filter(reverses=entry).exists():
        raise Refused(BY_TRIGGER["shop_entry_reverses_id_key"])
    with in_words():
        return Reversal.objects.create(
            entry=entry, explanation=explanation.strip(), explanation_en=explanation_en.strip(),
            document_no=document_no.strip(), proposed_by=by,
        )  # fmt: skip


@transaction.atomic
def carry_out(*, reversal: Reversal, by: User, day: date | None = None) -> Reversal:
    """The opposite entry, of today unless another `day` is given. Carrying out twice gives the first one."""
    reversal = _held(reversal, by)
    if reversal.state == ReversalState.CARRIED_OUT:
        return reversal
    result = ledger.reverse(
        entry=reversal.entry, day=day or timezone.localdate(), explanation=reversal.explanation,
        explanation_en=reversal.explanation_en, document_no=reversal.document_no, made_by=reversal.proposed_by,
        approved_by=by, token=uuid5(NAMESPACE_URL, f"shop:reversal:{reversal.pk}"),
    )  # fmt: skip
    return _decide(reversal, by, state=ReversalState.CARRIED_OUT, result=result)


@transaction.atomic
def decline(*, reversal: Reversal, by: User, reason: str) -> Reversal:
    reversal = _held(reversal, by)
    if reversal.state == ReversalState.DECLINED:
        return reversal
    return _decide(reversal, by, state=ReversalState.DECLINED, reason=reason.strip())


def _held(reversal: Reversal, by: User) -> Reversal:
    reversal = Reversal.objects.select_for_update(of=("self",)).select_related("entry", "proposed_by").get(
        pk=reversal.pk
    )  # fmt: skip
    if reversal.proposed_by_id == by.pk:
        raise Forbidden(_("Who proposed a correction does not decide on it."))
    return reversal


def _decide(reversal: Reversal, by: User, **values) -> Reversal:
    values |= {"decided_by": by, "decided_at": timezone.now()}
    if reversal.state != ReversalState.PROPOSED:
        raise Refused(_("This correction has been decided already."))
    for name, value in values.items():
        setattr(reversal, name, value)
    with in_words():
        reversal.save(update_fields=list(values))
    return reversal
