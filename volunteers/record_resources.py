"""Service records as rows of a table: lists taken over with their evidence, all or none; exported masked."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from lib.people_numbers import clean_mobile, clean_real_name
from lib.saying import says_something
from lib.sealed import lookup_of
from lib.spreadsheets import Column
from lib.text import half_width
from office import cells
from office.policies import Area, Power, covers, scope_of
from office.tables import Reading, RowsWrittenTogether, TableResource
from volunteers.actions.imports import Entry, import_service
from volunteers.actions.reports import Told
from volunteers.models import Organization, ServiceRecord, Volunteer
from volunteers.service_time import hours_of
from volunteers.vocabulary import Category

COLUMNS = (
    Column("number", gettext_lazy("Volunteer number"), required=False, aliases=("志愿者编号", "编号")),
    Column("name", gettext_lazy("Real name"), required=False, aliases=("姓名", "真实姓名")),
    Column("phone", gettext_lazy("Mobile number"), required=False, aliases=("手机号", "手机号码")),
    Column("organization", gettext_lazy("Organizing unit"), aliases=("组织单位", "组织", "志愿服务组织")),
    Column("title", gettext_lazy("Activity"), aliases=("活动名称", "活动")),
    Column("category", gettext_lazy("Kind of service"), aliases=("服务类别",)),
    Column("content", gettext_lazy("Content"), aliases=("服务内容", "内容")),
    Column("served", gettext_lazy("Whom it served"), required=False, aliases=("服务对象",)),
    Column("place", gettext_lazy("Place"), aliases=("服务地点", "地点")),
    Column("person_in_charge", gettext_lazy("Person in charge"), aliases=("负责人",)),
    Column("day", gettext_lazy("Date"), aliases=("服务日期", "日期")),
    Column("begins", gettext_lazy("From"), aliases=("开始时间", "开始")),
    Column("ends", gettext_lazy("To"), aliases=("结束时间", "结束")),
    Column("minutes", gettext_lazy("Minutes"), required=False, text=False, aliases=("分钟", "服务分钟")),
    Column("evidence_note", gettext_lazy("Evidence"), aliases=("依据", "依据存放处")),
    Column("note", gettext_lazy("Note"), required=False, aliases=("说明", "备注")),
    Column("hours", gettext_lazy("Hours"), required=False, text=False, aliases=("小时",)),
    Column("source", gettext_lazy("Source"), required=False, aliases=("来源",)),
    Column("state", gettext_lazy("State"), required=False, aliases=("状态",)),
    Column("late", gettext_lazy("Recorded late"), required=False, aliases=("逾期记录",)),
)
LABELS = {column.key: column.header for column in COLUMNS} | {"volunteer": COLUMNS[0].header}
WALLS = {
    "volunteers_servicerecord_evidence": "evidence_note", "volunteers_servicerecord_one_at_a_time": "begins",
    "volunteers_servicerecord_span": "ends", "volunteers_servicerecord_at_most_a_day": "ends",
    "volunteers_servicerecord_not_in_future": "ends", "volunteers_servicerecord_minutes_served": "minutes",
    "volunteers_servicerecord_rule": "day",
}  # fmt: skip
LONGEST = {
    "title": 80, "content": 2000, "served": 80, "place": 120, "person_in_charge": 40, "evidence_note": 200, "note": 500,
}  # fmt: skip
NEEDED = ("title", "content", "place", "person_in_charge", "evidence_note")
CLOCK = re.compile(r"(\d{1,2})[:：](\d{2})(?:[:：]\d{2})?")


class ServiceRecordResource(RowsWrittenTogether):
    """A row is hours of one volunteer on one day. It stands as pending until somebody else has approved it."""

    columns = COLUMNS
    labels = LABELS
    walls = WALLS

    class Meta(TableResource.Meta):
        model = ServiceRecord

    def __init__(self, *, user: User, **kwargs):
        super().__init__(user=user, **kwargs)
        self.may_enter = scope_of(user, Power.ADD, Area.HOURS)

    def before_import(self, dataset, **kwargs) -> None:
        """Everything that the rows name, in four statements whatever their number."""
        self.now = timezone.now()
        self.people = People(dataset)
        named = Organization.objects.for_public().filter(name__in=set(dataset["organization"]))
        self.organizations: dict[str, list[Organization]] = {}
        for organization in named.select_related("region").defer("region__outline"):
            self.organizations.setdefault(organization.name, []).append(organization)
        self.spans = _spans_of(self.people.keys(), dataset["day"])
        self.categories: dict[str, str] = {}

    def init_instance(self, row=None) -> ServiceRecord:
        """What a message may say of the row before its cells are read."""
        return ServiceRecord(volunteer=Volunteer(number=row["number"][:20] if row else ""))

    def import_instance(self, instance: ServiceRecord, row, **kwargs) -> None:
        """Every cell of the row is looked at before the row is refused."""
        reading = Reading()
        look: dict[str, Callable[[], Any]] = {
            "volunteer": lambda: self.people.find(row),
            "organization": lambda: self._organization(row["organization"]),
            "category": lambda: self._category(row["category"]),
            "day": lambda: cells.day(row["day"]),
            "begins": lambda: clock(row["begins"]),
            "ends": lambda: clock(row["ends"]),
            "minutes": lambda: cells.whole_number(row["minutes"]) if row["minutes"] else None,
            **{name: lambda name=name: text(row[name], name) for name in LONGEST},
        }
        values = {key: reading.read(key, find) for key, find in look.items()}
        if not reading.errors.keys() & {"day", "begins", "ends", "minutes", "volunteer"}:
            values["span"] = reading.read("begins", lambda: self._span(values, row["row"]))
        reading.refuse_if_wrong()
        self.entry = _entry(values)
        # What the look beforehand shows.
        instance.volunteer, instance.organization = values["volunteer"], values["organization"]
        instance.region = values["organization"].region
        instance.day, instance.minutes = values["day"], values["minutes"] or _minutes(*values["span"])

    def write(self, entries: Sequence[Entry], written: Callable[[int], None]) -> None:
        import_service(entries=entries, by=self.user, written=written)

    def rows(self, records: Iterable[ServiceRecord]) -> Iterator[dict[str, Any]]:
        """What stands, with masked names."""
        records = list(records)
        kinds = dict(Category.choices)
        return (_row(record, kinds) for record in records)

    def _category(self, text: str) -> str:
        if text not in self.categories:
            self.categories[text] = cells.one_of(text, Category.choices)
        return self.categories[text]

    def _organization(self, name: str) -> Organization:
        found = self.organizations.get(name, [])
        mine = [one for one in found if covers(self.may_enter, one.region.code)]
        if len(mine) == 1:
            return mine[0]
        if mine:
            raise ValidationError(_("Several organizations have this name."))
        if found:
            raise ValidationError(_("Your post does not cover this organization's region."))
        raise ValidationError(_("No approved organization has exactly this name."))

    def _span(self, values: dict[str, Any], row: int) -> tuple[datetime, datetime]:
        starts_at = timezone.make_aware(datetime.combine(values["day"], values["begins"]))
        ends_at = timezone.make_aware(datetime.combine(values["day"], values["ends"]))
        if ends_at <= starts_at:
            ends_at += timedelta(days=1)
        if ends_at > self.now:
            raise ValidationError(_("This service lies in the future. Enter it when it is over."))
        if values["minutes"] is not None and not 1 <= values["minutes"] <= _minutes(starts_at, ends_at):
            raise ValidationError(_("The minutes that count fit between beginning and end."))
        spans = self.spans.setdefault(values["volunteer"].pk, [])
        for other_start, other_end, other_row in spans:
            if starts_at < other_end and other_start < ends_at:
                if other_row:
                    raise ValidationError(_("Overlaps row %(row)s of this file.") % {"row": other_row})
                raise ValidationError(_("Overlaps hours of this person that stand here already."))
        spans.append((starts_at, ends_at, row))
        return starts_at, ends_at


class People:
    """Volunteers that the rows name: by number, or by exact name and phone; nothing is unsealed."""

    def __init__(self, dataset):
        volunteers = Volunteer.objects.active()
        self.by_number = {one.number: one for one in volunteers.filter(number__in=set(filter(None, dataset["number"])))}
        phones = {lookup_of(phone, kind="phone") for phone in map(_phone, set(dataset["phone"])) if phone}
        found = volunteers.filter(user__phone_lookup__in=phones).select_related("user__identity")
        self.by_phone = {one.user.phone_lookup: one for one in found}

    def keys(self) -> set[int]:
        return {one.pk for one in (*self.by_number.values(), *self.by_phone.values())}

    def find(self, row) -> Volunteer:
        if row["number"]:
            found = self.by_number.get(row["number"].strip())
            if found is None:
                raise ValidationError(_("There is no volunteer with this number."))
            return found
        phone = clean_mobile(row["phone"])
        name = lookup_of(clean_real_name(row["name"]), kind="name")
        found = self.by_phone.get(lookup_of(phone, kind="phone"))
        identity = getattr(found.user, "identity", None) if found else None
        # The same words whether the number or the name is another: the table tells nobody who holds a number.
        if identity is None or identity.name_lookup != name:
            raise ValidationError(_("There is no volunteer with this name and number."))
        return found


def _phone(text: str) -> str:
    try:
        return clean_mobile(text) if text else ""
    except ValidationError:
        return ""


def _day(text: str) -> date | None:
    try:
        return cells.day(text)
    except ValidationError:
        return None


def _spans_of(volunteers: set[int], days: Iterable[str]) -> dict[int, list[tuple[datetime, datetime, int]]]:
    """Spans that are taken on the file's days: a file that comes twice overlaps itself."""
    taken: dict[int, list] = {}
    read = sorted(filter(None, map(_day, set(days))))
    if not read:
        return taken
    around = (read[0] - timedelta(days=1), read[-1] + timedelta(days=1))
    records = ServiceRecord.objects.filter(
        volunteer__in=volunteers, state__in=["pending", "confirmed"], day__range=around
    )
    for whose, starts_at, ends_at in records.values_list("volunteer", "starts_at", "ends_at"):
        taken.setdefault(whose, []).append((starts_at, ends_at, 0))
    return taken


