from django.contrib import admin, messages
from django.contrib.admin.views.main import ChangeList
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from lib.refusals import Refused
from office.calendar import Calendar
from office.policies import Power
from shop.actions import boxes
from shop.admin.base import MoneyAdmin
from shop.admin.count_forms import PlanForm, StepForm, steps_of
from shop.models import Box, BoxCount, Confirmation, CountLine
from shop.templatetags.money import signed, yuan
from shop.workflow import CountState


@admin.register(Box)
class BoxAdmin(MoneyAdmin):
    list_display = ["public_no", "shop", "fund", "keeper", "keeper_phone", "state"]
    list_filter = ["state", "fund"]
    list_select_related = ["shop", "fund"]
    search_fields = ["public_no", "shop__name"]
    ordering = ["public_no"]

    def get_readonly_fields(self, request, obj=None):
        # What was counted belongs to the fund that the notice at the box names.
        return ["public_no", "fund"] if obj else []

    def view_on_site(self, obj) -> str:
        return obj.get_absolute_url()


class WaitsFilter(admin.SimpleListFilter):
    title = _("what waits")
    parameter_name = "waits"

    def lookups(self, request, model_admin):
        return [
            ("signatures", _("To be confirmed by all three")), ("bank", _("To take to the bank")),
            ("slip", _("Slip to confirm")), ("difference", _("Difference to explain")),
        ]  # fmt: skip

    def queryset(self, request, queryset):
        phrases = {
            "signatures": "to_confirm", "bank": "to_take_to_bank", "slip": "slips_to_confirm",
            "difference": "that_differ",
        }  # fmt: skip
        phrase = phrases.get(self.value())
        return getattr(queryset, phrase)() if phrase else queryset


class DueChangeList(ChangeList):
    """Days left to the bank; the calendar is read once for the page."""

    def get_results(self, request):
        super().get_results(request)
        self.result_list = list(self.result_list)
        waiting = [count for count in self.result_list if count.state == CountState.COUNTED and count.fen]
        if waiting:
            today = timezone.localdate()
            days = [today, *(count.bank_due_on for count in waiting)]
            calendar = Calendar(min(days), max(days))
            for count in waiting:
                count.days_left = calendar.between(today, count.bank_due_on)


class ReadInline(admin.TabularInline):
    extra = 0

    def has_add_permission(self, request, obj=None) -> bool:
        return False

    def has_change_permission(self, request, obj=None) -> bool:
        return False

    def has_delete_permission(self, request, obj=None) -> bool:
        return False

    def has_view_permission(self, request, obj=None) -> bool:
        return self.admin_site.get_model_admin(BoxCount).has_view_permission(request, obj)

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("by")


class ConfirmationInline(ReadInline):
    model = Confirmation
    fields = readonly_fields = ["round", "step", "by", "shown_yuan", "explanation", "at"]

    @admin.display(description=_("yuan"))
    def shown_yuan(self, row: Confirmation) -> str:
        return "—" if row.fen is None else yuan(row.fen)


class LineInline(ReadInline):
    """Of rounds that both counters have sealed; before, the office is as blind as they are."""

    model = CountLine
    fields = readonly_fields = ["round", "by", "money", "shown_piece", "quantity", "note"]

    def get_queryset(self, request):
        return super().get_queryset(request).opened().order_by("round", "by", "-money", "-denomination_fen")

    @admin.display(description=_("denomination in yuan"))
    def shown_piece(self, line: CountLine) -> str:
        return yuan(line.denomination_fen)


