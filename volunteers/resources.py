"""Volunteers as rows of a table: entered from signed paper forms, all or none; exported masked."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Identity, PrivacyNotice, User
from lib.masking import mask_name
from lib.people_numbers import Document, DocumentType, clean_real_name, parse_document
from lib.refusals import Refused
from lib.saying import says_something
from lib.sealed import lookup_of
from lib.spreadsheets import Column
from office import cells
from office.policies import Area, Power, covers, scope_of
from office.tables import Reading, RowsWrittenTogether, TableResource
from places.models import Region
from volunteers import ages
from volunteers.actions.registry import Entry, Person, enter_people
from volunteers.models import ServiceTotal, Volunteer
from volunteers.service_time import hours_of
from volunteers.vocabulary import Category, Gender, Skill

COLUMNS = (
    Column("number", gettext_lazy("Volunteer number"), required=False, aliases=("志愿者编号", "编号")),
    Column("name", gettext_lazy("Real name"), aliases=("姓名", "真实姓名")),
    Column("document_type", gettext_lazy("Document"), required=False, aliases=("证件类型",)),
    Column("document", gettext_lazy("Document number"), aliases=("证件号码", "身份证号", "身份证号码")),
    Column("birth_date", gettext_lazy("Birth date"), required=False, aliases=("出生日期",)),
    Column("gender", gettext_lazy("Sex"), required=False, aliases=("性别",)),
    Column("region_code", gettext_lazy("Region code"), aliases=("区划代码", "行政区划代码")),
    Column("region_name", gettext_lazy("Region"), required=False, aliases=("区划", "居住区域")),
    Column("skills", gettext_lazy("Skills"), required=False, aliases=("技能", "专业技能")),
    Column("categories", gettext_lazy("Kinds of service"), required=False, aliases=("服务类别",)),
    Column("consent_note", gettext_lazy("How consent was given"), required=False, aliases=("同意情况", "授权说明")),
    Column("state", gettext_lazy("State"), required=False, aliases=("状态",)),
    Column("registered_on", gettext_lazy("Registered"), required=False, aliases=("注册日期",)),
    Column("hours", gettext_lazy("Confirmed hours"), required=False, text=False, aliases=("服务时长",)),
)
LABELS = {column.key: column.header for column in COLUMNS}
CHUNK = 2000


class VolunteerResource(RowsWrittenTogether):
    """A row is somebody new without a telephone of their own. Whoever stands here already is not entered twice."""

    columns = COLUMNS
    labels = LABELS
    walls = {"volunteers_volunteer_entered_with_consent": "consent_note"}

    class Meta(TableResource.Meta):
        model = Volunteer

    def __init__(self, *, user: User, **kwargs):
        super().__init__(user=user, **kwargs)
        self.may_enter = scope_of(user, Power.ADD, Area.VOLUNTEERS)

    def before_import(self, dataset, **kwargs) -> None:
        """Everything that the rows name, in few statements whatever their number."""
        self.today = timezone.localdate()
        self.bands = ages.bands_on(self.today)
        codes = set(dataset["region_code"])
        self.regions = {region.code: region for region in Region.objects.current().filter(code__in=codes)}
        self.standing = _standing(dataset["document_type"], dataset["document"], self.today)
        self.seen: dict[tuple[str, str], int] = {}

    def import_instance(self, instance: Volunteer, row, **kwargs) -> None:
        """Every cell of the row is looked at before the row is refused."""
        reading = Reading()
        look = {
            "name": lambda: clean_real_name(row["name"]),
            "region_code": lambda: self._region(row["region_code"]),
            "document": lambda: self._document(row),
            "gender": lambda: cells.one_of(row["gender"], Gender.choices) if row["gender"] else "",
            "skills": lambda: cells.several_of(row["skills"], Skill.choices),
            "categories": lambda: cells.several_of(row["categories"], Category.choices),
            "consent_note": lambda: _consent(row["consent_note"]),
        }
        values = {key: reading.read(key, find) for key, find in look.items()}
        if "document" not in reading.errors:
            values["born_on"] = reading.read("birth_date", lambda: self._born_on(row, values["document"]))
        reading.refuse_if_wrong()
        instance.region = values["region_code"]
        # What the look beforehand shows; the number itself is given when the row is written.
        instance.number = mask_name(values["name"], public=False)
        self.entry = Entry(
            person=Person(name=values["name"], document=values["document"], born_on=values["born_on"]),
            region=values["region_code"],
            consent_note=values["consent_note"],
            gender=values["gender"],
            skills=values["skills"],
            categories=values["categories"],
        )

    def write(self, entries: Sequence[Entry], written: Callable[[int], None]) -> None:
        enter_people(
            by=self.user, entries=entries, notice=PrivacyNotice.objects.newest(), today=timezone.localdate(),
            written=written,
        )  # fmt: skip

    def rows(self, volunteers: Iterable[Volunteer]) -> Iterator[dict[str, Any]]:
        """What stands, masked: nobody's document leaves by this door."""
        volunteers = list(volunteers)
        for start in range(0, len(volunteers), CHUNK):
            yield from _rows(volunteers[start : start + CHUNK])

    def _region(self, code: str) -> Region:
        region = self.regions.get(code)
        if region is None:
            raise ValidationError(_("There is no region with the code “%(code)s”.") % {"code": code[:20]})
        if not covers(self.may_enter, code):
            raise ValidationError(_("This region lies outside what your post covers."))
        return region

    def _document(self, row) -> Document:
        document = _parsed(row["document_type"], row["document"], self.today)
        key = (document.type, document.number)
        if key in self.seen:
            words = _("This document stands in the file twice, first in row %(row)s.")
            raise ValidationError(words % {"row": self.seen[key]})
        self.seen[key] = row["row"]
        if (document.type, lookup_of(document.number, kind="document")) in self.standing:
            raise ValidationError(_("This document cannot be registered. Please ask the office for help."))
        return document

    def _born_on(self, row, document: Document) -> date:
        given = cells.day(row["birth_date"]) if row["birth_date"] else None
        if document.born_on and given and given != document.born_on:
            raise ValidationError(_("This is not the birth date in the document number."))
        born_on = document.born_on or given
        if born_on is None or born_on > self.today:
            raise ValidationError(_("Please enter the birth date; this document number does not say it."))
        try:
            ages.must_be_able_to_be_entered(bands=self.bands, born_on=born_on, day=self.today)
        except Refused as refusal:
            raise ValidationError(refusal.sentence) from refusal
        return born_on


