"""Hours per person and period, from kept totals: the page reads as many rows as it shows."""

from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lib.spreadsheets import Column, stream_csv
from office.admin.large import LargeRegister
from office.admin.scoped import ScopedAdmin, TownFilter
from office.policies import Area, Power
from volunteers.admin.finding import found_keys
from volunteers.models import ServiceTotal
from volunteers.models.records import LIFETIME
from volunteers.service_time import hours_of

COLUMNS = (
    Column("number", gettext_lazy("Volunteer number")),
    Column("name", gettext_lazy("Real name")),
    Column("region", gettext_lazy("Region")),
    Column("year", gettext_lazy("Year")),
    Column("hours", gettext_lazy("Hours"), text=False),
    Column("minutes", gettext_lazy("Minutes"), text=False),
    Column("records", gettext_lazy("Records"), text=False),
)
YEARS = 12


class YearFilter(admin.SimpleListFilter):
    title = gettext_lazy("period")
    parameter_name = "year"

    def lookups(self, request, model_admin):
        this = timezone.localdate().year
        return [(str(year), str(year)) for year in range(this, this - YEARS, -1)]

    def choices(self, changelist):
        """The lifetime is what is shown where nothing is chosen."""
        first, *rest = super().choices(changelist)
        return [{**first, "display": _("lifetime")}, *rest]

    def queryset(self, request, queryset):
        value = self.value()
        return queryset.filter(year=int(value) if value and value.isdecimal() else LIFETIME)


class AtLeastFilter(admin.SimpleListFilter):
    title = gettext_lazy("at least")
    parameter_name = "at_least"

    def lookups(self, request, model_admin):
        return [(str(number), _("%(hours)s hours") % {"hours": number}) for number in (30, 100, 300, 600, 1500)]

    def queryset(self, request, queryset):
        value = self.value()
        return queryset.filter(minutes__gte=int(value) * 60) if value and value.isdecimal() else queryset


@admin.register(ServiceTotal)
class ServiceTotalAdmin(LargeRegister, ScopedAdmin):
    area = Area.HOURS
    region_path = "volunteer__region"
    desk_group = "volunteers"
    list_display = ["number", "name", "town", "period", "shown_hours", "records"]
    list_display_links = None
    list_filter = [YearFilter, AtLeastFilter, TownFilter]
    list_select_related = ["volunteer__region", "volunteer__user__identity"]
    list_only = [
        "year", "minutes", "records", "volunteer__number", "volunteer__region__name", "volunteer__region__name_en",
        "volunteer__user__identity__name",
    ]  # fmt: skip
    # By person, not by hours: this is a register and no ranking.
    ordering = ["volunteer"]
    search_fields = ["volunteer__number"]
    search_help_text = gettext_lazy("A whole volunteer number, mobile number, document number or real name.")
    change_list_template = "admin/volunteers/servicetotal/change_list.html"

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj=None) -> bool:
        return False

    def get_search_results(self, request: HttpRequest, queryset: QuerySet, search_term: str):
        if not search_term:
            return queryset, False
        return queryset.filter(volunteer__in=found_keys(request, search_term)), False

    def get_urls(self) -> list:
        export = self.admin_site.admin_view(self.export_view)
        return [path("export.csv", export, name="volunteers_servicetotal_csv"), *super().get_urls()]

    def export_view(self, request: HttpRequest) -> HttpResponse:
        """The chosen list, streamed: memory stays the same for ten rows and for all."""
        if not self.may(request, Power.VIEW):
            raise PermissionDenied
        rows = self.get_changelist_instance(request).get_queryset(request)
        response = StreamingHttpResponse(stream_csv(COLUMNS, _rows(rows)), content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="hours-{timezone.localdate():%Y%m%d}.csv"'
        return response

    @admin.display(description=gettext_lazy("number"))
    def number(self, total: ServiceTotal) -> str:
        return total.volunteer.number

    @admin.display(description=gettext_lazy("real name"))
    def name(self, total: ServiceTotal) -> str:
        return total.volunteer.shown_name or "—"

    @admin.display(description=gettext_lazy("region"))
    def town(self, total: ServiceTotal) -> str:
        return total.volunteer.region.local_name

    @admin.display(description=gettext_lazy("period"))
    def period(self, total: ServiceTotal) -> str:
        return str(total.year) if total.year else _("lifetime")

    @admin.display(description=gettext_lazy("hours"))
    def shown_hours(self, total: ServiceTotal) -> str:
        return hours_of(total.minutes)


def _rows(totals: QuerySet[ServiceTotal]) -> Iterator[dict[str, Any]]:
    for total in totals.iterator(chunk_size=2000):
        yield {
            "number": total.volunteer.number,
            "name": total.volunteer.shown_name,
            "region": total.volunteer.region.local_name,
            "year": total.year or _("lifetime"),
            "hours": hours_of(total.minutes).replace(",", ""),
            "minutes": total.minutes,
            "records": total.records,
        }
