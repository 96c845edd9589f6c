"""What the shop holds about one person: counts, entries they stand behind, goods they gave or handled, aid.

A donor is known by the mobile number that was written down at the counter and is now the account's own.
"""

from typing import Any

from django.db.models import Q

from shop.models import (
    AidAccess,
    AidCase,
    BoxCount,
    Confirmation,
    CountLine,
    Donation,
    Duty,
    Entry,
    GoodsItem,
    GoodsMove,
)
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
        "shop_duties": list(Duty.objects.of(user).order_by("pk").values("shop__name", "valid_from", "valid_to")),
        "goods_donations": _donations(user),
        "goods_taken_in": list(
            GoodsItem.objects.filter(entered_by=user).order_by("pk").values("pk", "category", "state", "entered_at")
        ),
        "goods_moves": list(GoodsMove.objects.filter(by=user).values("item", "from_state", "to_state", "at", "why")),
        "aid_applications": [_application(case) for case in AidCase.objects.of(user).order_by("pk")],
        "aid_opened_by_staff": list(
            AidAccess.objects.filter(case__applicant=user).order_by("pk").values("case_id", "fields", "reason", "at")
        ),
        "aid_worked_on": list(
            AidCase.objects.worked_on_by(user).order_by("pk").values("pk", "state", "entered_at", "paid_at")
        ),
    }


def _donations(user) -> Rows:
    if not user.phone_lookup:
        return []
    given = Donation.objects.filter(phone_lookup=user.phone_lookup).order_by("pk").prefetch_related("goods")
    return [
        {
            "shop": donation.shop.name,
            "received_at": donation.received_at,
            "donor_name": donation.donor_name.reveal() if donation.donor_name else "",
            "mobile_number": donation.donor_phone.reveal(),
            "code": donation.code,
            "receipt_no": donation.receipt_no,
            "things": ", ".join(str(item) for item in donation.goods.all()),
        }
        for donation in given.select_related("shop")
    ]


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
