"""What people add to an application, each for themselves: declarations, visits, voices, an objection, a look inside."""

from django.core.files.storage import storages
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lib.saying import SAYS
from lib.sealed import SealedField
from shop.models.aid import AidCase
from shop.models.boxes import person


def private_storage():
    return storages["private"]


class AidDeclaration(models.Model):
    """Somebody says whether they are related to the household (Charity Law art. 40, 59). Related: no seat, ever."""

    case = models.ForeignKey(
        AidCase, on_delete=models.PROTECT, related_name="declarations", verbose_name=_("application")
    )
    by = person(_("by"))
    is_related = models.BooleanField(_("related to the household, or with an interest of one's own"))
    at = models.DateTimeField(_("when"), default=timezone.now, editable=False)

    append_only = True

    class Meta:
        verbose_name = _("declaration of interest")
        verbose_name_plural = _("declarations of interest")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(name="shop_aiddeclaration_once", fields=["case", "by", "is_related"]),
        ]

    def __str__(self) -> str:
        return f"{self.case} · {self.by}"


class AidVisit(models.Model):
    """What one of the two visitors found at home. Notes are sealed; the picture is private and has no metadata."""

    case = models.ForeignKey(AidCase, on_delete=models.PROTECT, related_name="visits", verbose_name=_("application"))
    by = person(_("by"))
    day = models.DateField(_("day of the visit"))
    notes = SealedField(_("what was found"), kind="visit")
    photo = models.FileField(_("photo"), storage=private_storage, upload_to="aid/%Y/%m", blank=True)
    at = models.DateTimeField(_("entered"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("home visit")
        verbose_name_plural = _("home visits")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                name="shop_aidvisit_once",
                fields=["case", "by"],
                violation_error_message=_("You have entered your visit already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case} · {self.day}"


class AidVoice(models.Model):
    """What somebody says in the discussion. Three at least; more for it than against."""

    case = models.ForeignKey(AidCase, on_delete=models.PROTECT, related_name="voices", verbose_name=_("application"))
    by = person(_("by"))
    agrees = models.BooleanField(_("agrees"))
    note = SealedField(_("why"), kind="visit", null=True, blank=True)
    at = models.DateTimeField(_("when"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("voice in a discussion")
        verbose_name_plural = _("voices in discussions")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                name="shop_aidvoice_once",
                fields=["case", "by"],
                violation_error_message=_("You have spoken already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case} · {self.by}"


class AidObjection(models.Model):
    """The household objects to a refusal, once; somebody else than who refused answers."""

    case = models.OneToOneField(
        AidCase, on_delete=models.PROTECT, related_name="objection", verbose_name=_("application")
    )
    text = SealedField(_("what the household says"), kind="story")
    at = models.DateTimeField(_("when"), default=timezone.now, editable=False)
    due_on = models.DateField(_("answer due"))
    answer = models.CharField(_("answer"), max_length=500, blank=True)
    is_upheld = models.BooleanField(_("found right"), null=True, blank=True)
    answered_by = person(_("answered by"), null=True, blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)

    class Meta:
        verbose_name = _("objection to a refusal")
        verbose_name_plural = _("objections to refusals")
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(
                name="shop_aidobjection_answered",
                condition=Q(is_upheld__isnull=True, answered_by__isnull=True)
                | Q(is_upheld__isnull=False, answered_by__isnull=False, answered_at__isnull=False, answer__regex=SAYS),
                violation_error_message=_("An answer says why."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.case)


class AidAccess(models.Model):
    """Append-only log: who opened what of a household's data, when and why."""

    case = models.ForeignKey(AidCase, on_delete=models.PROTECT, related_name="accesses", verbose_name=_("application"))
    by = person(_("opened by"))
    fields = models.CharField(_("what"), max_length=200)
    reason = models.CharField(_("reason"), max_length=200)
    at = models.DateTimeField(_("when"), default=timezone.now, editable=False)

    append_only = True

    class Meta:
        verbose_name = _("look into a household's data")
        verbose_name_plural = _("looks into households' data")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="shop_aidaccess_reason_given",
                condition=Q(reason__regex=SAYS),
                violation_error_message=_("Give a reason; it is logged."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case}: {self.fields}"
