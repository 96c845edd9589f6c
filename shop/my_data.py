"""What the shop's books hold about one person: the counts they took part in, and what they stand behind."""

from typing import Any

from django.db.models import Q

from shop.models import BoxCount, Confirmation, CountLine, Entry

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
    }
