from django.contrib import admin, messages
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from leaflet.admin import LeafletGeoAdminMixin

from accounts.models import User
from lib.text import clean_search
from office.actions import keep_place, show_places
from office.admin.inlines import EntranceInline, HoursExceptionInline, PhotoForm, PlacePhotoInline
from office.admin.place_form import AnyPlaceForm, PlaceForm
from office.admin.scoped import ScopedAdmin, TownFilter
from office.admin.widgets import MapWidget
from office.desk import Waiting
from office.policies import Area, Power, can, scope_of, within
from places.models import Kind, Place
from places.querysets import PlaceQuerySet

HIDDEN = "?is_public__exact=0"


def places_to_show(places: PlaceQuerySet, user: User) -> Waiting:
    """What editors have entered and a reviewer has not shown yet."""
    scope = scope_of(user, Power.PUBLISH, Area.PLACES)
    return Waiting(places.filter(within(scope, "region__code"), is_public=False).count())


class PlaceRegister(LeafletGeoAdminMixin, ScopedAdmin):
    """Places of one kind, on a map. What a reviewer has not shown to the public waits."""

    kind: Kind | None = None
    area = Area.PLACES
    history_has_parts = True
    form = PlaceForm
    widget = MapWidget
    inlines = [EntranceInline, HoursExceptionInline, PlacePhotoInline]
    list_display = ["name", "region", "operation", "is_public", "is_sample"]
    list_select_related = ["region"]
    list_filter = ["operation", "is_public", "is_sample", TownFilter]
    search_fields = ["name"]
    search_help_text = _("Name in Chinese, English or pinyin, or address")
    autocomplete_fields = ["region"]
    actions = ["show"]
    ordering = ["pinyin", "pk"]
    named = (None, {"fields": ["name", "name_en", "region", "address", "address_en"]})
    where = (_("On the map"), {"fields": ["point", ("longitude", "latitude", "datum")]})
    there = (_("What is there"), {"fields": ["summary", "summary_en", "facilities"]})
    when = (_("When it is open"), {"fields": ["operation", "hours", "phone"]})
    shown = (_("In public"), {"fields": ["is_public", "is_sample", "source"]})
    fieldsets = [named, where, there, when, shown]

    class Media:
        js = ["js/admin-map.js"]

    def get_search_results(self, request, queryset, search_term):
        term = clean_search(search_term)
        return (queryset.named_like(term) if term else queryset), False

    @admin.action(description=_("Show to the public"), permissions=["publish"])
    def show(self, request, queryset):
        scope = scope_of(request.user, Power.PUBLISH, self.area)
        shown = show_places(places=queryset.filter(within(scope, self.code_path)))
        words = ngettext("%(count)s place is public now.", "%(count)s places are public now.", shown)
        messages.success(request, words % {"count": shown})

    def has_publish_permission(self, request) -> bool:
        return self.may(request, Power.PUBLISH)

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change, **kwargs)
        form.kind = self.kind
        return form

    def get_readonly_fields(self, request, obj=None):
        return [] if self.may(request, Power.PUBLISH, obj) else ["is_public"]

    def get_fieldsets(self, request, obj=None):
        """Whoever may only look gets the point as numbers instead of a map to draw on."""
        if obj is None or self.has_change_permission(request, obj):
            return self.fieldsets
        return [
            (title, {"fields": ["shown_point"]} if options is self.where[1] else options)
            for title, options in self.fieldsets
        ]

    @admin.display(description=_("longitude, latitude (WGS-84)"))
    def shown_point(self, place: Place) -> str:
        return f"{place.point.x:.6f}, {place.point.y:.6f}"

    def save_model(self, request, obj, form, change):
        if not change:
            obj.is_public = obj.is_public and can(request.user, Power.PUBLISH, self.area, code=obj.region.code)
        keep_place(place=obj, changed=form.changed_columns if change else None)

    def save_formset(self, request, form, formset, change):
        for row in formset.forms:
            if isinstance(row, PhotoForm) and row.has_changed() and row not in formset.deleted_forms:
                row.keep(uploaded_by=request.user)
        super().save_formset(request, form, formset, change)

    def view_on_site(self, obj) -> str | None:
        return obj.get_absolute_url()


@admin.register(Place)
class PlaceAdmin(PlaceRegister):
    """Places whose kind has no room, and so no register, of its own: toilets, markets, places to exercise."""

    form = AnyPlaceForm
    list_display = ["name", "kind", "region", "operation", "is_public", "is_sample"]
    list_filter = ["kind", *PlaceRegister.list_filter]

    def get_queryset(self, request):
        return super().get_queryset(request).exclude(kind__in=kinds_elsewhere())

    def get_fieldsets(self, request, obj=None):
        fieldsets = super().get_fieldsets(request, obj)
        return fieldsets if obj else [(None, {"fields": ["chosen_kind"]}), *fieldsets]

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change, **kwargs)
        if "chosen_kind" in form.base_fields:
            elsewhere = kinds_elsewhere()
            form.base_fields["chosen_kind"].choices = [row for row in Kind.choices if row[0] not in elsewhere]
        return form


def kinds_elsewhere() -> list[str]:
    """Kinds that have a register of their own."""
    registers = admin.site._registry.values()
    return [register.kind for register in registers if isinstance(register, PlaceRegister) and register.kind]


def other_places_to_show(user: User) -> Waiting:
    return places_to_show(Place.objects.exclude(kind__in=kinds_elsewhere()), user)
