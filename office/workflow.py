"""States of a public notice and the moves between them. `migrations/0006_notices_hold.sql` has them too."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class NoticeKind(TextChoices):
    """What is announced before it is decided. A new kind stands on the default rule until it has one of its own."""

    AID = "aid", _("Aid")
    HONOUR = "honour", _("Honour")
    OTHER = "other", _("Other matter")


class NoticeState(TextChoices):
    OPEN = "open", _("On show")
    EXTENDED = "extended", _("Extended")
    CLOSED = "closed", pgettext_lazy("notice", "Closed")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class NoticeOutcome(TextChoices):
    UPHELD = "upheld", _("Stands as announced")
    NOT_UPHELD = "not_upheld", _("Does not stand")


NOTICE_MOVES: dict[NoticeState, set[NoticeState]] = {
    NoticeState.OPEN: {NoticeState.EXTENDED, NoticeState.CLOSED, NoticeState.WITHDRAWN},
    NoticeState.EXTENDED: {NoticeState.CLOSED, NoticeState.WITHDRAWN},
    NoticeState.CLOSED: set(),
    NoticeState.WITHDRAWN: set(),
}
# Undecided: an objection may be raised while the days last.
RUNNING = (NoticeState.OPEN, NoticeState.EXTENDED)


class ImportState(TextChoices):
    """A table that is too large for one request: looked at, shown, taken in, each apart."""

    LOOKING = "looking", _("Being looked at")
    SHOWN = "shown", _("Waits for your word")
    TAKING = "taking", _("Being taken in")
    TAKEN = "taken", _("Taken in")
    WRONG = "wrong", _("Mistakes found, nothing was taken")
    FAILED = "failed", _("Could not be finished, nothing was taken")
    EXPIRED = "expired", _("Put away unused")


IMPORT_MOVES: dict[ImportState, set[ImportState]] = {
    ImportState.LOOKING: {ImportState.SHOWN, ImportState.WRONG, ImportState.FAILED},
    ImportState.SHOWN: {ImportState.TAKING, ImportState.EXPIRED},
    ImportState.TAKING: {ImportState.TAKEN, ImportState.WRONG, ImportState.FAILED},
    ImportState.TAKEN: set(),
    ImportState.WRONG: set(),
    ImportState.FAILED: set(),
    ImportState.EXPIRED: set(),
}
IMPORT_RUNNING = (ImportState.LOOKING, ImportState.TAKING)
