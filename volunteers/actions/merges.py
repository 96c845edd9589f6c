"""Two registrations of one person made one; the records move in the database (`volunteers_merge_moves`)."""

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from accounts.models import User
from lib.refusals import Forbidden, Invalid, Refused
from lib.saying import says_something
from office.actions import tell
from office.policies import Area, Power, can
from volunteers.actions.merged_memberships import carry_memberships, give_memberships_back
from volunteers.actions.organizations import address_of
from volunteers.models import Duplicate, Merge, ServiceTotal, Volunteer
from volunteers.refusals import in_words
from volunteers.workflow import VolunteerState


@transaction.atomic
def propose_merge(*, kept: Volunteer, merged: Volunteer, by: User, reason: str) -> Merge:
    """`merged` shall become part of `kept`. Somebody else carries it out."""
    if kept.pk == merged.pk:
        raise Invalid(_("Nobody is merged with themself."))
    kept, merged = _both(kept.pk, merged.pk)
    _must_stand(by, Power.CHANGE, kept, merged)
    _must_fit(kept, merged)
    with in_words():
        return Merge.objects.create(kept=kept, merged=merged, by=by, reason=reason.strip(), state_before=merged.state)


@transaction.atomic
def carry_out_merge(*, merge: Merge, by: User) -> Merge:
    """Records, totals and memberships go to the one that stands. Carrying it out twice is harmless.

    Hours that this person had confirmed of their own second registration wait again (`volunteers_open_own_word`), and
    the volunteer is told.

    Raises Refused while the other is signed up for a shift to come, or where confirmed hours overlap; Forbidden
    without a reviewer's post over the region.
    """
    merge = _locked(merge)
    if merge.undone_at:
        raise Refused(_("This proposal was taken back. Make a new one."))
    if merge.approved_at:
        return merge
    kept, merged = _both(merge.kept_id, merge.merged_id)
    _must_fit(kept, merged)
    now = timezone.now()
    if merged.sign_ups.standing().filter(ends_at__gt=now).exists():
        raise Refused(_("The registration to be merged is signed up for a shift to come. Withdraw that first."))
    merge.approved_by, merge.approved_at, merge.state_before = by, now, merged.state
    counted = _counted(kept, merged)
    with in_words():
        merge.save(update_fields=["approved_by", "approved_at", "state_before"])
    _tell_of_own_word(kept, counted - _counted(kept, merged))
    merged.state, merged.merged_into = VolunteerState.MERGED, kept
    merged.save(update_fields=["state", "merged_into"])
    carry_memberships(kept=kept, merged=merged, merge=merge)
    _pair(kept, merged).update(state=Duplicate.State.MERGED, decided_by=by, decided_at=now)
    return merge


@transaction.atomic
def undo_merge(*, merge: Merge, by: User, reason: str) -> Merge:
    """Give every record back to whom it was recorded for, months later too; or take a proposal back.

    Memberships that came with the merge end, and those it made stronger are again what they were. Raises Refused while
    the one that stands is itself merged into a third.
    """
    merge = _locked(merge)
    if merge.undone_at:
        return merge
    if not says_something(reason):
        raise Invalid(_("Say why the merge is undone."))
    kept, merged = _both(merge.kept_id, merge.merged_id)
    _must_stand(by, Power.PUBLISH if merge.approved_at else Power.CHANGE, kept, merged)
    if merge.approved_at and kept.state == VolunteerState.MERGED:
        raise Refused(_("The registration that stands was merged into a third since. Undo that merge first."))
    merge.undone_by, merge.undone_at, merge.undo_reason = by, timezone.now(), reason.strip()
    with in_words():
        merge.save(update_fields=["undone_by", "undone_at", "undo_reason"])
    if merge.approved_at:
        merged.state, merged.merged_into = merge.state_before, None
        merged.save(update_fields=["state", "merged_into"])
        give_memberships_back(kept=kept, merge=merge)
        _pair(kept, merged).update(state=Duplicate.State.APART, decided_by=by, decided_at=merge.undone_at)
    return merge


def _counted(kept: Volunteer, merged: Volunteer) -> int:
    """Confirmed records of both."""
    both = ServiceTotal.objects.lifetime().filter(volunteer__in=(kept, merged))
    return both.aggregate(records=Sum("records"))["records"] or 0


def _tell_of_own_word(kept: Volunteer, opened: int) -> None:
    if opened:
        words = ngettext_lazy(
            "Two registrations of yours are one now. %(count)s record that you had confirmed yourself waits again.",
            "Two registrations of yours are one now. %(count)s records that you had confirmed yourself wait again.",
            opened,
        )
        tell(users=[kept.user_id], text=words % {"count": opened}, url=address_of("my_hours"))


def _must_stand(by: User, power: Power, *volunteers: Volunteer) -> None:
    """What carrying out needs, the database asks itself."""
    if by.pk in {volunteer.user_id for volunteer in volunteers}:
        raise Forbidden(_("Nobody merges their own registration."))
    if not all(can(by, power, Area.VOLUNTEERS, code=volunteer.region.code) for volunteer in volunteers):
        raise Forbidden(_("You hold no post that may carry this out."))


def _must_fit(kept: Volunteer, merged: Volunteer) -> None:
    if VolunteerState.MERGED in (kept.state, merged.state):
        raise Refused(_("One of these registrations was merged already."))


def _pair(kept: Volunteer, merged: Volunteer):
    first, second = sorted((kept.pk, merged.pk))
    return Duplicate.objects.filter(first=first, second=second)


def _both(kept: int, merged: int) -> tuple[Volunteer, Volunteer]:
    """Locked in the order of their keys, so that two merges of the same pair cannot wait for each other."""
    rows = Volunteer.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=(kept, merged)).order_by("pk")
    found = {row.pk: row for row in rows.select_related("region").defer("region__outline")}
    return found[kept], found[merged]


def _locked(merge: Merge) -> Merge:
    return Merge.objects.select_for_update(of=("self",)).get(pk=merge.pk)
