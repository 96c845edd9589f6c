"""Organizations: applications are decided here, and first leaders are named."""

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from office.admin.scoped import ScopedAdmin, TownFilter
from office.desk import Queue, Waiting
from office.policies import Area, Power, scope_of, within
from volunteers.actions import memberships, organizations
from volunteers.admin.merges import RefusalsAsMessages
from volunteers.forms.organizations import OrganizationForm
from volunteers.models import Membership, Organization
from volunteers.workflow import ORGANIZATION_MOVES, OrganizationState


def applications_waiting(user: User) -> Waiting:
    scope = scope_of(user, Power.PUBLISH, Area.ORGANIZATIONS)
    waiting = Organization.objects.filter(state=OrganizationState.APPLIED)
    return Waiting(waiting.filter(within(scope, "region__code")).count())


desk_queues = [
    Queue(
        _("Organizations · to be decided"),
        Area.ORGANIZATIONS,
        Power.PUBLISH,
        applications_waiting,
        "volunteers_organization",
        "?state__exact=applied",
    )
]

DECISIONS = {
    OrganizationState.APPROVED: _("Approve"),
    OrganizationState.REJECTED: _("Do not approve"),
    OrganizationState.SUSPENDED: _("Suspend"),
    OrganizationState.CLOSED: _("Close for good"),
}


class OrganizationDeskForm(OrganizationForm):
    decision = forms.ChoiceField(label=_("Decision"), required=False, widget=forms.RadioSelect)
    reason_text = forms.CharField(
        label=_("Reason"),
        max_length=300,
        required=False,
        help_text=_("Needed for everything but approval; the organization reads it."),
    )
    leader_number = forms.CharField(
        label=_("Appoint as leader"),
        max_length=20,
        required=False,
        help_text=_("A volunteer number. The volunteer becomes a member as well."),
    )

    class Meta(OrganizationForm.Meta):
        fields = [*OrganizationForm.Meta.fields, "is_sample"]
        field_classes: dict = {}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "decision" in self.fields:
            moves = ORGANIZATION_MOVES[OrganizationState(self.instance.state)] & set(DECISIONS)
            choices = [(state, words) for state, words in DECISIONS.items() if state in moves]
            self.fields["decision"].choices = [("", _("None at present")), *choices]

    def decide(self, by: User) -> None:
        organization, reason = self.instance, self.cleaned_data.get("reason_text", "")
        match self.cleaned_data.get("decision"):
            case OrganizationState.APPROVED if organization.state == OrganizationState.SUSPENDED:
                organizations.take_up_again(organization=organization, by=by)
            case OrganizationState.APPROVED:
                organizations.approve(organization=organization, by=by)
            case OrganizationState.REJECTED:
                organizations.reject(organization=organization, by=by, reason=reason)
            case OrganizationState.SUSPENDED:
                organizations.suspend(organization=organization, by=by, reason=reason)
            case OrganizationState.CLOSED:
                organizations.close(organization=organization, by=by, reason=reason)
        if number := self.cleaned_data.get("leader_number"):
            memberships.appoint_by_number(organization=organization, number=number, by=by)


@admin.register(Organization)
class OrganizationAdmin(RefusalsAsMessages, ScopedAdmin):
    area = Area.ORGANIZATIONS
    desk_group = "volunteers"
    form = OrganizationDeskForm
    list_display = ["name", "kind", "region", "state", "applied_at"]
    list_filter = ["state", "kind", TownFilter]
    list_select_related = ["region"]
    search_fields = ["name", "name_en", "pinyin", "uscc"]
    ordering = ["-pk"]
    autocomplete_fields = ["region"]
    history_has_parts = False
    told = ["state", "reason", "applied_by", "applied_at", "decided_by", "decided_at", "leaders"]
    described = OrganizationDeskForm.Meta.fields

    def get_queryset(self, request: HttpRequest):
        return super().get_queryset(request).select_related("region", "applied_by", "decided_by")

    def get_readonly_fields(self, request: HttpRequest, obj=None) -> list[str]:
        return self.told

    def get_fieldsets(self, request: HttpRequest, obj=None):
        described = (None, {"fields": self.described})
        if obj is None:
            return [described]
        told = (_("How it stands"), {"fields": self.told})
        if not self.may(request, Power.PUBLISH, obj):
            return [described, told]
        office = (_("The office's decision"), {"fields": ["decision", "reason_text", "leader_number"]})
        return [told, office, described]

    def save_model(self, request: HttpRequest, obj: Organization, form: OrganizationDeskForm, change: bool) -> None:
        """New ones stand as applications, so that somebody else of the office approves what one has entered."""
        if not change:
            obj.applied_by = request.user
        if not change or set(form.changed_data) & set(self.described):
            organizations.keep_organization(organization=obj)
        if change and self.may(request, Power.PUBLISH, obj):
            form.decide(by=request.user)

    @admin.display(description=_("leaders"))
    def leaders(self, organization: Organization) -> str:
        leading = organization.memberships.standing().filter(role=Membership.Role.LEADER).with_names()
        return " · ".join(f"{one.volunteer.number} {one.volunteer.shown_name}" for one in leading) or "—"