@admin.register(BoxCount)
class BoxCountAdmin(MoneyAdmin):
    """Planned here, counted on three phones, taken on here from the bank's slip."""

    list_display = ["sheet_no", "state", "opened_at", "shown_yuan", "shown_difference", "shown_days_left", "slip_no"]
    list_filter = [WaitsFilter, "state", "fund"]
    list_select_related = ["box", "fund"]
    search_fields = ["box__public_no", "slip_no", "receipt_no"]
    ordering = ["-pk"]
    actions = ["confirm_deposits", "disclose"]
    inlines = [ConfirmationInline, LineInline]
    # Its page is that of the three people.
    view_on_site = False
    what = ["box", "fund", "state", "round", "counter_a", "counter_b", "site_witness", "planned_by", "planned_at"]
    site = ["opened_at", "seal_no_before", "seal_note", "seal_no_after", "shown_photo"]
    found = ["shown_yuan", "shown_difference", "explanation", "counted_at", "entry"]
    bank = ["bank_due_on", "slip_no", "slip_on", "slip_by", "deposit", "receipt_no", "receipted_on", "disclosed_at"]

    def get_queryset(self, request):
        people = ("counter_a", "counter_b", "site_witness", "planned_by", "slip_by")
        return super().get_queryset(request).select_related(
            "box", "fund", "photo", "entry__fund", "deposit__fund", *people
        )  # fmt: skip

    def get_changelist(self, request, **kwargs):
        return DueChangeList

    def get_inlines(self, request, obj):
        return self.inlines if obj else []

    def get_form(self, request, obj=None, change=False, **kwargs):
        return super().get_form(request, obj, change, form=StepForm if obj else PlanForm, **kwargs)

    def has_change_permission(self, request, obj=None) -> bool:
        if obj is None:
            return self.may(request, Power.CHANGE)
        steps = steps_of(obj)
        power = Power.PUBLISH if {"confirm", "disclose"} & set(steps) else Power.CHANGE
        return bool(steps) and self.may(request, power, obj)

    def has_publish_permission(self, request) -> bool:
        return self.may(request, Power.PUBLISH)

    def get_readonly_fields(self, request, obj=None):
        return [*self.what, *self.site, *self.found, *self.bank, "called_off_reason"] if obj else []

    def get_fieldsets(self, request, obj=None):
        if obj is None:
            return [(None, {"fields": ["box", "first", "second", "witness"]})]
        parts = [
            (_("The count"), {"fields": self.what}), (_("At the box"), {"fields": self.site}),
            (_("What was found"), {"fields": self.found}), (_("To the bank"), {"fields": self.bank}),
        ]  # fmt: skip
        if obj.state == CountState.CALLED_OFF:
            parts = [*parts[:1], (_("Called off"), {"fields": ["called_off_reason"]})]
        if not self.has_change_permission(request, obj):
            return parts
        more = {"receipt": ["receipt"], "call_off": ["reason_text"]}
        fields = ["step", *(name for step in steps_of(obj) for name in more.get(step, []))]
        return [*parts, (_("Next"), {"fields": fields})]

    def save_model(self, request, obj, form, change):
        values = form.cleaned_data
        if not change:
            people = {"counter_a": values["first"], "counter_b": values["second"], "site_witness": values["witness"]}
            obj.pk = boxes.plan_count(box=values["box"], by=request.user, **people).pk
            obj.refresh_from_db()
            return
        take = {
            "confirm": lambda: boxes.confirm_deposit(count=obj, by=request.user),
            "receipt": lambda: boxes.enter_receipt(count=obj, receipt_no=values.get("receipt", "")),
            "disclose": lambda: boxes.disclose(count=obj),
            "call_off": lambda: boxes.call_off(count=obj, reason=values.get("reason_text", "")),
        }.get(values.get("step"))
        if take is None:
            raise Refused(_("Choose the step."))
        take()

    @admin.action(description=_("Book the deposits whose slips I have seen"), permissions=["publish"])
    def confirm_deposits(self, request, queryset):
        done = self._each(request, queryset, lambda count: boxes.confirm_deposit(count=count, by=request.user))
        words = ngettext("%(n)s deposit is booked.", "%(n)s deposits are booked.", done)
        messages.success(request, words % {"n": done})

    @admin.action(description=_("Disclose"), permissions=["publish"])
    def disclose(self, request, queryset):
        done = self._each(request, queryset, lambda count: boxes.disclose(count=count))
        words = ngettext("%(n)s count is disclosed.", "%(n)s counts are disclosed.", done)
        messages.success(request, words % {"n": done})

    def _each(self, request, queryset, act) -> int:
        """As many as can; what is refused is said, count by count."""
        done = 0
        for count in queryset:
            try:
                act(count)
                done += 1
            except Refused as refusal:
                messages.error(request, f"{count.sheet_no}: {refusal.sentence}")
        return done

    @admin.display(description=_("count sheet"))
    def sheet_no(self, count: BoxCount) -> str:
        return count.sheet_no

    @admin.display(description=_("found, in yuan"), ordering="fen")
    def shown_yuan(self, count: BoxCount) -> str:
        return "—" if count.fen is None else yuan(count.fen)

    @admin.display(description=_("difference in yuan"))
    def shown_difference(self, count: BoxCount) -> str:
        return signed(count.difference_fen) if count.difference_fen else "—"

    @admin.display(description=_("days left"))
    def shown_days_left(self, count: BoxCount) -> str:
        days = getattr(count, "days_left", None)
        if days is None:
            return "—"
        if days < 0:
            words = ngettext("%(days)s working day late", "%(days)s working days late", -days) % {"days": -days}
            return format_html('<strong class="desk-late">{}</strong>', words)
        return _now("%(days)s of %(all)s working days") % {"days": days, "all": boxes.BANK_WORKDAYS}

    @admin.display(description=_("photo"))
    def shown_photo(self, count: BoxCount):
        if count.photo is None or not count.photo.is_ready:
            return "—"
        return format_html('<img class="desk-photo" src="{}" alt="{}">', count.photo.medium, count.photo.alt)
