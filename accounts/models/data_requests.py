from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.users import User
from accounts.querysets import DataRequestQuerySet


class DataRequest(models.Model):
    """A person's request about their own data, answered within 15 working days (PIPL art. 44-50)."""

    class Kind(models.TextChoices):
        CORRECTION = "correction", _("Correct my data")
        DELETION = "deletion", _("Delete my account")

    class State(models.TextChoices):
        OPEN = "open", _("Waiting for the office")
        DONE = "done", _("Done")
        REFUSED = "refused", _("Refused, with reasons")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="data_requests", verbose_name=_("account"))
    kind = models.CharField(_("request"), max_length=20, choices=Kind)
    text = models.TextField(_("what is wrong, and what is right"), max_length=2000, blank=True)
    state = models.CharField(_("state"), max_length=20, choices=State, default=State.OPEN)
    created_at = models.DateTimeField(_("asked"), default=timezone.now)
    due_on = models.DateField(_("answer due"))
    answer = models.TextField(_("answer"), blank=True)
    answered_by = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("answered by"),
    )
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)

    objects = DataRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("data request")
        verbose_name_plural = _("data requests")
        ordering = ["due_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="accounts_datarequest_one_open_of_a_kind",
                fields=["user", "kind"],
                condition=Q(state="open"),
                violation_error_message=_("Such a request is already waiting."),
            ),
            models.CheckConstraint(
                name="accounts_datarequest_answered_with_words",
                condition=Q(state__in=["open", "withdrawn"])
                | (Q(answered_at__isnull=False, answered_by__isnull=False) & ~Q(answer="")),
                violation_error_message=_("An answered request needs an answer, who gave it and when."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} ({self.get_state_display()})"
