"""Editing the books past the actions: as the application's own database role, and through the ORM."""

import io
import os
import uuid

import environ
import psycopg2
import pytest
from django.core.management import call_command
from django.db import connection

from shop.actions import goods
from shop.models import Entry

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def as_application(counted, filled, on_shelf, box):
    """A cursor of the application's role in the test database."""
    goods.mark_taken(item=on_shelf, said_fen=2000, token=uuid.uuid4())
    role = environ.Env.db_url_config(os.environ.get("DATABASE_URL", "postgis:///civic"))
    if role["USER"] == connection.settings_dict["USER"]:
        pytest.skip("one database role for everything: nothing to tell apart")
    call_command("grant_app_role", stdout=io.StringIO())
    link = psycopg2.connect(
        dbname=connection.settings_dict["NAME"], user=role["USER"], password=role["PASSWORD"] or None,
        host=role["HOST"] or None, port=role["PORT"] or None,
    )  # fmt: skip
    link.autocommit = True
    yield link.cursor()
    link.close()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE shop_entry SET narration = '改'",
        "DELETE FROM shop_entry",
        "UPDATE shop_leg SET fen = fen * 2",
        "DELETE FROM shop_leg",
        "INSERT INTO shop_link SELECT * FROM shop_link",
        "UPDATE shop_link SET hash = repeat('a', 64)",
        "UPDATE shop_balance SET fen = 0",
        "UPDATE shop_chain SET number = 0",
        "UPDATE shop_monthtotal SET in_fen = 0",
        "DELETE FROM shop_monthtotal",
        "DELETE FROM shop_monthlock",
        "UPDATE shop_dayhead SET hash = repeat('a', 64)",
        "UPDATE shop_countline SET quantity = 1",
        "DELETE FROM shop_countline",
        "UPDATE shop_confirmation SET fen = 1",
        "DELETE FROM shop_confirmation",
        "UPDATE shop_taking SET said_fen = 0",
        "UPDATE shop_taking SET is_void = true",
        "DELETE FROM shop_taking",
        "UPDATE shop_goodsmove SET why = '别的'",
        "DELETE FROM shop_goodsmove",
        "DELETE FROM shop_goodsitemevent",
        "DELETE FROM shop_donoropening",
        "ALTER TABLE shop_goodsitem DISABLE TRIGGER stays",
        "ALTER TABLE shop_boxcount DISABLE TRIGGER moves",
        "ALTER TABLE shop_entry DISABLE TRIGGER ALL",
        "TRUNCATE shop_entry CASCADE",
    ],
)
def test_the_application_may_not(as_application, statement):
    with pytest.raises(psycopg2.errors.InsufficientPrivilege):
        as_application.execute(statement)


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("UPDATE shop_boxcount SET fen = 1", "stays"),
        ("UPDATE shop_boxcount SET counter_a_id = counter_b_id", "fixed"),
        ("UPDATE shop_fund SET purpose = '别的'", "fixed"),
        ("INSERT INTO shop_confirmation (count_id, round, step, by_id, explanation, at)"
         " SELECT id, 1, 'seal', site_witness_id, '', now() FROM shop_boxcount", "not one of them"),
        ("UPDATE shop_goodsitem SET state = 'shelf'", "follows from a move"),
        ("UPDATE shop_goodsitem SET price_fen = 1", "its price stands"),
        ("UPDATE shop_goodsitem SET code = repeat('2', 16)", "stays"),
        ("DELETE FROM shop_goodsitem", "nothing is deleted"),
        ("DELETE FROM shop_donation", "nothing is deleted"),
        ("UPDATE shop_donation SET code = repeat('2', 16)", "stays"),
        ("INSERT INTO shop_goodsmove (item_id, from_state, to_state, at, why)"
         " SELECT id, 'shelf', 'taken', now(), '' FROM shop_goodsitem", "not from there"),
        ("INSERT INTO shop_leg (entry_id, account_id, fen) SELECT entry_id, account_id + 1, 5 FROM shop_leg LIMIT 1",
         "settled|another fund"),
    ],
)  # fmt: skip
def test_what_the_database_refuses_the_application(as_application, statement, words):
    with pytest.raises(psycopg2.errors.CheckViolation, match=words):
        as_application.execute(statement)


def test_the_application_may_do_its_work(as_application):
    as_application.execute("SELECT shop_canonical(entry_id, number, people) FROM shop_link ORDER BY number LIMIT 1")
    assert as_application.fetchone()[0].startswith("v1\nmeihao\n1\nbox\n")
    as_application.execute("UPDATE shop_box SET keeper_phone = '12333'")
    assert as_application.rowcount == 1


def test_an_entry_edited_through_the_orm_is_found(filled):
    """As the owner of the tables, whom nothing stops: then the chain tells."""
    Entry.objects.filter(kind="box").update(narration="改过的")
    with pytest.raises(Exception, match="1 finding"):
        call_command("verify_ledger", stdout=io.StringIO(), stderr=io.StringIO())
