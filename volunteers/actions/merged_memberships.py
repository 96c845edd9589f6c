"""What becomes of memberships when two registrations are merged, and when that is undone."""

from volunteers.models import Membership, Merge, MergedMembership, Volunteer
from volunteers.policies import is_same_person
from volunteers.workflow import MembershipState

Role = Membership.Role
State = MembershipState
NOTHING = 0
# From a membership's state to another, step by step as the table of moves allows.
UP = {State.APPLIED: [State.ACTIVE], State.REJECTED: [State.APPLIED, State.ACTIVE], State.LEFT: [State.ACTIVE]}
DOWN = {
    State.LEFT: [State.LEFT],
    State.APPLIED: [State.LEFT, State.APPLIED],
    State.REJECTED: [State.LEFT, State.APPLIED, State.REJECTED],
}


def carry_memberships(*, kept: Volunteer, merged: Volunteer, merge: Merge) -> None:
    """Of each organization the stronger of the two stands: a leader before a member, a member before who asks.

    What is new begins at the merge's own moment, by which it is undone; what stood before is noted as it was.
    """
    mine = {row.organization_id: row for row in kept.memberships.select_for_update(of=("self",))}
    for theirs in merged.memberships.standing_or_asked().order_by("pk"):
        own = mine.get(theirs.organization_id)
        if _strength(theirs) <= _strength(own):
            continue
        # Nobody appoints themself, by whatever account.
        by = theirs.appointed_by_id
        if by and is_same_person(by, kept.user_id):
            by = merge.approved_by_id
        if own is None:
            Membership.objects.create(
                organization_id=theirs.organization_id, volunteer=kept, role=theirs.role, state=theirs.state,
                appointed_by_id=by, since=merge.approved_at,
            )  # fmt: skip
        else:
            _promote(own, theirs, by, merge)


def give_memberships_back(*, kept: Volunteer, merge: Merge) -> None:
    """What the merge promoted is again what it was; what it brought ends. What was decided since stands."""
    promoted = MergedMembership.objects.filter(merge=merge).select_related("membership").order_by("pk")
    for before in promoted:
        now = Membership.objects.select_for_update(of=("self",)).get(pk=before.membership_id)
        if (now.role, now.state) == (before.role_given, before.state_given):
            _give_back(now, before, merge)
    came_along = kept.memberships.standing_or_asked().filter(since=merge.approved_at)
    came_along = came_along.exclude(pk__in=promoted.values("membership"))
    came_along.update(state=State.LEFT, ended_at=merge.undone_at)


def _strength(membership: Membership | None) -> int:
    if membership is None or membership.state in (State.LEFT, State.REJECTED):
        return NOTHING
    return 1 + (membership.state == State.ACTIVE) * (1 + (membership.role == Role.LEADER))


def _promote(own: Membership, theirs: Membership, by: int | None, merge: Merge) -> None:
    MergedMembership.objects.create(
        merge=merge, membership=own, role_before=own.role, state_before=own.state, since_before=own.since,
        ended_before=own.ended_at, appointed_before=own.appointed_by, role_given=theirs.role, state_given=theirs.state,
    )  # fmt: skip
    if own.state != State.ACTIVE:
        own.since = merge.approved_at
    steps = UP[State(own.state)] if own.state != State.ACTIVE else []
    if theirs.state == State.APPLIED:
        steps = [State.APPLIED]
    _walk(own, steps)
    own.role, own.appointed_by_id, own.ended_at = theirs.role, by, None
    own.save(update_fields=["role", "appointed_by", "since", "ended_at"])


def _give_back(now: Membership, before: MergedMembership, merge: Merge) -> None:
    # The role first: an ended membership that led says so, and one that leads is weighed anew.
    now.role, now.appointed_by = before.role_before, before.appointed_before
    if now.state != before.state_before:
        _walk(now, DOWN[State(before.state_before)])
    now.since, now.ended_at = before.since_before, before.ended_before
    if now.state == State.LEFT and now.ended_at is None:
        now.ended_at = merge.undone_at
    now.save(update_fields=["role", "appointed_by", "since", "ended_at"])


def _walk(membership: Membership, steps: list[MembershipState]) -> None:
    """The role stays a member's on the way: nobody leads for a moment."""
    for step in steps:
        membership.state = step
        membership.save(update_fields=["state"])
