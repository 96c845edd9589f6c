"""What a fund says in public about a period: the ledger's figures as they stood, and words of the staff.

What holds it is in `migrations/0012_disclosures_hold.sql`: its figures are the ledger's up to the entry that it names,
it is published by somebody else than its writer, and what is published stays. A correction is a new version.
"""

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from lib.saying import SAYS
from lib.typed import Line, Lines
from shop.models.funds import Fund
from shop.querysets import DisclosureQuerySet
from shop.vocabulary import DisclosureKind

SOME = r"\S"


@pghistory.track()
class Disclosure(models.Model):
    """One version of one document. `lines`: what came in and went out by account, in fen, named in both languages."""

    Kind = DisclosureKind

    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="disclosures", verbose_name=_("fund"))
    kind = models.CharField(_("kind"), max_length=10, choices=DisclosureKind)
    begins_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"), help_text=_("Included."))
    due_on = models.DateField(_("due"))
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    reason = Line(_("why there is a new version"), max_length=200, blank=True)
    reason_en = Line(_("why there is a new version, in English"), max_length=300, blank=True)
    chain_number = models.PositiveIntegerField(_("up to entry no."))
    chain_hash = models.CharField(_("hash of that entry"), max_length=64)
    opening_fen = models.BigIntegerField(_("balance before, in fen"))
    in_fen = models.BigIntegerField(_("in, in fen"))
    out_fen = models.BigIntegerField(_("out, in fen"))
    closing_fen = models.BigIntegerField(_("balance after, in fen"))
    entries = models.PositiveIntegerField(_("entries"))
    lines = models.JSONField(_("by account"), default=list)
    text = Lines(_("text"), max_length=5000, blank=True)
    text_en = Lines(_("text in English"), max_length=8000, blank=True)
    drafted_at = models.DateTimeField(_("drafted"), default=timezone.now, editable=False)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, db_index=False, editable=False,
        related_name="+", verbose_name=_("written by"),
    )  # fmt: skip
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, db_index=False, editable=False,
        related_name="+", verbose_name=_("published by"),
    )  # fmt: skip
    published_at = models.DateTimeField(_("published"), null=True, blank=True, editable=False)

    objects = DisclosureQuerySet.as_manager()

    class Meta:
        verbose_name = _("disclosure")
        verbose_name_plural = _("disclosures")
        ordering = ["-ends_on", "kind", "-version"]
        constraints = [
            models.UniqueConstraint(name="shop_disclosure_once", fields=["fund", "kind", "begins_on", "version"]),
            models.UniqueConstraint(
                name="shop_disclosure_one_draft",
                fields=["fund", "kind", "begins_on"],
                condition=Q(published_at__isnull=True),
                violation_error_message=_("A new version is being written already."),
            ),
            models.CheckConstraint(
                name="shop_disclosure_adds_up",
                condition=Q(closing_fen=F("opening_fen") + F("in_fen") - F("out_fen"), ends_on__gte=F("begins_on")),
                violation_error_message=_("The figures do not add up."),
            ),
            models.CheckConstraint(
                name="shop_disclosure_two_people",
                condition=Q(published_at__isnull=True, published_by__isnull=True)
                | (
                    Q(published_at__isnull=False, published_by__isnull=False, written_by__isnull=False)
                    & ~Q(published_by=F("written_by"))
                ),
                violation_error_message=_("One person writes, another publishes."),
            ),
            models.CheckConstraint(
                name="shop_disclosure_in_words",
                condition=Q(published_at__isnull=True) | Q(text__regex=SOME),
                violation_error_message=_("A disclosure says in words what its figures mean."),
            ),
            models.CheckConstraint(
                name="shop_disclosure_reason",
                condition=Q(version=1, reason="") | Q(version__gt=1, reason__regex=SAYS),
                violation_error_message=_("Say why there is a new version; the public reads it."),
            ),
        ]
        indexes = [
            models.Index(name="shop_disclosure_waiting", fields=["due_on"], condition=Q(published_at__isnull=True))
        ]

    def __str__(self) -> str:
        return f"{self.fund.code} {self.get_kind_display()} {self.begins_on} – {self.ends_on}"

    def get_absolute_url(self) -> str:
        return reverse("fund_disclosure", args=[self.fund.code, self.pk])

    @property
    def key(self) -> tuple[str, object]:
        return self.kind, self.begins_on

    @property
    def short_period(self) -> str:
        """2026-10, 2026, or from one month to another."""
        if self.kind == DisclosureKind.MONTHLY:
            return f"{self.begins_on:%Y-%m}"
        if self.kind == DisclosureKind.YEARLY:
            return f"{self.begins_on:%Y}"
        return f"{self.begins_on:%Y-%m} – {self.ends_on:%Y-%m}"

    @property
    def is_published(self) -> bool:
        return self.published_at is not None

    def _local(self, field: str) -> str:
        english = getattr(self, f"{field}_en") if get_language() == "en" else ""
        return english or getattr(self, field)

    @property
    def local_text(self) -> str:
        return self._local("text")

    @property
    def local_reason(self) -> str:
        return self._local("reason")

    @property
    def local_lines(self) -> list[dict]:
        name = "name_en" if get_language() == "en" else "name"
        return [{**line, "name": line[name]} for line in self.lines]
