"""What a shop's public page says of its goods, each part read once, when it is asked for."""

from functools import cached_property

from django.db.models import Count, Q

from shop.honesty import Honesty
from shop.models import GoodsItem
from shop.workflow import GoodsState

SHOWN = 6


class Counter:
    def __init__(self, shop: int):
        self.shop = shop
        self.honesty = Honesty(shop)

    @cached_property
    def newest(self) -> list[GoodsItem]:
        """On the shelf, the last put there first."""
        return list(GoodsItem.objects.filter(shop=self.shop).on_shelf().newest().select_related("photo")[:SHOWN])

    @cached_property
    def figures(self) -> dict[str, int]:
        """How many were taken in, stand there, and went where."""
        states = {name: Count("pk", filter=Q(state=name)) for name in GoodsState.values if name != GoodsState.REFUSED}
        counts = GoodsItem.objects.filter(shop=self.shop).accepted().order_by()
        return counts.aggregate(all=Count("pk"), **states)
