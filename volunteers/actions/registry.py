"""Becoming a volunteer, by oneself or entered by somebody else; leaving and coming back."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext_lazy as _

from accounts.actions import DocumentTaken, give_consent, register_identity, withdraw_consent
from accounts.models import Consent, Identity, PrivacyNotice, Purpose, User
from lib.people_numbers import Document, parse_document
from lib.refusals import Invalid, Refused
from lib.saying import says_something
from places.models import Region
from volunteers import ages
from volunteers.actions.duplicates import find_duplicates
from volunteers.actions.sign_ups import withdraw_all
from volunteers.models import Volunteer
from volunteers.refusals import in_words
from volunteers.workflow import VolunteerState

BATCH = 1000
# Of any city, should its code change one day. No mobile or document number has fourteen digits and nothing else.
NUMBER = re.compile("[0-9]{14}")


@dataclass(frozen=True, slots=True)
class Person:
    """Who somebody is by law, as typed. `document` is parsed, so its check digit and its birth date fit."""

    name: str = field(repr=False)
    document: Document = field(repr=False)
    born_on: date = field(repr=False)


@dataclass(frozen=True, slots=True)
class Entry:
    """Somebody whom another enters; `consent_note` says who saw the consent signed and where it lies."""

    person: Person
    region: Region
    consent_note: str
    gender: str = ""
    skills: Sequence[str] = ()
    categories: Sequence[str] = ()


class MergedAway(Refused):
    def __init__(self):
        super().__init__(
            _("This registration was merged into another of yours. Please sign in with the number that you gave there.")
        )


@transaction.atomic
def join(
    *,
    user: User,
    region: Region,
    notice: PrivacyNotice,
    today: date,
    person: Person | None = None,
    gender: str = "",
    skills: Iterable[str] = (),
    categories: Iterable[str] = (),
) -> Volunteer:
    """Register oneself, or come back under the old number. Doing it twice is harmless.

    `person` is needed only where no identity stands yet. `notice` is the one that was read and agreed to. Raises
    TooYoung, GuardianMissing, DocumentTaken, MergedAway; nothing is kept then.
    """
    User.objects.select_for_update().only("pk").get(pk=user.pk)
    mine = Volunteer.objects.select_for_update().filter(user=user).first()
    if mine is not None and mine.state == VolunteerState.MERGED:
        raise MergedAway
    identity = Identity.objects.filter(user=user).first()
    if mine is not None and mine.is_active and identity is not None:
        return mine
    born_on = ages.born_on_of(identity) if identity else _given(person).born_on
    ages.must_be_able_to_register(user=user, born_on=born_on, day=today)
    if identity is None:
        identity = register_identity(
            user=user, name=person.name, document=person.document, born_on=born_on, notice=notice, today=today
        )
    give_consent(user=user, purpose=Purpose.VOLUNTEERING, notice=notice)
    mine = mine or Volunteer(user=user, number=next_numbers(1)[0])
    mine.state, mine.left_at = VolunteerState.ACTIVE, None
    mine.region, mine.gender = region, sex_of(identity) or gender
    mine.skills, mine.categories = list(skills), list(categories)
    mine.save()
    find_duplicates(among=[mine])
    return mine


@transaction.atomic
def keep_profile(
    *, volunteer: Volunteer, region: Region, skills: Iterable[str], categories: Iterable[str]
) -> Volunteer:
    volunteer.region, volunteer.skills, volunteer.categories = region, list(skills), list(categories)
    volunteer.save(update_fields=["region", "skills", "categories"])
    return volunteer


@transaction.atomic
def leave(*, volunteer: Volunteer) -> Volunteer:
    """End the registration: its consent, memberships and upcoming sign-ups. Hours that were served stay.

    The database does the same when the consent goes by any other way (`volunteers_leave`). Leaving twice is harmless.
    """
    # Not against the key: who signs up in this moment holds a shift and points at the volunteer.
    rows = Volunteer.objects.select_for_update(of=("self",), no_key=True).select_related("user")
    volunteer = rows.get(pk=volunteer.pk)
    if not volunteer.is_active:
        return volunteer
    withdraw_all(volunteer=volunteer)
    withdraw_consent(user=volunteer.user, purpose=Purpose.VOLUNTEERING)
    with connection.cursor() as cursor:
        cursor.execute("SELECT volunteers_leave(%s)", [volunteer.pk])
    volunteer.refresh_from_db()
    return volunteer


@transaction.atomic
def enter_people(
    *, by: User, entries: Sequence[Entry], notice: PrivacyNotice, today: date,
    written: Callable[[int], None] = lambda number: None,
) -> list[Volunteer]:  # fmt: skip
    """Register people without a telephone, all or none. Each has an account that nobody can sign in to, until claimed.
    `written` hears how many were written since it heard last.

    Raises DocumentTaken where any document stands already, without saying which or whose; Invalid without a note on
    how consent was given (order 67 of the Ministry of Civil Affairs, art. 6).
    """
    bands = ages.bands_on(today)
    for entry in entries:
        ages.must_be_able_to_be_entered(bands=bands, born_on=entry.person.born_on, day=today)
        if not says_something(entry.consent_note):
            raise Invalid(_("Say how this person gave consent, and where the form lies."))
    _check_at_once()
    volunteers: list[Volunteer] = []
    for start in range(0, len(entries), BATCH):
        some = entries[start : start + BATCH]
        volunteers += _written(some, by, notice)
        written(len(some))
    find_duplicates(among=volunteers)
    return volunteers


def _written(entries: Sequence[Entry], by: User, notice: PrivacyNotice) -> list[Volunteer]:
    users = User.objects.bulk_create([_shell() for _entry in entries])
    _keep_identities(users, entries)
    Consent.objects.bulk_create(
        [
            Consent(user=user, purpose=purpose, notice=notice)
            for user in users
            for purpose in (Purpose.IDENTITY, Purpose.VOLUNTEERING)
        ]
    )
    numbers = next_numbers(len(entries))
    rows = [_entered(*parts, by) for parts in zip(users, entries, numbers, strict=True)]
    with in_words():
        return Volunteer.objects.bulk_create(rows)


def _check_at_once() -> None:
    """Deferred checks queue up, and each history trigger walks the queue: ten thousand people took a minute."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def _shell() -> User:
    user = User()
    user.set_unusable_password()
    return user


