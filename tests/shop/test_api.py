"""/api/v1/shops/, goods/, funds/ and fund-entries/."""

import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from shop.actions import goods, ledger
from shop.actions.goods import Piece

pytestmark = pytest.mark.django_db


def found(client, path: str, **query) -> list:
    answer = client.get(f"/api/v1/{path}", query)
    assert answer.status_code == 200, answer.content
    return answer.json()["results"]


def test_a_shop_with_its_boxes(client, box, shop):
    told = client.get(f"/api/v1/shops/{shop.pk}/").json()
    assert (told["kind"], told["boxes"], told["name_en"]) == ("shop", ["MH-01"], "Meihao Charity Shop")
    assert told["point"]["coordinates"] == [120.555, 31.875]


def test_goods_on_the_shelf_and_no_code(client, on_shelf, bring, shop):
    bring(Piece("toys", "good"))
    told = found(client, "goods/")
    assert [(one["id"], one["price_fen"], one["category"]) for one in told] == [(on_shelf.pk, 2000, "clothes")]
    assert on_shelf.code not in str(told)
    assert found(client, "goods/", category="toys") == []
    assert len(found(client, "goods/", shop=shop.pk)) == 1
    goods.mark_taken(item=on_shelf, said_fen=100, token=uuid.uuid4())
    assert client.get(f"/api/v1/goods/{on_shelf.pk}/").status_code == 404


def test_a_statement(client, filled, post, fund):
    post("aid", Aid_Illness=30_000, Bank=-30_000)
    (told,) = found(client, "funds/")
    assert (told["left_fen"], told["in_fen"], told["out_fen"], told["entry_count"]) == (70_000, 100_000, 30_000, 3)
    assert {one["account"]: one["fen"] for one in told["balances"]} == {"Box": 0, "Bank": 70_000}
    assert told["months"][-1]["entries"] == 3
    assert told["head"] == ledger.Link.objects.latest("number").hash


def test_entries_with_their_sides_and_no_person(client, filled, post, treasurer):
    post("aid", Aid_Illness=30_000, Bank=-30_000, day=timezone.localdate())
    told = found(client, "fund-entries/")
    assert [(one["number"], one["kind"], one["change_fen"]) for one in told] == [
        (1, "box", 100_000), (2, "deposit", 0), (3, "aid", -30_000),
    ]  # fmt: skip
    assert {leg["account"]: leg["fen"] for leg in told[2]["legs"]} == {"Aid-Illness": 30_000, "Bank": -30_000}
    assert len(found(client, "fund-entries/", kind="aid")) == 1
    assert not {"made_by", "approved_by", "salt", "token"} & set(told[0])
    assert str(treasurer) not in str(told)


def test_a_fund_that_is_not_public_is_not_told(client, filled, fund):
    entry = fund.entries.first()
    fund.is_public = False
    fund.save(update_fields=["is_public"])
    assert found(client, "funds/") == found(client, "fund-entries/") == []
    assert client.get(f"/api/v1/fund-entries/{entry.pk}/").status_code == 404


@pytest.mark.parametrize("query", ["kind=gold", "fund=x", "fund=0", "page=0", "unknown=1"])
def test_a_question_that_makes_no_sense(client, filled, query):
    assert client.get(f"/api/v1/fund-entries/?{query}").status_code == 400


@pytest.mark.parametrize("path", ["shops/", "goods/", "funds/", "fund-entries/"])
def test_it_is_only_read(client, path):
    assert client.post(f"/api/v1/{path}").status_code == 405


@pytest.mark.parametrize("things", [1, 3])
@pytest.mark.parametrize(("path", "queries"), [("goods/", 2), ("fund-entries/", 3), ("funds/", 5), ("shops/", 3)])
def test_lists_ask_the_same_however_long(client, bring, duty, box, post, things, path, queries):
    goods.move(items=bring(*[Piece("toys", "good")] * things).goods.all(), to="shelf", by=duty)
    for _number in range(things):
        post("box", Box=100, Takings=-100)
    with CaptureQueriesContext(connection) as asked:
        client.get(f"/api/v1/{path}")
    assert len(asked) == queries
