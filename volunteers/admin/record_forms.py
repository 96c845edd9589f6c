"""What the office does with records: enter hours with evidence, decide on what waits."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from lib.saying import says_something, validate_says
from office.policies import Area, Power, scope_of, within
from photos.forms import PhotoField
from volunteers.actions import decisions, objections, reports
from volunteers.actions.reports import Told
from volunteers.admin.finding import find_people
from volunteers.forms.records import AnswerForm, SpanForm
from volunteers.models import Decision, Objection, Organization, ServiceRecord, Volunteer
from volunteers.vocabulary import Category
from volunteers.workflow import RecordState

Verdict = Decision.Verdict


class EntryForm(SpanForm, forms.ModelForm):
    """Hours that nobody recorded in time: with evidence, and for another person to approve."""

    user: User
    volunteer_text = forms.CharField(
        label=_("volunteer"), max_length=40,
        help_text=_("A whole volunteer number, mobile number, document number or real name."),
    )  # fmt: skip
    organization_name = forms.CharField(label=_("Organization, by its full name"), max_length=80)
    title = forms.CharField(label=_("Activity"), max_length=80)
    category = forms.ChoiceField(label=_("Kind of service"), choices=Category)
    content = forms.CharField(label=_("What was done"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
    served = forms.CharField(label=_("Whom it served"), max_length=80, required=False)
    place_name = forms.CharField(label=_("Where"), max_length=120)
    person_in_charge = forms.CharField(label=_("Person in charge"), max_length=40)
    why = forms.CharField(label=_("Why it is entered by the office"), max_length=500, validators=[validate_says])
    proof = forms.CharField(label=_("Where the evidence lies"), max_length=200, required=False)
    photo = PhotoField(label=_("Photo of the evidence"), required=False)
    fieldsets = [
        (_("Who, and for whom"), {"fields": ["volunteer_text", "organization_name"]}),
        (
            _("What was served"),
            {"fields": ["title", "category", "content", "served", "place_name", "person_in_charge"]},
        ),
        (_("When"), {"fields": ["day", "begins", "ends", "minutes"]}),
        (
            _("Evidence"),
            {
                "fields": ["why", "proof", "photo"],
                "description": _("Another person approves these hours before they count."),
            },
        ),
    ]

    class Meta:
        model = ServiceRecord
        fields: list[str] = []

    def clean_volunteer_text(self) -> Volunteer:
        found = list(find_people(self.cleaned_data["volunteer_text"]).active().select_related("user")[:2])
        if len(found) != 1:
            raise forms.ValidationError(
                _("Several volunteers have this name. Please enter the number.")
                if found
                else _("There is no such volunteer.")
            )
        return found[0]

    def clean_organization_name(self) -> Organization:
        mine = within(scope_of(self.user, Power.ADD, Area.HOURS), "region__code")
        found = Organization.objects.for_public().filter(mine, name=self.cleaned_data["organization_name"].strip())
        found = list(found.select_related("region").defer("region__outline")[:2])
        if len(found) != 1:
            raise forms.ValidationError(_("No approved organization has exactly this name."))
        return found[0]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not cleaned.get("proof", "").strip() and not cleaned.get("photo"):
            self.add_error("proof", _("Hours that are entered for somebody need evidence."))
        return cleaned

    def enter(self, by: User) -> ServiceRecord:
        cleaned = self.cleaned_data
        names = ("title", "category", "content", "served", "place_name", "person_in_charge")
        times = cleaned["times"]
        return reports.enter_service(
            volunteer=cleaned["volunteer_text"], organization=cleaned["organization_name"],
            told=Told(**{name: cleaned[name] for name in names}), starts_at=times.starts_at, ends_at=times.ends_at,
            minutes=times.minutes, by=by, note=cleaned["why"], photo=cleaned["photo"], evidence_note=cleaned["proof"],
        )  # fmt: skip


class DecisionForm(forms.ModelForm):
    """The row itself never changes; a decision beside it moves its state."""

    user: User
    decision = forms.ChoiceField(label=_("Decision"), widget=forms.RadioSelect)
    reason_text = forms.CharField(
        label=_("Reason"), required=False, max_length=300,
        help_text=_("Needed for everything but confirming; the volunteer reads it."),
    )  # fmt: skip

    class Meta:
        model = ServiceRecord
        fields: list[str] = []

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "decision" in self.fields:
            self.fields["decision"].choices = self._choices()

    def _choices(self) -> list[tuple]:
        if self.instance.state == RecordState.CONFIRMED:
            return [(Verdict.VOID, _("Make it void (two people)"))]
        return [(Verdict.CONFIRM, _("Confirm")), (Verdict.REJECT, _("Reject"))]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        is_explained = says_something(cleaned.get("reason_text", ""))
        if cleaned.get("decision") in (Verdict.REJECT, Verdict.VOID) and not is_explained:
            self.add_error("reason_text", _("Give the reason; the volunteer reads it."))
        return cleaned

    def decide(self, by: User) -> ServiceRecord:
        reason = self.cleaned_data["reason_text"]
        match self.cleaned_data["decision"]:
            case Verdict.CONFIRM:
                return decisions.confirm(record=self.instance, by=by)
            case Verdict.REJECT:
                return decisions.reject(record=self.instance, by=by, reason=reason)
        return decisions.make_void(record=self.instance, by=by, reason=reason)


class ObjectionDeskForm(AnswerForm, forms.ModelForm):
    """The office's answer; its own words stand in `answer_text`, since the row has an `answer`."""

    answer = None
    answer_text = AnswerForm.base_fields["answer"]

    class Meta:
        model = Objection
        fields: list[str] = []

    def decide(self, by: User) -> Objection:
        cleaned = self.cleaned_data
        if cleaned["outcome"] == self.REFUSE:
            return objections.refuse_objection(objection=self.instance, by=by, answer=cleaned["answer_text"])
        times = cleaned["times"] if cleaned["outcome"] == self.CORRECT else None
        return objections.accept_objection(objection=self.instance, by=by, answer=cleaned["answer_text"], times=times)
