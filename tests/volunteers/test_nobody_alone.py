"""Nobody makes or changes a confirmed hour alone: tried as the application's database role and as a superuser.

Everything here is done in one's own name. What is left to whoever names others stands in docs/security.md.
"""

import uuid
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from psycopg2 import errors

from lib.refusals import Forbidden, Refused
from office.models import Post
from tests.volunteers.conftest import prove, sign_up
from volunteers.actions import recording
from volunteers.models import Membership, Proof, ServiceRecord, ServiceTotal, SignUp, Volunteer
from volunteers.refusals import in_words

pytestmark = pytest.mark.django_db


def refused(sql, *statements: str) -> None:
    for statement in statements:
        with pytest.raises(errors.InsufficientPrivilege):
            sql(statement)


def test_what_was_served_and_decided_is_only_added_to(sql):
    for table in ("servicerecord", "decision", "proof", "service", "servicetotal"):
        name = f"volunteers_{table}"
        refused(
            sql,
            f"UPDATE {name} SET id = id",
            f"DELETE FROM {name}",
            f"TRUNCATE {name} CASCADE",
            f"ALTER TABLE {name} DISABLE TRIGGER ALL",
            f"ALTER TABLE {name} OWNER TO CURRENT_USER",
            f"DROP TABLE {name} CASCADE",
            f"CREATE TRIGGER t AFTER INSERT ON {name} EXECUTE FUNCTION suppress_redundant_updates_trigger()",
        )


def test_there_is_no_way_around_the_functions(sql):
    refused(
        sql,
        "SET session_replication_role = replica",
        "SELECT volunteers_count(1, '2026-01-01', 6000, 100)",
        "SELECT volunteers_uncount(1, '2026-01-01', 6000)",
        "SELECT volunteers_needs(1, '2026-01-01', 1, NULL, 1, 1, true)",
        "INSERT INTO volunteers_servicetotal (volunteer_id, year, minutes, records) VALUES (1, 0, 1, 1)",
        "UPDATE volunteers_servicerecord SET state = 'confirmed'",
        "INSERT INTO volunteers_servicerecord (id) VALUES (1) ON CONFLICT (id) DO UPDATE SET minutes = 600",
        "CREATE OR REPLACE FUNCTION volunteers_standing(bigint, bigint) RETURNS text LANGUAGE sql AS $$SELECT 'x'$$",
        "CREATE FUNCTION public.mine() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RETURN NULL; END$$",
    )


def test_the_owners_functions_run_on_no_table_of_ones_own(sql):
    """With a temporary table anybody could call a trigger's function on rows of their own making."""
    refused(sql, "CREATE TEMP TABLE mine (kept_id bigint, merged_id bigint, undone_at timestamptz)")
    with allowed_temporary_tables():
        sql("CREATE TEMP TABLE mine (kept_id bigint, merged_id bigint, undone_at timestamptz)")
        for name in (
            "membership_appointed", "record_enters", "record_vouched", "record_counts", "decide", "merge_guard",
            "merge_moves", "volunteer_claimed", "signup_proved",
        ):  # fmt: skip
            refused(sql, f"CREATE TRIGGER t AFTER INSERT ON mine FOR EACH ROW EXECUTE FUNCTION volunteers_{name}()")


@contextmanager
def allowed_temporary_tables():
    """The second wall, with the first taken down."""
    database = connection.ops.quote_name(connection.settings_dict["NAME"])
    with connection.cursor() as owner:
        owner.execute(f"GRANT TEMPORARY ON DATABASE {database} TO PUBLIC")
        yield
        owner.execute(f"REVOKE TEMPORARY ON DATABASE {database} FROM PUBLIC")


INSERT = """
    INSERT INTO volunteers_servicerecord (volunteer_id, recorded_for_id, service_id, organization_id, starts_at,
      ends_at, day, minutes, source, state, needs, flags, is_late, due_on, rule_id, entered_by_id, entered_at, note,
      evidence_note)
    SELECT volunteer_id, volunteer_id, service_id, %s, starts_at - interval '1 day', ends_at - interval '1 day', day,
      minutes, %s, 'confirmed', '', '{}', false, due_on, %s, %s, now(), '', '签到表第 3 页'
    FROM volunteers_servicerecord ORDER BY id LIMIT 1 RETURNING id, state, organization_id, rule_id
"""


def entered(sql, record, by, source="back_office", organization=None, rule=None):
    organization = organization or record.organization_id
    return sql(INSERT, organization, source, rule or record.rule_id, by.pk).fetchone()


def test_an_inserted_record_is_pending_whatever_it_says(sql, confirmed, superuser):
    assert entered(sql, confirmed, superuser)[1] == "pending"


