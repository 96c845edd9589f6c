from django.contrib import admin
from django.http import HttpResponse
from django.urls import path
from django.utils.translation import gettext_lazy as _
from leaflet.admin import LeafletGeoAdminMixin

from office.admin.scoped import ScopedAdmin
from office.admin.sketch import towns_sketch
from office.admin.widgets import MapWidget
from office.policies import Area
from places.models import Region
from places.regions import keep_region


@admin.register(Region)
class RegionAdmin(LeafletGeoAdminMixin, ScopedAdmin):
    """The tree of divisions, by code. Many regions at once come in by `load_regions`."""

    area = Area.REGIONS
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

    def get_readonly_fields(self, request, obj=None):
        """Posts, places and figures go by the code: once something uses a region, its code stays."""
        return ["code"] if obj is not None and obj.is_used else []

    def save_model(self, request, obj, form, change):
        keep_region(region=obj, changed=form.changed_data if change else None)

    def get_urls(self):
        sketch = path("sketch.geojson", self.admin_site.admin_view(self.sketch), name="places_region_sketch")
        return [sketch, *super().get_urls()]

    def sketch(self, request):
        """Towns as lines, for maps without a base layer."""
        return HttpResponse(towns_sketch(), content_type="application/geo+json")
