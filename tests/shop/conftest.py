"""The cast: a treasurer who enters, a director who approves, a fund and its accounts."""

import uuid
from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from office.models import Post, Role
from photos.models import Photo
from shop.actions import boxes, disclosures, goods, ledger
from shop.disclosure_calendar import Due, add_months
from shop.models import Box, BoxCount, Disclosure, Donation, Duty, Entry, Fund, GoodsItem, Shop
from shop.vocabulary import DisclosureKind, DocumentKind, EntryKind
from tests.conftest import YANGSHE_POINT
from tests.shop.aid_cast import *  # noqa: F403

TODAY = timezone.localdate()
THIS_MONTH = TODAY.replace(day=1)
LAST_MONTH = add_months(THIS_MONTH, -1)


@pytest.fixture
def treasurer(db):
    return User.objects.create_user("treasurer", display_name="钱账", is_staff=True)


@pytest.fixture
def director(db):
    return User.objects.create_user("director", display_name="冯批", is_staff=True)


def fund_values(code: str = "meihao", **values) -> dict:
    return {
        "code": code, "name": "美好基金", "name_en": "Kindness Fund", "purpose": "帮助困难家庭",
        "purpose_en": "Help for families in hardship", "causes": ["illness", "study"],
        "custodian": "市慈善总会（样例）", "custodian_en": "City Charity (sample)", "licence_no": "L-1",
        "filing_no": "F-1", "plan_from": date(2024, 1, 1), "plan_to": date(2030, 12, 31), **values,
    }  # fmt: skip


@pytest.fixture
def fund(db) -> Fund:
    return ledger.open_fund(**fund_values())


@pytest.fixture
def post(fund, treasurer, director):
    """`post("box", Box=500, Takings=-500)`: an entry of today, in fen."""

    def make(kind: str, *, of: Fund | None = None, day: date | None = None, **values) -> Entry:
        sides = {name.replace("_", "-"): fen for name, fen in values.items() if isinstance(fen, int)}
        rest = {name: value for name, value in values.items() if not isinstance(value, int)}
        return ledger.post(
            **{
                "fund": of or fund, "kind": EntryKind(kind), "day": day or timezone.localdate(), "sides": sides,
                "narration": "清点捐款箱", "document_kind": DocumentKind.COUNT, "document_no": "清点 1",
                "made_by": treasurer, "approved_by": director, "token": uuid.uuid4(), **rest,
            }
        )  # fmt: skip

    return make


@pytest.fixture
def filled(post):
    """1,000 yuan from the box, in the bank."""
    post("box", Box=100_000, Takings=-100_000)
    post("deposit", Bank=100_000, Box=-100_000)


# --- the shop, its box, and three people at it


@pytest.fixture
def shop(yangshe) -> Shop:
    return Shop.objects.create(
        name="美好杂货铺", name_en="Meihao Charity Shop", pinyin="meihaozahuopu", kind="shop", region=yangshe,
        point=YANGSHE_POINT, hours="Mo-Su 09:00-20:00", story="没有收银员。", story_en="There is no cashier.",
    )  # fmt: skip


@pytest.fixture
def box(shop, fund) -> Box:
    return Box.objects.create(
        public_no="MH-01", shop=shop, fund=fund, keeper="美好杂货铺值班组", keeper_en="Shop team", keeper_phone="12345"
    )


@pytest.fixture
def anna(db):
    return User.objects.create_user("anna", display_name="钱一", phone="13900000001")


@pytest.fixture
def bert(db):
    return User.objects.create_user("bert", display_name="孙二", phone="13900000002")


@pytest.fixture
def witness(db):
    return User.objects.create_user("witness", display_name="李见", phone="13900000003")


@pytest.fixture
def planned(box, anna, bert, witness, treasurer) -> BoxCount:
    return boxes.plan_count(box=box, counter_a=anna, counter_b=bert, site_witness=witness, by=treasurer)


@pytest.fixture
def opened(planned, anna, bert, witness) -> BoxCount:
    """The seal is broken before three pairs of eyes."""
    boxes.open_box(count=planned, by=anna, seal_no_before="S-100")
    for person in (bert, witness):
        count = boxes.confirm_opening(count=planned, by=person)
    return count


def money(yuan: int) -> list[boxes.Found]:
    """So many hundred-yuan notes, one-yuan coins for the rest."""
    hundreds, ones = divmod(yuan, 100)
    lines = [boxes.Found("note", 10_000, hundreds), boxes.Found("coin", 100, ones)]
    return [line for line in lines if line.quantity]


@pytest.fixture
def picture(db) -> Photo:
    return Photo.objects.create(sha256="0" * 64, state="ready", width=4, height=3)


