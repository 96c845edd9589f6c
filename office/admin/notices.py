"""Public notices at the desk: opened, made longer, closed or withdrawn by the actions alone."""

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.views.main import ChangeList
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponseRedirect
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from lib.refusals import Refused
from lib.saying import says_something
from office.actions import notices
from office.admin.scoped import ScopedAdmin
from office.countdown import countdowns
from office.models import NoticeRule, PublicNotice
from office.policies import Area, Power


class NoticeDesk(ScopedAdmin):
    """The city's, never a town's; what an action refuses is said, and nothing is written."""

    area = Area.NOTICES
    region_path = None
    desk_group = "office"

    def changeform_view(self, request: HttpRequest, object_id=None, form_url="", extra_context=None):
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except Refused as refusal:
            messages.error(request, refusal.sentence)
            return HttpResponseRedirect(request.path)


class OpenForm(forms.ModelForm):
    begins_on = forms.DateField(label=_("First day"), required=False, help_text=_("Empty: today."))
    days = forms.IntegerField(
        label=_("Working days"), required=False, min_value=1, max_value=90,
        help_text=_("The first day included. Empty: as many as the rule asks for."),
    )  # fmt: skip
    contact = forms.CharField(
        label=_("Who takes objections"), required=False, max_length=80, help_text=_("Empty: the site's host.")
    )
    contact_phone = forms.CharField(label=_("Telephone for objections"), required=False, max_length=20)

    class Meta:
        model = PublicNotice
        fields = [
            "kind", "title", "title_en", "body", "body_en", "posted_at", "posted_at_en", "contact_en",
            "contact_address", "contact_address_en",
        ]  # fmt: skip

    def open(self, by) -> PublicNotice:
        given = {name: value for name, value in self.cleaned_data.items() if value not in ("", None)}
        return notices.open_notice(**given, by=by)


class StepForm(forms.ModelForm):
    EXTEND, CLOSE, WITHDRAW = "extend", "close", "withdraw"
    step = forms.ChoiceField(
        label=_("Next step"),
        choices=[
            (CLOSE, _("Close: its days are over and every objection is answered")),
            (EXTEND, _("Make it longer")),
            (WITHDRAW, _("Withdraw: nothing is decided on it")),
        ],
        widget=forms.RadioSelect,
    )
    days_more = forms.IntegerField(label=_("Working days more"), required=False, min_value=1, max_value=90)
    words = forms.CharField(
        label=_("Reason or statement"), required=False, max_length=1000, widget=forms.Textarea,
        help_text=_("The public reads it. Needed for everything but closing what nobody objected to rightly."),
    )  # fmt: skip
    words_en = forms.CharField(label=_("The same in English"), required=False, max_length=1500, widget=forms.Textarea)

    class Meta:
        model = PublicNotice
        fields: list[str] = []

    def clean(self) -> dict:
        cleaned = super().clean()
        if cleaned.get("step") == self.EXTEND and not cleaned.get("days_more"):
            self.add_error("days_more", _("By how many working days?"))
        if cleaned.get("step") == self.EXTEND and len(cleaned.get("words", "")) > 200:
            self.add_error("words", _("At most 200 characters here."))
        if cleaned.get("step") in (self.EXTEND, self.WITHDRAW) and not says_something(cleaned.get("words", "")):
            self.add_error("words", _("Say why; the public reads it."))
        return cleaned

    def take(self, by) -> PublicNotice:
        cleaned = self.cleaned_data
        notice, words, words_en = self.instance, cleaned["words"], cleaned["words_en"]
        if cleaned["step"] == self.EXTEND:
            days = cleaned["days_more"]
            return notices.extend(notice=notice, days=days, reason=words, reason_en=words_en[:300], by=by)
        if cleaned["step"] == self.WITHDRAW:
            return notices.withdraw_notice(notice=notice, reason=words, reason_en=words_en, by=by)
        return notices.close_notice(notice=notice, statement=words, statement_en=words_en, by=by)


class WaitsFilter(admin.SimpleListFilter):
    title = _("waits")
    parameter_name = "waits"

    def lookups(self, request, model_admin):
        return [("today", _("last day today")), ("close", _("days over, to be closed"))]

    def queryset(self, request, queryset):
        if self.value() == "today":
            return queryset.last_day(timezone.localdate())
        return queryset.ended() if self.value() == "close" else queryset