def _consent(text: str) -> str:
    if not says_something(text):
        raise ValidationError(_("Say how this person gave consent, and where the form lies."))
    if len(text) > 200:
        raise ValidationError(_("At most 200 characters, please."))
    return text


def _parsed(kind: str, number: str, today: date) -> Document:
    document_type = cells.one_of(kind, DocumentType.choices) if kind else DocumentType.RESIDENT_ID
    return parse_document(document_type, number, today=today)


def _standing(kinds: Iterable[str], numbers: Iterable[str], today: date) -> set[tuple[str, str]]:
    """Which of the file's documents are registered, by their lookups."""
    lookups = set()
    for kind, number in zip(kinds, numbers, strict=True):
        try:
            lookups.add(lookup_of(_parsed(kind, number, today).number, kind="document"))
        except ValidationError:
            continue
    found = Identity.objects.filter(document_lookup__in=lookups).values_list("document_type", "document_lookup")
    return set(found)


def _rows(volunteers: list[Volunteer]) -> Iterator[dict[str, Any]]:
    totals = ServiceTotal.objects.lifetime().filter(volunteer__in=[volunteer.pk for volunteer in volunteers])
    minutes = dict(totals.values_list("volunteer", "minutes"))
    skills, categories = dict(Skill.choices), dict(Category.choices)
    for volunteer in volunteers:
        yield {
            "number": volunteer.number,
            "name": volunteer.shown_name,
            "gender": volunteer.get_gender_display() if volunteer.gender else "",
            "region_code": volunteer.region.code,
            "region_name": volunteer.region.local_name,
            "skills": ", ".join(str(skills[code]) for code in volunteer.skills),
            "categories": ", ".join(str(categories[code]) for code in volunteer.categories),
            "state": volunteer.get_state_display(),
            "registered_on": timezone.localdate(volunteer.registered_at),
            "hours": hours_of(minutes.get(volunteer.pk, 0)).replace(",", ""),
        }
