"""A row by its plan: as `save()` would have written it, once, and pages are told."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from lib import compiled
from lib.inserting import insert
from lib.pages import watching
from volunteers.actions.reports import Told, service_told
from volunteers.models import Service
from volunteers.rulebook import due_of
from volunteers.vocabulary import Category

pytestmark = pytest.mark.django_db


@pytest.fixture
def told(team):
    words = Told(
        title="理书", category=Category.READING, content="把书排好。", place_name="书房", person_in_charge="江"
    )
    return lambda: service_told(team, words, *due_of(timezone.localdate()))


def _forget_plans() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DEALLOCATE ALL")
    compiled._prepared.pop(connection.connection, None)


def test_row_is_what_save_would_have_written(told):
    saved, inserted = told(), told()
    inserted.taken_at = saved.taken_at
    saved.save(force_insert=True)
    insert(inserted)
    known, new = (Service.objects.filter(pk=one.pk).values().get() for one in (saved, inserted))
    assert known.pop("id") < new.pop("id") == inserted.pk
    assert known == new
    assert not inserted._state.adding


def test_second_one_is_only_executed_and_behind_a_pooler_neither_is_prepared(told, monkeypatch):
    first, second, third = told(), told(), told()
    insert(first)
    with CaptureQueriesContext(connection) as queries:
        insert(second)
    assert [query["sql"].split()[0] for query in queries] == ["EXECUTE"]
    monkeypatch.setattr(compiled, "shares_connections", lambda: True)
    with CaptureQueriesContext(connection) as queries:
        insert(third)
    assert [query["sql"].split()[0] for query in queries] == ["INSERT"]
    assert Service.objects.count() == 3


def test_pages_that_read_the_table_are_told(told, monkeypatch):
    insert(told())
    touched = []
    monkeypatch.setattr(watching, "touch", lambda *tables, **_more: touched.extend(tables))
    insert(told())
    assert touched == ["volunteers_service"]


def test_broken_rule_is_an_error_and_the_plan_stands(told):
    _forget_plans()
    wrong = told()
    wrong.title = None
    # First of all on this connection, and again: the plan outlives what is rolled back.
    for _time in range(2):
        with pytest.raises(IntegrityError), transaction.atomic():
            insert(wrong)
    insert(told())
    assert Service.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_it_refuses(told):
    with pytest.raises(transaction.TransactionManagementError):
        insert(told())
    assert not Service.objects.exists()
