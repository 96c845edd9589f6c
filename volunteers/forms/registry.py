from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.forms import IdentityForm
from accounts.models import User
from lib.people_numbers import DocumentType, parse_document
from lib.saying import validate_says
from places.models import Region
from volunteers.actions.claims import CODES
from volunteers.actions.registry import Entry, Person
from volunteers.models import Volunteer
from volunteers.vocabulary import Category, Gender, Skill


class RegionField(forms.ModelChoiceField):
    """The towns and sub-districts of today."""

    def __init__(self, queryset=None, **kwargs):
        kwargs.setdefault("label", _("Where do you live?"))
        super().__init__(queryset=Region.objects.none(), **{**kwargs, "empty_label": _("Please choose")})

    def label_from_instance(self, region: Region) -> str:
        return region.local_name


def towns():
    return Region.objects.towns().current().order_by("code").defer("outline")


class ProfileForm(forms.Form):
    """What a volunteer can change at any time."""

    region = RegionField()
    categories = forms.MultipleChoiceField(
        label=_("What would you like to do?"),
        choices=Category,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Tick as many as you like; you can change this later."),
    )
    skills = forms.MultipleChoiceField(
        label=_("What can you do?"),
        choices=Skill,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Some activities need a skill, such as first aid."),
    )

    def __init__(self, *args, volunteer: Volunteer | None = None, **kwargs):
        if volunteer is not None:
            names = ("skills", "categories", "gender")
            kwargs["initial"] = {"region": volunteer.region_id, **{name: getattr(volunteer, name) for name in names}}
        super().__init__(*args, **kwargs)
        self.fields["region"].queryset = towns()

    @property
    def profile(self) -> dict:
        return {name: self.cleaned_data[name] for name in ("region", "skills", "categories")}


class JoinForm(ProfileForm):
    """What is asked beside the identity. The consent is for this purpose alone, and never ticked beforehand."""

    gender = forms.ChoiceField(
        label=_("Sex"),
        choices=[("", _("As the document number says")), *Gender.choices],
        required=False,
        help_text=_("Only for documents whose number does not say it, such as a passport."),
    )
    volunteering = forms.BooleanField(
        label=_("I agree that my registration as a volunteer and the record of my service are kept"),
        error_messages={"required": _("A registration is kept only with this consent.")},
    )
    field_order = ["region", "gender", "categories", "skills", "volunteering"]

    @property
    def profile(self) -> dict:
        return {**super().profile, "gender": self.cleaned_data["gender"]}


def person_of(form: IdentityForm) -> Person:
    data = form.cleaned_data
    return Person(name=data["name"], document=data["parsed"], born_on=data["born_on"])


class EntryForm(IdentityForm):
    """Somebody without a telephone, entered by a leader; their consents are on paper."""

    region = RegionField(label=_("Where does the person live?"))
    gender = forms.ChoiceField(
        label=_("Sex"), choices=[("", _("As the document number says")), *Gender.choices], required=False
    )
    categories = forms.MultipleChoiceField(
        label=_("What would the person like to do?"),
        choices=Category,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    consent_note = forms.CharField(
        label=_("How did the person agree?"),
        validators=[validate_says],
        max_length=200,
        help_text=_("Who was there, on which day, and where the signed form lies."),
    )

    def __init__(self, *args, user: User, **kwargs):
        super().__init__(*args, user=user, **kwargs)
        self.fields["region"].queryset = towns()
        self.fields["agree"].label = _(
            "The person was told what is kept and why, and has signed that name, document number, birth date and the "
            "record of service are kept"
        )
        self.fields["agree"].error_messages["required"] = _("Without their consent nobody is registered.")
        self.order_fields([*(name for name in self.fields if name != "agree"), "agree"])

    @property
    def entry(self) -> Entry:
        data = self.cleaned_data
        return Entry(
            person=person_of(self),
            region=data["region"],
            consent_note=data["consent_note"],
            gender=data["gender"],
            categories=data["categories"],
        )


class ClaimForm(forms.Form):
    code = forms.CharField(
        label=_("Code on your slip"),
        max_length=40,
        help_text=_("Ten letters and digits; small letters and spaces do not matter."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )
    document_type = forms.ChoiceField(label=_("Document"), choices=DocumentType)
    document = forms.CharField(label=_("Document number"), widget=forms.TextInput(attrs={"autocomplete": "off"}))
    identity = forms.BooleanField(
        label=_("I agree that my name, document number and birth date are kept, sealed, to check who I am"),
        error_messages={"required": _("Your identity is kept only with this consent.")},
    )
    volunteering = forms.BooleanField(
        label=_("I agree that my registration as a volunteer and the record of my service are kept"),
        error_messages={"required": _("A registration is kept only with this consent.")},
    )

    def clean_code(self) -> str:
        code = CODES.read(self.cleaned_data["code"])
        if not code:
            raise ValidationError(_("A code has ten letters and digits. Please compare it with your slip."))
        return code

    def clean(self) -> dict:
        data = super().clean()
        if data.get("document") and data.get("document_type"):
            try:
                data["parsed"] = parse_document(data["document_type"], data["document"], today=timezone.localdate())
            except ValidationError as error:
                self.add_error("document", error)
        return data
