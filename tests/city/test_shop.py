"""The sample's history: exactly what was published, through the same actions, and planted twice without a change."""

import pytest
from django.db import connection
from django.db.models import Exists, F, OuterRef

from civic.management.commands.plant_city import DATA
from lib.sampling import SampleCity
from shop import audit, tracing
from shop.honesty import Honesty
from shop.models import BoxCount, Entry, Fund, GoodsItem, GoodsMove, Reversal, Shop, Taking
from shop.sample import plant
from shop.workflow import GoodsState

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("planted")]


def test_total_raised_is_what_was_published():
    fund = Fund.objects.get(code="meihao")
    assert sum(fund.months.values_list("in_fen", flat=True)) == 6_900_000
    spent = sum(fund.months.values_list("out_fen", flat=True))
    left = sum(account.balance.fen for account in fund.accounts.filter(kind="asset"))
    assert 0 < left == 6_900_000 - spent
    assert sum(BoxCount.objects.values_list("fen", flat=True)) == 6_900_000


def test_there_is_something_of_each():
    assert BoxCount.objects.count() == 24
    assert BoxCount.objects.to_take_to_bank().count() == 1
    assert BoxCount.objects.exclude(difference_fen=0).get().explanation
    assert Reversal.objects.get().result.kind == Entry.Kind.REVERSAL


def test_goods_are_as_many_as_was_published():
    accepted = GoodsItem.objects.accepted()
    assert accepted.count() > 10_000
    shelf = accepted.on_shelf()
    assert shelf.count() == shelf.filter(photo__state="ready").count() > 30
    assert set(GoodsItem.objects.values_list("state", flat=True)) == set(GoodsState.values)


def test_nothing_leaves_the_shelf_before_it_stands_there():
    earlier = GoodsMove.objects.filter(item=OuterRef("item"), pk__lt=OuterRef("pk"), at__gt=OuterRef("at"))
    assert not GoodsMove.objects.filter(Exists(earlier)).exists()
    assert not GoodsMove.objects.filter(at__lt=F("item__entered_at")).exists()


def test_what_was_asked_fits_what_was_found():
    honesty = Honesty(Shop.objects.get().pk)
    assert len(honesty.rounds) == 24
    assert honesty.found_fen == 6_900_000
    assert 0.85 < honesty.asked_fen / honesty.found_fen < 1
    assert all(0.7 < one.asked_fen / one.found_fen < 1.1 for one in honesty.rounds)


def test_a_slip_of_the_sample_leads_into_the_books():
    (one,) = tracing.trace([Taking.objects.order_by("at").first()])
    assert one.state == "traced"
    assert one.span.fen == one.taking.said_fen == one.spent_fen
    assert one.parts[0].causes


def test_an_auditor_finds_nothing():
    connection.ensure_connection()
    assert list(audit.findings(connection.connection)) == []


def test_planting_again_changes_nothing():
    before = Entry.objects.count(), GoodsItem.objects.count(), Taking.objects.count()
    plant(SampleCity(data=DATA, say=lambda line: None))
    assert (Entry.objects.count(), GoodsItem.objects.count(), Taking.objects.count()) == before
