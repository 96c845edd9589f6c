"""A row by its plan, where its history asks who did it, and where the order of arrival is the database's to say."""

import time

import pghistory
import pytest
from django.apps import apps
from django.db import connection, transaction
from django.utils import timezone

from lib.inserting import insert
from office.models import WorkdayOverride
from places.models import Feedback

pytestmark = pytest.mark.django_db


def events(row):
    return apps.get_model("office.WorkdayOverrideEvent").objects.filter(pgh_obj=row)


def test_who_did_it_stands_in_the_history_of_each_row():
    for day in ("2030-01-01", "2030-01-02", "2030-01-03"):
        row = WorkdayOverride(date=day, is_workday=False)
        with pghistory.context(user=day):
            insert(row)
        assert events(row).get().pgh_context.metadata["user"] == day


def test_without_anybody_the_history_says_nobody():
    row = WorkdayOverride(date="2030-01-01", is_workday=False)
    insert(row)
    assert events(row).get().pgh_context is None


@pytest.mark.django_db(transaction=True)
def test_a_clocked_column_is_of_its_own_moment_and_not_of_the_transaction(park):
    began = timezone.now()
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT now()")
        time.sleep(0.05)
        row = Feedback(place=park, text="好")
        insert(row, returning=("created_at",), clocked=("created_at",))
    assert (row.created_at - began).total_seconds() > 0.05
