"""Past the actions: what the application's own database role may not do to aid."""

import psycopg2
import pytest

from shop.models import AidCase
from tests.shop.test_walls import as_application  # noqa: F401

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def paid(applied, walk, filled):
    return walk(applied, "paid")


# Each a statement on its own: the tables are emptied only once for all of them.
FORBIDDEN = (
    "UPDATE shop_aiddeclaration SET is_related = false",
    "DELETE FROM shop_aiddeclaration",
    "UPDATE shop_aidaccess SET reason = '改'",
    "DELETE FROM shop_aidaccess",
    "DELETE FROM shop_aidcaseevent",
    "UPDATE shop_aidruleevent SET illness_fen = 1",
    "ALTER TABLE shop_aidcase DISABLE TRIGGER moves",
    "TRUNCATE shop_aidcase CASCADE",
)
REFUSED = (
    ("DELETE FROM shop_aidcase", "shop_aid_stays"),
    ("DELETE FROM shop_aidvisit", "shop_aid_stays"),
    ("DELETE FROM shop_aidvoice", "shop_aid_stays"),
    ("DELETE FROM shop_household", "shop_aid_stays"),
    ("DELETE FROM shop_householddocument", "shop_aid_stays"),
    ("UPDATE shop_aidvisit SET day = day - 1", "shop_aid_stays"),
    ("UPDATE shop_aidvoice SET agrees = NOT agrees", "shop_aid_stays"),
    ("UPDATE shop_aidcase SET approved_fen = 1", "shop_aid_stays"),
    ("UPDATE shop_aidcase SET household_id = household_id + 1", "shop_aid_stays"),
    ("UPDATE shop_aidcase SET state = 'approved'", "shop_aid_moves"),
    ("UPDATE shop_aidcase SET state = 'followed_up'", "shop_aid_moves"),
    ("UPDATE shop_aidcase SET ratified_by_id = payer_id", "shop_aid_five_people"),
    ("UPDATE shop_aidcase SET bank_set_by_id = payer_id", "shop_aid_payer_wrote_account"),
    ("UPDATE shop_aidrule SET household_year_fen = 99999999", "shop_aid_rule_ahead"),
    ("DELETE FROM shop_aidrule", "shop_aid_rule_ahead"),
    ("INSERT INTO shop_aidvoice (case_id, by_id, agrees, at) SELECT id, payer_id, true, now() FROM shop_aidcase",
     "shop_aid_post"),
    ("INSERT INTO shop_aidvisit (case_id, by_id, day, notes, photo, at)"
     " SELECT id, handler_id, now(), '', '', now() FROM shop_aidcase", "shop_aid_visitors_only"),
)  # fmt: skip


def test_what_the_application_may_not_do_to_aid(paid, as_application):  # noqa: F811
    for statement in FORBIDDEN:
        with pytest.raises(psycopg2.errors.InsufficientPrivilege):
            as_application.execute(statement)


def test_what_the_database_refuses_the_application(paid, as_application):  # noqa: F811
    for statement, wall in REFUSED:
        with pytest.raises(psycopg2.errors.CheckViolation) as refused:
            as_application.execute(statement)
        assert refused.value.diag.constraint_name == wall, statement
    as_application.execute("UPDATE shop_aidcase SET refusal_reason = '' WHERE state = 'paid'")
    assert as_application.rowcount == AidCase.objects.count() == 1
