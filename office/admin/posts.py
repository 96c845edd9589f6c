from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from office.admin.scoped import ScopedAdmin
from office.models import Department, Post
from office.policies import Area


@admin.register(Department)
class DepartmentAdmin(ScopedAdmin):
    area = Area.POSTS
    desk_group = "office"
    list_display = ["name", "name_en", "region", "phone"]
    list_select_related = ["region"]
    search_fields = ["name", "name_en"]
    autocomplete_fields = ["region"]
    fields = ["name", "name_en", "region", "phone"]


class HeldFilter(admin.SimpleListFilter):
    title = _("held")
    parameter_name = "held"

    def lookups(self, request, model_admin):
        return [("today", _("today"))]

    def queryset(self, request, queryset):
        return queryset.held_today() if self.value() == "today" else queryset


@admin.register(Post)
class PostAdmin(ScopedAdmin):
    """A post is ended by its last day, never taken out: who could do what, and when, must stay known."""

    area = Area.POSTS
    desk_group = "office"
    list_display = ["user", "role", "region", "department", "valid_from", "valid_to"]
    list_select_related = ["user", "region", "department"]
    list_filter = ["role", HeldFilter]
    search_fields = ["user__username", "user__display_name", "region__name"]
    autocomplete_fields = ["region"]
    fields = ["user", "role", "region", "department", "valid_from", "valid_to"]

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "user":
            kwargs["queryset"] = User.objects.filter(is_staff=True, is_active=True).order_by("username")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)
