"""What the registers of money share: the city's, never a town's; a refusal is a sentence, never an error."""

from django.contrib import messages
from django.http import HttpResponseRedirect

from lib.refusals import Refused
from office.admin.scoped import ScopedAdmin
from office.policies import Area


class RefusalsAsMessages:
    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        """An action may refuse in the middle of saving; nothing of it stands then."""
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except Refused as refusal:
            messages.error(request, refusal.sentence)
            return HttpResponseRedirect(request.path)


class MoneyAdmin(RefusalsAsMessages, ScopedAdmin):
    area = Area.FUND
    region_path = None
    desk_group = "shop"


class WrittenOnce(MoneyAdmin):
    """Rows that nobody changes, not even here."""

    def has_change_permission(self, request, obj=None) -> bool:
        return False


class ReadOnly(WrittenOnce):
    def has_add_permission(self, request) -> bool:
        return False
