from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from office.admin.scoped import ScopedAdmin
from office.models import Message
from office.policies import Area

MASK = "••••••"


@admin.register(Message)
class MessageAdmin(ScopedAdmin):
    """What was sent, to be looked at only. A one-time code is a key, so nobody reads one here."""

    area = Area.INBOX
    region_path = None
    desk_group = "office"
    list_display = ["created_at", "kind", "user", "masked_phone", "masked_text"]
    list_filter = ["kind"]
    list_select_related = ["user"]
    fields = ["created_at", "kind", "user", "masked_phone", "masked_text", "read_at"]
    readonly_fields = fields

    def has_add_permission(self, request) -> bool:
        return False

    def has_change_permission(self, request, obj=None) -> bool:
        return False

    @admin.display(description=_("mobile number"))
    def masked_phone(self, message: Message) -> str:
        return str(message.phone or "—")

    @admin.display(description=_("text"))
    def masked_text(self, message: Message) -> str:
        return MASK if message.kind == Message.Kind.CODE else message.text
