"""Who reports hours, for which organization: what a report looks at, by prepared statements."""

from django import forms
from django.db.models import QuerySet

from accounts.models import Identity, User
from lib import asked
from lib.sealed import Sealed
from volunteers.models import Organization, Volunteer

OF_VOLUNTEER = asked.columns(Volunteer, "id", "user_id", "state", "number")
OF_ORGANIZATION = asked.columns(Organization, "id", "state", "name", "name_en", "region_id")


def reporter_of(user: User) -> Volunteer | None:
    """The registration with its account and, of the identity, the birth date."""
    rows = asked.rows(_reporter, (user.pk,))
    if not rows:
        return None
    *mine, identity, born = rows[0]
    volunteer = asked.instance(Volunteer, OF_VOLUNTEER, mine)
    volunteer.user = user
    known = Identity(pk=identity, user=user, birth_date=Sealed(kind="birth_date", sealed=born)) if identity else None
    user._state.fields_cache["identity"] = known
    return volunteer


class ApprovedOrganizationField(forms.ModelChoiceField):
    """By its key, with what a snapshot of service takes from it."""

    def __init__(self, **kwargs):
        super().__init__(queryset=Organization.objects.for_public(), **kwargs)

    def to_python(self, value) -> Organization | None:
        if value in self.empty_values:
            return None
        if not str(value).isdecimal() or len(str(value)) > 18:
            raise forms.ValidationError(self.error_messages["invalid_choice"], code="invalid_choice")
        rows = asked.rows(_approved, (int(value),))
        if not rows:
            raise forms.ValidationError(self.error_messages["invalid_choice"], code="invalid_choice")
        return asked.instance(Organization, OF_ORGANIZATION, rows[0])


def _reporter() -> QuerySet:
    """Values: the account."""
    mine = Volunteer.objects.filter(user=asked.number(0))
    return mine.values_list(*OF_VOLUNTEER, "user__identity__pk", "user__identity__birth_date")


def _approved() -> QuerySet:
    """Values: the organization."""
    return Organization.objects.for_public().filter(pk=asked.number(0)).values_list(*OF_ORGANIZATION)
