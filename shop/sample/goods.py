"""Two years of goods: more than 10,000 things taken in, with marks as taken that fit what was found in the box.

Between two counts so much is marked that what was asked stays a little below what was found, as people often pay more;
in some months it is above. Everything goes through the actions, many slips at a time.
"""

from collections import defaultdict
from datetime import datetime, timedelta
from io import BytesIO
from random import Random
from typing import NamedTuple
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from lib.sampling import SampleCity
from photos.actions import process, take_in
from photos.models import Photo
from shop.actions import goods
from shop.models import Box, GoodsItem, RefusalRule, Shop
from shop.sample import things
from shop.sample.books import BOX
from shop.workflow import IN_THE_BOOKS, GoodsState

SEED = 20220902
# Kind, condition, yuan, of a hundred things.
MIX = (
    ("books", "used", 3, 24), ("crafts", "used", 2, 14), ("toys", "used", 5, 16), ("clothes", "used", 8, 14),
    ("household", "used", 5, 8), ("books", "good", 6, 6), ("clothes", "good", 20, 10), ("toys", "good", 12, 4),
    ("other", "used", 3, 2), ("shoes", "used", 8, 2),
)  # fmt: skip
LEAST, MOST = 0.80, 1.02
PER_SLIP = (1, 6)
REFUSED = 24
# What else became of things: where to, how many, why.
ELSEWHERE = (
    (GoodsState.GIVEN, 160, "社区转来的困难家庭急用，直接送去。"),
    (GoodsState.RECYCLED, 240, "整理时发现破损，送去回收。"),
    (GoodsState.WITHDRAWN, 18, "换季下架，来年再上。"),
)
DAY = timedelta(days=1)
OPEN_HOURS = range(9, 20)


class Span(NamedTuple):
    """The time between two counts, and what was found at its end."""

    begins: datetime
    ends: datetime
    found_fen: int