def _keep_identities(users: Sequence[User], entries: Sequence[Entry]) -> None:
    identities = [
        Identity(
            user=user,
            name=entry.person.name,
            document_type=entry.person.document.type,
            document=entry.person.document.number,
            birth_date=entry.person.born_on.isoformat(),
        )
        for user, entry in zip(users, entries, strict=True)
    ]
    try:
        with transaction.atomic():
            Identity.objects.bulk_create(identities)
    except IntegrityError as error:
        raise DocumentTaken from error


def _entered(user: User, entry: Entry, number: str, by: User) -> Volunteer:
    return Volunteer(
        user=user,
        number=number,
        region=entry.region,
        gender=entry.person.document.sex or entry.gender,
        skills=list(entry.skills),
        categories=list(entry.categories),
        entered_by=by,
        consent_note=entry.consent_note.strip(),
    )


def next_numbers(count: int) -> list[str]:
    """The city's code and eight digits; a number is given once and never again."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('volunteers_volunteer_number') FROM generate_series(1, %s)", [count])
        return [f"{settings.CITY_CODE}{number:08d}" for (number,) in cursor.fetchall()]


def sex_of(identity: Identity) -> str:
    """What the document's number says; empty for passports and travel permits, which say nothing."""
    return parse_document(identity.document_type, identity.document.reveal()).sex or ""


def _given(person: Person | None) -> Person:
    if person is None:
        raise Invalid(_("Please enter who you are."))
    return person
