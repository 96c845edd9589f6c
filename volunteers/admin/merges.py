"""Merges of registrations, and the pairs that may want one."""

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.models import User
from lib.refusals import Refused
from office.admin.scoped import ScopedAdmin
from office.desk import Queue, Waiting
from office.policies import Area, Power, covers, scope_of, within
from volunteers.actions import duplicates, merges
from volunteers.models import Duplicate, Merge, Volunteer


def merges_to_carry_out(user: User) -> Waiting:
    scope = scope_of(user, Power.PUBLISH, Area.VOLUNTEERS)
    return Waiting(Merge.objects.proposed().filter(within(scope, "kept__region__code")).count())


def duplicates_open(user: User) -> Waiting:
    scope = scope_of(user, Power.CHANGE, Area.VOLUNTEERS)
    return Waiting(Duplicate.objects.open().filter(within(scope, "first__region__code")).count())


desk_queues = [
    Queue(
        _("Merges · to be carried out"),
        Area.VOLUNTEERS,
        Power.PUBLISH,
        merges_to_carry_out,
        "volunteers_merge",
        "?stage=proposed",
    ),
    Queue(
        _("Registrations · perhaps twice"),
        Area.VOLUNTEERS,
        Power.CHANGE,
        duplicates_open,
        "volunteers_duplicate",
        "?state__exact=open",
    ),
]


class NumberField(forms.CharField):
    """A volunteer by number, within what one's post covers: whoever lies outside does not exist."""

    scope: tuple = ()

    def clean(self, value) -> Volunteer | None:
        number = super().clean(value)
        found = Volunteer.objects.numbered(number).select_related("region").defer("region__outline").first()
        if number and (found is None or not covers(self.scope, found.region.code)):
            raise forms.ValidationError(_("There is no volunteer with this number."))
        return found


class ProposalForm(forms.ModelForm):
    kept_number = NumberField(label=_("number that stands"), max_length=20)
    merged_number = NumberField(label=_("number to be merged into it"), max_length=20)

    class Meta:
        model = Merge
        fields = ["reason"]
        help_texts = {"reason": _("Why these are one person. Somebody else of the office carries it out.")}


class DecisionForm(forms.ModelForm):
    CARRY_OUT, UNDO = "carry_out", "undo"
    decision = forms.ChoiceField(label=_("Decision"), widget=forms.RadioSelect, required=False)
    why = forms.CharField(label=_("Why it is undone"), max_length=200, required=False)

    class Meta:
        model = Merge
        fields: list[str] = []

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "decision" in self.fields:
            self.fields["decision"].choices = self._choices()

    def _choices(self) -> list[tuple]:
        if self.instance.approved_at:
            return [(self.UNDO, _("Undo the merge: every record goes back"))]
        return [(self.CARRY_OUT, _("Carry it out")), (self.UNDO, _("Do not merge"))]

    def decide(self, by: User) -> None:
        match self.cleaned_data.get("decision"):
            case self.CARRY_OUT:
                merges.carry_out_merge(merge=self.instance, by=by)
            case self.UNDO:
                merges.undo_merge(merge=self.instance, by=by, reason=self.cleaned_data["why"])


class StageFilter(admin.SimpleListFilter):
    title = _("stage")
    parameter_name = "stage"

    def lookups(self, request, model_admin):
        return [("proposed", _("proposed")), ("done", _("carried out")), ("undone", _("undone"))]

    def queryset(self, request, queryset):
        match self.value():
            case "proposed":
                return queryset.proposed()
            case "done":
                return queryset.carried_out()
            case "undone":
                return queryset.filter(undone_at__isnull=False)
        return queryset


class RefusalsAsMessages:
    """What an action refuses is said on the same page, and nothing is written."""

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except Refused as refusal:
            messages.error(request, refusal.sentence)
            return HttpResponseRedirect(request.get_full_path())


