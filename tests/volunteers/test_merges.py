"""Two registrations of one person, found, merged, and given back."""

import pytest
from django.utils import timezone

from lib.refusals import Forbidden, Invalid, Refused
from office.models import Post, Role
from tests.volunteers.conftest import lead, sign_up
from volunteers.actions import memberships, merges
from volunteers.actions.duplicates import find_duplicates, set_apart
from volunteers.models import Decision, Duplicate, Membership, Merge, MergedMembership, Organization, ServiceTotal

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk(editor, yangshe):
    """Proposes; an editor of the town."""
    return editor


@pytest.fixture
def twin(make_volunteer):
    return make_volunteer("王志愿")


@pytest.fixture
def proposed(volunteer, twin, clerk):
    return merges.propose_merge(kept=volunteer, merged=twin, by=clerk, reason="护照与身份证各登记一次")


def hours_of(person) -> int:
    return dict(ServiceTotal.objects.filter(volunteer=person).values_list("year", "minutes")).get(0, 0)


def confirmed(make_record, of, leader, **values):
    record = make_record(of=of, **values)
    Decision.objects.create(record=record, verdict="confirm", by=leader.user)
    return record


def test_records_and_totals_move_and_come_back(proposed, volunteer, twin, leader, reviewer, make_record):
    confirmed(make_record, volunteer, leader, minutes=60, hour=8)
    confirmed(make_record, twin, leader, minutes=90, hour=14)
    merges.carry_out_merge(merge=proposed, by=reviewer)
    twin.refresh_from_db()
    assert (twin.state, twin.merged_into) == ("merged", volunteer)
    assert (hours_of(volunteer), hours_of(twin)) == (150, 0)
    merges.undo_merge(merge=proposed, by=reviewer, reason="是同名两人")
    twin.refresh_from_db()
    assert (twin.state, twin.merged_into) == ("active", None)
    assert (hours_of(volunteer), hours_of(twin)) == (60, 90)


def test_memberships_are_copied_and_end_with_the_undoing(proposed, volunteer, twin, team, union, reviewer):
    lead(team, twin, reviewer)
    own = Membership.objects.create(organization=union, volunteer=volunteer, state="active")
    Membership.objects.create(organization=union, volunteer=twin, state="active")
    merges.carry_out_merge(merge=proposed, by=reviewer)
    assert volunteer.memberships.get(organization=team).role == "leader"
    merges.undo_merge(merge=proposed, by=reviewer, reason="是同名两人")
    assert list(volunteer.memberships.standing()) == [own]
    assert twin.memberships.standing().count() == 2


@pytest.mark.parametrize("state", ["applied", "rejected", "left", "active"])
def test_the_stronger_membership_stands_and_undoing_gives_the_own_back(
    proposed, volunteer, twin, team, reviewer, leader, state
):
    own = Membership.objects.create(organization=team, volunteer=volunteer, state=state)
    before = (own.role, own.state, own.since, own.appointed_by_id)
    lead(team, twin, reviewer)
    merges.carry_out_merge(merge=proposed, by=reviewer)
    own.refresh_from_db()
    assert (own.role, own.state, own.ended_at) == ("leader", "active", None)
    assert Organization.objects.led_by(volunteer.user).get() == team
    merges.undo_merge(merge=proposed, by=reviewer, reason="是同名两人")
    own.refresh_from_db()
    assert (own.role, own.state, own.since, own.appointed_by_id) == before
    assert not Organization.objects.led_by(volunteer.user).exists()


def test_the_weaker_membership_changes_nothing(proposed, volunteer, twin, team, reviewer):
    own = lead(team, volunteer, reviewer)
    Membership.objects.create(organization=team, volunteer=twin, state="active")
    merges.carry_out_merge(merge=proposed, by=reviewer)
    assert Membership.objects.get(pk=own.pk).role == "leader"
    assert not MergedMembership.objects.exists()
    merges.undo_merge(merge=proposed, by=reviewer, reason="是同名两人")
    assert Membership.objects.get(pk=own.pk).state == "active"


def test_an_application_moves_along_and_ends_with_the_undoing(proposed, volunteer, twin, team, union, reviewer):
    Membership.objects.create(organization=team, volunteer=twin, state="applied")
    Membership.objects.create(organization=union, volunteer=twin, state="applied")
    Membership.objects.create(organization=union, volunteer=volunteer, state="rejected")
    merges.carry_out_merge(merge=proposed, by=reviewer)
    assert [row.state for row in volunteer.memberships.all()] == ["applied", "applied"]
    merges.undo_merge(merge=proposed, by=reviewer, reason="是同名两人")
    states = {row.organization: row.state for row in volunteer.memberships.all()}
    assert states == {team: "left", union: "rejected"}


def test_what_was_decided_about_a_membership_since_stands(proposed, volunteer, twin, team, reviewer):
    own = Membership.objects.create(organization=team, volunteer=volunteer, state="applied")
    lead(team, twin, reviewer)
    merges.carry_out_merge(merge=proposed, by=reviewer)
    memberships.leave_organization(membership=own)
    merges.undo_merge(merge=proposed, by=reviewer, reason="是同名两人")
    own.refresh_from_db()
    assert own.state == "left"


