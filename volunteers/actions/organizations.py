"""Organizations and teams: applied for by a volunteer, decided on by the office."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from lib.refusals import Forbidden, Invalid, Refused
from lib.saying import says_something
from lib.text import pinyin
from office.actions import tell
from office.policies import Power
from volunteers import policies
from volunteers.models import Membership, Organization, Volunteer
from volunteers.refusals import in_words
from volunteers.workflow import ORGANIZATION_MOVES, MembershipState, OrganizationState


class DecidedAlready(Refused):
    def __init__(self):
        super().__init__(_("This was decided meanwhile. Please reload the page to see how."))


@transaction.atomic
def apply(*, volunteer: Volunteer, organization: Organization) -> Organization:
    """Hand in a new organization, or one that was not approved, once more. A second click changes nothing.

    `organization` holds what the form filled in. Raises Refused with the constraint's sentence.
    """
    User.objects.select_for_update().only("pk").get(pk=volunteer.user_id)
    if not volunteer.is_active:
        raise Forbidden(_("Only registered volunteers found an organization. Please register first."))
    if organization.pk is None:
        waiting = Organization.objects.filter(
            applied_by=volunteer.user_id, name=organization.name, state=OrganizationState.APPLIED
        ).first()
        if waiting is not None:
            return waiting
    elif OrganizationState.APPLIED not in ORGANIZATION_MOVES[OrganizationState(_state_of(organization))]:
        raise DecidedAlready
    organization.state, organization.reason = OrganizationState.APPLIED, ""
    organization.applied_by_id, organization.applied_at = volunteer.user_id, timezone.now()
    organization.decided_by = organization.decided_at = None
    return keep_organization(organization=organization)


@transaction.atomic
def keep_organization(*, organization: Organization) -> Organization:
    """Save an organization from its form, found by sound as well."""
    organization.pinyin = pinyin(organization.name)
    with in_words():
        organization.save()
    organization.refresh_from_db(fields=["path"])
    return organization


@transaction.atomic
def approve(*, organization: Organization, by: User) -> Organization:
    """The applicant, while registered, becomes its first leader, appointed by whoever decides."""
    organization = _decided(organization, OrganizationState.APPROVED, by, "")
    applicant = Volunteer.objects.active().filter(user=organization.applied_by_id).first()
    if applicant is not None:
        with in_words():
            Membership.objects.update_or_create(
                organization=organization,
                volunteer=applicant,
                defaults={
                    "role": Membership.Role.LEADER,
                    "state": MembershipState.ACTIVE,
                    "appointed_by": by,
                    "since": timezone.now(),
                    "ended_at": None,
                },
            )
    _answer(organization, _("{organization} is approved. You lead it now; invite your members."))
    return organization


@transaction.atomic
def reject(*, organization: Organization, by: User, reason: str) -> Organization:
    organization = _decided(organization, OrganizationState.REJECTED, by, reason)
    _answer(
        organization, _("{organization} was not approved: {reason} You can change the application and send it again.")
    )
    return organization


@transaction.atomic
def suspend(*, organization: Organization, by: User, reason: str) -> Organization:
    """It stays in the books, but nobody leads it and the public does not see it, until it is taken up again."""
    organization = _decided(organization, OrganizationState.SUSPENDED, by, reason)
    _tell_leaders(organization, _("{organization} is suspended: {reason}"))
    return organization


@transaction.atomic
def take_up_again(*, organization: Organization, by: User) -> Organization:
    organization = _decided(organization, OrganizationState.APPROVED, by, "")
    _tell_leaders(organization, _("{organization} may go on."))
    return organization


@transaction.atomic
def close(*, organization: Organization, by: User, reason: str) -> Organization:
    """For good. Its records and certificates stay valid."""
    organization = _decided(organization, OrganizationState.CLOSED, by, reason)
    _tell_leaders(organization, _("{organization} is closed: {reason}"))
    return organization


def leaders_of(organization: Organization) -> list[int]:
    """Accounts of those who lead it itself."""
    leading = organization.memberships.standing().filter(role=Membership.Role.LEADER, volunteer__state="active")
    return list(leading.values_list("volunteer__user", flat=True))


def address_of(name: str, *args: Any) -> str:
    """In the site's first language, as notices are."""
    with translation.override(settings.LANGUAGE_CODE):
        return reverse(name, args=args)


def _decided(organization: Organization, to: OrganizationState, by: User, reason: str) -> Organization:
    organization = (
        Organization.objects.select_for_update(of=("self",)).select_related("region").defer("region__outline")
    ).get(pk=organization.pk)
    if not policies.is_office(by, organization, Power.PUBLISH):
        raise Forbidden(_("Only the office decides on organizations."))
    if to not in ORGANIZATION_MOVES[OrganizationState(organization.state)]:
        raise DecidedAlready
    if to != OrganizationState.APPROVED and not says_something(reason):
        raise Invalid(_("Give the reason; the organization reads it."))
    organization.state, organization.reason = to, reason.strip()
    organization.decided_by, organization.decided_at = by, timezone.now()
    with in_words():
        organization.save(update_fields=["state", "reason", "decided_by", "decided_at"])
    return organization


def _answer(organization: Organization, sentence: Any) -> None:
    if organization.applied_by_id:
        url = address_of("organization_mine", organization.pk)
        _say(organization, [organization.applied_by_id], sentence, url)


def _tell_leaders(organization: Organization, sentence: Any) -> None:
    _say(organization, leaders_of(organization), sentence, address_of("volunteer_profile"))


def _say(organization: Organization, users: Iterable[int], sentence: Any, url: str) -> None:
    tell(users=users, text=format_lazy(sentence, organization=organization.name, reason=organization.reason), url=url)


def _state_of(organization: Organization) -> str:
    return Organization.objects.values_list("state", flat=True).get(pk=organization.pk)
