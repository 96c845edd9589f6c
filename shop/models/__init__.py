from shop.models.aid import AidCase
from shop.models.aid_rules import AidRule
from shop.models.aid_steps import AidAccess, AidDeclaration, AidObjection, AidVisit, AidVoice
from shop.models.boxes import Box, BoxCount, Confirmation, CountLine
from shop.models.disclosures import Disclosure
from shop.models.donations import Donation, DonorOpening
from shop.models.funds import Account, Fund
from shop.models.goods import GoodsItem, GoodsMove
from shop.models.guide import Duty, PriceGuide, RefusalRule
from shop.models.households import Household, HouseholdDocument
from shop.models.ledger import Balance, Chain, DayHead, Entry, Leg, Link, MonthLock, MonthTotal
from shop.models.reversals import Reversal
from shop.models.shops import Shop
from shop.models.takings import Taking

__all__ = [
    "Account",
    "AidAccess",
    "AidCase",
    "AidDeclaration",
    "AidObjection",
    "AidRule",
    "AidVisit",
    "AidVoice",
    "Balance",
    "Box",
    "BoxCount",
    "Chain",
    "Confirmation",
    "CountLine",
    "DayHead",
    "Disclosure",
    "Donation",
    "DonorOpening",
    "Duty",
    "Entry",
    "Fund",
    "GoodsItem",
    "GoodsMove",
    "Household",
    "HouseholdDocument",
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
