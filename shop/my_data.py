"""What the shop holds about one person: counts they took part in, entries they stand behind, aid to their household."""

from typing import Any

from django.db.models import Q

from shop.models import AidAccess, AidCase, BoxCount, Confirmation, CountLine, Entry
from shop.models.aid import SEALED

Rows = list[dict[str, Any]]


def sections(user) -> dict[str, Rows]:
    return {
        "box_counts": list(
            BoxCount.objects.of(user).order_by("pk").values("box__public_no", "number", "state", "opened_at", "slip_no")
        ),
        "box_count_confirmations": list(
            Confirmation.objects.filter(by=user).values("count__number", "step", "fen", "explanation", "at")
        ),
        "box_count_lines": list(
            CountLine.objects.filter(by=user).values("count__number", "round", "money", "denomination_fen", "quantity")
        ),
        "ledger_entries": list(
            Entry.objects.filter(Q(made_by=user) | Q(approved_by=user))
            .order_by("pk")
            .values("fund__code", "link__number", "day", "kind", "document_no")
        ),
        "aid_applications": [_application(case) for case in AidCase.objects.of(user).order_by("pk")],
        "aid_opened_by_staff": list(
            AidAccess.objects.filter(case__applicant=user).order_by("pk").values("case_id", "fields", "reason", "at")
        ),
        "aid_worked_on": list(
            AidCase.objects.worked_on_by(user).order_by("pk").values("pk", "state", "entered_at", "paid_at")
        ),
    }


def _application(case: AidCase) -> dict[str, Any]:
    """In full: it is the household's own."""
    plain = (
        "cause", "family_size", "state", "entered_at", "is_emergency", "asked_fen", "proposed_fen", "approved_fen",
        "approved_at", "paid_at", "receipted_at", "refusal_reason", "withdrawal_reason",
    )  # fmt: skip
    own = [name for name in SEALED if name != "follow_up_note"]
    opened = {name: value.reveal() if (value := getattr(case, name)) else "" for name in own}
    objection = getattr(case, "objection", None)
    said = {"objection": objection.text.reveal(), "answer": objection.answer} if objection else {}
    return {"number": case.number, **{name: getattr(case, name) for name in plain}, **opened, **said}
