"""Activities with their shifts as rows of a table: a term's plan goes in from one file, as drafts; all or none."""

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, time, timedelta
from typing import Any
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lib.refusals import Refused
from lib.spreadsheets import Column
from lib.text import half_width
from office import cells
from office.policies import Area, Power, scope_of, within
from office.tables import NewRows, Reading, TableResource
from places.models import Place, Region
from places.validators import validate_in_city
from volunteers.actions import activities, shifts
from volunteers.models import Activity, Organization, Shift
from volunteers.vocabulary import Category

COLUMNS = (
    Column("organization", gettext_lazy("Organization"), aliases=("组织", "组织名称", "志愿服务组织")),
    Column("title", gettext_lazy("Title"), aliases=("标题", "活动名称")),
    Column("category", gettext_lazy("Kind of service"), required=False, aliases=("服务类别", "类别")),
    Column("content", gettext_lazy("What volunteers do"), required=False, aliases=("活动内容", "服务内容")),
    Column("place", gettext_lazy("Where"), required=False, aliases=("地点", "活动地点")),
    Column("longitude", gettext_lazy("Longitude"), required=False, text=False, aliases=("经度",)),
    Column("latitude", gettext_lazy("Latitude"), required=False, text=False, aliases=("纬度",)),
    Column("datum", gettext_lazy("Coordinates are in"), required=False, aliases=("坐标系",)),
    Column("person_in_charge", gettext_lazy("Person in charge"), required=False, aliases=("负责人",)),
    Column("contact", gettext_lazy("Telephone"), required=False, aliases=("电话", "咨询电话")),
    Column("risk_notice", gettext_lazy("Risks"), required=False, aliases=("风险提示",)),
    Column("day", gettext_lazy("Day"), aliases=("日期",)),
    Column("begins", gettext_lazy("From"), aliases=("开始", "开始时间")),
    Column("ends", gettext_lazy("To"), aliases=("结束", "结束时间")),
    Column("capacity", gettext_lazy("How many people"), text=False, aliases=("名额", "人数")),
    Column("meeting", gettext_lazy("Where to meet"), required=False, aliases=("集合地点",)),
    Column("taken", gettext_lazy("Signed up"), required=False, text=False, aliases=("已报名",)),
    Column("state", gettext_lazy("State"), required=False, aliases=("状态",)),
)
LABELS = {column.key: column.header for column in COLUMNS}
TEXTS = ("content", "person_in_charge", "contact", "risk_notice")
DAY = timedelta(days=1)
DIGITS = 7


