"""Goods at the counter: taken in, priced, put on the shelf, taken, and where else they go."""

import threading
import uuid
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from lib.refusals import Forbidden, Invalid, Refused
from shop.actions import donors, goods
from shop.actions.goods import Piece
from shop.models import Donation, GoodsItem, GoodsMove, PriceGuide, RefusalRule, Taking
from shop.workflow import GOODS_MOVES, GoodsState

pytestmark = pytest.mark.django_db
HOODIE = Piece("clothes", "good", name="蓝色卫衣", name_en="Blue hoodie")


# --- taking in


def test_several_things_under_one_slip(bring, duty, shop):
    donation = bring(HOODIE, Piece("toys", "used"), Piece("books", "good", price_fen=250))
    assert [(item.price_fen, item.state) for item in donation.goods.order_by("pk")] == [
        (2000, "taken_in"), (500, "taken_in"), (250, "taken_in"),
    ]  # fmt: skip
    assert donation.received_by == duty
    assert donation.is_anonymous
    assert len(donation.code) == 16


def test_the_newest_price_that_has_begun_holds(bring):
    today = timezone.localdate()
    PriceGuide.objects.create(category="clothes", condition="good", price_fen=2500, valid_from=today)
    PriceGuide.objects.create(category="clothes", condition="good", price_fen=9900, valid_from=today + timedelta(1))
    assert bring(HOODIE).goods.get().price_fen == 2500
    assert PriceGuide.objects.on(date(2022, 1, 1))["clothes", "good"] == 2000


def test_sent_twice_it_comes_in_once(bring):
    token = uuid.uuid4()
    assert bring(HOODIE, token=token) == bring(HOODIE, token=token)
    assert GoodsItem.objects.count() == 1


def test_a_named_donor_is_sealed(bring):
    donation = bring(HOODIE, donor_name="陈小明", donor_phone="13912345678")
    donation = Donation.objects.get(pk=donation.pk)
    assert donation.donor_name.reveal() == "陈小明"
    assert "陈小明" not in str(donation.donor_name)
    assert donation.has_consent
    with connection.cursor() as cursor:
        cursor.execute("SELECT donor_name, donor_phone FROM shop_donation")
        assert all(value.startswith("v1:") for value in cursor.fetchone())


def test_a_donor_who_takes_the_consent_back_is_forgotten(bring):
    donation = donors.forget_donor(donation=bring(HOODIE, donor_name="陈小明", donor_phone="13912345678"))
    donation = Donation.objects.get(pk=donors.forget_donor(donation=donation).pk)
    assert (donation.donor_name, donation.donor_phone, donation.phone_lookup) == (None, None, None)
    assert donation.goods.count() == 1


@pytest.mark.parametrize(
    ("values", "name"),
    [
        ({"donor_name": "陈小明"}, "shop_donation_named_with_consent"),
        ({"has_consent": True}, "shop_donation_consent_for_something"),
        ({"code": "SHORT"}, "shop_donation_code_shape"),
    ],
)
def test_what_no_slip_may_be(shop, duty, values, name):
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Donation.objects.create(shop=shop, received_by=duty, token=uuid.uuid4(), **values)


@pytest.mark.parametrize("pieces", [0, 61])
def test_a_slip_is_for_some_things(bring, pieces):
    with pytest.raises(Invalid, match="1 至 60|1 to 60"):
        bring(*[HOODIE] * pieces)
    assert not Donation.objects.exists()


@pytest.mark.parametrize(
    "values",
    [{"name": "打 13912345678"}, {"price_fen": 1_000_001}],
)
def test_what_no_label_may_say(bring, values):
    with pytest.raises(Refused):
        bring(HOODIE._replace(**values))
    assert not GoodsItem.objects.exists()


def test_who_is_not_on_duty_takes_nothing_in(bring, stranger, duty_row):
    with pytest.raises(Forbidden):
        bring(HOODIE, by=stranger)
    duty_row.valid_from, duty_row.valid_to = date(2024, 1, 1), timezone.localdate()
    duty_row.save()
    with pytest.raises(Forbidden):
        bring(HOODIE)


def test_nobody_puts_themself_on_duty(shop, anna):
    with pytest.raises(IntegrityError, match="given_by_another"), transaction.atomic():
        shop.duties.create(user=anna, given_by=anna)


