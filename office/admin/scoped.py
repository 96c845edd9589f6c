"""What every register of the desk shares: rows of one's own regions, powers by posts, a history with names."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.db.models import ForeignKey
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lib.offered import OfferedLookups
from office import policies
from office.admin.history import history_of
from office.paging import EstimatingPaginator
from office.policies import Area, Power
from places.models import Region

OUTSIDE = gettext_lazy("This region lies outside what your post covers. Please choose one inside it.")


class ScopedAdmin(OfferedLookups, admin.ModelAdmin):
    """`region_path` leads from a row to its region; `""` means that the row is a region, None that it has none.

    A row outside the posts of whoever asks does not exist for them: not in a list, not by its address (404),
    not as a choice in a form. Rows are never deleted here.
    """

    area: Area
    region_path: str | None = "region"
    desk_group = "registers"
    show_full_result_count = False
    paginator = EstimatingPaginator
    list_per_page = 50
    list_max_show_all = 200
    history_has_parts = False
    object_history_template = "admin/object_history.html"

    @property
    def code_path(self) -> str | None:
        if self.region_path is None:
            return None
        return f"{self.region_path}__code" if self.region_path else "code"

    def code_of(self, obj) -> str | None:
        if obj is None or obj.pk is None or self.region_path is None:
            return None
        for name in filter(None, self.region_path.split("__")):
            obj = getattr(obj, name)
        return obj.code

    def may(self, request, power: Power, obj=None) -> bool:
        return policies.can(request.user, power, self.area, code=self.code_of(obj))

    def has_module_permission(self, request) -> bool:
        return self.may(request, Power.VIEW)

    def has_view_permission(self, request, obj=None) -> bool:
        return self.may(request, Power.VIEW, obj)

    def has_add_permission(self, request) -> bool:
        return self.may(request, Power.ADD)

    def has_change_permission(self, request, obj=None) -> bool:
        return self.may(request, Power.CHANGE, obj)

    def has_delete_permission(self, request, obj=None) -> bool:
        return False

    def get_queryset(self, request):
        queryset = super().get_queryset(request)
        scope = policies.scope_of(request.user, Power.VIEW, self.area)
        if self.code_path is None:
            return queryset if scope else queryset.none()
        if self.region_path:
            # Outlines are large; a name is all that is shown of a region.
            queryset = queryset.defer(f"{self.region_path}__outline")
        return queryset.filter(policies.within(scope, self.code_path))

    def get_object(self, request, object_id, from_field=None):
        obj = super().get_object(request, object_id, from_field)
        if obj is None:
            raise Http404
        return obj

    def formfield_for_foreignkey(self, db_field: ForeignKey, request, **kwargs):
        return scoped_foreign_key(super().formfield_for_foreignkey, db_field, request, self.area, kwargs)

    def changelist_view(self, request, extra_context=None):
        """Headed by what it lists; "Select … to change" says no more, and reads badly in Chinese."""
        title = capfirst(self.opts.verbose_name_plural)
        return super().changelist_view(request, {"title": title, **(extra_context or {})})

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except IntegrityError:
            # Two people at once: what the form had checked was no longer so when it was written.
            messages.error(request, _("Somebody else has just entered the same. Please look again before you save."))
            return HttpResponseRedirect(request.get_full_path())

    def history_view(self, request, object_id, extra_context=None):
        obj = self.get_object(request, object_id)
        if not self.has_view_or_change_permission(request, obj):
            raise PermissionDenied
        context = {
            **self.admin_site.each_context(request),
            "title": _("History of %(name)s") % {"name": obj},
            "subtitle": None,
            "entries": history_of(obj, parts=self.history_has_parts),
            "module_name": self.opts.verbose_name_plural,
            "object": obj,
            "opts": self.opts,
            **(extra_context or {}),
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, self.object_history_template, context)


def scoped_foreign_key(formfield, db_field, request, area: Area, kwargs: dict):
    """A choice among regions offers, and takes, only those that the post covers."""
    if db_field.related_model is not Region:
        return formfield(db_field, request, **kwargs)
    scope = policies.scope_of(request.user, Power.CHANGE, area)
    kwargs["queryset"] = Region.objects.filter(policies.within(scope, "code")).defer("outline")
    field = formfield(db_field, request, **kwargs)
    field.error_messages["invalid_choice"] = OUTSIDE
    return field


class ScopedInline:
    """Rows that belong to a scoped row: whoever may change that one may change these."""

    extra = 0

    def _may_change(self, request, obj) -> bool:
        return self.admin_site.get_model_admin(self.parent_model).has_change_permission(request, obj)

    def has_view_permission(self, request, obj=None) -> bool:
        return self.admin_site.get_model_admin(self.parent_model).has_view_permission(request, obj)

    def has_add_permission(self, request, obj=None) -> bool:
        return self._may_change(request, obj)

    def has_change_permission(self, request, obj=None) -> bool:
        return self._may_change(request, obj)

    def has_delete_permission(self, request, obj=None) -> bool:
        return self._may_change(request, obj)


class TownFilter(admin.SimpleListFilter):
    """Towns that the post covers; a town holds everything below it."""

    title = gettext_lazy("town")
    parameter_name = "town"

    def lookups(self, request, model_admin):
        scope = policies.scope_of(request.user, Power.VIEW, model_admin.area)
        towns = Region.objects.towns().filter(policies.within(scope, "code")).defer("outline")
        return [(town.code, town.local_name) for town in towns]

    def queryset(self, request, queryset):
        if self.value() is None:
            return queryset
        path = admin.site.get_model_admin(queryset.model).code_path
        return queryset.filter(**{f"{path}__startswith": self.value()})
