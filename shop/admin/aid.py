"""Applications for aid at the desk: a register by step. Whoever acts does so on the application's own page."""

from django.contrib import admin
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from office.admin.scoped import ScopedAdmin, TownFilter
from office.calendar import workdays_between
from office.desk import Queue, Waiting
from office.policies import Area, Power
from shop.admin.base import WrittenOnce
from shop.aid_querysets import AidCaseQuerySet
from shop.models import AidAccess, AidCase, AidRule
from shop.templatetags.money import yuan

# What may be asked of the list, by the name of the queryset's phrase.
WAITS = {
    "to_take_on": _("To take on"), "to_visit": _("To be visited"), "to_discuss": _("To be discussed"),
    "to_decide": _("To decide"), "to_pay": _("To pay"), "to_receipt": _("Receipt to confirm"),
    "to_ratify": _("To ratify"), "to_follow_up": _("Follow-up due"), "to_answer": _("Objection to answer"),
}  # fmt: skip


class WaitsFilter(admin.SimpleListFilter):
    title = _("what waits")
    parameter_name = "waits"

    def lookups(self, request, model_admin):
        return list(WAITS.items())

    def queryset(self, request, queryset):
        return getattr(queryset, self.value())() if self.value() in WAITS else queryset


@admin.register(AidCase)
class AidCaseAdmin(ScopedAdmin):
    """Read here, masked; taken further on its own page, each person from their own account."""

    area = Area.AID
    desk_group = "shop"
    list_display = ["number", "state", "cause", "region", "is_emergency", "shown_yuan", "entered_at", "shown_due"]
    list_filter = [WaitsFilter, "state", "cause", "is_emergency", TownFilter, "fund"]
    list_select_related = ["region", "fund"]
    ordering = ["-pk"]
    parts = [
        (None, ["number", "page", "state", "fund", "cause", "region", "family_size", "source", "is_emergency"]),
        (_("The household, masked"), ["name", "phone", "entered_at"]),
        (_("The five"), ["handler", "visitor_a", "visitor_b", "approver", "payer"]),
        (_("The decision"), ["shown_proposed", "notice", "shown_yuan", "approved_at", "refusal_reason"]),
        (_("Ratification"), ["ratify_due_on", "ratification", "ratified_by", "ratification_note"]),
        (_("Afterwards"), ["paid_at", "entry", "receipted_at", "receipt_no", "follow_up_due_on", "followed_up_at"]),
    ]  # fmt: skip
    fieldsets = [(title, {"fields": fields}) for title, fields in parts]
    readonly_fields = [name for _title, fields in parts for name in fields]

    def has_add_permission(self, request) -> bool:
        return False

    def has_change_permission(self, request, obj=None) -> bool:
        return False

    def get_queryset(self, request) -> AidCaseQuerySet:
        cases = super().get_queryset(request).of_other_households(request.user)
        people = ("handler", "visitor_a", "visitor_b", "approver", "payer", "ratified_by")
        return cases.select_related("notice", "entry__fund", *people)

    def view_on_site(self, obj) -> str:
        return obj.get_absolute_url()

    @admin.display(description=_("number"), ordering="pk")
    def number(self, case: AidCase) -> str:
        return case.number

    @admin.display(description=_("page"))
    def page(self, case: AidCase):
        return format_html('<a href="{}">{}</a>', case.get_absolute_url(), _("Take the next step there"))

    @admin.display(description=_("approved, in yuan"), ordering="approved_fen")
    def shown_yuan(self, case: AidCase) -> str:
        return "—" if case.approved_fen is None else yuan(case.approved_fen)

    @admin.display(description=_("proposed, in yuan"))
    def shown_proposed(self, case: AidCase) -> str:
        return "—" if case.proposed_fen is None else yuan(case.proposed_fen)

    @admin.display(description=_("due"))
    def shown_due(self, case: AidCase) -> str:
        """The day by which it is ratified, or looked in on again."""
        day = case.ratify_due_on if case.awaits_ratification else None
        day = day or (case.follow_up_due_on if case.state == AidCase.State.RECEIPTED else None)
        if day is None:
            return "—"
        return format_html('<strong class="desk-late">{}</strong>', day) if day < timezone.localdate() else str(day)


@admin.register(AidRule)
class AidRuleAdmin(WrittenOnce):
    """Entered before it begins; what has begun is not rewritten."""

    area = Area.FUND
    list_display = ["valid_from", "shown_year", "shown_emergency", "times_per_cause_a_year", "source"]

    def has_add_permission(self, request) -> bool:
        return self.may(request, Power.PUBLISH)

    @admin.display(description=_("household in a year, in yuan"))
    def shown_year(self, rule: AidRule) -> str:
        return yuan(rule.household_year_fen)

    @admin.display(description=_("emergency, in yuan"))
    def shown_emergency(self, rule: AidRule) -> str:
        return yuan(rule.emergency_fen)


@admin.register(AidAccess)
class AidAccessAdmin(WrittenOnce):
    """Who opened what of whom, and why."""

    area = Area.AID
    region_path = "case__region"
    list_display = ["case", "by", "fields", "reason", "at"]
    list_select_related = ["case", "by"]
    date_hierarchy = "at"

    def has_add_permission(self, request) -> bool:
        return False


def queue(title, power: Power, phrase: str, due: str = "") -> Queue:
    def look(user: User) -> Waiting:
        cases = getattr(AidCase.objects.within_power(user, power), phrase)()
        if phrase == "to_answer":
            cases = cases.exclude(refused_by=user)
        if not due:
            return Waiting(cases.count())
        days = list(cases.values_list(due, flat=True))
        return Waiting(len(days), workdays_between(timezone.localdate(), days[0])) if days else Waiting(0)

    return Queue(title, Area.AID, power, look, "shop_aidcase", f"?waits={phrase}")


desk_queues = [
    queue(_("Aid · to ratify"), Power.PUBLISH, "to_ratify", "ratify_due_on"),
    queue(_("Aid · objections to answer"), Power.PUBLISH, "to_answer", "objection__due_on"),
    queue(_("Aid · to take on"), Power.CHANGE, "to_take_on"),
    queue(_("Aid · to visit"), Power.CHANGE, "to_visit"),
    queue(_("Aid · to discuss"), Power.CHANGE, "to_discuss"),
    queue(_("Aid · to decide"), Power.PUBLISH, "to_decide"),
    queue(_("Aid · to pay"), Power.PAY, "to_pay"),
    queue(_("Aid · receipts to confirm"), Power.CHANGE, "to_receipt"),
    queue(_("Aid · follow-ups due"), Power.CHANGE, "to_follow_up", "follow_up_due_on"),
]
