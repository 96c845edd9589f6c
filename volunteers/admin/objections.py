"""Objections at the desk: the office sees which are due, and answers where nobody else does."""

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from office.admin.scoped import ScopedAdmin, TownFilter
from office.calendar import Calendar
from office.policies import Area, Power
from volunteers.admin.merges import RefusalsAsMessages
from volunteers.admin.record_forms import ObjectionDeskForm
from volunteers.models import Objection


class WithDaysLeft(ChangeList):
    """Each open row knows its working days; the calendar is read once for the page."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        self.result_list = list(self.result_list)
        waiting = [row for row in self.result_list if row.state == Objection.State.OPEN]
        if not waiting:
            return
        today = timezone.localdate()
        days = [row.due_on for row in waiting]
        calendar = Calendar(min(*days, today), max(*days, today))
        for row in waiting:
            row.days_left = calendar.between(today, row.due_on)


@admin.register(Objection)
class ObjectionAdmin(RefusalsAsMessages, ScopedAdmin):
    area = Area.HOURS
    region_path = "organization__region"
    desk_group = "volunteers"
    form = ObjectionDeskForm
    list_display = ["created_at", "volunteer", "kind", "organization", "state", "shown_days_left"]
    list_filter = ["state", "kind", TownFilter]
    list_select_related = ["volunteer", "organization__region"]
    show_facets = admin.ShowFacets.NEVER
    ordering = ["due_on", "pk"]
    told = [
        "volunteer", "kind", "shown_record", "shift", "organization", "text", "state", "created_at", "due_on",
        "answer", "answered_by", "answered_at", "correction",
    ]  # fmt: skip

    def get_changelist(self, request: HttpRequest, **kwargs):
        return WithDaysLeft

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj=None) -> bool:
        return self.may(request, Power.PUBLISH, obj) and (obj is None or obj.state == Objection.State.OPEN)

    def get_readonly_fields(self, request: HttpRequest, obj=None) -> list[str]:
        return self.told

    def get_fieldsets(self, request: HttpRequest, obj=None):
        told = (None, {"fields": self.told})
        if not self.has_change_permission(request, obj):
            return [told]
        fields = ["outcome", "day", "begins", "ends", "minutes", "answer_text"]
        return [told, (_("The office's answer"), {"fields": fields})]

    def save_model(self, request: HttpRequest, obj: Objection, form, change: bool) -> None:
        form.decide(by=request.user)

    @admin.display(description=_("record"))
    def shown_record(self, objection: Objection):
        if objection.record_id is None:
            return "—"
        address = reverse("admin:volunteers_servicerecord_change", args=[objection.record_id])
        return format_html('<a href="{}">{}</a>', address, objection.record)

    @admin.display(description=_("days left"))
    def shown_days_left(self, objection: Objection) -> str:
        days = getattr(objection, "days_left", None)
        if days is None:
            return "—"
        if days < 0:
            words = ngettext("%(days)s working day late", "%(days)s working days late", -days) % {"days": -days}
            return format_html('<strong class="desk-late">{}</strong>', words)
        return ngettext("%(days)s working day", "%(days)s working days", days) % {"days": days}