def test_the_organization_and_the_caps_follow_from_the_service_and_the_day(sql, confirmed, superuser, union, rule):
    sql("INSERT INTO volunteers_servicerule (valid_from, valid_to, document, one_up_to, two_up_to, record_within,"
        " answer_within, step, early, late, sync_within) VALUES ('1990-01-01', '1991-01-01', 'x', 1440, 1440, 10, 10,"
        " 1, 60, 120, 72)")  # fmt: skip
    loose = sql("SELECT id FROM volunteers_servicerule WHERE one_up_to = 1440").fetchone()[0]
    row = entered(sql, confirmed, superuser, organization=union.pk, rule=loose)
    assert row[2:] == (confirmed.organization_id, rule.pk)


def test_nobody_reports_in_another_name(sql, confirmed, superuser):
    with pytest.raises(errors.CheckViolation, match="reported by somebody else"):
        entered(sql, confirmed, superuser, source="self_report")


DECIDE = """
    INSERT INTO volunteers_decision (record_id, verdict, by_id, standing, reason, at)
    VALUES (%s, %s, %s, 'office', '原因', now())
"""


def test_a_superuser_decides_nothing(sql, confirmed, superuser):
    record = entered(sql, confirmed, superuser)[0]
    with pytest.raises(errors.CheckViolation, match="no standing"):
        sql(DECIDE, record, "confirm", superuser.pk)
    with pytest.raises(errors.CheckViolation, match="no standing"):
        sql(DECIDE, confirmed.pk, "void", superuser.pk)


def test_a_decision_from_within_a_trigger_of_ones_own_is_weighed_too(sql, confirmed, superuser):
    with allowed_temporary_tables():
        sql(
            "CREATE FUNCTION pg_temp.inside() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN "
            "INSERT INTO volunteers_decision (record_id, verdict, by_id, standing, reason, at) "
            "VALUES (NEW.record_id, 'void', NEW.by_id, 'office', '原因', now()); RETURN NULL; END$$"
        )
        sql("CREATE TEMP TABLE mine (record_id bigint, by_id bigint)")
        sql("CREATE TRIGGER t AFTER INSERT ON mine FOR EACH ROW EXECUTE FUNCTION pg_temp.inside()")
        with pytest.raises(errors.CheckViolation, match="no standing"):
            sql("INSERT INTO mine VALUES (%s, %s)", confirmed.pk, superuser.pk)


def test_whoever_has_standing_confirms_nothing_that_they_entered(sql, confirmed, reviewer):
    record = entered(sql, confirmed, reviewer)[0]
    with pytest.raises(errors.CheckViolation, match="entered by the same person"):
        sql(DECIDE, record, "confirm", reviewer.pk)


def test_one_person_makes_nothing_void(sql, confirmed, reviewer):
    sql(DECIDE, confirmed.pk, "void", reviewer.pk)
    with pytest.raises(errors.UniqueViolation):
        sql(DECIDE, confirmed.pk, "void", reviewer.pk)
    confirmed.refresh_from_db()
    assert (confirmed.state, confirmed.needs) == ("confirmed", "void")


def test_a_superuser_gives_themself_neither_a_post_nor_a_team(superuser, city, team, make_volunteer, confirmed):
    with pytest.raises(IntegrityError, match="given_by_another"), transaction.atomic():
        Post.objects.create(user=superuser, role="reviewer", region=city, given_by=superuser)
    Post.objects.create(user=superuser, role="reviewer", region=city)
    with pytest.raises(Forbidden, match="hold no post"):
        recording.decide(record=confirmed, by=superuser, verdict="void", reason="原因")
    me = Volunteer.objects.create(user=superuser, number="1", region=city)
    values = {"organization": team, "volunteer": me, "role": "leader", "state": "active"}
    with pytest.raises(Refused, match="makes themself"), in_words():
        Membership.objects.create(**values, appointed_by=superuser)


def test_somebody_elses_post_or_team_cannot_be_taken_over(sql, superuser, reviewer, leader, city, stranger):
    me = Volunteer.objects.create(user=superuser, number="1", region=city)
    for statement, value in (
        ("UPDATE office_post SET user_id = %s", superuser.pk),
        ("UPDATE office_post SET role = 'reviewer', valid_from = '2000-01-01', user_id = %s", superuser.pk),
        ("UPDATE volunteers_membership SET volunteer_id = %s", me.pk),
        ("UPDATE volunteers_volunteer SET user_id = %s", stranger.pk),
        ("UPDATE volunteers_volunteer SET id = id + %s", 1000),
        ("UPDATE volunteers_organization SET id = id + %s", 1000),
        ("UPDATE accounts_user SET id = id + %s", 1000),
    ):
        with pytest.raises(errors.CheckViolation):
            sql(statement, value)


def test_a_superuser_appoints_no_puppet(superuser, team, make_volunteer):
    with pytest.raises(Forbidden, match="hold no post"), in_words():
        Membership.objects.create(
            organization=team, volunteer=make_volunteer("木偶"), role="leader", state="active", appointed_by=superuser
        )