# --- refusals


def test_what_is_refused_is_noted_without_a_person(shop, duty):
    rule, token = RefusalRule.objects.get(code="medicine"), uuid.uuid4()
    item = goods.refuse(shop=shop, by=duty, rule=rule, token=token)
    assert goods.refuse(shop=shop, by=duty, rule=rule, token=token) == item
    assert (item.state, item.donation, GoodsItem.objects.count()) == ("refused", None, 1)
    assert not GoodsItem.objects.accepted().exists()


def test_the_list_is_dated(shop, duty):
    rule = RefusalRule.objects.get(code="helmet")
    rule.valid_to = timezone.localdate()
    rule.save()
    with pytest.raises(Refused):
        goods.refuse(shop=shop, by=duty, rule=rule, token=uuid.uuid4())


def test_the_list_names_what_the_law_worries_about():
    known = set(RefusalRule.objects.values_list("code", flat=True))
    assert {"food", "underwear", "medicine", "helmet", "child_seat"} <= known


# --- moves


def test_the_tables_are_the_same():
    with connection.cursor() as cursor:
        for old in GoodsState:
            for new in GoodsState:
                cursor.execute("SELECT shop_goods_may_move(%s, %s)", [old, new])
                assert cursor.fetchone()[0] == (new in GOODS_MOVES[old]), (old, new)


def test_a_move_says_who_when_and_why(on_shelf, duty):
    goods.move(items=[on_shelf], to=GoodsState.RECYCLED, by=duty, why="拉链坏了")
    move = GoodsMove.objects.latest("pk")
    assert (move.from_state, move.to_state, move.by, move.why) == ("shelf", "recycled", duty, "拉链坏了")
    on_shelf.refresh_from_db()
    assert (on_shelf.state, on_shelf.since) == ("recycled", move.at)


def test_moved_twice_it_went_once(on_shelf, duty):
    assert goods.move(items=[on_shelf], to=GoodsState.SHELF, by=duty) == 0
    assert GoodsMove.objects.count() == 1


def test_nothing_leaves_before_it_came(on_shelf, duty):
    earlier = on_shelf.since - timedelta(minutes=1)
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        GoodsMove.objects.create(
            item=on_shelf, from_state="shelf", to_state="recycled", by=duty, at=earlier, why="拉链坏了"
        )
    assert error.value.__cause__.diag.constraint_name == "shop_goods_in_turn"
    on_shelf.refresh_from_db()
    assert on_shelf.state == "shelf"


@pytest.mark.parametrize("to", [GoodsState.WITHDRAWN, GoodsState.RECYCLED, GoodsState.GIVEN])
def test_leaving_needs_a_reason(on_shelf, duty, to):
    with pytest.raises(Refused):
        goods.move(items=[on_shelf], to=to, by=duty, why=" ")
    assert goods.move(items=[on_shelf], to=to, by=duty, why="给了急需的人") == 1


def test_no_way_back_from_where_it_ended(on_shelf, duty):
    goods.move(items=[on_shelf], to=GoodsState.GIVEN, by=duty, why="给了急需的人")
    with pytest.raises(Refused):
        goods.move(items=[on_shelf], to=GoodsState.SHELF, by=duty)


def test_all_or_none(bring, on_shelf, duty, stranger):
    other = bring(HOODIE).goods.get()
    with pytest.raises(Forbidden):
        goods.move(items=[other, on_shelf], to=GoodsState.WITHDRAWN, by=stranger, why="不要了")
    goods.move(items=[other], to=GoodsState.RECYCLED, by=duty, why="坏了")
    with pytest.raises(Refused):
        goods.move(items=[other, on_shelf], to=GoodsState.WITHDRAWN, by=duty, why="不要了")
    on_shelf.refresh_from_db()
    assert on_shelf.state == "shelf"


@pytest.mark.parametrize(
    ("values", "name"),
    [
        ({"state": "taken"}, "shop_goods_by_move"), ({"state": "recycled"}, "shop_goods_by_move"),
        ({"since": timezone.now()}, "shop_goods_by_move"), ({"code": "2" * 16}, "shop_goods_fixed"),
        ({"donation": None}, "shop_goods_fixed"),
    ],
)  # fmt: skip
def test_no_edit_moves_a_thing(on_shelf, values, name):
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        GoodsItem.objects.filter(pk=on_shelf.pk).update(**values)
    assert error.value.__cause__.diag.constraint_name == name


