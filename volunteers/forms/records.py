"""Forms about hours: a report, an objection, a leader's answer."""

from datetime import datetime, timedelta

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lib.forms import own, shares_fields
from lib.saying import validate_says
from photos.forms import PhotoField
from volunteers.actions.objections import Times
from volunteers.actions.reports import Told
from volunteers.models import Objection, Organization
from volunteers.reporters import ApprovedOrganizationField
from volunteers.vocabulary import Category

BROKEN = dict.fromkeys(("required", "invalid"), _("This form is broken. Please reload the page."))
DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
CLOCK = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")


class SpanForm(forms.Form):
    """A day, from and to, and the minutes that count where there was a break."""

    day = forms.DateField(label=_("Day"), widget=DAY)
    begins = forms.TimeField(label=_("From"), widget=CLOCK)
    ends = forms.TimeField(label=_("To"), widget=CLOCK, help_text=_("Before the beginning: on the next morning."))
    minutes = forms.IntegerField(
        label=_("Minutes that count"),
        required=False,
        min_value=1,
        max_value=1440,
        help_text=_("Only if there was a break. The way there and back does not count."),
    )

    def clean(self) -> dict:
        cleaned = super().clean()
        day, begins, ends = (cleaned.get(name) for name in ("day", "begins", "ends"))
        if day and begins and ends:
            starts_at = timezone.make_aware(datetime.combine(day, begins))
            ends_at = timezone.make_aware(datetime.combine(day, ends))
            cleaned["times"] = Times(
                starts_at, ends_at if ends_at > starts_at else ends_at + timedelta(days=1), cleaned.get("minutes")
            )
        return cleaned


@shares_fields
class ReportForm(SpanForm):
    """Service that the volunteer tells of. `mine` are organizations to choose from; others are found by their name."""

    token = forms.UUIDField(widget=forms.HiddenInput, error_messages=BROKEN)
    organization = ApprovedOrganizationField(label=_("For which organization"), required=False)
    other = forms.CharField(
        label=_("Another organization, by its full name"),
        required=False,
        max_length=80,
        help_text=_("If it is not in the list above."),
    )
    title = forms.CharField(label=_("What it was"), max_length=80)
    category = forms.ChoiceField(label=_("Kind of service"), choices=Category)
    content = forms.CharField(
        label=_("What you did"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}), validators=[validate_says]
    )
    place_name = forms.CharField(label=_("Where"), max_length=120)
    person_in_charge = forms.CharField(
        label=_("Who was in charge"), max_length=40, help_text=_("So that the organization can ask.")
    )
    photo = PhotoField(required=False)
    field_order = [
        "organization", "other", "title", "category", "content", "place_name", "person_in_charge", "day", "begins",
        "ends", "minutes", "photo", "token",
    ]  # fmt: skip

    def offer(self, organizations: list[tuple[int, str]]) -> None:
        """Shown in the list; any other approved one is taken too."""
        own(self, "organization").widget.choices = [("", "—"), *organizations]

    def clean(self) -> dict:
        cleaned = super().clean()
        name = cleaned.get("other", "").strip()
        if not cleaned.get("organization") and "organization" not in self.errors:
            found = list(Organization.objects.for_public().filter(name=name)[:2]) if name else []
            if len(found) == 1:
                cleaned["organization"] = found[0]
            else:
                self.add_error(
                    "other" if name else "organization",
                    _("No approved organization has exactly this name.")
                    if name
                    else _("Please choose the organization."),
                )
        return cleaned

    @property
    def report(self) -> dict:
        """As `report_service` takes it."""
        cleaned = self.cleaned_data
        names = ("title", "category", "content", "place_name", "person_in_charge")
        times = cleaned["times"]
        return {
            "organization": cleaned["organization"],
            "told": Told(**{name: cleaned[name] for name in names}),
            "starts_at": times.starts_at,
            "ends_at": times.ends_at,
            "minutes": times.minutes,
            "photo": cleaned["photo"],
            "token": cleaned["token"],
        }


class ObjectionForm(forms.Form):
    text = forms.CharField(
        label=_("What is wrong, and what is right?"),
        max_length=500,
        validators=[validate_says],
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Please say what is wrong and what is right.")},
    )

    def __init__(self, *args, is_rejected: bool = False, **kwargs):
        super().__init__(*args, **kwargs)
        self.kind = Objection.Kind.REJECTED if is_rejected else Objection.Kind.ERROR


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        max_length=300,
        validators=[validate_says],
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("The volunteer reads it."),
        error_messages={"required": _("Give the reason; the volunteer reads it.")},
    )


class CorrectionForm(SpanForm):
    note = forms.CharField(
        label=_("What was wrong"), max_length=500, validators=[validate_says], widget=forms.Textarea(attrs={"rows": 3})
    )


class AnswerForm(SpanForm):
    """What becomes of an objection: put right with other times, made void, or left as it is."""

    CORRECT, VOID, REFUSE = "correct", "void", "refuse"
    outcome = forms.ChoiceField(
        label=_("What you found"),
        widget=forms.RadioSelect,
        choices=[
            (CORRECT, _("The volunteer is right: record these times")),
            (VOID, _("The volunteer is right: the record should not be there")),
            (REFUSE, _("The record stays as it is")),
        ],
    )
    answer = forms.CharField(
        label=_("Answer"),
        max_length=500,
        validators=[validate_says],
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The volunteer reads it."),
        error_messages={"required": _("An answer needs words.")},
    )
    field_order = ["outcome", "day", "begins", "ends", "minutes", "answer"]

    def __init__(self, *args, may_be_void: bool = True, **kwargs):
        super().__init__(*args, **kwargs)
        if not may_be_void:
            self.fields["outcome"].choices = [pair for pair in self.fields["outcome"].choices if pair[0] != self.VOID]
        for name in ("day", "begins", "ends"):
            self.fields[name].required = False

    def clean(self) -> dict:
        cleaned = super().clean()
        if cleaned.get("outcome") == self.CORRECT and "times" not in cleaned:
            self.add_error("day", _("Give the day, the beginning and the end."))
        return cleaned


class MissingForm(forms.Form):
    """A shift that was served and stands in no record. `shifts` are pairs of key and words."""

    shift = forms.TypedChoiceField(label=_("Which shift"), coerce=int, widget=forms.RadioSelect)
    text = forms.CharField(
        label=_("What happened"),
        max_length=500,
        validators=[validate_says],
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("When you came and went, and who saw you."),
    )

    def __init__(self, *args, shifts: list[tuple[int, str]], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["shift"].choices = shifts