@pytest.fixture
def count_box(opened, anna, bert, witness, picture):
    """`count_box(230, 230)`: both counts sealed and the box closed; `sign=True` signs the first amount."""

    def make(a: int, b: int, *, sign: bool = False) -> BoxCount:
        boxes.seal_count(count=opened, by=anna, found=money(a))
        boxes.seal_count(count=opened, by=bert, found=money(b))
        count = boxes.close_box(count=opened, by=anna, seal_no_after="S-101", photo=picture)
        for person in (anna, bert, witness) if sign else ():
            count = boxes.sign(count=opened, by=person, fen=a * 100)
        return count

    return make


@pytest.fixture
def counted(count_box) -> BoxCount:
    """230 yuan, signed by all three and in the books."""
    return count_box(230, 230, sign=True)


@pytest.fixture
def keeper(city):
    """Of the office, for the whole city: enters."""
    user = User.objects.create_user("fundeditor", display_name="周记", is_staff=True)
    Post.objects.create(user=user, role=Role.EDITOR, region=city)
    return user


@pytest.fixture
def approver(city):
    """Of the office, for the whole city: enters and approves."""
    user = User.objects.create_user("fundreviewer", display_name="吴批", is_staff=True)
    for role in (Role.EDITOR, Role.REVIEWER):
        Post.objects.create(user=user, role=role, region=city)
    return user


# --- goods


@pytest.fixture
def duty(shop, anna, treasurer) -> User:
    """Anna is on the shop's list of duty."""
    shop.duties.create(user=anna, given_by=treasurer, valid_from=date(2024, 1, 1))
    return anna


@pytest.fixture
def duty_row(duty, shop) -> Duty:
    return shop.duties.get()


@pytest.fixture
def bring(shop, duty):
    """`bring(Piece(…), …)`: taken in by who is on duty, under one slip."""

    def make(*pieces: goods.Piece, **values) -> Donation:
        return goods.take_in(**{"shop": shop, "by": duty, "pieces": pieces, "token": uuid.uuid4(), **values})

    return make


@pytest.fixture
def on_shelf(bring, duty) -> GoodsItem:
    """A blue hoodie for 20 yuan."""
    item = bring(goods.Piece("clothes", "good", name="蓝色卫衣", name_en="Blue hoodie")).goods.get()
    goods.move(items=[item], to="shelf", by=duty)
    item.refresh_from_db()
    return item


@pytest.fixture
def count_of(box, anna, bert, witness, treasurer, picture):
    """`count_of(230, at=…)`: the box opened at that time, 230 yuan found by both and signed by all."""

    def make(yuan: int, at: datetime | None = None) -> BoxCount:
        at = at or timezone.now()
        count = boxes.plan_count(
            box=box, counter_a=anna, counter_b=bert, site_witness=witness, by=treasurer, at=at
        )  # fmt: skip
        boxes.open_box(count=count, by=anna, seal_no_before="S", seal_note="换过", at=at)
        for person in (bert, witness):
            boxes.confirm_opening(count=count, by=person, at=at)
        for person in (anna, bert):
            boxes.seal_count(count=count, by=person, found=money(yuan), at=at)
        boxes.close_box(count=count, by=anna, seal_no_after="S", photo=picture)
        for person in (anna, bert, witness):
            count = boxes.sign(count=count, by=person, fen=yuan * 100, at=at)
        return count

    return make


@pytest.fixture
def make_shop(yangshe):
    return lambda: Shop.objects.create(
        name="第二家店", name_en="Second Shop", pinyin="dierjia", kind="shop", region=yangshe, point=YANGSHE_POINT,
        hours="24/7",
    )  # fmt: skip


# --- what a fund owes the public for last month


@pytest.fixture
def month(fund) -> Due:
    """What is owed for last month, due in the future."""
    return Due(TODAY + timedelta(days=5), DisclosureKind.MONTHLY, LAST_MONTH, THIS_MONTH - timedelta(days=1))


@pytest.fixture
def drafted(fund, post, month) -> Disclosure:
    """Last month 800 yuan came in, 300 before."""
    post("box", day=LAST_MONTH - timedelta(days=3), Box=30_000, Takings=-30_000)
    post("box", day=LAST_MONTH, Box=80_000, Takings=-80_000)
    return disclosures.draft(fund=fund, due=month)


@pytest.fixture
def written(drafted, treasurer) -> Disclosure:
    return disclosures.write(disclosure=drafted, text="本月收入八百元。", by=treasurer)


@pytest.fixture
def published(written, director) -> Disclosure:
    return disclosures.publish(disclosure=written, by=director)
