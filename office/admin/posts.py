from django import forms
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


class PostForm(forms.ModelForm):
    giver: User | None = None

    class Meta:
        model = Post
        fields = ["user", "role", "region", "department", "valid_from", "valid_to"]

    def clean(self) -> dict:
        cleaned = super().clean()
        if self.giver is not None and cleaned.get("user") == self.giver:
            self.add_error("user", _("Nobody gives themself a post."))
        ended, to = self.initial.get("valid_to"), cleaned.get("valid_to")
        if ended and (to is None or to > ended):
            self.add_error("valid_to", _("A post is not made longer. Please give a new one."))
        return cleaned


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
    form = PostForm
    given = ("user", "role", "region", "valid_from")
    fields = ["user", "role", "region", "department", "valid_from", "valid_to", "given_by"]

    def get_readonly_fields(self, request, obj=None):
        return [*self.given, "given_by"] if obj else ["given_by"]

    def get_form(self, request, obj=None, **kwargs):
        form = super().get_form(request, obj, **kwargs)
        return form if obj else type(form.__name__, (form,), {"giver": request.user})

    def save_model(self, request, obj, form, change):
        if not change:
            obj.given_by = request.user
        super().save_model(request, obj, form, change)

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "user":
            kwargs["queryset"] = User.objects.filter(is_staff=True, is_active=True).order_by("username")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)
