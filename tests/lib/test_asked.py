"""Statements with blanks: built once, planned once, filled in for whoever asks."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from lib import asked
from parks.models import Park
from places.models import Feedback

pytestmark = pytest.mark.django_db


def parks_like(text):
    """Values: a key."""
    return Park.objects.filter(pk__gt=asked.number(0), name__contains=text).order_by("pk").values_list("name")


def feedback():
    """Values: a time, a token."""
    return Feedback.objects.filter(created_at__lt=asked.moment(0), token=asked.identifier(1)).values_list("text")


def test_each_asker_gets_their_own_answer_from_one_statement(make_park):
    first = make_park(name="100% 绿").pk
    make_park(name="100% 大")
    with CaptureQueriesContext(connection) as queries:
        answers = [asked.rows(parks_like, (least,), "100%") for least in (0, first, first + 99)]
    assert answers == [[("100% 绿",), ("100% 大",)], [("100% 大",)], []]
    assert [query["sql"].startswith("EXECUTE") for query in queries] == [False, True, True]


def test_other_arguments_are_another_statement(make_park):
    make_park(name="绿")
    assert asked.rows(parks_like, (0,), "绿") == [("绿",)]
    assert asked.rows(parks_like, (0,), "红") == []


def test_times_and_random_ids_are_filled_in(park):
    token, now = uuid4(), timezone.now()
    Feedback.objects.create(place=park, text="秋千很好", token=token)
    late = now + timedelta(hours=1)
    assert asked.rows(feedback, (late, token)) == [("秋千很好",)]
    assert asked.rows(feedback, (late, uuid4())) == asked.rows(feedback, (now - timedelta(hours=1), token)) == []


def test_behind_a_pooler_nothing_is_prepared(park, monkeypatch):
    monkeypatch.setitem(connection.settings_dict, "DISABLE_SERVER_SIDE_CURSORS", True)
    with CaptureQueriesContext(connection) as queries:
        assert asked.rows(parks_like, (0,), "新市") == [(park.name,)]
    assert queries[0]["sql"].startswith("SELECT")


@pytest.mark.django_db(transaction=True)
def test_a_plan_that_the_connection_forgot_is_made_again(park):
    assert asked.rows(parks_like, (0,), "新市") == [(park.name,)]
    with connection.cursor() as cursor:
        cursor.execute("DEALLOCATE ALL")
    assert asked.rows(parks_like, (0,), "新市") == asked.rows(parks_like, (0,), "新市") == [(park.name,)]
