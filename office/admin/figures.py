from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from office.admin.scoped import ScopedAdmin
from office.models import ReferenceFigure
from office.policies import Area


@admin.register(ReferenceFigure)
class ReferenceFigureAdmin(ScopedAdmin):
    area = Area.SITE
    region_path = None
    desk_group = "office"
    list_display = ["title", "shown_value", "as_of", "source", "on_home_page", "position"]
    list_filter = ["on_home_page"]
    search_fields = ["key", "title", "title_en"]
    ordering = ["position", "key"]
    fieldsets = [
        (None, {"fields": ["key", "title", "title_en", "definition", "definition_en"]}),
        (_("Value"), {"fields": ["value", "is_lower_bound", "unit", "unit_en", "as_of", "source", "source_en"]}),
        (_("Where it is shown"), {"fields": ["on_home_page", "position"]}),
    ]

    @admin.display(description=_("value"), ordering="value")
    def shown_value(self, figure: ReferenceFigure) -> str:
        number = f"{figure.value.normalize():,f}"
        return f"{'≥ ' if figure.is_lower_bound else ''}{number} {figure.local_unit}".rstrip()

    def get_readonly_fields(self, request, obj=None):
        # Pages and the API ask for a figure by its key.
        return ["key"] if obj else []