class WithCountdown(ChangeList):
    """Each row knows its working days; the calendar is read once for the page."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        self.result_list = list(self.result_list)
        for row, countdown in zip(self.result_list, countdowns(self.result_list, timezone.localdate()), strict=True):
            row.countdown = countdown


@admin.register(PublicNotice)
class PublicNoticeAdmin(NoticeDesk):
    list_display = ["number", "title", "shown_state", "ends_on", "unanswered"]
    list_filter = [WaitsFilter, "state", "kind"]
    search_fields = ["title", "title_en"]
    show_facets = admin.ShowFacets.NEVER
    announced = [
        "number", "shown_page", "kind", "title", "title_en", "body", "body_en", "posted_at", "contact", "contact_phone",
        "contact_address", "begins_on", "ends_on", "state", "opened_by", "opened_at", "unanswered",
    ]  # fmt: skip
    came_of_it = [
        "outcome", "statement", "statement_en", "objections_raised", "objections_upheld", "ended_by", "ended_at",
    ]  # fmt: skip

    def get_queryset(self, request: HttpRequest) -> QuerySet[PublicNotice]:
        waiting = Count("objections", filter=Q(objections__answered_at__isnull=True))
        return super().get_queryset(request).annotate(waiting=waiting).select_related("opened_by", "ended_by")

    def get_changelist(self, request: HttpRequest, **kwargs):
        return WithCountdown

    def get_form(self, request: HttpRequest, obj=None, change=False, **kwargs):
        return super().get_form(request, obj, change, form=StepForm if obj else OpenForm, **kwargs)

    def has_change_permission(self, request: HttpRequest, obj=None) -> bool:
        return self.may(request, Power.PUBLISH, obj) and (obj is None or obj.is_running)

    def get_readonly_fields(self, request: HttpRequest, obj=None) -> list[str]:
        return [*self.announced, *self.came_of_it] if obj else []

    def get_fieldsets(self, request: HttpRequest, obj=None):
        if obj is None:
            first = ["kind", "title", "title_en", "body", "body_en", "begins_on", "days"]
            where = [
                "posted_at", "posted_at_en", "contact", "contact_en", "contact_phone", "contact_address",
                "contact_address_en",
            ]  # fmt: skip
            return [(None, {"fields": first}), (_("Where, and who takes objections"), {"fields": where})]
        last = (_("What came of it"), {"fields": self.came_of_it})
        if self.has_change_permission(request, obj):
            last = (_("Next step"), {"fields": ["step", "days_more", "words", "words_en"]})
        return [(_("What is announced"), {"fields": self.announced}), last]

    def save_model(self, request: HttpRequest, obj: PublicNotice, form, change: bool) -> None:
        if change:
            form.take(by=request.user)
        else:
            obj.pk = form.open(by=request.user).pk

    @admin.display(description=_("number"), ordering="-pk")
    def number(self, notice: PublicNotice) -> str:
        return notice.number

    @admin.display(description=_("state"))
    def shown_state(self, notice: PublicNotice) -> str:
        return " · ".join(filter(None, (notice.countdown.word, notice.countdown.left)))

    @admin.display(description=_("objections unanswered"))
    def unanswered(self, notice: PublicNotice) -> int:
        return notice.waiting

    @admin.display(description=_("page"))
    def shown_page(self, notice: PublicNotice):
        return format_html('<a href="{0}">{0}</a>', notice.get_absolute_url())


@admin.register(NoticeRule)
class NoticeRuleAdmin(NoticeDesk):
    """Rules have dates: one is ended, and another begins."""

    list_display = ["shown_kind", "least_workdays", "least_days", "valid_from", "valid_to", "source"]
    list_display_links = ["shown_kind"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.may(request, Power.PUBLISH)

    def has_change_permission(self, request: HttpRequest, obj=None) -> bool:
        return self.may(request, Power.PUBLISH, obj)

    @admin.display(description=_("kind"), ordering="kind")
    def shown_kind(self, rule: NoticeRule) -> str:
        return rule.get_kind_display() if rule.kind else _("Every kind")
