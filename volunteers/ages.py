"""What somebody's age allows, by the rules that hold on a day (`AgeBand`)."""

from collections.abc import Sequence
from datetime import date

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from accounts.ages import birthday
from accounts.models import Consent, Identity, User
from lib import asked
from lib.pages import remember
from lib.refusals import Refused
from lib.sealed import Sealed
from volunteers.models import AgeBand

# What ages are told by, in the order in which `remember_identity` takes it.
OF_IDENTITY = asked.columns(Identity, "id", "user_id", "birth_date", "is_minor_until")


class TooYoung(Refused):
    def __init__(self, from_age: int):
        sentence = _(
            "Registration begins at the age of {age}. Until then, come along as the companion of an adult volunteer: "
            "every helping hand is welcome. Nothing that you typed was kept."
        )
        super().__init__(format_lazy(sentence, age=from_age))


class GuardianMissing(Refused):
    def __init__(self):
        super().__init__(
            _("Under 18, a guardian agrees first. Please ask your guardian, and come back when they have agreed.")
        )


def age_on(born_on: date, day: date) -> int:
    """Completed years."""
    years = day.year - born_on.year
    return years if birthday(born_on, years) <= day else years - 1


def bands_on(day: date) -> list[AgeBand]:
    bands = remember("volunteers-bands", lambda: list(AgeBand.objects.order_by("from_age")))
    return [band for band in bands if band.valid_from <= day and (band.valid_to is None or band.valid_to > day)]


def band_among(bands: Sequence[AgeBand], age: int) -> AgeBand:
    """Raises Refused where the office has left a gap in its rules."""
    band = next((band for band in bands if band.from_age <= age < band.to_age), None)
    if band is None:
        raise Refused(_("No rule stands for this age. Please tell the office."))
    return band


def band_for(born_on: date, day: date) -> AgeBand:
    return band_among(bands_on(day), age_on(born_on, day))


def remember_identity(user: User, row: Sequence) -> None:
    """As a statement found it beside the account, so that nobody asks again; without a key there is none."""
    key, account, sealed, minor_until = row
    birth_date = Sealed(kind="birth_date", sealed=sealed) if sealed else None
    known = asked.instance(Identity, OF_IDENTITY, (key, account, birth_date, minor_until)) if key else None
    user._state.fields_cache["identity"] = known


def born_on_of(identity: Identity) -> date:
    return date.fromisoformat(identity.birth_date.reveal())


def band_of(identity: Identity, day: date) -> AgeBand:
    return band_for(born_on_of(identity), day)


def has_guardian(user: User) -> bool:
    return Consent.objects.of_guardian_for(user).exists()


def must_be_able_to_register(*, user: User, born_on: date, day: date) -> AgeBand:
    """Raises TooYoung or GuardianMissing."""
    band = _registering(bands_on(day), born_on, day)
    if band.needs_guardian and not has_guardian(user):
        raise GuardianMissing
    return band


def must_be_able_to_be_entered(*, bands: Sequence[AgeBand], born_on: date, day: date) -> None:
    """By somebody else, on paper: for those alone who need nobody's consent but their own."""
    if _registering(bands, born_on, day).needs_guardian:
        raise Refused(_("A guardian agrees here in person. Let them register with a telephone of their own."))


def _registering(bands: Sequence[AgeBand], born_on: date, day: date) -> AgeBand:
    band = band_among(bands, age_on(born_on, day))
    if not band.may_register:
        raise TooYoung(next((other.from_age for other in bands if other.may_register), band.to_age))
    return band
