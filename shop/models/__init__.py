from shop.models.boxes import Box, BoxCount, Confirmation, CountLine
from shop.models.disclosures import Disclosure
from shop.models.funds import Account, Fund
from shop.models.ledger import Balance, Chain, DayHead, Entry, Leg, Link, MonthLock, MonthTotal
from shop.models.reversals import Reversal
from shop.models.shops import Shop

__all__ = [
    "Account",
    "Balance",
    "Box",
    "BoxCount",
    "Chain",
    "Confirmation",
    "CountLine",
    "DayHead",
    "Disclosure",
    "Entry",
    "Fund",
    "Leg",
    "Link",
    "MonthLock",
    "MonthTotal",
    "Reversal",
    "Shop",
]
