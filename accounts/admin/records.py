from django.contrib import admin
from django.http import HttpRequest

from accounts.models import Consent, GuardianRequest, IdentityAccess, PrivacyNotice
from lib.offered import OfferedLookups


class ReadOnlyAdmin(OfferedLookups, admin.ModelAdmin):
    """Seen here, written elsewhere."""

    desk_group = "accounts"
    show_full_result_count = False
    list_per_page = 50

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj=None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj=None) -> bool:
        return False


@admin.register(IdentityAccess)
class IdentityAccessAdmin(ReadOnlyAdmin):
    list_display = ["at", "actor", "subject", "fields", "reason"]
    list_select_related = ["actor", "subject"]
    date_hierarchy = "at"

    def get_fields(self, request: HttpRequest, obj=None) -> list[str]:
        return ["at", "actor", "subject", "fields", "reason"]


@admin.register(GuardianRequest)
class GuardianRequestAdmin(ReadOnlyAdmin):
    list_display = ["ward", "state", "created_at", "decided_at"]
    list_filter = ["state"]
    list_select_related = ["ward"]
    fields = ["ward", "state", "created_at", "decided_at"]


@admin.register(Consent)
class ConsentAdmin(ReadOnlyAdmin):
    list_display = ["user", "purpose", "notice", "given_at", "withdrawn_at"]
    list_filter = ["purpose"]
    list_select_related = ["user", "notice"]


@admin.register(PrivacyNotice)
class PrivacyNoticeAdmin(OfferedLookups, admin.ModelAdmin):
    desk_group = "accounts"
    list_display = ["version", "published_at", "changes"]
    fields = ["version", "text", "text_en", "changes", "changes_en"]

    def has_change_permission(self, request: HttpRequest, obj=None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj=None) -> bool:
        return False

    def get_changeform_initial_data(self, request: HttpRequest) -> dict:
        """The next version begins as the newest one."""
        newest = PrivacyNotice.objects.newest()
        if newest is None:
            return {"version": 1}
        return {"version": newest.version + 1, "text": newest.text, "text_en": newest.text_en}
