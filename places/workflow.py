"""States and the moves between them, as tables. The database's trigger and the refusals read the same ones."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class FeedbackState(TextChoices):
    """From being sent to what the office did with it."""

    RECEIVED = "received", _("Received")
    ANSWERED = "answered", _("Answered")
    DECLINED = "declined", _("Not published")


# An answer may be taken off the page again, with a reason; nothing is answered twice.
FEEDBACK_MOVES: dict[FeedbackState, frozenset[FeedbackState]] = {
    FeedbackState.RECEIVED: frozenset({FeedbackState.ANSWERED, FeedbackState.DECLINED}),
    FeedbackState.ANSWERED: frozenset({FeedbackState.DECLINED}),
    FeedbackState.DECLINED: frozenset(),
}


def feedback_transitions() -> list[tuple[str, str]]:
    """The table as pairs, for the trigger."""
    return [(old.value, new.value) for old, news in FEEDBACK_MOVES.items() for new in sorted(news)]