@pytest.fixture
def proved(make_shift, other_volunteer, leader, service):
    signed = sign_up(make_shift(in_hours=-3), other_volunteer)
    prove(signed, "in", signed.starts_at, leader.user)
    prove(signed, "out", signed.ends_at, leader.user)
    return signed


def vouched(signed: SignUp, whose: Volunteer, by, service, rule) -> ServiceRecord:
    with in_words():
        return ServiceRecord.objects.create(
            volunteer=whose, recorded_for=whose, service=service, organization=service.organization, sign_up=signed,
            starts_at=signed.starts_at, ends_at=signed.ends_at, day=timezone.localdate(), minutes=60, source="code",
            due_on=timezone.localdate(), rule=rule, entered_by=whose.user, vouched_by=by,
        )  # fmt: skip


def test_what_was_proved_of_one_person_is_not_given_to_another(sql, proved, volunteer):
    for statement in (
        "UPDATE volunteers_signup SET volunteer_id = %s WHERE id = %s",
        "UPDATE volunteers_signup SET id = id + %s WHERE id = %s",
        "UPDATE volunteers_signup SET shift_id = shift_id + %s WHERE id = %s",
    ):
        with pytest.raises(errors.CheckViolation):
            sql(statement, volunteer.pk, proved.pk)
    with pytest.raises(errors.InsufficientPrivilege):
        sql("UPDATE volunteers_proof SET sign_up_id = %s", proved.pk)


def test_the_office_vouches_for_nobody_on_site(proved, reviewer, service, rule, other_volunteer):
    """Hours of the office's own making are approved by somebody else."""
    shift = proved.shift
    type(service).objects.filter(pk=service.pk).update(shift=shift)
    with pytest.raises(Forbidden, match="do not lead"):
        vouched(proved, other_volunteer, reviewer, service, rule)


def test_a_leaders_own_proofs_count_for_nobody_alone(sql, make_shift, leader, service, rule):
    signed = sign_up(make_shift(in_hours=-3), leader)
    type(service).objects.filter(pk=service.pk).update(shift=signed.shift)
    for kind, at in (("in", signed.starts_at), ("out", signed.ends_at)):
        sql("INSERT INTO volunteers_proof (id, sign_up_id, kind, way, at, received_at, sent_by_id, vouched_by_id, flag,"
            " digest) VALUES (%s, %s, %s, 'roster', %s, now(), %s, %s, '', '')",
            str(uuid.uuid4()), signed.pk, kind, at, leader.user_id, leader.user_id)  # fmt: skip
    assert Proof.objects.filter(sign_up=signed).count() == 2
    with pytest.raises(Forbidden, match="own hours"):
        vouched(signed, leader, leader.user, service, rule)


def test_a_merge_alone_is_refused_and_so_is_undoing_one(sql, volunteer, other_volunteer, superuser, editor, reviewer):
    merge = """
        INSERT INTO volunteers_merge (kept_id, merged_id, reason, by_id, at, approved_by_id, approved_at, state_before,
          undo_reason) VALUES (%s, %s, '同一人', %s, now(), %s, now(), 'active', '') RETURNING id
    """
    for by, approved_by in ((superuser, superuser), (reviewer, reviewer), (editor, superuser)):
        with pytest.raises(errors.CheckViolation):
            sql(merge, other_volunteer.pk, volunteer.pk, by.pk, approved_by.pk)
    sql(merge, other_volunteer.pk, volunteer.pk, editor.pk, reviewer.pk)
    with pytest.raises(errors.CheckViolation, match="no standing"):
        sql("UPDATE volunteers_merge SET undone_at = now(), undone_by_id = %s, undo_reason = '反悔'", superuser.pk)
    assert ServiceTotal.objects.filter(volunteer=other_volunteer, year=0).get().minutes == 120


def test_ignoring_pgtrigger_opens_nothing(sql, confirmed, superuser):
    sql("SELECT set_config('pgtrigger.ignore', '{volunteers_servicerecord:all,volunteers_decision:all}', false)")
    assert entered(sql, confirmed, superuser)[1] == "pending"
    with pytest.raises(errors.CheckViolation):
        sql(DECIDE, confirmed.pk, "void", superuser.pk)


def test_own_tables_do_not_stand_before_the_real_ones(sql, confirmed, superuser, reviewer):
    """A temporary table of the same name, first in the search path, changes no function's mind."""
    with allowed_temporary_tables():
        sql("CREATE TEMP TABLE office_post AS SELECT * FROM public.office_post")
        sql("UPDATE pg_temp.office_post SET user_id = %s", superuser.pk)
        sql("SET search_path = pg_temp, public")
        with pytest.raises(errors.CheckViolation, match="no standing"):
            sql(DECIDE, confirmed.pk, "void", superuser.pk)


def test_times_of_the_future_are_no_service(make_record):
    with pytest.raises(Refused, match="in the future"), in_words():
        make_record(days_ago=-1)
    with pytest.raises(Refused, match="in the future"), in_words():
        make_record(days_ago=-1, entered_at=timezone.now() + timedelta(days=9))
