"""Service hours. The application only adds rows here; states and totals are moved by the database's own functions.

`migrations/0002_rules_in_the_database.py` has the functions: who may decide, when a record is confirmed, what the
totals are. The application's role has no UPDATE on any of these tables, so there is no way around them.
"""

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import F, Func, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lib.saying import SAYS
from volunteers.hour_querysets import ServiceRecordQuerySet, ServiceTotalQuerySet
from volunteers.models.organizations import Organization
from volunteers.models.rules import ServiceRule
from volunteers.models.services import Service
from volunteers.models.sign_ups import Period, SignUp
from volunteers.models.volunteers import Volunteer
from volunteers.vocabulary import Flag, Source
from volunteers.workflow import RecordState

LIFETIME = 0


class Needs(models.TextChoices):
    """What a pending record still waits for."""

    ONE = "one", _("One person's confirmation")
    SECOND = "second", _("A second person's confirmation")
    OFFICE = "office", _("The office's confirmation")
    VOID = "void", _("A second person's word that it is void")
    NOTHING = "", _("Nothing")


class ServiceRecord(models.Model):
    """Minutes that one volunteer served. Written once; corrected or made void by new rows.

    `minutes` counts, `measured` is what the proofs say. `needs`, `state` and `volunteer` are moved by the database.
    """

    State = RecordState

    # Keys without an index of their own begin one that is declared below.
    volunteer = models.ForeignKey(
        Volunteer, on_delete=models.PROTECT, db_index=False, related_name="records", verbose_name=_("volunteer")
    )
    # A merge moves `volunteer`; this one never moves, so that the merge can be undone.
    recorded_for = models.ForeignKey(
        Volunteer, on_delete=models.PROTECT, related_name="+", db_index=False, verbose_name=_("recorded for")
    )
    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="records", verbose_name=_("service"))
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, db_index=False, related_name="records", verbose_name=_("recorded by")
    )
    sign_up = models.ForeignKey(
        SignUp, on_delete=models.PROTECT, null=True, blank=True, db_index=False, related_name="records",
        verbose_name=_("sign-up"),
    )  # fmt: skip
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("to"))
    day = models.DateField(_("day"), help_text=_("On which it began, in the city's time."))
    minutes = models.PositiveSmallIntegerField(_("minutes"))
    measured = models.PositiveSmallIntegerField(_("measured minutes"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=12, choices=Source)
    state = models.CharField(_("state"), max_length=10, choices=RecordState, default=RecordState.PENDING)
    needs = models.CharField(_("waits for"), max_length=6, choices=Needs, default=Needs.ONE, blank=True)
    flags = ArrayField(
        models.CharField(max_length=10, choices=Flag), verbose_name=_("remarks"), default=list, blank=True
    )
    is_late = models.BooleanField(_("recorded late"), default=False)
    due_on = models.DateField(_("to be recorded by"))
    rule = models.ForeignKey(
        ServiceRule, on_delete=models.PROTECT, db_index=False, related_name="+", verbose_name=_("rule")
    )
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, db_index=False, related_name="+",
        verbose_name=_("entered by"),
    )  # fmt: skip
    entered_at = models.DateTimeField(_("entered"), default=timezone.now)
    vouched_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, db_index=False,
        related_name="+", verbose_name=_("vouched for by"),
    )  # fmt: skip
    note = models.CharField(_("what happened, and why it is entered so"), max_length=500, blank=True)
    evidence = models.ForeignKey(
        "photos.Photo", on_delete=models.PROTECT, null=True, blank=True, db_index=False, related_name="+",
        verbose_name=_("evidence"),
    )  # fmt: skip
    evidence_note = models.CharField(_("where the evidence lies"), max_length=200, blank=True)
    replaces = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, db_index=False, related_name="replaced_by",
        verbose_name=_("corrects"),
    )  # fmt: skip
    token = models.UUIDField(_("form token"), unique=True, null=True, blank=True, editable=False)

    append_only = True

    objects = ServiceRecordQuerySet.as_manager()

    class Meta:
        verbose_name = _("service record")
        verbose_name_plural = _("service records")
        constraints = [
            models.CheckConstraint(
                name="volunteers_servicerecord_span",
                condition=Q(ends_at__gt=F("starts_at")),
                violation_error_message=_("A service ends after it began."),
            ),
            models.CheckConstraint(
                name="volunteers_servicerecord_at_most_a_day",
                condition=Q(
                    ends_at__lte=Func(F("starts_at"), template="%(expressions)s + interval '24 hours'",
                                      output_field=models.DateTimeField())
                ),
                violation_error_message=_("One record covers at most 24 hours. Enter one for each day."),
            ),
            models.CheckConstraint(
                name="volunteers_servicerecord_minutes_served",
                condition=Q(minutes__gte=1)
                & Q(minutes__lte=Func(
                    F("ends_at"), F("starts_at"), arg_joiner=" - ",
                    template="(extract(epoch FROM %(expressions)s) / 60)::int", output_field=models.IntegerField(),
                )),
                violation_error_message=_("The minutes that count fit between beginning and end."),
            ),
            # No silent hours: who enters them for others says on what ground.
            models.CheckConstraint(
                name="volunteers_servicerecord_evidence",
                condition=~Q(source__in=["back_office", "imported"])
                | Q(evidence__isnull=False)
                | Q(evidence_note__regex=SAYS),
                violation_error_message=_("Hours that are entered for somebody need evidence."),
            ),
            models.CheckConstraint(
                name="volunteers_servicerecord_vouched_on_site",
                condition=Q(vouched_by__isnull=True) | Q(source__in=["code", "roster"]),
                violation_error_message=_("Only what was proved on site is vouched for at once."),
            ),
            ExclusionConstraint(
                name="volunteers_servicerecord_one_at_a_time",
                expressions=[
                    ("volunteer", RangeOperators.EQUAL),
                    (Period("starts_at", "ends_at"), RangeOperators.OVERLAPS),
                ],
                condition=Q(state="confirmed"),
                violation_error_message=_("Confirmed hours of one person cannot overlap."),
            ),
            models.UniqueConstraint(
                name="volunteers_servicerecord_once_per_signup",
                fields=["sign_up"],
                condition=Q(sign_up__isnull=False, replaces__isnull=True) & ~Q(state__in=["rejected", "void"]),
                violation_error_message=_("This shift is in the books already."),
            ),
            models.UniqueConstraint(
                name="volunteers_servicerecord_one_correction",
                fields=["replaces"],
                condition=Q(replaces__isnull=False, state__in=["pending", "confirmed"]),
                violation_error_message=_("A correction of this record is there already."),
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(name="volunteers_record_mine", fields=["volunteer", "-day", "-id"]),
            models.Index(
                name="volunteers_record_queue", fields=["organization", "due_on", "id"], condition=Q(state="pending")
            ),
            models.Index(name="volunteers_record_office", fields=["id"], condition=Q(state="pending")),
            # What lists of the desk look for among millions, each short and in their order.
            models.Index(name="volunteers_record_of", fields=["organization", "-id"]),
            # A leader leafs through the books of an organization; what was undone is rare among it.
            models.Index(name="volunteers_record_books", fields=["organization", "-day", "-id"]),
            models.Index(
                name="volunteers_record_books_undone",
                fields=["organization", "state", "-day", "-id"],
                condition=Q(state__in=["rejected", "corrected", "void"]),
            ),
            models.Index(name="volunteers_record_needs", fields=["needs", "-id"], condition=~Q(needs__in=["", "one"])),
            models.Index(
                name="volunteers_record_entered",
                fields=["-id"],
                condition=Q(source__in=["back_office", "imported"], state="pending"),
            ),
            models.Index(
                name="volunteers_record_by_source",
                fields=["source", "-id"],
                condition=Q(source__in=["back_office", "imported", "location"]),
            ),
            models.Index(
                name="volunteers_record_undone",
                fields=["state", "-id"],
                condition=Q(state__in=["rejected", "corrected", "void"]),
            ),
            models.Index(name="volunteers_record_late", fields=["-id"], condition=Q(is_late=True)),
            models.Index(name="volunteers_record_flagged", fields=["-id"], condition=~Q(flags=[])),
            # Each look at Today asks for these, of one person.
            models.Index(
                name="volunteers_record_forgotten",
                fields=["volunteer", "-day", "-id"],
                condition=Q(state="pending", flags__contains=[Flag.FORGOTTEN]),
            ),
            models.Index(name="volunteers_record_replaces", fields=["replaces"], condition=Q(replaces__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.volunteer} · {self.day} · {self.minutes}"


class Decision(models.Model):
    """What somebody with standing said about a record. Writing it moves the record, in the database."""

    class Verdict(models.TextChoices):
        CONFIRM = "confirm", _("Confirmed")
        REJECT = "reject", _("Rejected")
        VOID = "void", _("Declared void")

    class Standing(models.TextChoices):
        LEADER = "leader", _("Leader")
        PARENT = "parent", _("Leader of the organization above")
        OFFICE = "office", _("Office")

    record = models.ForeignKey(
        ServiceRecord, on_delete=models.PROTECT, db_index=False, related_name="decisions", verbose_name=_("record")
    )
    verdict = models.CharField(_("decision"), max_length=8, choices=Verdict)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, db_index=False, related_name="+", verbose_name=_("by")
    )
    standing = models.CharField(_("as"), max_length=8, choices=Standing, editable=False, default="")
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    at = models.DateTimeField(_("when"), default=timezone.now, editable=False)

    append_only = True

    class Meta:
        verbose_name = _("decision on a record")
        verbose_name_plural = _("decisions on records")
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="volunteers_decision_with_reason",
                condition=Q(verdict="confirm") | Q(reason__regex=SAYS),
                violation_error_message=_("Give the reason; the volunteer reads it."),
            ),
            models.UniqueConstraint(
                name="volunteers_decision_once",
                fields=["record", "verdict", "by"],
                violation_error_message=_("You have decided on this record already."),
            ),
        ]
        # Rows only come: some pages of this index stand for millions of them.
        indexes = [BrinIndex(name="volunteers_decision_by_time", fields=["at"], autosummarize=True)]

    def __str__(self) -> str:
        return f"{self.record_id}: {self.get_verdict_display()}"


class ServiceTotal(models.Model):
    """Confirmed minutes of one person in one calendar year, or in their life (`year` 0).

    Kept by the database in the record's own transaction; `manage.py check_totals` compares it with the sum.
    """

    volunteer = models.ForeignKey(
        Volunteer, on_delete=models.PROTECT, db_index=False, related_name="totals", verbose_name=_("volunteer")
    )
    year = models.PositiveSmallIntegerField(_("year"))
    minutes = models.PositiveIntegerField(_("minutes"))
    records = models.PositiveIntegerField(_("records"))

    # The application's role may read it, no more.
    kept_by_database = True

    objects = ServiceTotalQuerySet.as_manager()

    class Meta:
        verbose_name = _("total of service")
        verbose_name_plural = _("totals of service")
        constraints = [
            models.UniqueConstraint(name="volunteers_servicetotal_once", fields=["volunteer", "year"]),
            models.CheckConstraint(name="volunteers_servicetotal_records", condition=Q(records__gte=0)),
        ]
        indexes = [models.Index(name="volunteers_servicetotal_year", fields=["year", "volunteer"])]

    def __str__(self) -> str:
        return f"{self.volunteer_id} · {self.year}: {self.minutes}"
