"""Who reports hours, for which organization: what a report looks at, by prepared statements."""

from django import forms
from django.db.models import QuerySet

from accounts.models import User
from lib import asked
from volunteers.ages import OF_IDENTITY, remember_identity
from volunteers.models import Organization, Volunteer

OF_VOLUNTEER = asked.columns(Volunteer, "id", "user_id", "state", "number")
OF_ORGANIZATION = asked.columns(Organization, "id", "state", "name", "name_en", "region_id")


def reporter_of(user: User) -> Volunteer | None:
    """The registration with its account and, of the identity, what ages are told by."""
    rows = asked.rows(_reporter, (user.pk,))
    if not rows:
        return None
    volunteer = asked.instance(Volunteer, OF_VOLUNTEER, rows[0][: len(OF_VOLUNTEER)])
    volunteer.user = user
    remember_identity(user, rows[0][len(OF_VOLUNTEER) :])
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
    return mine.values_list(*OF_VOLUNTEER, *(f"user__identity__{name}" for name in OF_IDENTITY))


def _approved() -> QuerySet:
    """Values: the organization."""
    return Organization.objects.for_public().filter(pk=asked.number(0)).values_list(*OF_ORGANIZATION)
