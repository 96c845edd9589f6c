"""The auditor's look from outside: finds one changed byte, written by the owner of the tables."""

import hashlib
import re

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from shop import audit
from shop.actions import ledger
from shop.models import Entry

pytestmark = pytest.mark.django_db


def findings():
    connection.ensure_connection()
    return list(audit.findings(connection.connection))


def as_owner(statement, *params):
    """Past the triggers, as somebody who owns the tables could."""
    with connection.cursor() as cursor:
        cursor.execute(statement, params)


@pytest.fixture
def books(filled, post):
    post("aid", Aid_Illness=30_000, Bank=-30_000)
    ledger.publish_heads()
    return list(Entry.objects.order_by("pk"))


def test_books_that_hold(books):
    assert findings() == []


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("UPDATE shop_entry SET narration = narration || '.' WHERE kind = 'aid'", "no. 3 .*its content was changed"),
        ("UPDATE shop_entry SET day = day - 1 WHERE kind = 'box'", "no. 1 .*its content was changed"),
        ("UPDATE shop_entry SET document_no = '假' WHERE kind = 'deposit'", "no. 2 .*its content was changed"),
        ("UPDATE shop_entry SET approved_by_id = made_by_id + 100000 WHERE kind = 'aid'", "people or the document"),
        ("UPDATE shop_leg SET fen = fen * 2", "its content was changed"),
        ("UPDATE shop_leg SET fen = fen + 1 WHERE id = (SELECT min(id) FROM shop_leg)", "is not balanced"),
        ("UPDATE shop_link SET before = repeat('a', 64) WHERE number = 2", "does not follow"),
        ("UPDATE shop_link SET hash = repeat('a', 64) WHERE number = 3", "ends elsewhere"),
        ("UPDATE shop_link SET left_fen = 7 WHERE number = 1", "balance after it is"),
        ("UPDATE shop_balance SET fen = fen + 1 WHERE fen > 0", "its legs add up to"),
        ("UPDATE shop_monthtotal SET in_fen = in_fen + 1", "month .* is said to have brought"),
        ("DELETE FROM shop_monthtotal", "month .* is said to have brought None"),
        ("ALTER TABLE shop_link DISABLE TRIGGER months", "trigger months of shop_link is away or off"),
        ("DELETE FROM shop_link WHERE number = 2", "entries are missing before it"),
        ("UPDATE shop_dayhead SET hash = repeat('b', 64)", "is not in its chain"),
        ("ALTER TABLE shop_entry DISABLE TRIGGER enters", "trigger enters of shop_entry is away or off"),
        ("ALTER TABLE shop_balance DROP CONSTRAINT shop_balance_not_below_zero", "constraint .* is away"),
    ],
)
def test_what_was_changed_is_found_and_named(books, statement, words):
    as_owner("SET CONSTRAINTS ALL IMMEDIATE")
    if "approved_by_id" in statement:
        as_owner("SET CONSTRAINTS ALL DEFERRED")
    as_owner(statement)
    found = findings()
    as_owner("UPDATE shop_entry SET approved_by_id = (SELECT max(id) FROM accounts_user) WHERE approved_by_id > 100000")
    assert any(re.search(words, sentence) for sentence in found), found


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("DELETE FROM shop_confirmation WHERE by_id = %s", "not signed by three people"),
        ("UPDATE shop_confirmation SET fen = 5 WHERE step = 'sign' AND by_id = %s", "not signed by three people"),
    ],
)
def test_a_signature_that_went_is_missed(counted, anna, statement, words):
    assert findings() == []
    as_owner(statement, anna.pk)
    assert any(re.search(words, sentence) for sentence in findings())


def test_a_count_that_says_more_than_its_entry(counted):
    as_owner("SET CONSTRAINTS ALL IMMEDIATE")
    as_owner("ALTER TABLE shop_boxcount DISABLE TRIGGER moves")
    as_owner("UPDATE shop_boxcount SET fen = fen + 1")
    assert any("another amount than its entry" in sentence for sentence in findings())


def test_the_command_says_what_it_found(books, capsys):
    call_command("verify_ledger")
    assert "Every chain, balance and rule holds." in capsys.readouterr().out
    as_owner("SET CONSTRAINTS ALL IMMEDIATE")
    as_owner("UPDATE shop_entry SET narration = '改过的' WHERE kind = 'aid'")
    with pytest.raises(CommandError, match="1 finding"):
        call_command("verify_ledger")
    assert "its content was changed" in capsys.readouterr().out


def test_a_shell_can_make_the_hash_again(books):
    """The text is one value a line, so `sha256sum` alone proves it."""
    row = next(row for row in _rows() if row.number == 2)
    lines = (row.before, "v1", "meihao", "2", "deposit", row.day, "清点捐款箱", "count", "清点 1", "-")
    text = "\n".join((*lines, "asset:Bank 100000", "asset:Box -100000", row.people))
    assert row.hash == hashlib.sha256(text.encode()).hexdigest()


def _rows():
    with connection.cursor() as cursor:
        cursor.execute(audit.ENTRIES)
        return [audit.Row._make(row) for row in cursor.fetchall()]
