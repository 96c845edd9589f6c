"""Goods from the door to wherever they go. Prices are whole fen. Who may do it: `shop/policies.py`; what may follow
what: the database (`migrations/0009_goods.sql`).

Every step may be clicked twice: the second click finds it done. `at` is when it happened, now unless given.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import IO, Any, NamedTuple
from uuid import UUID, uuid4

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from lib.pages import touch
from lib.refusals import Forbidden, Invalid, Refused
from photos.actions import take_in as take_in_photo
from photos.models import Photo
from shop import policies
from shop.codes import CODES
from shop.models import Box, Donation, GoodsItem, PriceGuide, RefusalRule, Shop, Taking
from shop.refusals import in_words
from shop.vocabulary import Category, Condition
from shop.workflow import GoodsState

MOST_PIECES = 60
# Written by the database's own functions, which no page sees happen.
WRITTEN_BELOW = ("shop_goodsitem", "shop_taking")
# Of two clicks at once the second waits for the first, and then finds nothing left to move.
MOVE = """
INSERT INTO shop_goodsmove (item_id, from_state, to_state, by_id, at, why)
SELECT id, state, %(to)s, %(by)s, %(at)s, %(why)s FROM (
  SELECT id, state FROM shop_goodsitem WHERE id = ANY(%(keys)s) AND state <> %(to)s ORDER BY id FOR UPDATE) going
"""


class Piece(NamedTuple):
    """One thing that was brought. Without a price: what the guide suggests on that day."""

    category: str
    condition: str
    price_fen: int | None = None
    name: str = ""
    name_en: str = ""
    photo: IO[bytes] | Photo | None = None


class Slip(NamedTuple):
    """What one person brought at one time; `by` took it in. Naming a donor is the consent that the form asked for."""

    shop: Shop
    by: User
    pieces: Sequence[Piece]
    token: UUID
    at: datetime
    donor_name: str = ""
    donor_phone: str = ""


class Mark(NamedTuple):
    """A visitor's word that something was taken, and what was put into the box for it."""

    item: GoodsItem
    said_fen: int
    token: UUID
    at: datetime
    box: Box | None = None
    by: User | None = None


def _once(write: Callable[[], Any], known: Callable[[], Any], constraint: str) -> Any:
    """What the first of two clicks wrote, also where both come at the same moment."""
    found = known()
    if found is not None:
        return found
    try:
        return write()
    except Refused as refusal:
        found = known() if refusal.details.get("constraint") == constraint else None
        if found is None:
            raise
        return found


def _need_duty(user: User, shop: Shop, *times: datetime) -> None:
    if not policies.can_serve(user, shop, *map(timezone.localdate, times)):
        raise Forbidden(_("You are not on this shop's list of duty today."))


@transaction.atomic
def take_in(
    *, shop: Shop, by: User, pieces: Sequence[Piece], token: UUID, donor_name: str = "", donor_phone: str = "",
    at: datetime | None = None,
) -> Donation:  # fmt: skip
    """What somebody brought, all of it under one slip. Sent twice (`token`), it comes in once.

    Raises Invalid without pieces or with too many, Forbidden for who is not on duty, PhotoRefused for a picture that
    cannot be read; then nothing came in.
    """
    slip = Slip(shop, by, pieces, token, at or timezone.now(), donor_name.strip(), donor_phone)
    return _once(
        lambda: take_in_many(slips=[slip])[0][0],
        lambda: Donation.objects.filter(token=token, received_by=by).first(),
        "shop_donation_token_key",
    )


@transaction.atomic
def take_in_many(*, slips: Sequence[Slip]) -> list[tuple[Donation, list[GoodsItem]]]:
    """The same for many slips at once, in as many statements as for one: each with what came in under it."""
    for shop, by in {(slip.shop, slip.by) for slip in slips}:
        _need_duty(by, shop, *(slip.at for slip in slips if (slip.shop, slip.by) == (shop, by)))
    for slip in slips:
        if not 1 <= len(slip.pieces) <= MOST_PIECES:
            raise Invalid(_("One slip is for 1 to %(most)s things.") % {"most": MOST_PIECES})
    unpriced = {timezone.localdate(slip.at) for slip in slips if any(piece.price_fen is None for piece in slip.pieces)}
    guides = {day: PriceGuide.objects.on(day) for day in unpriced}
    with in_words():
        donations = Donation.objects.bulk_create([_donation(slip) for slip in slips])
        taken_in = [
            (donation, _items(slip, donation, guides.get(timezone.localdate(slip.at), {})))
            for slip, donation in zip(slips, donations, strict=True)
        ]
        GoodsItem.objects.bulk_create([item for _slip, items in taken_in for item in items])
    return taken_in


def _donation(slip: Slip) -> Donation:
    return Donation(
        shop=slip.shop, received_by=slip.by, received_at=slip.at, token=slip.token, donor_name=slip.donor_name or None,
        donor_phone=slip.donor_phone or None, has_consent=bool(slip.donor_name or slip.donor_phone),
    )  # fmt: skip


