from django import forms
from django.contrib import admin
from django.http import HttpResponse
from django.urls import path
from django.utils.translation import gettext_lazy as _
from leaflet.admin import LeafletGeoAdminMixin

from office.actions import keep_region
from office.admin.scoped import ScopedAdmin
from office.admin.sketch import towns_sketch
from office.admin.widgets import MapWidget
from office.policies import Area
from places.models import Region


class RegionForm(forms.ModelForm):
    class Meta:
        model = Region
        exclude: list[str] = []

    def clean_outline(self):
        outline = self.cleaned_data["outline"]
        if outline is not None and not outline.valid:
            raise forms.ValidationError(_("This outline crosses itself. Please correct it."))
        return outline


@admin.register(Region)
class RegionAdmin(LeafletGeoAdminMixin, ScopedAdmin):
    """The tree of divisions, by code. Many regions at once come in by `load_regions`."""

    area = Area.REGIONS
    form = RegionForm
    widget = MapWidget
    region_path = ""
    desk_group = "office"
    list_display = ["code", "tree_name", "level", "population", "is_sample", "valid_to"]
    list_display_links = ["code", "tree_name"]
    list_filter = ["level", "is_sample"]
    search_fields = ["name", "name_en", "pinyin", "code"]
    autocomplete_fields = ["parent"]
    ordering = ["code"]
    fieldsets = [
        (None, {"fields": ["code", "name", "name_en", "level", "parent", "population", "is_sample"]}),
        (_("On the map"), {"fields": ["outline"]}),
        (_("In force"), {"fields": ["valid_from", "valid_to"]}),
    ]

    class Media:
        js = ["js/admin-map.js"]

    @admin.display(description=_("name"), ordering="code")
    def tree_name(self, region: Region) -> str:
        return "\u3000" * self._depth(region) + region.local_name

    @staticmethod
    def _depth(region: Region) -> int:
        if region.level == Region.Level.CITY:
            return 0
        return 1 if region.level in Region.TOWN_LEVELS else 2 + (region.level == Region.Level.GRID)

    def get_queryset(self, request):
        queryset = super().get_queryset(request)
        # Outlines are large, and only the form draws them.
        return queryset if request.resolver_match.kwargs.get("object_id") else queryset.defer("outline")

    def save_model(self, request, obj, form, change):
        keep_region(region=obj)

    def get_urls(self):
        sketch = path("sketch.geojson", self.admin_site.admin_view(self.sketch), name="places_region_sketch")
        return [sketch, *super().get_urls()]

    def sketch(self, request):
        """Towns as lines, for maps without a base layer."""
        return HttpResponse(towns_sketch(), content_type="application/geo+json")
