"""Trace my ten yuan: one place for each fen, first in, first out."""

import re
import uuid
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shop import tracing
from shop.actions import goods, ledger
from shop.actions.goods import Piece
from shop.models import Entry, Leg
from shop.tracing import Span

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_identity")]


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def take(bring, duty):
    """`take(10, at=…)`: something for 10 yuan was on the shelf, and was marked as taken."""

    def make(yuan: int, *, at=None, said: int | None = None, **values):
        came = (at or timezone.now()) - timedelta(hours=1)
        item = bring(Piece("toys", "good", price_fen=yuan * 100, name_en="Bear"), at=came, **values).goods.get()
        goods.move(items=[item], to="shelf", by=duty, at=came)
        fen = (yuan if said is None else said) * 100
        return goods.mark_taken(item=item, said_fen=fen, token=uuid.uuid4(), at=at)

    return make


def ago(hours: int):
    return timezone.now() - timedelta(hours=hours)


def of(*takings):
    return tracing.trace(list(takings))


def test_from_a_slip_to_what_it_paid_for(take, count_of, post, fund):
    first, second = take(10, at=ago(9)), take(20, at=ago(8))
    count_of(30, ago(1))
    post("deposit", Bank=3000, Box=-3000)
    post("aid", Aid_Illness=1500, Bank=-1500)
    post("aid", Aid_Study=1000, Bank=-1000)
    one, two = of(first, second)
    assert (one.state, one.span, one.left_fen) == ("traced", Span(fund.pk, 0, 1000), 0)
    assert [(part.fen, part.whole_fen, part.causes) for part in one.parts] == [(1000, 1500, ("illness",))]
    assert two.span == Span(fund.pk, 1000, 3000)
    assert [(part.number, part.fen) for part in two.parts] == [(3, 500), (4, 1000)]
    assert two.left_fen == 500


def test_a_later_count_lies_behind_what_came_before(take, count_of, post, fund):
    post("gift", Bank=500, Gifts=-500)
    late = take(10, at=ago(2))
    count_of(10, ago(1))
    assert of(late)[0].span == Span(fund.pk, 500, 1500)


def test_before_the_next_count_it_waits(take, count_of):
    count_of(10, ago(5))
    assert of(take(10, at=ago(1)))[0].state == "waiting"


def test_an_empty_box(take, count_of):
    taking = take(10, at=ago(2))
    count_of(0, ago(1))
    assert of(taking)[0].state == "empty"


def test_never_more_than_was_found(take, count_of):
    first, second, third = take(10, at=ago(4), said=20), take(10, at=ago(3)), take(10, at=ago(2))
    count_of(25, ago(1))
    traces = of(first, second, third)
    assert [one.span.fen if one.span else one.state for one in traces] == [2000, 500, "beyond"]


def test_without_a_box_there_is_nothing_to_follow(take, on_shelf):
    assert of(goods.mark_taken(item=on_shelf, said_fen=100, token=uuid.uuid4()))[0].state == "no_box"


def reverse(entry, by, approved_by):
    return ledger.reverse(
        entry=entry, day=timezone.localdate(), explanation="记错了", document_no="更正", made_by=by,
        approved_by=approved_by, token=uuid.uuid4(),
    )  # fmt: skip


def test_aid_that_was_corrected_took_nothing(take, count_of, post, treasurer, director):
    taking = take(10, at=ago(2))
    count_of(10, ago(1))
    post("deposit", Bank=1000, Box=-1000)
    wrong = post("aid", Aid_Illness=600, Bank=-600)
    assert of(taking)[0].left_fen == 400
    reverse(wrong, treasurer, director)
    assert of(taking)[0].parts == []
    post("aid", Aid_Study=700, Bank=-700)
    assert [part.causes for part in of(taking)[0].parts] == [("study",)]


def test_a_count_that_was_corrected_has_no_place(take, count_of, treasurer, director):
    taking = take(10, at=ago(2))
    count = count_of(10, ago(1))
    reverse(count.entry, treasurer, director)
    assert of(taking)[0].state == "corrected"


@pytest.mark.parametrize("slips", [1, 3])
def test_it_asks_the_same_however_many(take, count_of, post, slips):
    takings = [take(10, at=ago(9 - number)) for number in range(slips)]
    count_of(10 * slips, ago(1))
    post("deposit", Bank=500, Box=-500)
    post("aid", Aid_Illness=500, Bank=-500)
    with CaptureQueriesContext(connection) as queries:
        of(*takings)
    # the counts, the places, the spending, the fund
    assert len(queries) == 4


