from dataclasses import dataclass
from datetime import date

from django import forms
from django.core import signing
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lib.refusals import Refused
from office.plans import PlanDay, library_plan, read_plan

SALT = "office.plan"
SECONDS = 3600
LARGEST_FILE = 512 * 1024


@dataclass(frozen=True, slots=True)
class Plan:
    year: int
    days: list[PlanDay]
    source: str


class PlanForm(forms.Form):
    """The file is read once; what was shown comes back signed, so that exactly this is entered."""

    template_name = "django/forms/div.html"
    year = forms.IntegerField(label=_("Year"), min_value=2000, max_value=2100)
    file = forms.FileField(
        label=_("Plan (.xlsx or .csv)"),
        required=False,
        help_text=_("Columns: day, working day (班 or 休), name. Without a file, the library's plan is taken."),
    )
    source = forms.CharField(label=pgettext_lazy("plan", "Document"), required=False, max_length=120)
    token = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["year"].initial = timezone.localdate().year + 1
        self.plan: Plan | None = None

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file and file.size > LARGEST_FILE:
            raise forms.ValidationError(_("A year's plan is a small file; this one is not."))
        return file

    def clean(self) -> dict:
        cleaned = super().clean()
        if self.errors:
            return cleaned
        try:
            self.plan = self._signed_plan(cleaned["token"]) if cleaned["token"] else self._sent_plan(cleaned)
        except Refused as refusal:
            raise forms.ValidationError(refusal.sentence) from refusal
        except signing.BadSignature as error:
            raise forms.ValidationError(_("This preview is too old. Please upload the plan again.")) from error
        return cleaned

    def _sent_plan(self, cleaned: dict) -> Plan:
        file = cleaned["file"]
        days = read_plan(file, cleaned["year"]) if file else library_plan(cleaned["year"])
        return Plan(cleaned["year"], days, cleaned["source"] or (file.name if file else "chinesecalendar")[:120])

    def _signed_plan(self, token: str) -> Plan:
        year, source, days = signing.loads(token, salt=SALT, max_age=SECONDS)
        return Plan(year, [PlanDay(date.fromisoformat(day), works, name) for day, works, name in days], source)

    def signed(self) -> str:
        plan = self.plan
        days = [(day.date.isoformat(), day.is_workday, day.name) for day in plan.days]
        return signing.dumps((plan.year, plan.source, days), salt=SALT, compress=True)
