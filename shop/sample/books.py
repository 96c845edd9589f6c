"""A fund whose total raised is exactly the published 69,000.00 yuan. Everything in it is invented, and marked so."""

from datetime import date, datetime, time, timedelta
from io import BytesIO
from typing import NamedTuple
from uuid import NAMESPACE_URL, uuid5

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from lib.sampling import SampleCity, shares
from office.calendar import add_workdays
from office.models import Message
from photos.actions import process, take_in
from photos.models import Photo
from shop.actions import boxes, corrections, ledger
from shop.models import Box, BoxCount, Fund, Shop
from shop.sample import drawing
from shop.sample.aid import Aid
from shop.vocabulary import COINS, NOTES, Cause, DocumentKind, EntryKind, Money

CODE, BOX = "meihao", "MH-01"
RAISED_FEN = 6_900_000
COUNTS = 24
JIAO = 10
# How a box fills over a year: more before the spring festival and in the summer holidays.
WEIGHTS = [0.8, 1.0, 1.5, 0.9, 1.0, 1.1, 1.3, 1.2, 0.9, 1.0, 1.1, 1.2]
# What part of a box's money lies there in which piece; the rest is given out from the largest down.
MIX = {10_000: 0.34, 5_000: 0.14, 2_000: 0.17, 1_000: 0.16, 500: 0.08, 100: 0.05}
FUND = {
    "name": "美好基金", "name_en": "Meihao Fund",
    "purpose": "帮助本市因病、因残、因学、因灾、因低收入陷入困难的家庭。",
    "purpose_en": "Help for families of the city in hardship: illness, disability, schooling, accident, low income.",
    "causes": list(Cause.values),
    "custodian": "样例慈善总会（虚构）", "custodian_en": "Sample Charity Federation (invented)",
    "licence_no": "样例-公募-0001", "agreement_no": "样例-合作-0001", "filing_no": "样例-备案-0001",
    "leftovers": "计划结束后剩余的钱，用于目的相同或相近的慈善项目，并向社会公开。",
    "leftovers_en": "What is left goes to a charitable project of the same or a similar purpose; that is published.",
    "is_sample": True,
}  # fmt: skip
WRONG = ("热心企业捐款", "Gift of a company")
WHY = (
    "这笔捐款指定用于慈善总会的另一个项目，误记入本基金，予以冲回。",
    "This gift was meant for another project of the charity and was entered here by mistake.",
)


class Cast(NamedTuple):
    """Who counts, who looks on, and who of the office enters and approves."""

    counter_a: User
    counter_b: User
    site_witness: User
    treasurer: User
    office: User


@transaction.atomic
def plant(city: SampleCity) -> None:
    if not Fund.objects.filter(code=CODE).exists():
        _plant(city)
    raised = sum(Fund.objects.get(code=CODE).months.values_list("in_fen", flat=True))
    city.say(f"Fund: {raised / 100:,.2f} yuan raised in {COUNTS} box counts, one entry corrected.")


