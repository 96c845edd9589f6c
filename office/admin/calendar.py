from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _

from office.actions import keep_plan
from office.admin.plan_form import PlanForm
from office.admin.scoped import ScopedAdmin
from office.calendar import years_without_plan
from office.models import WorkdayOverride
from office.plans import compare_plan
from office.policies import Area


@admin.register(WorkdayOverride)
class WorkdayOverrideAdmin(ScopedAdmin):
    area = Area.SITE
    region_path = None
    desk_group = "office"
    list_display = ["date", "is_workday", "name", "source"]
    list_filter = ["is_workday"]
    date_hierarchy = "date"
    ordering = ["-date"]
    search_fields = ["name", "source"]
    change_list_template = "admin/office/workdayoverride/change_list.html"

    def has_delete_permission(self, request, obj=None) -> bool:
        """A day entered by mistake would otherwise shift deadlines for ever; history keeps it."""
        return self.has_change_permission(request, obj)

    def changelist_view(self, request, extra_context=None):
        context = {"years_without_plan": years_without_plan(), "may_import": self.has_add_permission(request)}
        return super().changelist_view(request, {**context, **(extra_context or {})})

    def get_urls(self):
        plan = path("plan/", self.admin_site.admin_view(self.plan_view), name="office_workdayoverride_plan")
        return [plan, *super().get_urls()]

    def plan_view(self, request):
        """First what would change, then, confirmed, the change."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = PlanForm(request.POST or None, request.FILES or None)
        changes = None
        if request.method == "POST" and form.is_valid():
            plan = form.plan
            if "confirm" in request.POST:
                done = keep_plan(year=plan.year, days=plan.days, source=plan.source)
                messages.success(
                    request,
                    _("The plan of %(year)s is entered: %(added)s days added, %(changed)s changed.")
                    % {"year": plan.year, "added": len(done.added), "changed": len(done.changed)},
                )
                return HttpResponseRedirect(reverse("admin:office_workdayoverride_changelist"))
            changes = compare_plan(plan.year, plan.days)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Plan of working days"),
            "opts": self.opts,
            "form": form,
            "changes": changes,
            "token": form.signed() if changes else "",
        }
        return TemplateResponse(request, "admin/office/workdayoverride/plan.html", context)
