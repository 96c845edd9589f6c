"""Who belongs to an organization, and who leads it."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from lib.refusals import Forbidden, Invalid, Refused
from office.actions import tell
from volunteers import policies
from volunteers.actions.organizations import address_of, leaders_of
from volunteers.models import Membership, Organization, Volunteer
from volunteers.refusals import in_words
from volunteers.workflow import MEMBERSHIP_MOVES, MembershipState, OrganizationState

Role = Membership.Role
NOT_LEADING = _("You do not lead this organization.")


@transaction.atomic
def ask_to_join(*, organization: Organization, volunteer: Volunteer) -> Membership:
    """Its leaders answer. Asking twice, or as a member, changes nothing."""
    if organization.state != OrganizationState.APPROVED:
        raise Refused(_("This organization takes nobody in at present."))
    if not volunteer.is_active:
        raise Forbidden(_("Please register as a volunteer first."))
    membership, is_new = Membership.objects.select_for_update(of=("self",)).get_or_create(
        organization=organization, volunteer=volunteer, defaults={"state": MembershipState.APPLIED}
    )
    if not is_new:
        if MembershipState.APPLIED not in MEMBERSHIP_MOVES[MembershipState(membership.state)]:
            return membership
        _move(membership, MembershipState.APPLIED, role=Role.MEMBER, appointed_by=None)
    sentence = format_lazy(_("Somebody asks to join {organization}."), organization=organization.name)
    tell(users=leaders_of(organization), text=sentence, url=address_of("lead_members", organization.pk))
    return membership


@transaction.atomic
def admit(*, membership: Membership, by: User) -> Membership:
    """Admitting twice is harmless."""
    membership = _locked(membership)
    _must(policies.can_admit(by, membership.organization))
    if membership.state == MembershipState.ACTIVE:
        return membership
    _must_be_waiting(membership)
    if not membership.volunteer.is_active:
        raise Refused(_("This volunteer has left."))
    _move(membership, MembershipState.ACTIVE, role=Role.MEMBER, appointed_by=by)
    _tell(membership, _("You are a member of {organization} now. Welcome!"))
    return membership


@transaction.atomic
def refuse(*, membership: Membership, by: User) -> Membership:
    membership = _locked(membership)
    _must(policies.can_admit(by, membership.organization))
    if membership.state == MembershipState.REJECTED:
        return membership
    _must_be_waiting(membership)
    _move(membership, MembershipState.REJECTED, appointed_by=by)
    _tell(membership, _("{organization} did not admit you this time. Other organizations are looking for people."))
    return membership


@transaction.atomic
def leave_organization(*, membership: Membership) -> Membership:
    """By the volunteer: as a member, as a leader, or before the answer. Nobody is held (Regulation art. 25)."""
    membership = _locked(membership)
    if MembershipState.LEFT in MEMBERSHIP_MOVES[MembershipState(membership.state)]:
        _move(membership, MembershipState.LEFT)
    return membership


@transaction.atomic
def let_go(*, membership: Membership, by: User) -> Membership:
    """End a member's membership; a leader steps down or is dismissed first."""
    membership = _locked(membership)
    _must(policies.can_admit(by, membership.organization))
    if membership.role == Role.LEADER and membership.state == MembershipState.ACTIVE:
        raise Refused(_("This is a leader. Dismiss them as leader first."))
    if membership.state == MembershipState.ACTIVE:
        _move(membership, MembershipState.LEFT)
        _tell(membership, _("Your membership of {organization} has ended."))
    return membership


@transaction.atomic
def appoint(*, membership: Membership, by: User) -> Membership:
    """Make a member a leader. Only from above, or by the office; nobody themself."""
    membership = _locked(membership)
    if not policies.can_appoint(by, membership.organization):
        raise Forbidden(_("Leaders are appointed by a leader of the organization above, or by the office."))
    if membership.state != MembershipState.ACTIVE or not membership.volunteer.is_active:
        raise Refused(_("Only a member can become a leader."))
    if membership.role == Role.LEADER:
        return membership
    membership.role, membership.appointed_by = Role.LEADER, by
    with in_words():
        membership.save(update_fields=["role", "appointed_by"])
    _tell(membership, _("You lead {organization} now."))
    return membership


@transaction.atomic
def step_down(*, membership: Membership, by: User) -> Membership:
    """By the leader, or by whoever may appoint. They stay a member."""
    membership = _locked(membership)
    own = membership.volunteer.user_id == by.pk
    if not own and not policies.can_appoint(by, membership.organization):
        raise Forbidden(_("Leaders are dismissed by a leader of the organization above, or by the office."))
    if membership.role == Role.MEMBER:
        return membership
    membership.role = Role.MEMBER
    membership.save(update_fields=["role"])
    if not own:
        _tell(membership, _("You no longer lead {organization}. You stay a member."))
    return membership


@transaction.atomic
def take_in(*, organization: Organization, volunteer: Volunteer, by: User) -> Membership:
    """Somebody whom a leader or the office enters, or appoints, is a member at once."""
    _must(policies.can_admit(by, organization))
    membership, _is_new = Membership.objects.select_for_update(of=("self",)).get_or_create(
        organization=organization,
        volunteer=volunteer,
        defaults={"state": MembershipState.ACTIVE, "appointed_by": by},
    )
    if membership.state == MembershipState.REJECTED:
        _move(membership, MembershipState.APPLIED)
    if membership.state != MembershipState.ACTIVE:
        _move(membership, MembershipState.ACTIVE, role=Role.MEMBER, appointed_by=by)
    return membership


def appoint_by_number(*, organization: Organization, number: str, by: User) -> Membership:
    """The office names a leader by volunteer number, as it does for a first one."""
    volunteer = Volunteer.objects.active().numbered(number).first()
    if volunteer is None:
        raise Invalid(_("There is no active volunteer with this number."))
    with transaction.atomic():
        return appoint(membership=take_in(organization=organization, volunteer=volunteer, by=by), by=by)


def _move(membership: Membership, to: MembershipState, **values: Any) -> None:
    now = timezone.now()
    membership.state = to
    membership.ended_at = now if to in (MembershipState.LEFT, MembershipState.REJECTED) else None
    if to in (MembershipState.APPLIED, MembershipState.ACTIVE):
        membership.since = now
    for name, value in values.items():
        setattr(membership, name, value)
    with in_words():
        membership.save(update_fields=["state", "since", "ended_at", *values])


def _locked(membership: Membership) -> Membership:
    rows = Membership.objects.select_for_update(of=("self",)).select_related("organization__region", "volunteer")
    return rows.defer("organization__region__outline").get(pk=membership.pk)


def _must(allowed: bool) -> None:
    if not allowed:
        raise Forbidden(NOT_LEADING)


def _must_be_waiting(membership: Membership) -> None:
    if membership.state != MembershipState.APPLIED:
        raise Refused(_("This was decided meanwhile. Please reload the page to see how."))


def _tell(membership: Membership, sentence: Any) -> None:
    organization = membership.organization
    words = format_lazy(sentence, organization=organization.name)
    tell(users=[membership.volunteer.user_id], text=words, url=address_of("volunteer_profile"))
