"""What says something: the same for Python and for PostgreSQL."""

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from lib.saying import SAYS, says_something, validate_says

SAID = ["表 1", "第 3 页", "a b", "见\n附", "签到表", " 好的 ", "𠮷 𠮷"]
SILENT = ["", " ", "\n\t ", "a", " a ", "表\u3000", "\u200b\u200b", "a\u200b\ufeff", "\u00a0\u00a0\u2003", "好\u2060"]


@pytest.mark.parametrize("text", SAID)
def test_two_visible_characters_say_something(text):
    assert says_something(text)
    validate_says(text)


@pytest.mark.parametrize("text", SILENT)
def test_fewer_do_not(text):
    assert not says_something(text)
    with pytest.raises(ValidationError, match="at least two"):
        validate_says(text)


@pytest.mark.django_db
@pytest.mark.parametrize("text", [*SAID, *SILENT])
def test_the_database_agrees(text):
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s ~ %s", [text, SAYS])
        assert cursor.fetchone() == (says_something(text),)


def test_a_long_text_is_looked_at_quickly():
    assert not says_something("a" + " \u200b" * 100_000)
