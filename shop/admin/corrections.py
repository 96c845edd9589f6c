from django import forms
from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from lib.saying import says_something
from office.policies import Power
from shop.actions import corrections
from shop.admin.base import MoneyAdmin
from shop.models import Reversal
from shop.workflow import ReversalState


class ProposalForm(forms.ModelForm):
    class Meta:
        model = Reversal
        fields = ["entry", "explanation", "explanation_en", "document_no"]


class DecisionForm(forms.ModelForm):
    CARRY_OUT, DECLINE = "carry_out", "decline"
    decision = forms.ChoiceField(
        label=_("Decision"),
        choices=[(CARRY_OUT, _("Carry out: the opposite entry is made now")), (DECLINE, _("Decline"))],
        widget=forms.RadioSelect,
    )
    why = forms.CharField(label=_("Why it is declined"), required=False, max_length=200)

    class Meta:
        model = Reversal
        fields: list[str] = []

    def clean(self) -> dict:
        cleaned = super().clean()
        if cleaned.get("decision") == self.DECLINE and not says_something(cleaned.get("why", "")):
            self.add_error("why", _("Say why it is declined."))
        return cleaned


@admin.register(Reversal)
class ReversalAdmin(MoneyAdmin):
    """Two of the staff: one proposes, another decides."""

    list_display = ["entry", "explanation", "state", "proposed_by", "proposed_at", "decided_by"]
    list_filter = ["state"]
    list_select_related = ["entry__fund", "proposed_by", "decided_by"]
    search_fields = ["document_no", "explanation"]
    raw_id_fields = ["entry"]
    proposed = ["entry", "explanation", "explanation_en", "document_no", "state", "proposed_by", "proposed_at"]
    decided = ["decided_by", "decided_at", "reason", "result"]

    def get_queryset(self, request):
        related = ("entry__fund", "result__fund", "proposed_by", "decided_by")
        return super().get_queryset(request).select_related(*related)

    def get_form(self, request, obj=None, change=False, **kwargs):
        return super().get_form(request, obj, change, form=DecisionForm if obj else ProposalForm, **kwargs)

    def has_change_permission(self, request, obj=None) -> bool:
        """Whoever approves, but never one's own."""
        may = self.may(request, Power.PUBLISH, obj)
        return may and (obj is None or (obj.state == ReversalState.PROPOSED and obj.proposed_by_id != request.user.pk))

    def get_readonly_fields(self, request, obj=None):
        return [*self.proposed, *self.decided] if obj else []

    def get_fieldsets(self, request, obj=None):
        if obj is None:
            return [(None, {"fields": ProposalForm.Meta.fields})]
        last = ["decision", "why"] if self.has_change_permission(request, obj) else self.decided
        return [(_("What is proposed"), {"fields": self.proposed}), (_("Decision"), {"fields": last})]

    def save_model(self, request, obj, form, change):
        if not change:
            obj.pk = corrections.propose_reversal(**form.cleaned_data, by=request.user).pk
        elif form.cleaned_data["decision"] == DecisionForm.CARRY_OUT:
            corrections.carry_out(reversal=obj, by=request.user)
        else:
            corrections.decline(reversal=obj, by=request.user, reason=form.cleaned_data["why"])
