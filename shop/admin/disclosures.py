"""Disclosures at the desk: drafted by the machine, put into words by one of the staff, published by another."""

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.views.main import ChangeList
from django.db.models import F
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from lib.saying import says_something
from office.calendar import Calendar
from office.policies import Power
from shop.actions import disclosures
from shop.admin.base import MoneyAdmin
from shop.models import Disclosure
from shop.templatetags.money import yuan


class StepForm(forms.ModelForm):
    """What is done with it: the row itself is changed by the actions alone."""

    WRITE, REDRAFT, PUBLISH, CORRECT = "write", "redraft", "publish", "correct"
    step = forms.ChoiceField(label=gettext_lazy("Next step"), widget=forms.RadioSelect)
    words = forms.CharField(
        label=gettext_lazy("Text"), required=False, max_length=5000, widget=forms.Textarea,
        help_text=gettext_lazy("The public reads it. No names, no diagnoses."),
    )  # fmt: skip
    words_en = forms.CharField(
        label=gettext_lazy("Text in English"), required=False, max_length=8000, widget=forms.Textarea
    )
    why = forms.CharField(label=gettext_lazy("Why there is a new version"), required=False, max_length=200)

    class Meta:
        model = Disclosure
        fields: list[str] = []

    def __init__(self, *args, by, may_publish: bool, **kwargs):
        super().__init__(*args, **kwargs)
        self.by = by
        if "step" not in self.fields:
            return
        self.fields["step"].choices = self._choices(may_publish)
        self.fields["words"].initial = self.instance.text
        self.fields["words_en"].initial = self.instance.text_en

    def _choices(self, may_publish: bool) -> list[tuple[str, str]]:
        if self.instance.is_published:
            return [(self.CORRECT, _("Write a new version; this one stays in public"))]
        choices = [
            (self.WRITE, _("Keep my words, for another to publish")),
            (self.REDRAFT, _("Draw the figures anew from the books")),
        ]
        if may_publish and self.instance.written_by_id not in (None, self.by.pk):
            choices.insert(0, (self.PUBLISH, _("Publish as it was written: for everyone, and for good")))
        return choices

    def clean(self) -> dict:
        cleaned = super().clean()
        if cleaned.get("step") == self.WRITE and not says_something(cleaned.get("words", "")):
            self.add_error("words", _("A disclosure says in words what its figures mean."))
        if cleaned.get("step") == self.CORRECT and not says_something(cleaned.get("why", "")):
            self.add_error("why", _("Say why there is a new version; the public reads it."))
        return cleaned

    def take(self) -> Disclosure:
        cleaned, disclosure = self.cleaned_data, self.instance
        match cleaned["step"]:
            case self.PUBLISH:
                return disclosures.publish(disclosure=disclosure, by=self.by)
            case self.REDRAFT:
                return disclosures.redraft(disclosure=disclosure, by=self.by)
            case self.CORRECT:
                return disclosures.correct(disclosure=disclosure, reason=cleaned["why"], by=self.by)
        return disclosures.write(disclosure=disclosure, text=cleaned["words"], text_en=cleaned["words_en"], by=self.by)


class WaitsFilter(admin.SimpleListFilter):
    title = gettext_lazy("waits")
    parameter_name = "waits"

    def lookups(self, request, model_admin):
        return [("draft", _("not published")), ("late", _("overdue")), ("moved", _("books have moved"))]

    def queryset(self, request, queryset):
        if self.value() == "moved":
            return queryset.outdated()
        if self.value() == "late":
            return queryset.overdue(timezone.localdate())
        return queryset.waiting() if self.value() == "draft" else queryset


