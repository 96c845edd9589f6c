from shop.models.boxes import Box, BoxCount, Confirmation, CountLine
from shop.models.donations import Donation, DonorOpening
from shop.models.funds import Account, Fund
from shop.models.goods import GoodsItem, GoodsMove
from shop.models.guide import Duty, PriceGuide, RefusalRule
from shop.models.ledger import Balance, Chain, DayHead, Entry, Leg, Link, MonthLock, MonthTotal
from shop.models.reversals import Reversal
from shop.models.shops import Shop
from shop.models.takings import Taking

__all__ = [
    "Account",
    "Balance",
    "Box",
    "BoxCount",
    "Chain",
    "Confirmation",
    "CountLine",
    "DayHead",
    "Donation",
    "DonorOpening",
    "Duty",
    "Entry",
    "Fund",
    "GoodsItem",
    "GoodsMove",
    "Leg",
    "Link",
    "MonthLock",
    "MonthTotal",
    "PriceGuide",
    "RefusalRule",
    "Reversal",
    "Shop",
    "Taking",
]
