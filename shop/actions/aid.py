"""A household's application, from the first word to the discussion. Each person acts for themselves (`by`).

The database holds who may take which seat, in which order, and within which limits (`migrations/0006_aid.sql`). Money
is whole fen. Every step may be clicked twice: the second click finds it done. `at` is when it happened, now unless
given.
"""

from collections.abc import Iterable
from datetime import date, datetime
from io import BytesIO
from typing import IO, NamedTuple
from uuid import UUID

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.actions import give_consent
from accounts.models import Identity, PrivacyNotice, Purpose, User
from lib.refusals import Forbidden, Refused
from lib.sealed import lookup_of
from office.actions import tell
from photos import reading
from places.models import Region
from shop.aid_refusals import BY_TRIGGER
from shop.models import AidCase, AidDeclaration, AidVisit, AidVoice, Fund, Household, HouseholdDocument
from shop.refusals import in_words
from shop.vocabulary import AidSource, Cause
from shop.workflow import AidState

PHOTO_LONGEST, PHOTO_QUALITY = 1600, 80
ASKED_TO_VISIT = gettext_lazy("You are one of two visitors for the application {number}.")
NEWS = gettext_lazy("Your application {number} for aid is now: {state}.")
NEEDS_IDENTITY = gettext_lazy("Please enter your identity first: aid goes to a household that can be named.")
NEEDS_ADULT = gettext_lazy("Somebody of age applies for the household: your guardian, or the community for you.")


class Hardship(NamedTuple):
    """What a household says of itself. `asked_fen` None: the visitors propose an amount."""

    cause: Cause
    region: Region
    family_size: int
    story: str
    address: str
    phone: str
    members: str = ""
    diagnosis: str = ""
    bank_name: str = ""
    bank_account: str = ""
    asked_fen: int | None = None
    is_emergency: bool = False


class MinorApplies(Refused):
    """Under 18: a guardian, or the community, applies."""


# --- how an application begins


@transaction.atomic
def apply(
    *, fund: Fund, user: User, hardship: Hardship, documents: Iterable[str], token: UUID, notice: PrivacyNotice,
    at: datetime | None = None,
) -> AidCase:  # fmt: skip
    """The household applies itself: an adult whose identity stands here, on a consent of its own.

    `documents` are those of the household's other adults. Raises MinorApplies, and Refused for what the limits or
    the fund's purpose forbid already.
    """
    identity = Identity.objects.filter(user=user).first()
    if identity is None:
        raise Refused(NEEDS_IDENTITY)
    if not identity.is_adult(timezone.localdate(at)):
        raise MinorApplies(NEEDS_ADULT)
    give_consent(user=user, purpose=Purpose.AID, notice=notice)
    return _begin(
        fund, hardship, [identity.document.reveal(), *documents], token, at, name=identity.name.reveal(),
        source=AidSource.HOUSEHOLD, applicant=user, entered_by=user,
    )  # fmt: skip


@transaction.atomic
def enter(
    *, fund: Fund, by: User, source: AidSource, name: str, document: str, hardship: Hardship,
    documents: Iterable[str], token: UUID, at: datetime | None = None,
) -> AidCase:  # fmt: skip
    """The community applies on a household's behalf, or staff have found it; never one's own household."""
    if source == AidSource.HOUSEHOLD:
        raise Refused(BY_TRIGGER["shop_aid_own_case"])
    return _begin(fund, hardship, [document, *documents], token, at, name=name, source=source, entered_by=by)


def _begin(fund: Fund, hardship: Hardship, documents: list[str], token: UUID, at: datetime | None, **who) -> AidCase:
    known = AidCase.objects.filter(token=token).first()
    if known is not None:
        return known
    values = {name: value for name, value in hardship._asdict().items() if value not in ("", None)}
    if hardship.bank_account:
        values["bank_set_by"] = who["entered_by"]
    with in_words():
        return AidCase.objects.create(
            household=_household_of(documents), fund=fund, token=token, entered_at=at or timezone.now(), **values, **who
        )


def _household_of(numbers: list[str]) -> Household:
    """The household that any of these documents belongs to; the others belong to it from now on."""
    by_lookup = {lookup_of(number, kind="document"): number for number in numbers}
    known = HouseholdDocument.objects.filter(document_lookup__in=by_lookup).select_related("household")
    households = {document.household_id: document.household for document in known}
    if len(households) > 1:
        raise Refused(BY_TRIGGER["shop_householddocument_document_lookup_key"])
    household = next(iter(households.values()), None) or Household.objects.create()
    for lookup in by_lookup.keys() - {document.document_lookup for document in known}:
        HouseholdDocument.objects.create(household=household, document=by_lookup[lookup])
    return household


# --- what every step shares


def held(case: AidCase) -> AidCase:
    """The application, alone until the transaction ends."""
    cases = AidCase.objects.select_for_update(of=("self",)).select_related("fund", "region")
    return cases.defer("region__outline").get(pk=case.pk)


def save(case: AidCase, **values) -> AidCase:
    for name, value in values.items():
        setattr(case, name, value)
    with in_words():
        case.save(update_fields=list(values))
    return case


