"""Pocket parks as rows of a table: for Excel, CSV and GeoJSON, in and out."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from lib.spreadsheets import Column
from office import cells
from office.actions import keep_place
from office.policies import Area, Power, covers, scope_of
from office.tables import KnownRows, Reading, TableResource
from parks.models import Park
from places.models import Facility, Kind, Operation, Region

COLUMNS = (
    Column("region_code", gettext_lazy("Region code"), aliases=("区划代码", "行政区划代码")),
    Column("region_name", gettext_lazy("Region"), required=False, aliases=("区划", "所属区划")),
    Column("name", gettext_lazy("Name"), aliases=("名称", "公园名称")),
    Column("name_en", gettext_lazy("Name in English"), required=False, aliases=("英文名称",)),
    Column("area_m2", gettext_lazy("Area in m²"), required=False, text=False, aliases=("面积", "面积（平方米）")),
    Column("opened_on", gettext_lazy("Opened"), required=False, aliases=("建成日期", "开放日期")),
    Column("longitude", gettext_lazy("Longitude"), required=False, text=False, aliases=("经度", "lon", "lng")),
    Column("latitude", gettext_lazy("Latitude"), required=False, text=False, aliases=("纬度", "lat")),
    Column("datum", gettext_lazy("Coordinates are in"), required=False, aliases=("坐标系",)),
    Column("operation", gettext_lazy("Operation"), required=False, aliases=("运行状态",)),
    Column("hours", gettext_lazy("Opening hours"), required=False, aliases=("开放时间",)),
    Column("facilities", gettext_lazy("Facilities"), required=False, aliases=("设施",)),
    Column("address", gettext_lazy("Address"), required=False, aliases=("地址",)),
    Column("address_en", gettext_lazy("Address in English"), required=False, aliases=("英文地址",)),
    Column("summary", gettext_lazy("In one sentence"), required=False, aliases=("简介",)),
    Column("summary_en", gettext_lazy("In one sentence, in English"), required=False, aliases=("英文简介",)),
    Column("former_use", gettext_lazy("What the land was before"), required=False, aliases=("原用途",)),
    Column("former_use_en", gettext_lazy("What the land was before, in English"), required=False),
    Column("story", gettext_lazy("Story"), required=False, aliases=("故事",)),
    Column("story_en", gettext_lazy("Story in English"), required=False),
    Column("phone", gettext_lazy("Telephone"), required=False, aliases=("电话",)),
    Column("is_public", gettext_lazy("Shown to the public"), required=False, aliases=("公开",)),
    Column("source", gettext_lazy("Source"), required=False, aliases=("来源",)),
)
TEXTS = (
    "name", "name_en", "hours", "address", "address_en", "summary", "summary_en", "former_use", "former_use_en",
    "story", "story_en", "phone", "source",
)  # fmt: skip
READERS: dict[str, Callable[[str], Any]] = {
    "area_m2": cells.whole_number,
    "opened_on": cells.day,
    "operation": lambda text: cells.one_of(text, Operation.choices),
    "facilities": lambda text: cells.several_of(text, Facility.choices),
    "is_public": cells.yes_no,
}
LABELS = {column.key: column.header for column in COLUMNS} | {"region": COLUMNS[0].header, "point": COLUMNS[6].header}
# Degrees, about a decimetre: a point that went out to a file and came back is the same point.
SAME_POINT = 1e-6
DIGITS = 7


class ParkResource(KnownRows):
    """A row is one park, known by its region and its name. An empty cell leaves what stands as it is."""

    columns = COLUMNS
    labels = LABELS

    class Meta(TableResource.Meta):
        model = Park

    def __init__(self, *, user: User, **kwargs):
        super().__init__(user=user, **kwargs)
        self.may_keep = scope_of(user, Power.CHANGE, Area.PLACES)
        self.may_publish = scope_of(user, Power.PUBLISH, Area.PLACES)

    def before_import(self, dataset, **kwargs) -> None:
        """Everything that the rows name, in two queries."""
        codes = set(dataset["region_code"])
        self.regions = {region.code: region for region in Region.objects.current().filter(code__in=codes)}
        parks = Park.objects.filter(region__code__in=codes, name__in=set(dataset["name"])).select_related("region")
        self.parks = {(park.region.code, park.name): park for park in parks}
        self.seen: dict[tuple[str, str], int] = {}

    def before_import_row(self, row, **kwargs) -> None:
        if row["problem"]:
            raise ValidationError({"point": row["problem"]})
        key = (row["region_code"], row["name"])
        if key in self.seen:
            raise ValidationError(
                _("This park stands in the file twice, first in row %(row)s.") % {"row": self.seen[key]}
            )
        self.seen[key] = row["row"]
        if not covers(self.may_keep, self._region(row["region_code"]).code):
            raise ValidationError({"region": _("This region lies outside what your post covers.")})

    def get_instance(self, instance_loader, row) -> Park | None:
        return self.parks.get((row["region_code"], row["name"]))

    def init_instance(self, row=None) -> Park:
        region = self._region(row["region_code"])
        return Park(kind=Kind.PARK, region=region, is_public=covers(self.may_publish, region.code))

    def import_instance(self, instance, row, **kwargs) -> None:
        reading = Reading()
        for key in filter(row.get, TEXTS):
            setattr(instance, key, row[key])
        for key in filter(row.get, READERS):
            reading.set(instance, key, lambda key=key: READERS[key](row[key]))
        reading.read("point", lambda: self._place(instance, row))
        if instance.is_public != self.before["is_public"] and not covers(self.may_publish, instance.region.code):
            words = _("Your post does not publish. Please leave this cell empty.")
            reading.errors["is_public"] = ValidationError(words)
        reading.refuse_if_wrong()

    def validate_instance(self, instance, import_validation_errors=None, validate_unique=True) -> None:
        """As `full_clean`, without asking the database again what this import knows already.

        Region, kind and choices were looked up; a name is unique because a park is known by it.
        """
        errors = dict(import_validation_errors or {})
        try:
            instance.clean_fields(exclude={*errors, "region", "place_ptr"})
        except ValidationError as error:
            errors = error.update_error_dict(errors)
        if "area_m2" not in errors:
            for constraint in Park._meta.constraints:
                try:
                    constraint.validate(Park, instance)
                except ValidationError as error:
                    errors = error.update_error_dict(errors)
        if errors:
            raise ValidationError(errors)

    def do_instance_save(self, instance, is_create) -> None:
        keep_place(place=instance, changed=None if is_create else list(self.changed(instance)))

    def rows(self, parks: Iterable[Park]) -> Iterator[dict[str, Any]]:
        return (_row(park) for park in parks)

    def values(self, park: Park) -> dict[str, Any]:
        values = {name: getattr(park, name) for name in (*TEXTS, *READERS)}
        values["facilities"] = sorted(park.facilities)
        return values | {"point": park.point and park.point.coords}

    def _region(self, code: str) -> Region:
        if code not in self.regions:
            raise ValidationError({"region": _("There is no region with the code “%(code)s”.") % {"code": code[:20]}})
        return self.regions[code]

    def _place(self, park: Park, row: dict[str, str]) -> None:
        point = cells.point(row["longitude"], row["latitude"], row["datum"])
        if point is not None and not (park.point and park.point.equals_exact(point, SAME_POINT)):
            park.point = point


def _row(park: Park) -> dict[str, Any]:
    return {
        **{key: getattr(park, key) for key in (*TEXTS, "area_m2")},
        "region_code": park.region.code,
        "region_name": park.region.local_name,
        "opened_on": park.opened_on,
        "longitude": round(park.point.x, DIGITS),
        "latitude": round(park.point.y, DIGITS),
        "datum": cells.DATUM_LABEL,
        "operation": park.get_operation_display(),
        "facilities": ", ".join(str(label) for _code, label in park.facility_labels),
        "is_public": _("yes") if park.is_public else _("no"),
    }
