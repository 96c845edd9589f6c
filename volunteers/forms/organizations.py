from functools import lru_cache

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from lib.credit_code import clean_credit_code
from lib.people_numbers import clean_contact_phone
from places.forms import LONGEST_SEARCH, TOO_LONG
from volunteers.forms.registry import RegionField, towns
from volunteers.models import Organization
from volunteers.vocabulary import Category, OrganizationKind


class OrganizationForm(forms.ModelForm):
    """An application; also the office's own form, with a checked credit code."""

    class Meta:
        model = Organization
        fields = [
            "kind", "name", "name_en", "uscc", "sponsor", "parent", "region", "summary", "summary_en", "phone",
            "founded_on",
        ]  # fmt: skip
        field_classes = {"region": RegionField}
        labels = {"summary": _("What do you do, and for whom?"), "parent": _("Belongs to the organization")}
        help_texts = {
            "uscc": _("18 characters, from the licence. Empty for a team that is not registered."),
            "sponsor": _("For a team without a credit code: the approved body inside which it works and that answers."),
            "parent": _("Where it belongs to a larger one, whose leaders then lead it too."),
            "phone": _("Shown to the public."),
        }
        widgets = {
            "summary": forms.Textarea(attrs={"rows": 4}),
            "summary_en": forms.Textarea(attrs={"rows": 4}),
            "founded_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "region" in self.fields and isinstance(self.fields["region"], RegionField):
            self.fields["region"].label = _("Town or sub-district")
            self.fields["region"].queryset = towns()
        approved = Organization.objects.for_public().exclude(pk=self.instance.pk).order_by("pinyin", "pk")
        for name in ("sponsor", "parent"):
            if name in self.fields:
                self.fields[name].queryset = approved
                self.fields[name].empty_label = _("None")
        if "kind" in self.fields:
            self.fields["kind"].choices = [("", _("Please choose")), *OrganizationKind.choices]

    def clean_uscc(self) -> str | None:
        code = self.cleaned_data["uscc"]
        return clean_credit_code(code) if code else None

    def clean_phone(self) -> str:
        phone = self.cleaned_data["phone"]
        return clean_contact_phone(phone) if phone else ""


class OrganizationSearchForm(forms.Form):
    """The list's filters as the query string says them."""

    q = forms.CharField(
        required=False, max_length=LONGEST_SEARCH, label=_("Name"), error_messages={"max_length": TOO_LONG}
    )
    town = forms.RegexField(r"^\d{6,12}\Z", required=False, label=_("Town or sub-district"))
    kind = forms.ChoiceField(
        required=False, choices=[("", _("Every kind")), *OrganizationKind.choices], label=_("Kind")
    )
    category = forms.ChoiceField(
        required=False, choices=[("", _("Every service")), *Category.choices], label=_("Kind of service")
    )
    page = forms.IntegerField(required=False, min_value=1, label=_("Page"))

    def wanted(self, name: str):
        """The value of a field, or nothing where it was not given or could not be read."""
        return self.cleaned_data.get(name) or None

    @property
    def sentences(self) -> list[str]:
        return [f"{self.fields[name].label}: {error}" for name, errors in self.errors.items() for error in errors]

    @property
    def is_filtered(self) -> bool:
        return any(self.wanted(name) for name in ("q", "town", "kind", "category"))

    @property
    def is_detailed(self) -> bool:
        """Something that the folded part chooses, so it is shown unfolded."""
        return any(self.wanted(name) for name in ("town", "kind", "category"))

    def href(self, page: int) -> str:
        query = QueryDict(mutable=True)
        query.update({name: self.wanted(name) for name in ("q", "town", "kind", "category") if self.wanted(name)})
        if page > 1:
            query["page"] = page
        return f"?{query.urlencode()}"


@lru_cache(maxsize=512)
def read_search(query: str, language: str) -> OrganizationSearchForm:
    """The search of an address, read once per language; the form is only looked at afterwards."""
    form = OrganizationSearchForm(QueryDict(query))
    form.is_valid()
    return form
