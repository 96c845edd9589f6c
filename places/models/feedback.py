import uuid

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lib.sealed import SealedField
from places.models.place import Place
from places.querysets import FeedbackQuerySet


@pghistory.track(exclude=["phone"])
class Feedback(models.Model):
    """What somebody told the office about a place, and what the office answered."""

    class State(models.TextChoices):
        RECEIVED = "received", _("Received")
        ANSWERED = "answered", _("Answered")
        DECLINED = "declined", _("Not published")

    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="feedback", verbose_name=_("place"))
    token = models.UUIDField(
        _("form token"), unique=True, default=uuid.uuid4, editable=False,
        help_text=_("The form's own number: sending it twice is harmless."),
    )  # fmt: skip
    text = models.TextField(_("what was said"), max_length=1000)
    photo = models.ForeignKey(
        "photos.Photo",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("photo"),
    )
    phone = SealedField(_("mobile number"), kind="phone", null=True, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.RECEIVED)
    may_publish = models.BooleanField(_("the sender allows publication"), default=False)
    answer = models.TextField(_("the office's answer"), max_length=1000, blank=True)
    answer_en = models.TextField(_("the office's answer in English"), max_length=1500, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("answered by"),
    )
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True, editable=False)
    created_at = models.DateTimeField(_("received"), default=timezone.now, editable=False)

    objects = FeedbackQuerySet.as_manager()

    class Meta:
        verbose_name = _("feedback on a place")
        verbose_name_plural = _("feedback on places")
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                name="places_feedback_answered_with_words",
                condition=~Q(state="answered")
                | (~Q(answer="") & Q(answered_by__isnull=False, answered_at__isnull=False)),
                violation_error_message=_("An answer needs words, and somebody who gives it."),
            ),
            models.CheckConstraint(
                name="places_feedback_says_something",
                condition=Q(text__regex=r"\S"),
                violation_error_message=_("Please write what you want to tell us."),
            ),
        ]
        indexes = [
            models.Index(name="places_feedback_queue", fields=["created_at"], condition=Q(state="received")),
        ]

    def __str__(self) -> str:
        return f"{self.place}: {self.text[:20]}"