def move(case: AidCase, to: AidState, **values) -> AidCase:
    """Save with the next state; the household hears of it."""
    save(case, state=to, **values)
    if case.applicant_id:
        text = format_lazy(NEWS, number=case.number, state=to.label)
        tell(users=[case.applicant_id], text=text, url=case.get_household_url())
    return case


def must_be_handler(case: AidCase, by: User) -> None:
    if case.handler_id != by.pk:
        raise Forbidden(_("This is for the handler of the application."))


@transaction.atomic
def declare(*, case: AidCase, by: User, is_related: bool, at: datetime | None = None) -> AidDeclaration:
    """Related or not; who has once said to be related takes no part any more. Saying it twice is harmless."""
    case = held(case)
    with in_words():
        said, is_new = AidDeclaration.objects.get_or_create(
            case=case, by=by, is_related=is_related, defaults={"at": at or timezone.now()}
        )
    if is_new and is_related and case.handler_id:
        words = gettext_lazy("Somebody takes no part in the application {number}: name another.")
        tell(users=[case.handler_id], text=format_lazy(words, number=case.number), url=case.get_absolute_url())
    return said


# --- taken on, visited, discussed


@transaction.atomic
def take_on(
    *, case: AidCase, by: User, visitor_a: User, visitor_b: User, is_emergency: bool = False, at: datetime | None = None
) -> AidCase:
    """Become the handler and send two others to visit."""
    case = held(case)
    if case.handler_id == by.pk:
        return case
    if case.handler_id and case.state != AidState.SUBMITTED:
        raise Refused(_("Somebody else has taken this application on already."))
    move(
        case, AidState.VISITING, handler=by, taken_on_at=at or timezone.now(), visitor_a=visitor_a, visitor_b=visitor_b,
        is_emergency=is_emergency,
    )  # fmt: skip
    _ask_to_visit(case, [visitor_a.pk, visitor_b.pk])
    return case


@transaction.atomic
def send_others(*, case: AidCase, by: User, visitor_a: User, visitor_b: User) -> AidCase:
    """Other visitors, as long as those have not visited: one is ill, or has declared to be related."""
    case = held(case)
    must_be_handler(case, by)
    new = {visitor_a.pk, visitor_b.pk} - set(case.visitors)
    save(case, visitor_a=visitor_a, visitor_b=visitor_b)
    _ask_to_visit(case, sorted(new))
    return case


def _ask_to_visit(case: AidCase, users: list[int]) -> None:
    tell(users=users, text=format_lazy(ASKED_TO_VISIT, number=case.number), url=case.get_absolute_url())


@transaction.atomic
def visit(
    *, case: AidCase, by: User, day: date, notes: str, photo: IO[bytes] | None = None, at: datetime | None = None
) -> AidVisit:
    """What one of the two found at home. The picture is stored privately, without its metadata."""
    case = held(case)
    known = AidVisit.objects.filter(case=case, by=by).first()
    if known is not None:
        return known
    row = AidVisit(case=case, by=by, day=day, notes=notes.strip(), at=at or timezone.now())
    if photo is not None:
        row.photo.save("visit.webp", _private_picture(photo), save=False)
    with in_words():
        row.save(force_insert=True)
    return row


def _private_picture(file: IO[bytes]) -> ContentFile:
    reading.check(file)
    picture, _size = reading.read(file, longest=PHOTO_LONGEST)
    picture.thumbnail((PHOTO_LONGEST, PHOTO_LONGEST))
    buffer = BytesIO()
    picture.save(buffer, "WEBP", quality=PHOTO_QUALITY)
    return ContentFile(buffer.getvalue())


@transaction.atomic
def propose(*, case: AidCase, by: User, fen: int, at: datetime | None = None) -> AidCase:
    """After both visits the handler puts an amount up for discussion, within the limits of the day."""
    case = held(case)
    must_be_handler(case, by)
    if case.state == AidState.DISCUSSING and case.proposed_fen == fen:
        return case
    return move(case, AidState.DISCUSSING, proposed_fen=fen, discussed_at=at or timezone.now())


@transaction.atomic
def speak(*, case: AidCase, by: User, agrees: bool, note: str = "", at: datetime | None = None) -> AidVoice:
    """One voice in the discussion; it is not taken back."""
    case = held(case)
    known = AidVoice.objects.filter(case=case, by=by).first()
    if known is not None:
        return known
    with in_words():
        return AidVoice.objects.create(
            case=case, by=by, agrees=agrees, note=note.strip() or None, at=at or timezone.now()
        )  # fmt: skip


@transaction.atomic
def keep_account(*, case: AidCase, by: User, bank_name: str, bank_account: str) -> AidCase:
    """The household, or the handler for it, writes its bank account down; until it is paid. Never who pays."""
    case = held(case)
    if by.pk not in (case.applicant_id, case.handler_id):
        raise Forbidden(_("The household or the handler enters the bank account."))
    if case.paid_at is not None:
        raise Refused(BY_TRIGGER["shop_aid_stays"])
    for name, value in {"bank_name": bank_name.strip(), "bank_account": bank_account, "bank_set_by": by}.items():
        setattr(case, name, value)
    with in_words():
        case.save(update_fields=["bank_name", "bank_account", "bank_lookup", "bank_set_by"])
    return case
