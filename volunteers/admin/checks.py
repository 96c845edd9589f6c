"""Spot checks: drawn at random with a seed that everybody sees, and looked at one by one."""

from django import forms
from django.contrib import admin
from django.db.models import Count, Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from lib.saying import says_something
from office.admin.scoped import ScopedAdmin
from office.desk import Queue, Waiting
from office.policies import Area, Power, scope_of, within
from volunteers.actions import spot_checks
from volunteers.admin.merges import RefusalsAsMessages
from volunteers.models import Finding, SpotCheck
from volunteers.service_time import hours_of

OPEN = Q(findings__result=Finding.Result.OPEN)


def findings_open(user: User) -> Waiting:
    scope = within(scope_of(user, Power.PUBLISH, Area.HOURS), "spot_check__region__code")
    return Waiting(Finding.objects.filter(scope, result=Finding.Result.OPEN).count())


desk_queues = [
    Queue(
        _("Spot checks · to be looked at"),
        Area.HOURS,
        Power.PUBLISH,
        findings_open,
        "volunteers_finding",
        "?result__exact=open",
    )
]


class DrawForm(forms.ModelForm):
    class Meta:
        model = SpotCheck
        fields = ["region", "first_day", "last_day", "source", "size"]


@admin.register(SpotCheck)
class SpotCheckAdmin(RefusalsAsMessages, ScopedAdmin):
    area = Area.HOURS
    desk_group = "volunteers"
    form = DrawForm
    list_display = ["drawn_at", "region", "first_day", "last_day", "source", "size", "population", "left", "wrong"]
    list_select_related = ["region"]
    told = [
        "region", "first_day", "last_day", "source", "size", "seed", "population", "drawn_by", "drawn_at", "again",
        "given", "results",
    ]  # fmt: skip

    def get_queryset(self, request: HttpRequest):
        wrong = Q(findings__result__in=[Finding.Result.WRONG, Finding.Result.UNPROVEN])
        return super().get_queryset(request).annotate(
            open_findings=Count("findings", filter=OPEN), wrong_findings=Count("findings", filter=wrong)
        )  # fmt: skip

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.may(request, Power.PUBLISH)

    def has_change_permission(self, request: HttpRequest, obj=None) -> bool:
        return False

    def get_fields(self, request: HttpRequest, obj=None) -> list[str]:
        return self.told if obj else DrawForm.Meta.fields

    def get_readonly_fields(self, request: HttpRequest, obj=None) -> list[str]:
        return self.told if obj else []

    def save_model(self, request: HttpRequest, obj: SpotCheck, form, change: bool) -> None:
        obj.pk = spot_checks.draw(by=request.user, **form.cleaned_data).pk
        obj.refresh_from_db()

    @admin.display(description=_("still to be looked at"))
    def left(self, check: SpotCheck) -> int:
        return check.open_findings

    @admin.display(description=_("wrong or unproven"))
    def wrong(self, check: SpotCheck) -> int:
        return check.wrong_findings

    @admin.display(description=_("drawn again"), boolean=True)
    def again(self, check: SpotCheck) -> bool:
        """Whether the seed still gives the same records, in the same order."""
        return spot_checks.is_reproduced(check)

    @admin.display(description=_("records that the seed gives"))
    def given(self, check: SpotCheck) -> str:
        """Drawn anew each time the page is looked at; nothing is written."""
        return ", ".join(f"{key}" for key in spot_checks.drawn_by(check))

    @admin.display(description=_("findings"))
    def results(self, check: SpotCheck):
        address = f"{reverse('admin:volunteers_finding_changelist')}?spot_check__id__exact={check.pk}"
        return format_html('<a href="{}">{}</a>', address, _("To the drawn records"))


class FindingForm(forms.ModelForm):
    class Meta:
        model = Finding
        fields = ["result", "note"]
        widgets = {"result": forms.RadioSelect}

    def clean(self) -> dict:
        cleaned = super().clean()
        result = cleaned.get("result")
        if result in (Finding.Result.WRONG, Finding.Result.UNPROVEN) and not says_something(cleaned.get("note", "")):
            self.add_error("note", _("Say what is wrong with it."))
        return cleaned

    def _post_clean(self) -> None:
        """The row is changed by the action alone, which knows who found it."""


@admin.register(Finding)
class FindingAdmin(RefusalsAsMessages, ScopedAdmin):
    area = Area.HOURS
    region_path = "spot_check__region"
    desk_group = "volunteers"
    form = FindingForm
    list_display = ["spot_check", "position", "shown_record", "shown_hours", "result", "note"]
    list_display_links = ["spot_check", "position"]
    list_filter = ["result", "spot_check"]
    list_select_related = ["spot_check__region", "record__service", "record__volunteer"]
    show_facets = admin.ShowFacets.NEVER
    ordering = ["-spot_check", "position"]
    told = ["spot_check", "position", "shown_record", "shown_hours", "by", "at"]
    readonly_fields = told
    fields = [*told, "result", "note"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj=None) -> bool:
        return self.may(request, Power.PUBLISH, obj)

    def save_model(self, request: HttpRequest, obj: Finding, form, change: bool) -> None:
        spot_checks.note_finding(finding=obj, by=request.user, **form.cleaned_data)

    @admin.display(description=_("record"))
    def shown_record(self, finding: Finding):
        record = finding.record
        address = reverse("admin:volunteers_servicerecord_change", args=[record.pk])
        words = f"{record.volunteer.number} · {record.day} · {record.service.local_title}"
        return format_html('<a href="{}">{}</a>', address, words)

    @admin.display(description=_("hours"))
    def shown_hours(self, finding: Finding) -> str:
        return hours_of(finding.record.minutes)
