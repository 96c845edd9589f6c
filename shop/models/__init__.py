from shop.models.funds import Account, Fund
from shop.models.ledger import Balance, Chain, DayHead, Entry, Leg, Link, MonthLock

__all__ = ["Account", "Balance", "Chain", "DayHead", "Entry", "Fund", "Leg", "Link", "MonthLock"]
