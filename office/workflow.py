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