def _items(slip: Slip, donation: Donation, guide: Mapping[tuple[str, str], int]) -> list[GoodsItem]:
    return [_item(piece, slip, donation, guide) for piece in slip.pieces]


def _item(piece: Piece, slip: Slip, donation: Donation, guide: Mapping[tuple[str, str], int]) -> GoodsItem:
    price = piece.price_fen if piece.price_fen is not None else guide.get((piece.category, piece.condition))
    if price is None:
        raise Invalid(_("No price is suggested for this. Please enter one."))
    photo = piece.photo
    if photo is not None and not isinstance(photo, Photo):
        what = piece.name or str(Category(piece.category).label)
        photo = take_in_photo(file=photo, uploaded_by=slip.by, alt=what, alt_en=piece.name_en)
    return GoodsItem(
        shop=slip.shop, donation=donation, category=piece.category, condition=piece.condition, name=piece.name.strip(),
        name_en=piece.name_en.strip(), price_fen=price, photo=photo, since=slip.at, entered_by=slip.by,
        entered_at=slip.at,
    )  # fmt: skip


@transaction.atomic
def refuse(*, shop: Shop, by: User, rule: RefusalRule, token: UUID, at: datetime | None = None) -> GoodsItem:
    """Something that is not taken, noted without a person: for the count alone."""
    at = at or timezone.now()
    _need_duty(by, shop, at)
    if not RefusalRule.objects.on(timezone.localdate(at)).filter(pk=rule.pk).exists():
        raise Refused(_("This is no longer on the list of what is not taken."))
    # The same code for the same form, so that a second click is known by it.
    code = CODES.of(token.int)

    def write() -> GoodsItem:
        with in_words():
            return GoodsItem.objects.create(
                shop=shop, code=code, category=Category.OTHER, condition=Condition.USED, price_fen=0, refusal=rule,
                state=GoodsState.REFUSED, since=at, entered_by=by, entered_at=at,
            )  # fmt: skip

    return _once(write, lambda: GoodsItem.objects.filter(code=code).first(), "shop_goodsitem_code_key")


@transaction.atomic
def move(
    *, items: Iterable[GoodsItem], to: GoodsState, by: User, why: str = "", at: datetime | None = None
) -> int:  # fmt: skip
    """Things of one shop go somewhere else, all or none. Those that are there already stay; returns how many went.

    A visitor's taking is `mark_taken`; from there back to the shelf needs a reason, as does whatever leaves the shop.
    """
    at, keys = at or timezone.now(), [item.pk for item in items]
    going = GoodsItem.objects.filter(pk__in=keys).exclude(state=to)
    for shop in Shop.objects.filter(pk__in=going.order_by().values("shop")).select_related("region"):
        _need_duty(by, shop, at)
    if to == GoodsState.TAKEN:
        return len(mark_taken_many(marks=[_by_staff(item, by, at) for item in going]))
    with in_words(), connection.cursor() as cursor:
        cursor.execute(MOVE, {"to": to, "by": by.pk, "at": at, "why": why.strip(), "keys": keys})
        went = cursor.rowcount
    touch(*WRITTEN_BELOW)
    return went


def _by_staff(item: GoodsItem, by: User, at: datetime) -> Mark:
    """Gone without a visitor's mark: nobody said an amount, so that the thing's price stands for it."""
    return Mark(item, item.price_fen, uuid4(), at, box_of(item.shop_id), by)


def box_of(shop: int) -> Box | None:
    """Where a visitor of this shop puts the money: its box in use whose fund is public, the first by its number."""
    boxes = Box.objects.filter(shop=shop, state=Box.State.IN_USE, fund__is_public=True)
    return boxes.select_related("fund").order_by("public_no").first()


@transaction.atomic
def mark_taken(*, item: GoodsItem, said_fen: int, token: UUID, at: datetime | None = None) -> Taking:
    """A visitor has taken it, and says what went into the box for it. Voluntary; the books never depend on it.

    The same form sent again gives the first slip. Refused where somebody else was quicker, or it left the shelf.
    """
    mark = Mark(item, said_fen, token, at or timezone.now(), box_of(item.shop_id))
    return _once(
        lambda: mark_taken_many(marks=[mark])[0],
        lambda: Taking.objects.filter(token=token, item=item).first(),
        "shop_taking_token_key",
    )


@transaction.atomic
def mark_taken_many(*, marks: Sequence[Mark]) -> list[Taking]:
    with in_words():
        takings = Taking.objects.bulk_create(
            [
                Taking(item=item, said_fen=said_fen, token=token, at=at, box=box, by=by)
                for item, said_fen, token, at, box, by in marks
            ]
        )
    touch(*WRITTEN_BELOW)
    return takings


@transaction.atomic
def price(*, item: GoodsItem, by: User, **values) -> GoodsItem:
    """Put right what a label says: kind, condition, words, price. What was asked stands once it was taken."""
    item = GoodsItem.objects.select_for_update(of=("self",)).select_related("shop__region").get(pk=item.pk)
    _need_duty(by, item.shop, timezone.now())
    for name, value in values.items():
        setattr(item, name, value)
    with in_words():
        item.save(update_fields=list(values))
    return item
