import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lib.saying import SAYS
from shop.models.ledger import Entry
from shop.workflow import REVERSAL_MOVES, ReversalState


@pghistory.track()
class Reversal(models.Model):
    """A correction that one of the staff proposes and another carries out or declines."""

    State = ReversalState

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="proposals", verbose_name=_("entry"))
    explanation = models.CharField(
        _("explanation"), max_length=200, help_text=_("What was wrong, in one line. The public reads it.")
    )
    explanation_en = models.CharField(_("explanation in English"), max_length=300, blank=True)
    document_no = models.CharField(_("number of the document"), max_length=60)
    state = models.CharField(_("state"), max_length=12, choices=ReversalState, default=ReversalState.PROPOSED)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("proposed by")
    )
    proposed_at = models.DateTimeField(_("proposed"), default=timezone.now)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("decided by"),
    )  # fmt: skip
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    reason = models.CharField(_("why it was declined"), max_length=200, blank=True)
    result = models.OneToOneField(
        Entry, on_delete=models.PROTECT, null=True, blank=True, related_name="proposal", verbose_name=_("correction")
    )

    class Meta:
        verbose_name = _("correction to decide")
        verbose_name_plural = _("corrections to decide")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                name="shop_reversal_one_open",
                fields=["entry"],
                condition=Q(state="proposed"),
                violation_error_message=_("A correction of this entry is proposed already."),
            ),
            models.CheckConstraint(
                name="shop_reversal_two_people",
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("proposed_by")),
                violation_error_message=_("Who proposed a correction does not decide on it."),
            ),
            models.CheckConstraint(
                name="shop_reversal_decided",
                condition=Q(state="proposed", decided_by__isnull=True, result__isnull=True)
                | Q(state="carried_out", decided_by__isnull=False, result__isnull=False)
                | Q(state="declined", decided_by__isnull=False, result__isnull=True, reason__regex=SAYS),
                violation_error_message=_("Say why it is declined."),
            ),
            models.CheckConstraint(
                name="shop_reversal_explained",
                condition=Q(explanation__regex=SAYS, document_no__regex=r"\S") & ~Q(explanation__regex=r"[[:cntrl:]]"),
                violation_error_message=_("A correction has an explanation in one line, and a document."),
            ),
        ]
        triggers = [
            pgtrigger.FSM(
                name="state_moves",
                field="state",
                transitions=[(str(old), str(new)) for old, news in REVERSAL_MOVES.items() for new in sorted(news)],
            )
        ]

    def __str__(self) -> str:
        return f"{self.entry} · {self.get_state_display()}"