@admin.register(Merge)
class MergeAdmin(RefusalsAsMessages, ScopedAdmin):
    area = Area.VOLUNTEERS
    region_path = "kept__region"
    desk_group = "volunteers"
    list_display = ["at", "kept", "merged", "stage", "by", "approved_by"]
    list_select_related = ["kept__region", "merged", "by", "approved_by"]
    list_filter = [StageFilter]
    ordering = ["-pk"]
    told = [
        "kept_shown", "merged_shown", "reason", "stage", "by", "at", "approved_by", "approved_at", "undone_by",
        "undone_at", "undo_reason",
    ]  # fmt: skip

    def get_queryset(self, request: HttpRequest):
        return super().get_queryset(request).select_related("kept__user__identity", "merged__user__identity")

    def get_form(self, request: HttpRequest, obj=None, **kwargs):
        form = super().get_form(request, obj, form=DecisionForm if obj else ProposalForm, **kwargs)
        if obj is None:
            for name in ("kept_number", "merged_number"):
                form.base_fields[name].scope = scope_of(request.user, Power.CHANGE, self.area)
        return form

    def get_changeform_initial_data(self, request: HttpRequest) -> dict:
        return {f"{name}_number": request.GET.get(name, "")[:20] for name in ("kept", "merged")}

    def get_fieldsets(self, request: HttpRequest, obj=None):
        if obj is None:
            return [(None, {"fields": ["kept_number", "merged_number", "reason"]})]
        told = (None, {"fields": self.told})
        if not self.has_change_permission(request, obj):
            return [told]
        return [told, (_("The office's decision"), {"fields": ["decision", "why"]})]

    def get_readonly_fields(self, request: HttpRequest, obj=None) -> list[str]:
        return self.told if obj else []

    def has_change_permission(self, request: HttpRequest, obj=None) -> bool:
        """Carrying out and undoing is a reviewer's; the database asks the same."""
        return self.may(request, Power.PUBLISH, obj) and (obj is None or obj.undone_at is None)

    def save_model(self, request: HttpRequest, obj: Merge, form, change: bool) -> None:
        if change:
            form.decide(by=request.user)
            return
        data = form.cleaned_data
        made = merges.propose_merge(
            kept=data["kept_number"], merged=data["merged_number"], by=request.user, reason=data["reason"]
        )
        obj.pk = made.pk
        obj.refresh_from_db()

    @admin.display(description=_("stage"))
    def stage(self, merge: Merge):
        if merge.undone_at:
            return _("undone") if merge.approved_at else _("not merged")
        return _("carried out") if merge.approved_at else _("proposed")

    @admin.display(description=_("stands"))
    def kept_shown(self, merge: Merge) -> str:
        return _who(merge.kept)

    @admin.display(description=_("merged into it"))
    def merged_shown(self, merge: Merge) -> str:
        return _who(merge.merged)


@admin.register(Duplicate)
class DuplicateAdmin(ScopedAdmin):
    area = Area.VOLUNTEERS
    region_path = "first__region"
    desk_group = "volunteers"
    list_display = ["first_shown", "second_shown", "state", "found_at", "what_next"]
    list_display_links = None
    list_filter = ["state"]
    ordering = ["-pk"]
    actions = ["set_apart"]

    def get_queryset(self, request: HttpRequest):
        people = [f"{side}__{way}" for side in ("first", "second") for way in ("region", "user__identity")]
        return super().get_queryset(request).select_related(*people).defer("second__region__outline")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    @admin.action(description=_("They are two people"), permissions=["change"])
    def set_apart(self, request: HttpRequest, queryset) -> None:
        done = [duplicates.set_apart(duplicate=row, by=request.user) for row in queryset.open()]
        words = ngettext("%(count)s pair is set apart.", "%(count)s pairs are set apart.", len(done))
        messages.success(request, words % {"count": len(done)})

    @admin.display(description=_("older registration"))
    def first_shown(self, duplicate: Duplicate) -> str:
        return _who(duplicate.first)

    @admin.display(description=_("newer registration"))
    def second_shown(self, duplicate: Duplicate) -> str:
        return _who(duplicate.second)

    @admin.display(description=_("next step"))
    def what_next(self, duplicate: Duplicate) -> str:
        if duplicate.state != Duplicate.State.OPEN:
            return "—"
        query = urlencode({"kept": duplicate.first.number, "merged": duplicate.second.number})
        address = f"{reverse('admin:volunteers_merge_add')}?{query}"
        return format_html('<a href="{}">{}</a>', address, _("Propose a merge"))


def _who(volunteer: Volunteer) -> str:
    return f"{volunteer.number} · {volunteer.shown_name or '—'} · {volunteer.region.local_name}"