def _plant(city: SampleCity) -> None:
    days = _days(city.today)
    begins = days[0].replace(day=1)
    fund = ledger.open_fund(
        code=CODE, **FUND, plan_from=begins, plan_to=begins.replace(year=begins.year + 3) - timedelta(days=1)
    )
    box = Box.objects.create(
        public_no=BOX, shop=Shop.objects.get(name="美好杂货铺"), fund=fund, keeper="美好杂货铺志愿者值班组（样例）",
        keeper_en="Volunteers on duty at the shop (sample)", keeper_phone="12345",
    )  # fmt: skip
    cast, photo = _cast(), _photo()
    aid = Aid(city, fund)
    amounts = [part * JIAO for part in shares(RAISED_FEN // JIAO, [WEIGHTS[day.month - 1] for day in days])]
    for number, (day, fen) in enumerate(zip(days, amounts, strict=True), start=1):
        count = _count(box, cast, photo, day, fen, number)
        if number == COUNTS // 2:
            _correct(fund, cast, day + timedelta(days=1))
        if number < COUNTS:
            _bank(count, cast, city.today, number)
            aid.help_after(number, of=COUNTS - 1)
    aid.fill_queues()
    _close_months(fund, cast, city.today)
    # Whoever was asked then has long been there; only the newest count's notice is news.
    newest = box.counts.latest("pk").get_absolute_url()
    Message.objects.filter(kind=Message.Kind.NOTICE, url__contains="/shop/lead/").exclude(url=newest).delete()


def _days(today: date) -> list[date]:
    """One opening a month, the newest yesterday."""
    newest = today - timedelta(days=1)
    return [newest - timedelta(days=round(30.4 * back)) for back in reversed(range(COUNTS))]


def _cast() -> Cast:
    by_phone = [User.objects.with_phone(f"1380000000{number}").get() for number in (2, 1, 3)]
    staff = {user.username: user for user in User.objects.filter(username__in=["treasurer", "office"])}
    return Cast(*by_phone, staff["treasurer"], staff["office"])


def _photo() -> Photo:
    buffer = BytesIO()
    drawing.counted_money().save(buffer, "PNG", compress_level=1)
    photo = take_in(file=buffer, alt="画：清点好的现金（样例）", alt_en="Drawing: counted money (sample)")
    process(photo=photo)
    return photo


def _at(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), timezone.get_default_timezone())


def _count(box: Box, cast: Cast, photo: Photo, day: date, fen: int, number: int) -> BoxCount:
    a, b, witness = cast.counter_a, cast.counter_b, cast.site_witness
    count = boxes.plan_count(
        box=box, counter_a=a, counter_b=b, site_witness=witness, by=cast.treasurer, at=_at(day - timedelta(days=3), 9)
    )
    boxes.open_box(count=count, by=a, seal_no_before=f"FQ-{number:04}", at=_at(day, 16))
    boxes.confirm_opening(count=count, by=b, at=_at(day, 16, 1))
    boxes.confirm_opening(count=count, by=witness, at=_at(day, 16, 2))
    found = pieces(fen)
    boxes.seal_count(count=count, by=a, found=found, at=_at(day, 16, 30))
    slipped = number == COUNTS // 3
    twice = [line._replace(quantity=line.quantity + (line.denomination_fen == 100)) for line in found]
    boxes.seal_count(count=count, by=b, found=twice if slipped else found, at=_at(day, 16, 34))
    boxes.close_box(count=count, by=a, seal_no_after=f"FQ-{number + 1:04}", photo=photo)
    why = "复核时发现一张一元纸币数了两次。" if slipped else ""
    for minute, person in enumerate((a, b, witness), start=40):
        said = why if person == a else ""
        count = boxes.sign(count=count, by=person, fen=fen, explanation=said, at=_at(day, 16, minute))
    return count


def pieces(fen: int) -> list[boxes.Found]:
    """So much money in notes and coins as they lie in a box: many small ones."""
    counted = {piece: int(fen * part) // piece for piece, part in MIX.items()}
    rest = fen - sum(piece * quantity for piece, quantity in counted.items())
    for piece in (*NOTES, *COINS[1:]):
        quantity, rest = divmod(rest, piece)
        counted[piece] = counted.get(piece, 0) + quantity
    return [
        boxes.Found(Money.NOTE if piece in NOTES else Money.COIN, piece, quantity)
        for piece, quantity in counted.items()
        if quantity
    ]


def _bank(count: BoxCount, cast: Cast, today: date, number: int) -> None:
    """Next working day to the bank, the receipt a week later; the newest are not so far yet."""
    day = add_workdays(timezone.localdate(count.opened_at), 1)
    boxes.enter_slip(count=count, by=cast.counter_b, slip_no=f"样例存单-{number:03}", slip_on=day)
    boxes.confirm_deposit(count=count, by=cast.office)
    ledger.publish_heads(day=day)
    if number < COUNTS - 1:
        boxes.enter_receipt(count=count, receipt_no=f"样例票据-{number:03}", day=min(day + timedelta(days=7), today))
        boxes.disclose(count=count, at=min(_at(day + timedelta(days=10), 17), timezone.now()))


def _correct(fund: Fund, cast: Cast, day: date) -> None:
    """A gift that was not this fund's: entered, found out two weeks later, turned round."""
    entry = ledger.post(
        fund=fund, kind=EntryKind.GIFT, day=day, sides={ledger.BANK: 30_000, ledger.GIFTS: -30_000},
        narration=WRONG[0], narration_en=WRONG[1], document_kind=DocumentKind.RECEIPT, document_no="样例票据-误记",
        made_by=cast.treasurer, approved_by=cast.office, token=uuid5(NAMESPACE_URL, "sample:gift"),
    )  # fmt: skip
    reversal = corrections.propose_reversal(
        entry=entry, explanation=WHY[0], explanation_en=WHY[1], document_no="样例更正-001", by=cast.treasurer
    )
    corrections.carry_out(reversal=reversal, by=cast.office, day=day + timedelta(days=14))


def _close_months(fund: Fund, cast: Cast, today: date) -> None:
    """The last two months stay open for late documents."""
    months = fund.months.order_by("month").values_list("month", flat=True)
    for month in [month for month in months if month < (today - timedelta(days=61)).replace(day=1)]:
        ledger.close_month(fund=fund, month=month, by=cast.office)