def test_nothing_is_deleted(on_shelf):
    for rows in (GoodsItem.objects.filter(pk=on_shelf.pk), Donation.objects.all()):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows._raw_delete(rows.db)


# --- taken


def test_a_visitor_marks_it_as_taken(on_shelf, box):
    taking = goods.mark_taken(item=on_shelf, said_fen=3000, token=uuid.uuid4())
    taking.refresh_from_db()
    on_shelf.refresh_from_db()
    assert (on_shelf.state, taking.asked_fen, taking.said_fen, taking.box) == ("taken", 2000, 3000, box)
    assert GoodsMove.objects.latest("pk").by is None


def test_pressed_twice_it_is_one_slip(on_shelf):
    token = uuid.uuid4()
    first, second = (goods.mark_taken(item=on_shelf, said_fen=2000, token=token) for _time in range(2))
    assert first == second


def test_the_second_visitor_is_told(on_shelf):
    goods.mark_taken(item=on_shelf, said_fen=2000, token=uuid.uuid4())
    with pytest.raises(Refused, match="已经|already"):
        goods.mark_taken(item=on_shelf, said_fen=100, token=uuid.uuid4())


def test_no_fortune_for_one_thing(on_shelf):
    with pytest.raises(Refused):
        goods.mark_taken(item=on_shelf, said_fen=100_001, token=uuid.uuid4())


def test_what_is_not_on_the_shelf_is_not_taken(bring):
    with pytest.raises(Refused):
        goods.mark_taken(item=bring(HOODIE).goods.get(), said_fen=100, token=uuid.uuid4())
    assert not Taking.objects.exists()


def test_staff_undo_it_with_a_reason(on_shelf, duty):
    taking = goods.mark_taken(item=on_shelf, said_fen=2000, token=uuid.uuid4())
    with pytest.raises(Refused):
        goods.move(items=[on_shelf], to=GoodsState.SHELF, by=duty)
    goods.move(items=[on_shelf], to=GoodsState.SHELF, by=duty, why="还在架上")
    taking.refresh_from_db()
    assert taking.is_void
    assert goods.mark_taken(item=on_shelf, said_fen=2000, token=uuid.uuid4()).is_void is False


def test_staff_note_what_went_without_a_mark(on_shelf, duty):
    goods.move(items=[on_shelf], to=GoodsState.TAKEN, by=duty)
    assert Taking.objects.get().by == duty
    assert Taking.objects.get().said_fen == 2000


def test_a_taken_thing_keeps_its_price(on_shelf, duty):
    goods.price(item=on_shelf, by=duty, price_fen=1500)
    taking = goods.mark_taken(item=on_shelf, said_fen=1500, token=uuid.uuid4())
    taking.refresh_from_db()
    assert taking.asked_fen == 1500
    with pytest.raises(Refused):
        goods.price(item=on_shelf, by=duty, price_fen=1)


@pytest.mark.django_db(transaction=True)
def test_two_visitors_at_once(on_shelf):
    won, lost = [], []

    def press():
        try:
            won.append(goods.mark_taken(item=on_shelf, said_fen=100, token=uuid.uuid4()))
        except Refused as refusal:
            lost.append(refusal)
        finally:
            connection.close()

    threads = [threading.Thread(target=press) for _number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(won), len(lost), Taking.objects.count()) == (1, 3, 1)


@pytest.mark.django_db(transaction=True)
def test_one_form_sent_twice_at_once(bring, duty):
    token, made = uuid.uuid4(), []

    def send():
        made.append(bring(HOODIE, token=token).pk)
        connection.close()

    threads = [threading.Thread(target=send) for _number in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(made)) == Donation.objects.count() == GoodsItem.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_one_move_clicked_twice_at_once(bring, duty):
    item, went = bring(HOODIE).goods.get(), []

    def click():
        went.append(goods.move(items=[item], to=GoodsState.SHELF, by=duty))
        connection.close()

    threads = [threading.Thread(target=click) for _number in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(went) == [0, 0, 1]
    assert GoodsMove.objects.count() == 1
