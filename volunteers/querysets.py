from datetime import date, datetime

from django.contrib.gis.geos import Point
from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import Count, Exists, ExpressionWrapper, F, IntegerField, Max, OuterRef, Q, Subquery, Window
from django.db.models.functions import Coalesce, JSONObject, RowNumber, TruncDate
from django.utils import timezone
from pghistory.core import event_models

from lib.sealed import lookup_of
from lib.text import bare_number, clean_search
from places.querysets import Nearness


def outer_text(path: str) -> ExpressionWrapper:
    """A text of the outer row, to be compared by `startswith` and the like."""
    return ExpressionWrapper(OuterRef(path), output_field=models.CharField())


class DatedQuerySet(models.QuerySet):
    def on(self, day: date | OuterRef) -> "DatedQuerySet":
        return self.not_ended(day).filter(valid_from__lte=day)

    def not_ended(self, day: date | OuterRef) -> "DatedQuerySet":
        return self.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=day))


class VolunteerQuerySet(models.QuerySet):
    def active(self) -> "VolunteerQuerySet":
        return self.filter(state="active")

    def numbered(self, typed: str) -> "VolunteerQuerySet":
        """By volunteer number, as people type it."""
        return self.filter(number=bare_number(typed))

    def named(self, name: str) -> "VolunteerQuerySet":
        """By exact real name; nothing is unsealed."""
        return self.filter(user__identity__name_lookup=lookup_of(name, kind="name"))

    def with_phone(self, phone: str) -> "VolunteerQuerySet":
        return self.filter(user__phone_lookup=lookup_of(phone, kind="phone"))


class DuplicateQuerySet(models.QuerySet):
    def open(self) -> "DuplicateQuerySet":
        return self.filter(state="open")


class MergeQuerySet(models.QuerySet):
    def proposed(self) -> "MergeQuerySet":
        return self.filter(approved_at__isnull=True, undone_at__isnull=True)

    def carried_out(self) -> "MergeQuerySet":
        return self.filter(approved_at__isnull=False, undone_at__isnull=True)


class OrganizationQuerySet(models.QuerySet):
    def for_public(self) -> "OrganizationQuerySet":
        return self.filter(state="approved")

    def not_approved(self) -> "OrganizationQuerySet":
        """Applications on their way, and those that came back."""
        return self.filter(state__in=["applied", "rejected"])

    def with_region(self) -> "OrganizationQuerySet":
        return self.select_related("region").defer("region__outline")

    def named_like(self, text: str) -> "OrganizationQuerySet":
        text = clean_search(text)
        return self.filter(Q(name__icontains=text) | Q(name_en__icontains=text) | Q(pinyin__icontains=text))

    def matching(
        self, *, text: str | None = None, town: str | None = None, kind: str | None = None, category: str | None = None
    ) -> "OrganizationQuerySet":
        """`category`: those that have had an activity of that kind."""
        from volunteers.models import Activity

        found = self.named_like(text) if text else self
        if town:
            found = found.filter(region__code__startswith=town)
        if kind:
            found = found.filter(kind=kind)
        if category:
            of_kind = Activity.objects.for_public().filter(category=category, organization=OuterRef("pk"))
            found = found.filter(Exists(of_kind))
        return found

    def led_by(self, user) -> "OrganizationQuerySet":
        """Those that this person leads, and all below them."""
        from volunteers.models import Membership

        led = Membership.objects.leading(user).annotate(here=outer_text("path"))
        return self.filter(Exists(led.filter(here__startswith=F("organization__path"))))


class MembershipQuerySet(models.QuerySet):
    def standing_or_asked(self) -> "MembershipQuerySet":
        return self.filter(state__in=["applied", "active"])

    def with_names(self) -> "MembershipQuerySet":
        return self.select_related("volunteer__user__identity")

    def standing(self) -> "MembershipQuerySet":
        return self.filter(state="active")

    def leading(self, user) -> "MembershipQuerySet":
        return self.standing().filter(
            role="leader", volunteer__user=user, volunteer__state="active", organization__state="approved"
        )


class ActivityQuerySet(models.QuerySet):
    def for_public(self) -> "ActivityQuerySet":
        """Drafts are the organizer's own; what was cancelled stays visible, with its reason."""
        return self.exclude(state="draft").filter(organization__state__in=["approved", "closed"])

    def open(self) -> "ActivityQuerySet":
        return self.filter(state__in=["open", "running"], organization__state="approved")

    def named_like(self, text: str) -> "ActivityQuerySet":
        """By title, in Chinese or English."""
        text = clean_search(text)
        return self.filter(Q(title__icontains=text) | Q(title_en__icontains=text))


