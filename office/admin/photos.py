from django.contrib import admin
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from office.admin.scoped import ScopedAdmin
from office.policies import Area
from photos.models import Photo


@admin.register(Photo)
class PhotoAdmin(ScopedAdmin):
    """Every picture with its state, to be looked at; pictures are changed where they belong."""

    area = Area.SITE
    region_path = None
    desk_group = "office"
    list_display = ["created_at", "state", "alt", "attempts", "uploaded_by"]
    list_filter = ["state"]
    list_select_related = ["uploaded_by"]
    ordering = ["-created_at"]
    fields = ["picture", "state", "attempts", "alt", "alt_en", "width", "height", "uploaded_by", "created_at"]
    readonly_fields = fields

    def has_add_permission(self, request) -> bool:
        return False

    def has_change_permission(self, request, obj=None) -> bool:
        return False

    @admin.display(description=_("picture"))
    def picture(self, photo: Photo):
        if not photo.is_ready:
            return photo.get_state_display()
        return format_html('<img class="desk-photo" src="{}" alt="{}">', photo.medium, photo.alt)