class TimetableResource(NewRows):
    """A row is one shift; its activity is known by organization and title, and made as a draft where it is new."""

    columns = COLUMNS
    labels = LABELS

    class Meta(TableResource.Meta):
        model = Shift

    def before_import(self, dataset, **kwargs) -> None:
        """Everything that the rows name, in four statements."""
        scope = scope_of(self.user, Power.ADD, Area.ACTIVITIES)
        mine = Organization.objects.for_public().filter(within(scope, "region__code")).with_region()
        self.organizations = {one.name: one for one in mine.filter(name__in=set(dataset["organization"]))}
        places = Place.objects.for_public().filter(name__in=set(dataset["place"])).select_related("region")
        self.places = {place.name: place for place in places.defer("region__outline")}
        known = Activity.objects.filter(
            organization__in=self.organizations.values(), title__in=set(dataset["title"]),
            state__in=[Activity.State.DRAFT, Activity.State.OPEN, Activity.State.RUNNING],
        )  # fmt: skip
        self.activities = {(one.organization_id, one.title): one for one in known}
        self.standing = {
            (shift.activity_id, shift.starts_at, shift.ends_at)
            for shift in Shift.objects.standing().filter(activity__in=self.activities.values()).defer("secret")
        }

    def import_instance(self, instance: Shift, row, **kwargs) -> None:
        """Every cell of the row is looked at before the row is refused."""
        reading = Reading()
        read = reading.read
        organization = read("organization", lambda: self._organization(row["organization"]))
        day = read("day", lambda: cells.day(row["day"]))
        begins, ends = (read(key, lambda key=key: clock(row[key])) for key in ("begins", "ends"))
        instance.capacity = read("capacity", lambda: cells.whole_number(row["capacity"]))
        instance.meeting = row["meeting"]
        self.is_known = organization is not None and (organization.pk, row["title"]) in self.activities
        values = {} if self.is_known else self._described(row, organization, read)
        reading.refuse_if_wrong()
        instance.starts_at = timezone.make_aware(datetime.combine(day, begins))
        instance.ends_at = timezone.make_aware(datetime.combine(day, ends)) + (DAY if ends <= begins else 0 * DAY)
        instance.activity = self.activities.get((organization.pk, row["title"])) or Activity(
            organization=organization, title=row["title"], **values
        )
        instance.closes_at = instance.withdraw_until = instance.starts_at
        # For the table that shows what would happen.
        instance.region = instance.activity.organization.region

    def skip_row(self, instance: Shift, original, row, import_validation_errors=None) -> bool:
        if import_validation_errors:
            return False
        return (instance.activity.pk, instance.starts_at, instance.ends_at) in self.standing

    def do_instance_save(self, instance: Shift, is_create) -> None:
        """The look beforehand writes, too, and takes it back."""
        try:
            self._write(instance)
        except Refused as refusal:
            raise ValidationError(refusal.sentence) from refusal

    def rows(self, found: Iterable[Activity]) -> Iterator[dict[str, Any]]:
        """What stands: a row for every shift of the activities, newest first."""
        pks = found.values("pk") if isinstance(found, QuerySet) else [one.pk for one in found]
        chosen = Shift.objects.filter(activity__in=pks).with_activity().order_by("-starts_at", "-pk")
        return (_row(shift) for shift in chosen.iterator(chunk_size=500))

    def _organization(self, name: str) -> Organization:
        if name not in self.organizations:
            words = _("No approved organization that your post covers is called “%(name)s”.")
            raise ValidationError(words % {"name": name[:40]})
        return self.organizations[name]

    def _described(self, row, organization: Organization | None, read: Callable) -> dict[str, Any]:
        """What a new activity needs beside its title."""
        values = {key: row[key] for key in TEXTS}
        values["category"] = read("category", lambda: cells.one_of(row["category"], Category.choices))
        for key in ("content", "person_in_charge", "place"):
            read(key, lambda key=key: _needed(row[key]))
        place = self.places.get(row["place"])
        values |= {"place": place, "place_name": "" if place else row["place"]}
        if place:
            return values | {"point": place.point, "region": place.region}
        values["point"] = read("longitude", lambda: _point(row))
        if values["point"] is not None and organization is not None:
            around = Region.objects.current().filter(outline__intersects=values["point"]).defer("outline")
            values["region"] = around.order_by("-code").first() or organization.region
        return values

    def _write(self, shift: Shift) -> None:
        activity = shift.activity
        if activity.pk is None:
            values = {name: getattr(activity, name) for name in activities.FIELDS}
            activity = activities.create_activity(
                organization=activity.organization, by=self.user, token=uuid4(), **values
            )
            self.activities[(activity.organization_id, activity.title)] = activity
        values = {name: getattr(shift, name) for name in shifts.FIELDS}
        made = shifts.create_shift(activity=activity, by=self.user, **values)
        self.standing.add((activity.pk, made.starts_at, made.ends_at))
        shift.activity, shift.pk = activity, made.pk


def clock(text: str) -> time:
    """9:00, 09:00:00, 9：00 or 9点30分."""
    found = re.fullmatch(r"(\d{1,2})\D(\d{1,2})(?:\D(?:\d{1,2})?)?", half_width(text).strip())
    try:
        return time(*map(int, found.groups()))
    except (AttributeError, ValueError) as error:
        raise ValidationError(_("“%(text)s” is not a time. Write it like 09:30.") % {"text": text[:40]}) from error


def _needed(text: str) -> str:
    if not text.strip():
        raise ValidationError(_("A new activity needs this."))
    return text


def _point(row):
    point = cells.point(row["longitude"], row["latitude"], row["datum"])
    if point is None:
        words = _("No known place is called that, so longitude and latitude are needed.")
        raise ValidationError(words)
    validate_in_city(point)
    return point


def _row(shift: Shift) -> dict[str, Any]:
    activity = shift.activity
    starts_at, ends_at = timezone.localtime(shift.starts_at), timezone.localtime(shift.ends_at)
    return {
        **{key: getattr(activity, key) for key in ("title", *TEXTS)},
        "organization": activity.organization.name,
        "category": activity.get_category_display(),
        "place": activity.place_name or activity.place.name,
        "longitude": round(activity.point.x, DIGITS),
        "latitude": round(activity.point.y, DIGITS),
        "datum": cells.DATUM_LABEL,
        "day": starts_at.date(),
        "begins": f"{starts_at:%H:%M}",
        "ends": f"{ends_at:%H:%M}",
        "capacity": shift.capacity,
        "meeting": shift.meeting,
        "taken": shift.taken,
        "state": _("Cancelled") if shift.is_cancelled else str(activity.get_state_display()),
    }
