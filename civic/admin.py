from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from civic.figures import counted
from office.admin.figures import ReferenceFigureAdmin
from office.models import ReferenceFigure

admin.site.unregister(ReferenceFigure)


@admin.register(ReferenceFigure)
class CountedFigureAdmin(ReferenceFigureAdmin):
    """The office's register of figures, with what the portal counts itself beside each."""

    list_display = ["title", "shown_value", "shown_count", *ReferenceFigureAdmin.list_display[2:]]

    @admin.display(description=_("our own count"))
    def shown_count(self, figure: ReferenceFigure) -> str:
        number = counted(figure).number
        return "—" if number is None else f"{number:,} {figure.local_unit}".rstrip()