def test_a_person_is_not_merged_with_themself(volunteer, clerk):
    with pytest.raises(Invalid, match="with themself"):
        merges.propose_merge(kept=volunteer, merged=volunteer, by=clerk, reason="误点")


def test_who_proposes_does_not_carry_out(volunteer, twin, reviewer):
    merge = merges.propose_merge(kept=volunteer, merged=twin, by=reviewer, reason="重复")
    with pytest.raises(Refused, match="Somebody else"):
        merges.carry_out_merge(merge=merge, by=reviewer)


def test_carrying_out_needs_a_reviewers_post(proposed, clerk, superuser, neighbour_editor):
    for nobody in (superuser, neighbour_editor):
        with pytest.raises(Forbidden):
            merges.carry_out_merge(merge=proposed, by=nobody)


def test_nobody_merges_their_own(volunteer, twin, city):
    volunteer.user.is_staff = True
    volunteer.user.save(update_fields=["is_staff"])
    Post.objects.create(user=volunteer.user, role=Role.REVIEWER, region=city)
    with pytest.raises(Forbidden, match="own registration"):
        merges.propose_merge(kept=volunteer, merged=twin, by=volunteer.user, reason="重复")


def test_a_proposal_outside_ones_post_is_refused(volunteer, twin, neighbour_editor):
    with pytest.raises(Forbidden):
        merges.propose_merge(kept=volunteer, merged=twin, by=neighbour_editor, reason="重复")


def test_upcoming_sign_ups_come_first(proposed, twin, shift, reviewer):
    sign_up(shift, twin)
    with pytest.raises(Refused, match="shift to come"):
        merges.carry_out_merge(merge=proposed, by=reviewer)
    proposed.refresh_from_db()
    assert proposed.approved_at is None


def test_overlapping_hours_are_not_merged(proposed, volunteer, twin, leader, reviewer, make_record):
    confirmed(make_record, volunteer, leader, hour=9)
    confirmed(make_record, twin, leader, hour=10)
    with pytest.raises(Refused, match="cannot overlap"):
        merges.carry_out_merge(merge=proposed, by=reviewer)
    twin.refresh_from_db()
    assert twin.state == "active"


def test_what_is_merged_is_not_merged_again(proposed, volunteer, twin, other_volunteer, reviewer, clerk):
    merges.carry_out_merge(merge=proposed, by=reviewer)
    merges.carry_out_merge(merge=proposed, by=reviewer)
    with pytest.raises(Refused, match="merged already"):
        merges.propose_merge(kept=other_volunteer, merged=twin, by=clerk, reason="又一次")


def test_an_inner_merge_waits_for_the_outer(proposed, volunteer, other_volunteer, reviewer, second_reviewer, clerk):
    merges.carry_out_merge(merge=proposed, by=reviewer)
    outer = merges.propose_merge(kept=other_volunteer, merged=volunteer, by=clerk, reason="同一人")
    merges.carry_out_merge(merge=outer, by=second_reviewer)
    with pytest.raises(Refused, match="Undo that merge first"):
        merges.undo_merge(merge=proposed, by=reviewer, reason="是同名两人")
    merges.undo_merge(merge=outer, by=reviewer, reason="是同名两人")
    merges.undo_merge(merge=proposed, by=reviewer, reason="是同名两人")
    assert Merge.objects.carried_out().count() == 0


def test_a_proposal_can_be_taken_back(proposed, volunteer, twin, clerk, reviewer):
    merges.undo_merge(merge=proposed, by=clerk, reason="证件不同人")
    twin.refresh_from_db()
    assert twin.state == "active"
    with pytest.raises(Refused, match="taken back"):
        merges.carry_out_merge(merge=proposed, by=reviewer)


def test_undoing_needs_a_reason_and_a_reviewer(proposed, reviewer, clerk):
    merges.carry_out_merge(merge=proposed, by=reviewer)
    with pytest.raises(Invalid):
        merges.undo_merge(merge=proposed, by=reviewer, reason=" ")
    with pytest.raises(Forbidden):
        merges.undo_merge(merge=proposed, by=clerk, reason="是同名两人")


# --- candidates


def test_same_name_and_birthday_are_found_once(volunteer, twin, make_volunteer):
    make_volunteer("王志愿", born="1991-01-01")
    assert find_duplicates() == 1
    assert find_duplicates() == 0
    pair = Duplicate.objects.get()
    assert (pair.first, pair.second, pair.state) == (volunteer, twin, "open")


def test_two_people_are_not_asked_about_again(volunteer, twin, clerk):
    find_duplicates()
    pair = set_apart(duplicate=Duplicate.objects.get(), by=clerk)
    assert find_duplicates() == 0
    assert (pair.state, pair.decided_by) == ("apart", clerk)


def test_a_merge_settles_its_pair(volunteer, twin, clerk, reviewer):
    find_duplicates()
    merge = merges.propose_merge(kept=twin, merged=volunteer, by=clerk, reason="同一人")
    merges.carry_out_merge(merge=merge, by=reviewer)
    assert Duplicate.objects.get().state == "merged"
    with pytest.raises(Refused, match="Undo the merge"):
        set_apart(duplicate=Duplicate.objects.get(), by=clerk)
    merges.undo_merge(merge=merge, by=reviewer, reason="是同名两人")
    assert Duplicate.objects.get().state == "apart"
    assert merge.at <= timezone.now()