def clock(text: str) -> time:
    found = CLOCK.fullmatch(half_width(text).strip())
    try:
        return time(*map(int, found.groups()))
    except (AttributeError, ValueError) as error:
        raise ValidationError(_("“%(text)s” is not a time. Write it like 09:30.") % {"text": text[:40]}) from error


def text(value: str, name: str) -> str:
    if name in NEEDED and not says_something(value):
        raise ValidationError(_("This cell may not be empty."))
    if len(value) > LONGEST[name]:
        raise ValidationError(_("At most %(count)s characters, please.") % {"count": LONGEST[name]})
    return value.strip()


def _minutes(starts_at: datetime, ends_at: datetime) -> int:
    return int((ends_at - starts_at).total_seconds() // 60)


def _entry(values: dict[str, Any]) -> Entry:
    starts_at, ends_at = values["span"]
    told = Told(
        title=values["title"], category=values["category"], content=values["content"], served=values["served"],
        place_name=values["place"], person_in_charge=values["person_in_charge"],
    )  # fmt: skip
    return Entry(
        values["volunteer"], values["organization"], told, starts_at, ends_at, values["evidence_note"],
        values["minutes"], values["note"],
    )  # fmt: skip


def _row(record: ServiceRecord, kinds: dict) -> dict[str, Any]:
    service = record.service
    return {
        "number": record.volunteer.number,
        "name": record.volunteer.shown_name,
        "organization": service.organization_name,
        "title": service.title,
        "category": str(kinds.get(service.category, service.category)),
        "content": service.content,
        "served": service.served,
        "place": service.place_name,
        "person_in_charge": service.person_in_charge,
        "day": record.day,
        "begins": f"{timezone.localtime(record.starts_at):%H:%M}",
        "ends": f"{timezone.localtime(record.ends_at):%H:%M}",
        "minutes": record.minutes,
        "evidence_note": record.evidence_note,
        "note": record.note,
        "hours": hours_of(record.minutes).replace(",", ""),
        "source": record.get_source_display(),
        "state": record.get_state_display(),
        "late": _("yes") if record.is_late else "",
    }
