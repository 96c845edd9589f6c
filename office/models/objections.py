import uuid
from datetime import timedelta

import pghistory
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lib.saying import SAYS
from lib.sealed import LookupField, SealedField
from office.models.notices import PublicNotice, person
from office.notice_querysets import ObjectionQuerySet


@pghistory.track(exclude=["by", "name", "phone", "phone_lookup", "document", "text", "photo", "token", "code_digest"])
class Objection(models.Model):
    """Somebody objects to a notice in their own name. Who they are and what they say is sealed; the answer stands."""

    # Whoever wants to go to court has half a year (行政诉讼法 art. 46); then nobody needs the person any more.
    PERSON_KEPT = timedelta(days=365)

    notice = models.ForeignKey(
        PublicNotice,
        on_delete=models.PROTECT,
        related_name="objections",
        verbose_name=pgettext_lazy("public notice", "notice"),
    )
    number = models.PositiveIntegerField(_("number"), editable=False)
    token = models.UUIDField(
        _("form token"), unique=True, default=uuid.uuid4, editable=False,
        help_text=_("The form's own number: sending it twice is harmless."),
    )  # fmt: skip
    # Whoever holds the code may read the answer; only its digest is kept.
    code_digest = models.CharField(max_length=64, unique=True, editable=False)
    by = person(_("account"), null=True, blank=True, db_index=True)
    name = SealedField(_("real name"), kind="name", null=True)
    phone = SealedField(_("telephone"), kind="phone", null=True)
    phone_lookup = LookupField(source="phone", db_index=True)
    document = SealedField(_("document number"), kind="document", null=True, blank=True)
    text = SealedField(_("what is objected"), kind="objection", null=True)
    photo = models.ForeignKey(
        "photos.Photo", on_delete=models.PROTECT, null=True, blank=True, db_index=False, related_name="+",
        verbose_name=_("photo"),
    )  # fmt: skip
    raised_at = models.DateTimeField(_("raised"), default=timezone.now, editable=False)
    answer = models.TextField(_("answer"), max_length=1000, blank=True, editable=False)
    is_upheld = models.BooleanField(_("the objection is right"), null=True, editable=False)
    answered_by = person(_("answered by"), null=True, blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True, editable=False)
    forgotten_at = models.DateTimeField(_("person forgotten"), null=True, blank=True, editable=False)

    objects = ObjectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("objection to a notice")
        verbose_name_plural = _("objections to notices")
        ordering = ["raised_at", "pk"]
        constraints = [
            models.UniqueConstraint(name="office_objection_number", fields=["notice", "number"]),
            models.CheckConstraint(
                name="office_objection_answered",
                condition=Q(answered_at__isnull=True, answered_by__isnull=True, is_upheld__isnull=True, answer="")
                | Q(answered_at__isnull=False, answered_by__isnull=False, is_upheld__isnull=False, answer__regex=SAYS),
                violation_error_message=_("An answer has words, and says whether the objection is right."),
            ),
            models.CheckConstraint(
                name="office_objection_in_ones_own_name",
                condition=Q(name__isnull=False, phone__isnull=False, text__isnull=False, forgotten_at__isnull=True)
                | Q(
                    name__isnull=True,
                    phone__isnull=True,
                    document__isnull=True,
                    text__isnull=True,
                    photo__isnull=True,
                    forgotten_at__isnull=False,
                    answered_at__isnull=False,
                ),
                violation_error_message=_("An objection has a name and a number until it is answered."),
            ),
        ]
        indexes = [
            models.Index(name="office_objection_waiting", fields=["raised_at"], condition=Q(answered_at__isnull=True))
        ]

    def __str__(self) -> str:
        return f"{self.notice.number} · {self.number}"

    def get_absolute_url(self) -> str:
        return f"{reverse('my_objections')}#objection-{self.pk}"

    @property
    def is_answered(self) -> bool:
        return self.answered_at is not None


class ObjectionReading(models.Model):
    """Append-only log: who of the staff opened whose words, and when."""

    objection = models.ForeignKey(
        Objection, on_delete=models.PROTECT, related_name="readings", verbose_name=_("objection")
    )
    by = person(_("opened by"))
    at = models.DateTimeField(_("when"), default=timezone.now, editable=False)

    append_only = True

    class Meta:
        verbose_name = _("reading of an objection")
        verbose_name_plural = _("readings of objections")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.objection} · {self.by}"
