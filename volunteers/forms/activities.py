"""What a leader fills in on the phone: an activity, and where it takes place."""

from django import forms
from django.contrib.gis.geos import Point
from django.utils.translation import gettext_lazy as _

from lib.saying import validate_says
from places.feedback_forms import PlainText
from places.forms import NearForm
from places.models import Place, Region
from volunteers.models import Activity
from volunteers.vocabulary import Skill

TOKEN_BROKEN = dict.fromkeys(("required", "invalid"), _("This form is broken. Please reload the page."))


class WhereForm(NearForm):
    """A known place by its number, or a point on the map; as the chooser's links carry it."""

    place = forms.ModelChoiceField(
        Place.objects.for_public().select_related("region").defer("region__outline"), required=False,
        widget=forms.HiddenInput, label=_("Place"),
    )  # fmt: skip
    q = forms.CharField(required=False, max_length=100, label=_("Name of a place, a street or a town"))

    @property
    def is_chosen(self) -> bool:
        return self.is_valid() and bool(self.cleaned_data["place"] or self.cleaned_data["point"])

    @property
    def known(self) -> Place | None:
        return self.cleaned_data.get("place")

    @property
    def spot(self) -> Point:
        return self.known.point if self.known else self.cleaned_data["point"]

    def region_or(self, otherwise: Region) -> Region:
        """The place's own, else the smallest whose outline holds the point, else the organization's."""
        if self.known:
            return self.known.region
        around = Region.objects.current().filter(outline__intersects=self.spot).defer("outline")
        return around.order_by("-code").first() or otherwise


GROUPS = (
    (
        "",
        ("title", "category", "content", "place_name", "person_in_charge", "contact", "risk_notice", "admission"),
    ),
    (_("Who may come"), ("min_age", "max_age", "required_skills", "required_certificate", "members_only")),
    (_("Danger and insurance"), ("is_hazardous", "insurance_no", "insured_from", "insured_to")),
    (_("More"), ("served", "most_companions", "radius_m", "by_location")),
    (_("In English"), ("title_en", "content_en", "served_en", "place_name_en", "risk_notice_en")),
)


class ActivityForm(forms.ModelForm):
    """Everything about an activity but its organization and its place. Constraints of the table speak here, too."""

    token = forms.UUIDField(widget=forms.HiddenInput, error_messages=TOKEN_BROKEN)
    content = PlainText(label=_("What volunteers do"), max_length=2000, widget=forms.Textarea(attrs={"rows": 5}))
    risk_notice = forms.CharField(
        required=False,
        label=_("Risks"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Everybody reads this before signing up. If there are none, say so."),
    )
    required_skills = forms.MultipleChoiceField(
        required=False, choices=Skill.choices, label=_("Skills needed"), widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = Activity
        fields = [
            "title", "title_en", "category", "content", "content_en", "served", "served_en", "place_name",
            "place_name_en", "radius_m", "person_in_charge", "contact", "risk_notice", "risk_notice_en",
            "is_hazardous", "insurance_no", "insured_from", "insured_to", "min_age", "max_age", "required_skills",
            "required_certificate", "admission", "most_companions", "members_only", "by_location",
        ]  # fmt: skip
        widgets = {
            "content_en": forms.Textarea(attrs={"rows": 4}),
            "risk_notice_en": forms.Textarea(attrs={"rows": 2}),
            "insured_from": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "insured_to": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "contact": forms.TextInput(attrs={"type": "tel"}),
        }

    def __init__(self, *args, where: WhereForm | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        self.where = where
        if where is not None and where.known is not None:
            self.fields["place_name"].help_text = _("Only if the spot has a name of its own within the place.")
        elif where is not None:
            self.fields["place_name"].required = True

    def _get_validation_exclusions(self) -> set[str]:
        """Whether somewhere is named depends on the place, which the instance of the form does not know yet."""
        return super()._get_validation_exclusions() | ({"place"} if self.where else set())

    @property
    def groups(self) -> list[tuple[str, bool, list]]:
        """Title, whether it is unfolded, and fields: what every activity needs stands first, the rest is folded."""
        return [
            (title, any(self[name].errors or self._says_something(name) for name in names), [self[n] for n in names])
            for title, names in GROUPS
        ]

    def _says_something(self, name: str) -> bool:
        default = self._meta.model._meta.get_field(name).get_default()
        return bool(self[name].value()) and str(self[name].value()) != str(default)

    def values(self, otherwise: Region) -> dict:
        """As `create_activity` and `change_activity` take them."""
        values = {name: self.cleaned_data[name] for name in self.Meta.fields}
        if self.where is not None:
            values |= {
                "place": self.where.known,
                "point": self.where.spot,
                "region": self.where.region_or(otherwise),
            }
        return values


class ReasonForm(forms.Form):
    reason = forms.CharField(
        validators=[validate_says],
        max_length=300,
        label=_("Why?"),
        help_text=_("Everybody who is signed up reads this."),
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say why it is cancelled; everyone signed up reads it.")},
    )


class AnnouncementForm(forms.Form):
    token = forms.UUIDField(widget=forms.HiddenInput, error_messages=TOKEN_BROKEN)
    text = PlainText(
        validators=[validate_says],
        max_length=300,
        label=_("What should everybody know?"),
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Write what everybody should know.")},
    )


class RepeatForm(forms.Form):
    """A copy on one day, or repetitions up to a day."""

    EVERY = [("7", _("Every week")), ("14", _("Every two weeks")), ("1", _("Every day"))]
    token = forms.UUIDField(widget=forms.HiddenInput, error_messages=TOKEN_BROKEN)
    day = forms.DateField(label=_("First copy on"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    every = forms.ChoiceField(required=False, choices=[("", _("Only this once")), *EVERY], label=_("And again"))
    until = forms.DateField(
        required=False, label=_("Until"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def clean(self) -> dict:
        cleaned = super().clean()
        if cleaned.get("every") and not cleaned.get("until"):
            self.add_error("until", _("Until which day?"))
        return cleaned


class CopyForm(RepeatForm):
    """The same for an activity, whose copies are drafts unless they are opened together."""

    open_them = forms.BooleanField(
        required=False, label=_("Open at once"),
        help_text=_("Everybody sees the copies and can sign up. Otherwise they are drafts, to be opened one by one."),
    )  # fmt: skip
