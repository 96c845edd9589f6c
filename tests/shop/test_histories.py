"""Random legal and illegal histories, some of them concurrent: books balance, nothing is below zero, chains verify."""

import threading
import uuid
from datetime import timedelta

import pytest
from django.db import connection, connections, transaction
from django.db.models import Sum
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lib.refusals import Refused
from shop import audit
from shop.actions import ledger
from shop.models import Balance, Entry, Leg, Link
from shop.vocabulary import DocumentKind, EntryKind

pytestmark = pytest.mark.django_db(transaction=True)

AMOUNT = st.integers(min_value=-1000, max_value=60_000)
STEP = st.one_of(
    st.tuples(st.just("box"), AMOUNT),
    st.tuples(st.just("deposit"), AMOUNT),
    st.tuples(st.just("aid"), AMOUNT),
    st.tuples(st.just("lopsided"), AMOUNT),
    st.tuples(st.just("early"), AMOUNT),
    st.tuples(st.just("reverse"), st.integers(min_value=0, max_value=9)),
)
SIDES = {
    "box": lambda fen: {"Box": fen, "Takings": -fen},
    "deposit": lambda fen: {"Bank": fen, "Box": -fen},
    "aid": lambda fen: {"Aid-Illness": fen, "Bank": -fen},
    "lopsided": lambda fen: {"Bank": fen, "Gifts": -fen - 1},
    "early": lambda fen: {"Aid-Study": fen, "Bank": -fen},
}
QUICK = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
def walk(fund, treasurer, director):
    """Takes a history's steps; what the books refuse is part of it."""

    def take(steps):
        for kind, value in steps:
            try:
                _step(fund, kind, value, treasurer, director)
            except Refused:
                continue

    return take


def _step(fund, kind, value, treasurer, director):
    people = {"made_by": treasurer, "approved_by": director, "token": uuid.uuid4()}
    today = timezone.localdate()
    if kind == "reverse":
        entry = Entry.objects.order_by("pk")[value : value + 1].first()
        if entry is not None:
            ledger.reverse(entry=entry, day=today, explanation="更正", document_no="更正", **people)
        return
    day = fund.plan_from - timedelta(days=1) if kind == "early" else today
    ledger.post(
        fund=fund, kind=EntryKind.AID if kind == "early" else EntryKind(kind if kind in EntryKind else "gift"),
        day=day, sides=SIDES[kind](value), narration="一步", document_kind=DocumentKind.RECEIPT,
        document_no="1", **people,
    )  # fmt: skip


def holds(fund):
    assert Leg.objects.aggregate(sum=Sum("fen", default=0))["sum"] == 0
    assert not Balance.objects.filter(is_asset=True, fen__lt=0).exists()
    numbers = list(Link.objects.filter(fund=fund).order_by("number").values_list("number", flat=True))
    assert numbers == list(range(1, Entry.objects.filter(fund=fund).count() + 1))
    connection.ensure_connection()
    with transaction.atomic():
        assert list(audit.findings(connection.connection)) == []


@QUICK
@given(steps=st.lists(STEP, max_size=12))
def test_any_history_leaves_books_that_hold(steps, walk, fund):
    walk(steps)
    holds(fund)


@QUICK
@given(histories=st.lists(st.lists(STEP, max_size=6), min_size=2, max_size=4))
def test_histories_at_once_leave_books_that_hold(histories, walk, fund):
    failures = []

    def run(steps):
        try:
            walk(steps)
        except Exception as error:  # noqa: BLE001 - whatever a thread meets must fail the test
            failures.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(steps,)) for steps in histories]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    holds(fund)
