from django.conf import settings
from django.contrib.admin import AdminSite
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy

from civic.desk import feedback_weeks, greeting, queue_lines, scope_words
from office.calendar import is_workday
from office.paging import about_how_many

PAGE = "get_absolute_url"
GROUPS = {
    "registers": gettext_lazy("Registers"),
    "volunteers": gettext_lazy("Volunteers"),
    "shop": gettext_lazy("Charity shop and fund"),
    "office": gettext_lazy("Office"),
    "accounts": gettext_lazy("Accounts"),
    "system": gettext_lazy("System"),
}


class CivicAdminSite(AdminSite):
    """The one admin site: the staff's desk."""

    site_header = gettext_lazy("Civic Harbour · Desk")
    site_title = gettext_lazy("Civic Harbour")
    index_title = gettext_lazy("Desk")
    index_template = "admin/desk.html"
    enable_nav_sidebar = True

    def login(self, request, extra_context=None):
        """Reached by people who are signed in; the accounts' middleware has sent everybody else to their own door."""
        if not self.has_permission(request):
            raise PermissionDenied
        return HttpResponseRedirect(reverse("admin:index", current_app=self.name))

    def each_context(self, request) -> dict:
        return {
            **super().each_context(request),
            "site_url": reverse("home"),
            "desk_scope": scope_words(request.user),
            "other_language": "en" if get_language() != "en" else settings.LANGUAGE_CODE,
        }

    def get_urls(self) -> list:
        # Django's own looks up whatever table it is told, and leads to rows outside what a post covers.
        address = "r/<path:content_type_id>/<path:object_id>/"
        return [path(address, self.admin_view(self.view_on_site), name="view_on_site"), *super().get_urls()]

    def view_on_site(self, request: HttpRequest, content_type_id: str, object_id: str) -> HttpResponse:
        """To the page of a row of a register, for who sees it there. 404 for everything else."""
        kind = ContentType.objects.filter(pk=content_type_id).first() if content_type_id.isdecimal() else None
        register = self._registry.get(kind.model_class()) if kind else None
        row = register.get_object(request, object_id) if register and hasattr(register.model, PAGE) else None
        if row is None or not register.has_view_permission(request, row):
            raise Http404
        return HttpResponseRedirect(row.get_absolute_url())

    def get_app_list(self, request, app_label=None):
        """Registers by what they are for, instead of by app; an app's own page stays Django's."""
        listed = super().get_app_list(request, app_label)
        if app_label:
            return listed
        grouped: dict[str, list] = {key: [] for key in GROUPS}
        for app in listed:
            for model in app["models"]:
                register = self._registry[model["model"]]
                default = app["app_label"] if app["app_label"] in GROUPS else "system"
                grouped[getattr(register, "desk_group", default)].append(model)
        return [
            {"name": GROUPS[key], "app_label": key, "app_url": "", "has_module_perms": True, "models": models}
            for key, models in grouped.items()
            if models
        ]

    def index(self, request, extra_context=None):
        # What waits comes first; the rest keeps its order, as a row of quiet lines.
        lines = sorted(queue_lines(request.user), key=lambda line: not line.waiting.count)
        waiting = sum(line.waiting.count for line in lines)
        urgent = sum(line.waiting.is_urgent for line in lines)
        today = timezone.localdate()
        desk = {
            "title": greeting(waiting),
            "subtitle": None,
            "today": today,
            "is_workday": is_workday(today),
            "lines": lines,
            "urgent": urgent,
            "weeks": feedback_weeks(request.user),
            "registers": self.registers(request),
        }
        return super().index(request, {**desk, **(extra_context or {})})

    def registers(self, request) -> list[dict]:
        """Names, addresses and sizes of what this person can open."""
        return [
            {**model, "count": about_how_many(self._registry[model["model"]].get_queryset(request))}
            for group in self.get_app_list(request)
            # What belongs to no room of ours may be a union of many tables, which nobody should count here.
            if group["app_label"] != "system"
            for model in group["models"]
            if model["admin_url"]
        ]
