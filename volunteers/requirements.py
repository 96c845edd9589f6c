"""What an activity asks of a volunteer: age, skills, membership. Read by the sign-up page and by the sign-up itself."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from accounts.models import Identity
from volunteers import ages
from volunteers.models import Activity, AgeBand, Membership, Shift, Volunteer
from volunteers.vocabulary import Skill


def unmet(*, shift: Shift, volunteer: Volunteer) -> list[Any]:
    """A sentence for everything that this person lacks; empty is: fits.

    `shift.activity.organization` and `volunteer.user.identity` should be loaded. A statement is asked only for minors,
    and where danger is possible or the activity is for members.
    """
    activity, day = shift.activity, timezone.localdate(shift.starts_at)
    identity = getattr(volunteer.user, "identity", None)
    return [*_of_age(activity, identity, day), *_of_skills(activity, volunteer), *_of_members(activity, volunteer)]


def _of_age(activity: Activity, identity: Identity | None, day: date) -> Iterator[Any]:
    is_minor = identity is not None and not identity.is_adult(day)
    asks = activity.is_hazardous or activity.min_age is not None or activity.max_age is not None
    if not is_minor and not asks:
        return
    if identity is None or identity.birth_date is None:
        yield _("Your date of birth is needed for this. Please enter your identity first.")
        return
    born_on = ages.born_on_of(identity)
    age = ages.age_on(born_on, day)
    if activity.min_age is not None and age < activity.min_age:
        yield format_lazy(_("This is for people from the age of {age}."), age=activity.min_age)
    elif activity.max_age is not None and age > activity.max_age:
        yield format_lazy(_("This is for people up to the age of {age}."), age=activity.max_age)
    elif is_minor or activity.is_hazardous:
        yield from _of_band(activity, identity, ages.band_for(born_on, day))


def _of_band(activity: Activity, identity: Identity, band: AgeBand) -> Iterator[Any]:
    """The dated rules: guardian consent, and no danger for minors (Regulation art. 7; provincial regulations)."""
    if activity.is_hazardous and not band.may_do_hazardous:
        yield _("Bodily danger is possible here, so it is for adults only.")
    elif band.needs_guardian and not ages.has_guardian(identity.user):
        yield _("Your guardian has not agreed yet. Please ask for it on the page of your identity.")


def _of_skills(activity: Activity, volunteer: Volunteer) -> Iterator[Any]:
    missing = [skill for skill in activity.required_skills if skill not in volunteer.skills]
    if missing:
        words = format_lazy("{}", ", ".join(str(Skill(skill).label) for skill in missing))
        yield format_lazy(_("These skills are needed, and your profile does not name them: {skills}."), skills=words)


def _of_members(activity: Activity, volunteer: Volunteer) -> Iterator[Any]:
    if activity.members_only and not _is_member(activity, volunteer):
        yield format_lazy(_("This is for members of “{name}” only."), name=activity.organization.local_name)


def _is_member(activity: Activity, volunteer: Volunteer) -> bool:
    """Of the organization or of a team below it."""
    path = activity.organization.path
    return Membership.objects.standing().filter(volunteer=volunteer, organization__path__startswith=path).exists()
