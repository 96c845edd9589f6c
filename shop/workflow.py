"""States and the moves between them, as tables; `migrations/0004_boxes.sql` and `0009_goods.sql` hold the same ones."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class CountState(TextChoices):
    """Where the money of one opening of a box is."""

    SEALED = "sealed", _("Box sealed, count planned")
    OPENED = "opened", _("Opened, being counted")
    COUNTED = "counted", _("Counted and in the books")
    DEPOSITED = "deposited", _("Taken to the bank")
    RECEIPTED = "receipted", _("Receipt of the charity")
    DISCLOSED = "disclosed", _("Disclosed")
    CALLED_OFF = "called_off", _("Called off")


class ReversalState(TextChoices):
    PROPOSED = "proposed", _("Proposed")
    CARRIED_OUT = "carried_out", _("Carried out")
    DECLINED = "declined", _("Declined")


class GoodsState(TextChoices):
    """Where a thing is that was brought to the shop. Refused at the door, it never came in."""

    TAKEN_IN = "taken_in", _("Taken in")
    SHELF = "shelf", _("On the shelf")
    TAKEN = "taken", _("Taken by a visitor")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    GIVEN = "given", _("Given directly to somebody in need")
    RECYCLED = "recycled", _("Recycled")
    REFUSED = "refused", _("Refused at the door")


COUNT_MOVES: dict[CountState, set[CountState]] = {
    CountState.SEALED: {CountState.OPENED, CountState.CALLED_OFF},
    CountState.OPENED: {CountState.COUNTED},
    # An empty box has nothing to take to the bank.
    CountState.COUNTED: {CountState.DEPOSITED, CountState.DISCLOSED},
    CountState.DEPOSITED: {CountState.RECEIPTED},
    CountState.RECEIPTED: {CountState.DISCLOSED},
    CountState.DISCLOSED: set(),
    CountState.CALLED_OFF: set(),
}
REVERSAL_MOVES: dict[ReversalState, set[ReversalState]] = {
    ReversalState.PROPOSED: {ReversalState.CARRIED_OUT, ReversalState.DECLINED},
    ReversalState.CARRIED_OUT: set(),
    ReversalState.DECLINED: set(),
}
GOODS_MOVES: dict[GoodsState, set[GoodsState]] = {
    GoodsState.TAKEN_IN: {GoodsState.SHELF, GoodsState.WITHDRAWN, GoodsState.GIVEN, GoodsState.RECYCLED},
    GoodsState.SHELF: {GoodsState.TAKEN, GoodsState.WITHDRAWN, GoodsState.GIVEN, GoodsState.RECYCLED},
    # Marked by mistake: it stands there still.
    GoodsState.TAKEN: {GoodsState.SHELF},
    GoodsState.WITHDRAWN: {GoodsState.SHELF, GoodsState.GIVEN, GoodsState.RECYCLED},
    GoodsState.GIVEN: set(),
    GoodsState.RECYCLED: set(),
    GoodsState.REFUSED: set(),
}
# What the public may read of: found, agreed and in the books.
IN_THE_BOOKS = (CountState.COUNTED, CountState.DEPOSITED, CountState.RECEIPTED, CountState.DISCLOSED)


class AidState(TextChoices):
    """Where a household's application is."""

    SUBMITTED = "submitted", _("Received")
    VISITING = "visiting", _("To be visited")
    DISCUSSING = "discussing", _("Being discussed")
    NOTICE = "notice", _("On public notice")
    APPROVED = "approved", _("Aid approved")
    PAID = "paid", _("Paid")
    RECEIPTED = "receipted", _("Receipt confirmed")
    FOLLOWED_UP = "followed_up", _("Followed up")
    REJECTED = "rejected", _("Not granted")
    WITHDRAWN = "withdrawn", _("Withdrawn")


AID_MOVES: dict[AidState, set[AidState]] = {
    AidState.SUBMITTED: {AidState.VISITING, AidState.REJECTED, AidState.WITHDRAWN},
    AidState.VISITING: {AidState.DISCUSSING, AidState.REJECTED, AidState.WITHDRAWN},
    # Straight to approval in an emergency only: help first, papers later.
    AidState.DISCUSSING: {AidState.NOTICE, AidState.APPROVED, AidState.REJECTED, AidState.WITHDRAWN},
    AidState.NOTICE: {AidState.APPROVED, AidState.REJECTED, AidState.WITHDRAWN},
    AidState.APPROVED: {AidState.PAID, AidState.WITHDRAWN},
    AidState.PAID: {AidState.RECEIPTED},
    AidState.RECEIPTED: {AidState.FOLLOWED_UP},
    AidState.FOLLOWED_UP: set(),
    # Back to where it was refused, when somebody else finds the household's objection right.
    AidState.REJECTED: {AidState.SUBMITTED, AidState.VISITING, AidState.DISCUSSING},
    AidState.WITHDRAWN: set(),
}
AID_UNDER_WAY = (
    AidState.SUBMITTED, AidState.VISITING, AidState.DISCUSSING, AidState.NOTICE, AidState.APPROVED,
)  # fmt: skip
# Money has gone to the household.
AID_HELPED = (AidState.PAID, AidState.RECEIPTED, AidState.FOLLOWED_UP)
