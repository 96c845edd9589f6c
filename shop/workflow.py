"""States and the moves between them, as tables. `migrations/0004_boxes.sql` holds the same ones; a test compares."""

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
# What the public may read of: found, agreed and in the books.
IN_THE_BOOKS = (CountState.COUNTED, CountState.DEPOSITED, CountState.RECEIPTED, CountState.DISCLOSED)