class Counter:
    """Who serves in turn, and the dice: the same ones each time the city is planted."""

    def __init__(self, shop: Shop, team: list[User]):
        self.shop, self.team, self.rng = shop, team, Random(SEED)

    def token(self) -> UUID:
        return UUID(int=self.rng.getrandbits(128))

    def at(self, begins: datetime, ends: datetime) -> datetime:
        """Some minute between the two, by day where there is one."""
        some = begins + timedelta(minutes=self.rng.randrange(max(1, int((ends - begins).total_seconds() // 60))))
        by_day = timezone.localtime(some).replace(hour=self.rng.choice(OPEN_HOURS))
        return by_day if begins <= by_day <= ends else some

    def slips(self, pieces: list[goods.Piece], begins: datetime, ends: datetime) -> list[goods.Slip]:
        """So many things, brought by a few people each, in the order of their time."""
        slips, first = [], 0
        while first < len(pieces):
            some = pieces[first : first + self.rng.randint(*PER_SLIP)]
            first += len(some)
            by = self.team[len(slips) % len(self.team)]
            slips.append(goods.Slip(self.shop, by, some, self.token(), self.at(begins, ends)))
        return slips


@transaction.atomic
def plant(city: SampleCity) -> None:
    shop = Shop.objects.select_related("region").get(name="美好杂货铺")
    if not shop.goods.exists():
        _plant(shop, city)
    accepted = shop.goods.accepted()
    city.say(f"Goods: {accepted.count():,} things taken in, {accepted.on_shelf().count()} on the shelf.")


def _plant(shop: Shop, city: SampleCity) -> None:
    box = Box.objects.get(public_no=BOX)
    spans = _spans(box)
    team = [User.objects.with_phone(f"1380000000{number}").get() for number in (1, 3)]
    for user in team:
        shop.duties.create(
            user=user, given_by=User.objects.get(username="office"), valid_from=(spans[0].begins - 40 * DAY).date()
        )
    counter = Counter(shop, team)
    _sold(counter, box, spans)
    _elsewhere(counter, spans)
    _shelf(counter, city)
    rules = list(RefusalRule.objects.today())
    for number in range(REFUSED):
        at = counter.at(spans[0].begins, spans[-1].ends)
        goods.refuse(shop=shop, by=team[0], rule=rules[number % len(rules)], token=counter.token(), at=at)


def _spans(box: Box) -> list[Span]:
    counts = box.counts.filter(state__in=IN_THE_BOOKS).order_by("opened_at").values_list("opened_at", "fen")
    begins, spans = counts[0][0] - 30 * DAY, []
    for ends, fen in counts:
        spans.append(Span(begins, ends, fen))
        begins = ends
    return spans


def _sold(counter: Counter, box: Box, spans: list[Span]) -> None:
    """Taken in up to ten days before a count, on the shelf when it was over, and gone by the next one."""
    slips, ready, gone = [], [], []
    for span in spans:
        pieces = _asked(counter.rng, span.found_fen * counter.rng.uniform(LEAST, MOST))
        slips += counter.slips(pieces, span.begins - 10 * DAY, span.begins)
        ready += [span.begins] * len(pieces)
        gone += sorted(counter.at(span.begins + DAY / 4, span.ends) for _piece in pieces)
    items = _taken_in(slips)
    carried = defaultdict(list)
    for item, at in zip(items, ready, strict=True):
        carried[item.entered_by, at].append(item)
    for (user, at), own in carried.items():
        goods.move(items=own, to=GoodsState.SHELF, by=user, at=at)
    goods.mark_taken_many(
        marks=[
            goods.Mark(item, _said(counter.rng, item.price_fen), counter.token(), at, box)
            for item, at in zip(items, gone, strict=True)
        ]
    )


def _asked(rng: Random, most_fen: float) -> list[goods.Piece]:
    """Things whose prices come to that sum."""
    weights = [weight for *_words, weight in MIX]
    pieces, asked = [], 0
    while asked < most_fen:
        category, condition, yuan, _weight = rng.choices(MIX, weights)[0]
        pieces.append(goods.Piece(category, condition, yuan * 100))
        asked += yuan * 100
    return pieces


def _said(rng: Random, price_fen: int) -> int:
    """Most give what is asked, some more, a few less."""
    return round(price_fen * rng.choice((1, 1, 1, 1, 1.5, 2, 0.5)) / 100) * 100


def _taken_in(slips: list[goods.Slip]) -> list[GoodsItem]:
    return [item for _donation, items in goods.take_in_many(slips=slips) for item in items]


def _elsewhere(counter: Counter, spans: list[Span]) -> None:
    for to, number, why in ELSEWHERE:
        pieces = [goods.Piece("clothes", "used", 800) for _number in range(number)]
        items = _taken_in(counter.slips(pieces, spans[0].begins, spans[-2].begins))
        goods.move(items=items, to=to, by=counter.team[0], why=why, at=spans[-2].ends)


def _shelf(counter: Counter, city: SampleCity) -> None:
    """What stands there now, each with its drawing; and a slip of today that waits for its labels."""
    pieces = [
        goods.Piece(category, condition, yuan * 100, name, name_en, _photo(name, name_en, shape))
        for name, name_en, category, condition, yuan, shape in things.SHELF
    ]
    for slip in counter.slips(pieces, city.now - 20 * DAY, city.now - DAY):
        goods.move(items=_taken_in([slip]), to=GoodsState.SHELF, by=slip.by, at=slip.at + DAY / 8)
    waiting = [
        goods.Piece("books", "used", 300, "故事书", "Story book"),
        goods.Piece("toys", "good", 1200, "拼图", "Jigsaw"),
    ]
    goods.take_in(
        shop=counter.shop, by=counter.team[0], pieces=waiting, token=counter.token(), at=timezone.now(),
        donor_name="样小捐", donor_phone="13800000001",
    )  # fmt: skip


def _photo(name: str, name_en: str, shape: str) -> Photo:
    buffer = BytesIO()
    things.drawing(name, shape).save(buffer, "PNG", compress_level=1)
    photo = take_in(file=buffer, alt=f"画：{name}（样例）", alt_en=f"Drawing: {name_en} (sample)")
    process(photo=photo)
    return photo