class WithDaysLeft(ChangeList):
    """Each draft knows its working days; the calendar is read once for the page."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        self.result_list = list(self.result_list)
        waiting = [row for row in self.result_list if not row.is_published]
        if not waiting:
            return
        today = timezone.localdate()
        days = [row.due_on for row in waiting]
        calendar = Calendar(min(*days, today), max(*days, today))
        for row in waiting:
            row.days_left = calendar.between(today, row.due_on)


@admin.register(Disclosure)
class DisclosureAdmin(MoneyAdmin):
    form = StepForm
    list_display = ["due_on", "fund", "kind", "short_period", "version", "shown_state"]
    list_filter = [WaitsFilter, "kind"]
    list_select_related = ["fund"]
    show_facets = admin.ShowFacets.NEVER
    ordering = [F("published_at").desc(nulls_first=True), "due_on"]
    drafted = [
        "fund", "kind", "begins_on", "ends_on", "due_on", "version", "reason", "shown_figures", "chain_number",
        "chain_hash", "drafted_at", "written_by", "published_by", "published_at", "shown_page",
    ]  # fmt: skip

    def get_queryset(self, request: HttpRequest):
        related = ("fund", "written_by", "published_by")
        return super().get_queryset(request).select_related(*related)

    def get_changelist(self, request: HttpRequest, **kwargs):
        return WithDaysLeft

    def get_form(self, request: HttpRequest, obj=None, change=False, **kwargs):
        made = super().get_form(request, obj, change, **kwargs)
        may_publish = self.may(request, Power.PUBLISH, obj)

        class Mine(made):
            def __init__(self, *args, **values):
                super().__init__(*args, by=request.user, may_publish=may_publish, **values)

        return Mine

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def get_readonly_fields(self, request: HttpRequest, obj=None) -> list[str]:
        return [*self.drafted, "text", "text_en"]

    def get_fieldsets(self, request: HttpRequest, obj=None):
        drafted = (None, {"fields": self.drafted})
        if not self.has_change_permission(request, obj):
            return [drafted, (_("Text"), {"fields": ["text", "text_en"]})]
        if obj.is_published:
            shown = (_("Text"), {"fields": ["text", "text_en"]})
            return [drafted, shown, (_("Next step"), {"fields": ["step", "why"]})]
        return [drafted, (_("Next step"), {"fields": ["step", "words", "words_en"]})]

    def save_model(self, request: HttpRequest, obj: Disclosure, form: StepForm, change: bool) -> None:
        form.take()

    def changelist_view(self, request: HttpRequest, extra_context=None):
        late = Disclosure.objects.overdue(timezone.localdate()).count()
        if late and request.method == "GET" and self.has_view_permission(request):
            words = ngettext(
                "%(late)s disclosure is overdue: the law or the fund's own promise gave its day.",
                "%(late)s disclosures are overdue: the law or the fund's own promise gave their days.",
                late,
            )
            messages.warning(request, words % {"late": late})
        return super().changelist_view(request, extra_context)

    @admin.display(description=gettext_lazy("figures"))
    def shown_figures(self, disclosure: Disclosure) -> str:
        return _("before %(before)s · in %(in)s · out %(out)s · left %(left)s") % {
            "before": yuan(disclosure.opening_fen),
            "in": yuan(disclosure.in_fen),
            "out": yuan(disclosure.out_fen),
            "left": yuan(disclosure.closing_fen),
        }

    @admin.display(description=gettext_lazy("page"))
    def shown_page(self, disclosure: Disclosure):
        if not disclosure.is_published:
            return "—"
        return format_html('<a href="{0}">{0}</a>', disclosure.get_absolute_url())

    @admin.display(description=pgettext_lazy("disclosure", "period"), ordering="begins_on")
    def short_period(self, disclosure: Disclosure) -> str:
        return disclosure.short_period

    @admin.display(description=gettext_lazy("state"))
    def shown_state(self, disclosure: Disclosure) -> str:
        """Published on a day, or the working days that are left."""
        if disclosure.is_published:
            return _("published %(day)s") % {"day": timezone.localdate(disclosure.published_at)}
        days = disclosure.days_left
        if days < 0:
            words = ngettext("%(days)s working day late", "%(days)s working days late", -days) % {"days": -days}
            return format_html('<strong class="desk-late">{}</strong>', words)
        return ngettext("%(days)s working day", "%(days)s working days", days) % {"days": days}
