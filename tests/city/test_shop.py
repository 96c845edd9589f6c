"""The sample's history: exactly what was published, through the same actions, and planted twice without a change."""

import pytest
from django.db import connection

from civic.management.commands.plant_city import DATA
from lib.sampling import SampleCity
from shop import audit
from shop.models import BoxCount, Entry, Fund, Reversal
from shop.sample import plant

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("planted")]


def test_total_raised_is_what_was_published():
    fund = Fund.objects.get(code="meihao")
    assert sum(fund.months.values_list("in_fen", flat=True)) == 6_900_000
    assert (
        sum(balance.fen for balance in (account.balance for account in fund.accounts.filter(kind="asset"))) == 6_900_000
    )
    assert sum(BoxCount.objects.values_list("fen", flat=True)) == 6_900_000


def test_there_is_something_of_each():
    assert BoxCount.objects.count() == 24
    assert BoxCount.objects.to_take_to_bank().count() == 1
    assert BoxCount.objects.exclude(difference_fen=0).get().explanation
    assert Reversal.objects.get().result.kind == Entry.Kind.REVERSAL


def test_an_auditor_finds_nothing():
    connection.ensure_connection()
    assert list(audit.findings(connection.connection)) == []


def test_planting_again_changes_nothing():
    before = Entry.objects.count()
    plant(SampleCity(data=DATA, say=lambda line: None))
    assert Entry.objects.count() == before
