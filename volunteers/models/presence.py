from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from volunteers.models.sign_ups import SignUp
from volunteers.querysets import ProofQuerySet
from volunteers.vocabulary import Flag, Way


class Proof(models.Model):
    """One check-in or check-out that was accepted. Only ever added; the phone's random id makes sending it twice
    harmless.

    No track and no position is kept: of a location, whether it was near enough, and the distance in steps of 50 m
    (PIPL art. 28: whereabouts are sensitive).
    """

    class Kind(models.TextChoices):
        IN = "in", _("Check-in")
        OUT = "out", _("Check-out")

    id = models.UUIDField(primary_key=True)
    sign_up = models.ForeignKey(
        SignUp, on_delete=models.PROTECT, db_index=False, related_name="proofs", verbose_name=_("sign-up")
    )
    kind = models.CharField(_("kind"), max_length=3, choices=Kind)
    way = models.CharField(_("way"), max_length=10, choices=Way)
    at = models.DateTimeField(_("at"), help_text=_("Corrected by what was measured of the device's clock."))
    device_at = models.DateTimeField(_("by the device's clock"), null=True, blank=True)
    received_at = models.DateTimeField(_("received"), default=timezone.now)
    clock_offset = models.IntegerField(_("clock offset in seconds"), null=True, blank=True)
    slot = models.BigIntegerField(_("slot of the code"), null=True, blank=True)
    distance_m = models.PositiveSmallIntegerField(_("distance in steps of 50 m"), null=True, blank=True)
    vouched_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, db_index=False, related_name="+",
        verbose_name=_("vouched for by"), help_text=_("Who showed the code, or kept the roster."),
    )  # fmt: skip
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, db_index=False, related_name="+", verbose_name=_("sent by")
    )
    flag = models.CharField(_("remark"), max_length=10, choices=Flag, blank=True)
    # What was sent, as a digest: the same id with other content is refused.
    digest = models.CharField(_("digest"), max_length=32, editable=False)

    append_only = True

    objects = ProofQuerySet.as_manager()

    class Meta:
        verbose_name = _("proof of presence")
        verbose_name_plural = _("proofs of presence")
        ordering = ["at", "kind"]
        constraints = [
            models.UniqueConstraint(
                name="volunteers_proof_one_of_a_kind",
                fields=["sign_up", "kind"],
                violation_error_message=_("This was noted already."),
            ),
            models.CheckConstraint(
                name="volunteers_proof_vouched",
                condition=Q(way="location") | Q(vouched_by__isnull=False),
                violation_error_message=_("A code or a roster has a leader behind it."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sign_up} · {self.get_kind_display()}"