STEPS = st.lists(
    st.tuples(st.sampled_from(["in", "gift", "out", "cost", "undo"]), st.integers(1, 500), st.integers(0, 10_000)),
    min_size=1,
    max_size=14,
)  # fmt: skip


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS, cuts=st.lists(st.integers(0, 5000), max_size=6))
def test_stretches_cover_exactly_what_was_spent(fund, post, treasurer, director, steps, cuts):
    """However the income is cut, each fen that was spent is somebody's, once; and nobody's is more than was found."""
    with transaction.atomic():
        _play(post, steps, treasurer, director)
        standing = Entry.objects.filter(fund=fund, reverses=None, reversed_by=None)
        came = -sum(Leg.objects.filter(entry__in=standing, account__kind="income").values_list("fen", flat=True))
        went = sum(Leg.objects.filter(entry__in=standing, account__kind="expense").values_list("fen", flat=True))
        edges = sorted({0, came, *(cut for cut in cuts if cut < came)})
        spans = [Span(fund.pk, start, end) for start, end in zip(edges, edges[1:], strict=False)]
        parts = tracing.spent(spans)
        assert all(sum(part.fen for part in found) <= span.fen for span, found in zip(spans, parts, strict=True))
        by_entry: dict[int, list] = {}
        for part in (part for found in parts for part in found):
            assert part.fen > 0
            by_entry.setdefault(part.number, []).append(part)
        assert sum(part.fen for found in parts for part in found) == went
        for found in by_entry.values():
            assert sum(part.fen for part in found) == found[0].whole_fen
        entries = list(standing.filter(legs__account__kind="income").order_by("link__number"))
        places = tracing.places_of({fund.pk}, [entry.pk for entry in entries])
        assert sorted(places.values()) == [places[entry.pk] for entry in entries]
        transaction.set_rollback(True)


def _play(post, steps, treasurer, director):
    """Legal steps only: what the books would refuse is left out."""
    left, made = 0, []
    for kind, fen, which in steps:
        if kind in ("in", "gift"):
            made.append((post("gift", Bank=fen, Gifts=-fen), fen))
            left += fen
        elif kind in ("out", "cost") and fen <= left:
            account = "Aid_Illness" if kind == "out" else "Aid_Study"
            made.append((post("aid", Bank=-fen, **{account: fen}), -fen))
            left -= fen
        elif kind == "undo" and made:
            entry, moved = made.pop(which % len(made))
            if left - moved >= 0:
                reverse(entry, treasurer, director)
                left -= moved


# --- the pages


def test_a_code_is_typed_as_it_stands_or_worse(client, take):
    taking = take(10)
    for code in (taking.shown_code, taking.code.lower(), f" {taking.shown_code} ".replace("-", " ")):
        assert client.get("/en/shop/trace/", {"code": code}).url == f"/en/shop/trace/{taking.code}/"


def test_nothing_is_the_same_for_every_wrong_code(client, take, duty):
    def without_what_was_typed(answer) -> bytes:
        return re.sub(rb' value="[^"]*"', b"", answer.content.split(b"<main")[1].split(b"</main>")[0])

    void = take(10)
    goods.move(items=[void.item], to="shelf", by=duty, why="还在架上")
    bodies = set()
    for code in ("2" * 16, void.code, "short", "x" * 90, void.item.code):
        answer = client.get(f"/en/shop/trace/{code}/")
        assert answer.status_code == 404
        bodies.add(without_what_was_typed(answer))
    answer = client.get("/en/shop/trace/", {"code": "not a code"})
    bodies.add(without_what_was_typed(answer))
    assert len(bodies) == 1


@pytest.mark.parametrize(
    ("code", "shown"), [("not a code", "not a code"), ("2222-3333-4444-5555", "2222-3333-4444-5555")]
)
def test_a_wrong_code_stays_to_be_compared(client, code, shown):
    answer = client.get("/en/shop/trace/", {"code": code}, follow=True)
    assert (answer.status_code, f'value="{shown}"' in answer.content.decode()) == (404, True)


def test_guessing_is_limited(client, monkeypatch):
    monkeypatch.setattr("shop.views.slips.TRIES", 3)
    answers = [client.get(f"/en/shop/trace/{'2' * 15}{letter}/").status_code for letter in "ABCDE"]
    assert answers == [404, 404, 404, 429, 429]


def test_the_slip_shows_public_words_alone(client, take, count_of, post):
    taking = take(10, at=ago(2), donor_name="陈小明", donor_phone="13912345678")
    count_of(10, ago(1))
    post("deposit", Bank=1000, Box=-1000)
    post("aid", Aid_Illness=400, Bank=-400, narration="救助家庭")
    answer = client.get(f"/en/shop/trace/{taking.code}/")
    page = answer.content.decode()
    for words in ("4 yuan", "Illness", "Aid to a household", "6 yuan", "MH-01-001", "noindex", "no-referrer"):
        assert words in page
    for words in ("陈小明", "13912345678", "钱一", "救助家庭"):
        assert words not in page
    assert "no-store" in answer["Cache-Control"]


def test_the_donors_slip_shows_what_came_of_it(client, take, bring, count_of, post):
    taking = take(10, at=ago(2), said=12, donor_name="陈小明")
    count_of(12, ago(1))
    post("deposit", Bank=1200, Box=-1200)
    post("aid", Aid_Illness=400, Bank=-400)
    page = client.get(f"/en/shop/trace/{taking.item.donation.code}/").content.decode()
    for words in ("12 yuan came of it", "4 yuan", "Illness", "not a donation receipt", "Taken by a visitor"):
        assert words in page
    assert "陈" not in page
    waiting = bring(Piece("toys", "good"))
    assert "Nothing of it has been taken" in client.get(f"/en/shop/trace/{waiting.code}/").content.decode()


@pytest.mark.parametrize("path", ["/en/shop/trace/", "/en/shop/trace/2222222222222222/"])
def test_it_is_only_read(client, path):
    assert client.post(path).status_code == 405


def test_an_empty_code_is_asked_for(client):
    assert client.get("/en/shop/trace/").status_code == 200
    assert client.get("/en/shop/trace/?code=").status_code == 400