class ShiftQuerySet(models.QuerySet):
    def for_public(self) -> "ShiftQuerySet":
        return self.exclude(activity__state="draft").filter(activity__organization__state__in=["approved", "closed"])

    def upcoming(self, at: datetime | None = None) -> "ShiftQuerySet":
        return self.filter(ends_at__gt=at or timezone.now())

    def standing(self) -> "ShiftQuerySet":
        return self.filter(is_cancelled=False)

    def with_places(self) -> "ShiftQuerySet":
        return self.filter(taken__lt=F("capacity"))

    def of_open_activities(self) -> "ShiftQuerySet":
        return self.filter(activity__state__in=["open", "running"], activity__organization__state="approved")

    def for_minors(self) -> "ShiftQuerySet":
        young = Q(activity__min_age__isnull=True) | Q(activity__min_age__lt=18)
        return self.filter(young, activity__is_hazardous=False)

    def between(self, first: datetime, end: datetime) -> "ShiftQuerySet":
        """Beginning from `first` on and before `end`."""
        return self.filter(starts_at__gte=first, starts_at__lt=end)

    def with_activity(self) -> "ShiftQuerySet":
        """Everything that a row shows, in one statement."""
        shown = self.select_related("activity__organization", "activity__place", "activity__region")
        return shown.defer("secret", "activity__region__outline")

    def near(self, point: Point) -> "ShiftQuerySet":
        """Nearest first; `distance` in metres, straight. Shifts of one place follow one another in time."""
        return self.annotate(distance=Nearness("activity__point", point)).order_by("distance", "starts_at", "pk")

    def next_of_each(self) -> "ShiftQuerySet":
        """Of every activity the first of these shifts; `fitting` says how many of these it has."""
        mine = [F("activity")]
        return self.annotate(
            nth=Window(RowNumber(), partition_by=mine, order_by=["starts_at", "pk"]),
            fitting=Window(Count("*"), partition_by=mine),
        ).filter(nth=1)

    def led_by(self, user) -> "ShiftQuerySet":
        from volunteers.models import Organization

        led = Organization.objects.led_by(user).filter(pk=OuterRef("activity__organization"))
        return self.filter(Exists(led))

    def unsettled(self, at: datetime) -> "ShiftQuerySet":
        """Over, and nobody has looked yet who forgot to check out."""
        return self.standing().filter(closed_at__isnull=True, ends_at__lt=at).order_by("ends_at", "pk")


class SignUpQuerySet(models.QuerySet):
    def standing(self) -> "SignUpQuerySet":
        return self.filter(state__in=["applied", "waiting", "confirmed"])

    def confirmed(self) -> "SignUpQuerySet":
        return self.filter(state="confirmed")

    def unrecorded(self, since: datetime) -> "SignUpQuerySet":
        """Places in shifts that ended after `since` and of which no record stands, nor an open objection."""
        from volunteers.models import Objection, ServiceRecord

        records = ServiceRecord.objects.filter(sign_up=OuterRef("pk")).exclude(state="void")
        asked = Objection.objects.open().filter(shift=OuterRef("shift"), volunteer=OuterRef("volunteer"))
        ended = self.confirmed().filter(ends_at__range=(since, timezone.now()), shift__is_cancelled=False)
        return ended.filter(~Exists(records), ~Exists(asked))

    def in_line(self) -> "SignUpQuerySet":
        """The waiting list in the order of arrival."""
        return self.filter(state="waiting").order_by("queued_at", "pk")

    def with_position(self) -> "SignUpQuerySet":
        """`position` in line, from 1; it means something only for who waits."""
        before = self.model.objects.filter(shift=OuterRef("shift"), state="waiting").filter(
            Q(queued_at__lt=OuterRef("queued_at")) | Q(queued_at=OuterRef("queued_at"), pk__lte=OuterRef("pk"))
        )
        count = before.order_by().values("shift").annotate(n=Count("*")).values("n")
        return self.annotate(position=Coalesce(Subquery(count, output_field=IntegerField()), 0))

    def with_changes(self) -> "SignUpQuerySet":
        """`changes`: how often the row was written, by its history; `changed_at`: when it last was."""
        [history] = event_models(tracks_model=self.model)
        of_each = history.objects.filter(pgh_obj=OuterRef("pk")).order_by().values("pgh_obj")
        times = of_each.annotate(n=Count("*")).values("n")
        return self.annotate(
            changes=Coalesce(Subquery(times, output_field=IntegerField()), 0),
            changed_at=Subquery(of_each.annotate(last=Max("pgh_created_at")).values("last")),
        )

    def with_presence(self) -> "SignUpQuerySet":
        """Beside each row, in the same statement: `proof_rows`, `rule_row` (of the shift's last day), `service_row`
        (the snapshot, if it was taken) and `is_own_leader` (this person leads the organization, or one above it).
        """
        from volunteers.models import Membership, Proof, Service, ServiceRule

        mark = JSONObject(kind="kind", at="at", way="way", flag="flag", vouched_by="vouched_by_id",
                          received_at="received_at")  # fmt: skip
        rule = JSONObject(id="id", early="early", late="late", step="step", sync_within="sync_within")
        service = JSONObject(id="id", organization_id="organization_id", rule_id="rule_id", due_on="due_on")
        leads = Membership.objects.standing().annotate(here=outer_text("shift__activity__organization__path"))
        return self.annotate(last_day=TruncDate("ends_at", tzinfo=timezone.get_default_timezone())).annotate(
            proof_rows=ArraySubquery(Proof.objects.filter(sign_up=OuterRef("pk")).order_by().values(row=mark)),
            rule_row=Subquery(ServiceRule.objects.on(OuterRef("last_day")).values(row=rule)[:1]),
            service_row=Subquery(
                Service.objects.filter(shift=OuterRef("shift")).order_by("-pk").values(row=service)[:1]
            ),
            is_own_leader=Exists(
                leads.filter(
                    role="leader", volunteer=OuterRef("volunteer"), organization__state="approved",
                    here__startswith=F("organization__path"),
                )
            ),
        )  # fmt: skip


class ProofQuerySet(models.QuerySet):
    def of_kind(self, kind: str) -> "ProofQuerySet":
        return self.filter(kind=kind)

    def of_person(self, volunteer) -> "ProofQuerySet":
        """With those of registrations that were merged into this one."""
        return self.filter(Q(sign_up__volunteer=volunteer) | Q(sign_up__volunteer__merged_into=volunteer))
