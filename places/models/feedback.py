import uuid
from datetime import timedelta

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from lib.sealed import SealedField
from places.models.place import Place
from places.querysets import FeedbackQuerySet
from places.workflow import FeedbackState, feedback_transitions


@pghistory.track(exclude=["phone"])
class Feedback(models.Model):
    """What somebody told the office about a place, and what the office answered."""

    State = FeedbackState
    # After the answer there is nothing left to call about (PIPL art. 19: no longer than needed).
    PHONE_KEPT = timedelta(days=90)
    # Whom nobody called for half a year, nobody will call.
    PHONE_KEPT_UNANSWERED = timedelta(days=180)
    # A picture that is not shown on the page is for the office alone, as long as its original.
    PHOTO_KEPT = timedelta(days=180)

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
    may_call = models.BooleanField(_("the sender allows a call back"), default=False)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.RECEIVED)
    may_publish = models.BooleanField(_("the sender allows publication"), default=False)
    is_published = models.BooleanField(_("shown on the place's page"), default=False)
    reason = models.CharField(
        _("why it is not published"),
        max_length=300,
        blank=True,
        help_text=_("For the office's own records; the public never sees it."),
    )
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
                name="places_feedback_declined_with_reason",
                condition=~Q(state="declined")
                | (Q(reason__regex=r"\S") & Q(answered_by__isnull=False, answered_at__isnull=False)),
                violation_error_message=_("Say why this is not published; the reason stays in the office."),
            ),
            models.CheckConstraint(
                name="places_feedback_published_with_consent",
                condition=Q(is_published=False) | Q(state="answered", may_publish=True),
                violation_error_message=_("Only what was answered, and whose sender agreed, may be published."),
            ),
            models.CheckConstraint(
                name="places_feedback_phone_with_consent",
                condition=Q(phone__isnull=True) | Q(may_call=True),
                violation_error_message=_("A number is kept only when the sender allows a call back."),
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
        triggers = [
            pgtrigger.FSM(name="state_moves", field="state", transitions=feedback_transitions()),
        ]

    def __str__(self) -> str:
        return f"{self.place}: {self.text[:20]}"

    @property
    def local_answer(self) -> str:
        return self.answer_en if get_language() == "en" and self.answer_en else self.answer
