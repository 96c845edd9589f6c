"""Two people are two persons: not an account of one's own making, not a second account, not whom one has appointed.

Like `test_nobody_alone`: tried as the application's database role, as superuser, through ORM and admin.
"""

import pytest
from psycopg2 import errors

from accounts.models import User
from lib.refusals import Forbidden, Refused
from office.models import Post, Role
from tests.volunteers.conftest import lead
from tests.volunteers.persons_cast import confirm, of_the_office, state_of, vouched
from tests.volunteers.test_nobody_alone import DECIDE, entered
from volunteers.actions import merges
from volunteers.models import ServiceTotal
from volunteers.refusals import in_words

pytestmark = pytest.mark.django_db


@pytest.fixture
def puppet(db):
    return User.objects.create_user("puppet", display_name="木偶", is_staff=True)


# --- puppets of a superuser


POST = """
    INSERT INTO office_post (user_id, role, region_id, given_by_id, valid_from, agreed_by_id, agreed_at)
    VALUES (%s, 'reviewer', %s, %s, '2020-01-01', %s, %s)
"""


def test_a_post_that_a_superuser_gives_a_puppet_is_no_standing(sql, confirmed, superuser, puppet, city):
    sql(POST, puppet.pk, city.pk, superuser.pk, None, None)
    record = entered(sql, confirmed, superuser)[0]
    with pytest.raises(errors.CheckViolation, match="no standing"):
        sql(DECIDE, record, "confirm", puppet.pk)
    assert state_of(sql, record) == "pending"


def test_nor_does_another_puppet_agree_to_it(sql, confirmed, superuser, puppet, city):
    other = User.objects.create_user("other", is_staff=True)
    for by in (other.pk, superuser.pk, puppet.pk):
        with pytest.raises(errors.CheckViolation):
            sql(POST, puppet.pk, city.pk, superuser.pk, by, "2020-01-01")
    for role, user in (("security", puppet), ("auditor", other)):
        sql("INSERT INTO office_post (user_id, role, region_id, given_by_id, valid_from)"
            " VALUES (%s, %s, %s, %s, '2020-01-01')", user.pk, role, city.pk, superuser.pk)  # fmt: skip
    with pytest.raises(errors.CheckViolation, match="agreed without standing"):
        sql("UPDATE office_post SET agreed_by_id = %s, agreed_at = now() WHERE user_id = %s", other.pk, puppet.pk)
    third = User.objects.create_user("third", is_staff=True)
    with pytest.raises(errors.CheckViolation, match="agreed without standing"):
        sql(POST, third.pk, city.pk, puppet.pk, other.pk, "2020-01-01")


def test_through_the_orm_neither(make_record, superuser, puppet, city, other_volunteer, reviewer):
    Post.objects.create(user=puppet, role=Role.REVIEWER, region=city, given_by=superuser)
    record = make_record(of=other_volunteer, source="back_office", entered_by=superuser, evidence_note="签到表一")
    with pytest.raises(Forbidden, match="hold no post"):
        confirm(record, puppet)


def test_a_precedent_cannot_be_made_for_a_puppet_leader(sql, superuser, team, leader, make_volunteer):
    """An ended or refused membership that names a superuser as who appointed is no standing."""
    first, second = make_volunteer("木偶甲"), make_volunteer("木偶乙")
    row = """
        INSERT INTO volunteers_membership (organization_id, volunteer_id, role, state, appointed_by_id, since)
        VALUES (%s, %s, 'leader', %s, %s, now())
    """
    sql(row, team.pk, first.pk, "left", superuser.pk)
    with pytest.raises(errors.CheckViolation, match="appointed without standing"):
        sql(row, team.pk, second.pk, "active", superuser.pk)


# --- whoever was appointed by those whose hours they are, or who entered them


def test_who_was_appointed_by_the_enterer_confirms_nothing_of_theirs(
    sql, confirmed, union_leader, team, make_volunteer, reviewer
):
    led = make_volunteer("被任命")
    lead(team, led, union_leader.user)
    record = entered(sql, confirmed, union_leader.user)[0]
    with pytest.raises(errors.CheckViolation, match="leads by their word"):
        sql(DECIDE, record, "confirm", led.user_id)
    sql(DECIDE, record, "reject", led.user_id)


def test_nor_the_hours_of_who_appointed_them_or_of_who_appointed_those(make_record, union_leader, union, team,
                                                                       make_volunteer, leader):  # fmt: skip
    under, last = make_volunteer("一级"), make_volunteer("二级")
    lead(union, under, union_leader.user)
    lead(team, last, under.user)
    record = make_record(of=union_leader)
    for chosen in (under, last):
        with pytest.raises(Refused, match="by the word of whoever"):
            confirm(record, chosen.user)
    assert confirm(record, leader.user).state == "confirmed"


def test_with_another_standing_they_do(make_record, union_leader, union, team, make_volunteer, reviewer):
    led = make_volunteer("两处领队")
    lead(team, led, union_leader.user)
    lead(union, led, reviewer)
    assert confirm(make_record(of=union_leader), led.user).state == "confirmed"


