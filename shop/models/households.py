"""Who a household is: the documents of its adults, sealed. Every application of any of them is of that household."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lib.sealed import LookupField, SealedField


class Household(models.Model):
    """The row that limits are counted under, and locked by."""

    created_at = models.DateTimeField(_("entered"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("household")
        verbose_name_plural = _("households")

    def __str__(self) -> str:
        return _("Household no. %(number)s") % {"number": self.pk}


class HouseholdDocument(models.Model):
    """One document belongs to one household, so that nobody is helped twice under two names."""

    household = models.ForeignKey(
        Household, on_delete=models.PROTECT, related_name="documents", verbose_name=_("household")
    )
    document = SealedField(_("document number"), kind="document")
    document_lookup = LookupField(source="document", null=False, unique=True)

    class Meta:
        verbose_name = _("document of a household")
        verbose_name_plural = _("documents of households")

    def __str__(self) -> str:
        return str(self.document)
