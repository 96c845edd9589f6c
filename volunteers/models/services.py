from django.db import models
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from volunteers.models.activities import Shift
from volunteers.models.organizations import Organization
from volunteers.models.rules import ServiceRule
from volunteers.vocabulary import Category


class Service(models.Model):
    """What was served, as it was on that day: a snapshot shared by the records of one shift (M67 art. 7).

    Later edits of the activity, the place or the organization do not reach it.
    """

    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="services", verbose_name=_("recorded by")
    )
    organization_name = models.CharField(_("name of the organization"), max_length=80)
    organization_name_en = models.CharField(_("name of the organization in English"), max_length=120, blank=True)
    shift = models.ForeignKey(
        Shift,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
        related_name="services",
        verbose_name=_("shift"),
    )
    title = models.CharField(_("activity"), max_length=80)
    title_en = models.CharField(_("activity in English"), max_length=120, blank=True)
    category = models.CharField(_("kind of service"), max_length=20, choices=Category)
    content = models.TextField(_("what was done"), max_length=2000)
    served = models.CharField(_("whom it served"), max_length=80, blank=True)
    place_name = models.CharField(_("where"), max_length=120)
    place_name_en = models.CharField(_("where, in English"), max_length=160, blank=True)
    region = models.ForeignKey("places.Region", on_delete=models.PROTECT, related_name="+", verbose_name=_("region"))
    person_in_charge = models.CharField(_("person in charge"), max_length=40)
    rule = models.ForeignKey(
        ServiceRule, on_delete=models.PROTECT, db_index=False, related_name="+", verbose_name=_("rule")
    )
    due_on = models.DateField(_("to be recorded by"))
    taken_at = models.DateTimeField(_("taken"), default=timezone.now, editable=False)

    append_only = True

    class Meta:
        verbose_name = _("service")
        verbose_name_plural = _("services")
        indexes = [models.Index(name="volunteers_service_newest", fields=["shift", "-id"])]

    def __str__(self) -> str:
        return self.local_title

    def _local(self, field: str) -> str:
        english = getattr(self, f"{field}_en") if get_language() == "en" else ""
        return english or getattr(self, field)

    @property
    def local_title(self) -> str:
        return self._local("title")

    @property
    def local_place_name(self) -> str:
        return self._local("place_name")

    @property
    def local_organization_name(self) -> str:
        return self._local("organization_name")