def test_what_an_appointee_vouches_for_waits(make_shift, service, rule, union_leader, team, make_volunteer):
    led = make_volunteer("被任命")
    lead(team, led, union_leader.user)
    record = vouched(make_shift(in_hours=-3), service, rule, of=union_leader, by=led.user)
    assert (record.state, record.vouched_by, record.decisions.count()) == ("pending", None, 0)


# --- one person, two accounts


def test_a_merged_account_does_not_confirm_the_hours_of_the_other(make_volunteer, make_record, merge, city, sql):
    twin, kept = make_volunteer("张三"), make_volunteer("张三")
    of_the_office(twin, city)
    merge(kept, twin)
    record = make_record(of=kept)
    with pytest.raises(Forbidden, match="their own hours"):
        confirm(record, twin.user)
    with pytest.raises(errors.CheckViolation, match="own hours"):
        sql(DECIDE, record.pk, "confirm", twin.user_id)
    # What the row says of the merge is no way around it.
    sql("UPDATE volunteers_volunteer SET state = 'left', left_at = now(), merged_into_id = NULL WHERE id = %s", twin.pk)
    with pytest.raises(errors.CheckViolation, match="own hours"):
        sql(DECIDE, record.pk, "confirm", twin.user_id)
    with pytest.raises(errors.CheckViolation, match="merges are kept"):
        sql("DELETE FROM volunteers_merge")


def test_nor_what_the_other_has_entered(make_volunteer, make_record, merge, city, team, reviewer, other_volunteer):
    twin, kept = make_volunteer("张三"), make_volunteer("张三")
    lead(team, kept, reviewer)
    of_the_office(twin, city)
    merge(kept, twin)
    record = make_record(of=other_volunteer, source="back_office", entered_by=twin.user, evidence_note="签到表一")
    with pytest.raises(Refused, match="entered these hours"):
        confirm(record, kept.user)


def test_two_accounts_of_one_person_are_one_of_the_two_who_are_needed(
    make_volunteer, make_record, merge, city, leader, volunteer
):
    twin, kept = make_volunteer("张三"), make_volunteer("张三")
    of_the_office(twin, city)
    of_the_office(kept, city)
    merge(kept, twin)
    record = make_record(minutes=600, hour=6)
    assert [confirm(record, by).state for by in (twin.user, kept.user, leader.user)] == [
        "pending", "pending", "confirmed",
    ]  # fmt: skip


def test_nobody_vouches_for_a_second_registration_of_their_own(
    make_shift, service, rule, make_volunteer, leader, merge
):
    twin = make_volunteer("江领队")
    merge(leader, twin)
    with pytest.raises(Forbidden, match="their own hours"):
        vouched(make_shift(in_hours=-3), service, rule, of=twin, by=leader.user)


def test_nobody_merges_a_registration_of_their_own_by_a_second_account(make_volunteer, city, editor, merge):
    twin, kept, third = make_volunteer("张三"), make_volunteer("张三"), make_volunteer("张三")
    of_the_office(twin, city)
    merge(kept, twin)
    proposed = merges.propose_merge(kept=kept, merged=third, by=editor, reason="同一人")
    with pytest.raises(Refused, match="own registration"):
        merges.carry_out_merge(merge=proposed, by=twin.user)


def test_nobody_appoints_their_second_account(make_volunteer, team, city, merge):
    twin, kept = make_volunteer("张三"), make_volunteer("张三")
    of_the_office(twin, city)
    merge(kept, twin)
    with pytest.raises(Refused, match="makes themself"), in_words():
        lead(team, kept, twin.user)


# --- what a merge shows


def test_what_somebody_vouched_for_a_registration_of_their_own_waits_again(
    make_shift, service, rule, make_volunteer, leader, deputy, merge, client
):
    twin = make_volunteer("江领队")
    record = vouched(make_shift(in_hours=-3), service, rule, of=twin, by=leader.user)
    assert record.state == "confirmed"
    done = merge(leader, twin)
    record.refresh_from_db()
    assert (record.state, record.needs, record.volunteer) == ("pending", "one", leader)
    assert not ServiceTotal.objects.filter(volunteer__in=(leader, twin), minutes__gt=0).exists()
    told = leader.user.messages.latest("pk")
    assert "1" in told.text
    merges.undo_merge(merge=done, by=done.approved_by, reason="不是同一人")
    record.refresh_from_db()
    assert (record.state, record.volunteer) == ("pending", twin)
    assert confirm(record, deputy.user).state == "confirmed"


def test_what_others_confirmed_as_well_stays_confirmed(make_record, make_volunteer, leader, deputy, merge):
    twin = make_volunteer("江领队")
    short, long = make_record(of=twin, days_ago=3), make_record(of=twin, minutes=600, hour=6)
    confirm(short, deputy.user)
    for by in (leader.user, deputy.user):
        confirm(long, by)
    merge(leader, twin)
    for record in (short, long):
        record.refresh_from_db()
    assert (short.state, long.state, long.needs) == ("confirmed", "pending", "second")
    assert ServiceTotal.objects.get(volunteer=leader, year=0).minutes == 120
