"""The desk's registers of the shop and its funds, and what waits there."""

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from office.admin.places import HIDDEN, places_to_show
from office.calendar import workdays_between
from office.desk import Queue, Waiting
from office.policies import Area, Power, scope_of, within
from shop.admin import aid, boxes, corrections, disclosures, funds, goods, guide, ledger, shops
from shop.models import BoxCount, Disclosure, GoodsItem, Reversal, Shop
from shop.workflow import ReversalState

SEASON = timedelta(days=90)

__all__ = ["aid", "boxes", "corrections", "desk_queues", "disclosures", "funds", "goods", "guide", "ledger", "shops"]


def shops_to_show(user: User) -> Waiting:
    return places_to_show(Shop.objects.all(), user)


def deposits_due(user: User) -> Waiting:
    due = list(BoxCount.objects.to_take_to_bank().values_list("bank_due_on", flat=True))
    return Waiting(len(due), workdays_between(timezone.localdate(), due[0])) if due else Waiting(0)


def counts_to_confirm(user: User) -> Waiting:
    return Waiting(BoxCount.objects.to_confirm().count())


def slips_to_confirm(user: User) -> Waiting:
    return Waiting(BoxCount.objects.slips_to_confirm().count())


def differences(user: User) -> Waiting:
    return Waiting(BoxCount.objects.that_differ().count())


def disclosures_due(user: User) -> Waiting:
    """A correction waits, too, but the public has its document already: it is never late."""
    drafts = list(Disclosure.objects.waiting().values_list("due_on", "version"))
    due = [day for day, version in drafts if version == 1]
    return Waiting(len(drafts), workdays_between(timezone.localdate(), due[0]) if due else None)


def disclosures_outdated(user: User) -> Waiting:
    return Waiting(Disclosure.objects.outdated().count())


def corrections_to_decide(user: User) -> Waiting:
    """Another's proposals: nobody decides on their own."""
    return Waiting(Reversal.objects.filter(state=ReversalState.PROPOSED).exclude(proposed_by=user).count())


def goods_waiting(user: User) -> Waiting:
    scope = scope_of(user, Power.CHANGE, Area.GOODS)
    return Waiting(GoodsItem.objects.waiting().filter(within(scope, "shop__region__code")).count())


def goods_long_there(user: User) -> Waiting:
    """On the shelf for a season: withdraw them, or give them directly."""
    scope = scope_of(user, Power.CHANGE, Area.GOODS)
    there = GoodsItem.objects.on_shelf().filter(since__lt=timezone.now() - SEASON)
    return Waiting(there.filter(within(scope, "shop__region__code")).count())


desk_queues = [
    *aid.desk_queues,
    Queue(
        _("Box counts · to confirm"), Area.FUND, Power.VIEW, counts_to_confirm, "shop_boxcount", "?waits=signatures"
    ),
    Queue(
        _("Box money · to the bank"), Area.FUND, Power.VIEW, deposits_due, "shop_boxcount", "?waits=bank"
    ),
    Queue(
        _("Box counts · slip to confirm"), Area.FUND, Power.PUBLISH, slips_to_confirm, "shop_boxcount", "?waits=slip"
    ),
    Queue(
        _("Box counts · difference to explain"), Area.FUND, Power.VIEW, differences, "shop_boxcount",
        "?waits=difference",
    ),
    Queue(
        _("Corrections · to decide"), Area.FUND, Power.PUBLISH, corrections_to_decide, "shop_reversal",
        "?state__exact=proposed",
    ),
    Queue(_("Disclosures · due"), Area.FUND, Power.VIEW, disclosures_due, "shop_disclosure", "?waits=draft"),
    Queue(
        _("Disclosures · books have moved"), Area.FUND, Power.VIEW, disclosures_outdated, "shop_disclosure",
        "?waits=moved",
    ),
    Queue(
        _("Goods · to put on the shelf"), Area.GOODS, Power.CHANGE, goods_waiting, "shop_goodsitem",
        "?state__exact=taken_in",
    ),
    Queue(
        _("Goods · on the shelf for long"), Area.GOODS, Power.CHANGE, goods_long_there, "shop_goodsitem",
        "?state__exact=shelf&o=7",
    ),
    Queue(_("Charity shops · to be shown"), Area.PLACES, Power.PUBLISH, shops_to_show, "shop_shop", HIDDEN),
]  # fmt: skip
