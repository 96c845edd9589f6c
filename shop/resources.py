"""Goods as rows of a table, out and in. New rows are taken in as at the counter; rows with a number are put right."""

import re
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lib.spreadsheets import Column
from lib.text import half_width
from office import cells
from office.policies import Area, Power, scope_of, within
from office.tables import KnownRows, Reading, TableResource
from shop.actions import goods
from shop.models import GoodsItem, PriceGuide, Shop
from shop.vocabulary import Category, Condition

COLUMNS = (
    Column("number", gettext_lazy("Number"), required=False, aliases=("编号",)),
    Column("shop", gettext_lazy("Shop"), aliases=("店铺", "杂货铺")),
    Column("category", gettext_lazy("Kind"), aliases=("类别", "种类")),
    Column("condition", gettext_lazy("Condition"), required=False, aliases=("成色",)),
    Column("price", gettext_lazy("Price in yuan"), required=False, text=False, aliases=("价格", "标价")),
    Column("name", gettext_lazy("What it is"), required=False, aliases=("名称", "物品")),
    Column("name_en", gettext_lazy("What it is, in English"), required=False, aliases=("英文名称",)),
    Column("state", gettext_lazy("State"), required=False, aliases=("状态",)),
    Column("since", gettext_lazy("Since"), required=False),
    Column("entered_at", gettext_lazy("Taken in"), required=False, aliases=("入库时间",)),
)
LABELS = {column.key: column.header for column in COLUMNS} | {"price_fen": COLUMNS[4].header}
EDITED = ("category", "condition", "name", "name_en", "price_fen")


def fen(text: str) -> int:
    plain = half_width(text).replace(",", "").strip()
    if not re.fullmatch(r"\d{1,6}(\.\d{1,2})?", plain):
        raise ValidationError(_("“%(text)s” is not a price in yuan.") % {"text": text[:40]})
    return int(Decimal(plain) * 100)


READERS: dict[str, Callable[[str], Any]] = {
    "category": lambda text: cells.one_of(text, Category.choices),
    "condition": lambda text: cells.one_of(text, Condition.choices),
    "price": fen,
    "name": str.strip,
    "name_en": str.strip,
}


class GoodsResource(KnownRows):
    """A row with a number is that thing, of a shop within one's post; one without is new. States are never imported."""

    columns = COLUMNS
    labels = LABELS

    class Meta(TableResource.Meta):
        model = GoodsItem

    def before_import(self, dataset, **kwargs) -> None:
        """Everything that the rows name, in a few queries."""
        scope = within(scope_of(self.user, Power.CHANGE, Area.GOODS), "region__code")
        shops = Shop.objects.filter(scope, name__in=set(dataset["shop"])).select_related("region")
        self.shops = {shop.name: shop for shop in shops.defer("region__outline")}
        numbers = [int(text) for text in dataset["number"] if _is_number(text)]
        known = GoodsItem.objects.accepted().filter(pk__in=numbers, shop__in=self.shops.values())
        self.goods = {item.pk: item for item in known.select_related("shop__region").defer("shop__region__outline")}
        self.guide = PriceGuide.objects.on(timezone.localdate())
        self.seen: dict[str, int] = {}

    def before_import_row(self, row, **kwargs) -> None:
        if row["problem"]:
            raise ValidationError({"shop": row["problem"]})
        if row["shop"] not in self.shops:
            raise ValidationError({"shop": _("There is no such shop within what your post covers.")})
        number = row["number"]
        if not number:
            return
        if not _is_number(number) or int(number) not in self.goods:
            raise ValidationError({"number": _("There is no thing with this number in this shop.")})
        if self.goods[int(number)].shop.name != row["shop"]:
            raise ValidationError({"number": _("There is no thing with this number in this shop.")})
        if number in self.seen:
            words = _("This number stands in the file twice, first in row %(row)s.")
            raise ValidationError({"number": words % {"row": self.seen[number]}})
        self.seen[number] = row["row"]

    def get_instance(self, instance_loader, row) -> GoodsItem | None:
        return self.goods[int(row["number"])] if row["number"] else None

    def init_instance(self, row=None) -> GoodsItem:
        return GoodsItem(shop=self.shops[row["shop"]], condition=Condition.GOOD, entered_by=self.user)

    def import_instance(self, instance, row, **kwargs) -> None:
        reading = Reading()
        for key in filter(row.get, READERS):
            found = reading.read(key, lambda key=key: READERS[key](row[key]))
            setattr(instance, "price_fen" if key == "price" else key, found)
        reading.refuse_if_wrong()
        if instance.price_fen is None:
            instance.price_fen = self.guide.get((instance.category, instance.condition))
        if instance.price_fen is None:
            raise ValidationError({"price": _("No price is suggested for this. Please enter one.")})

    def validate_instance(self, instance, import_validation_errors=None, validate_unique=True) -> None:
        errors = dict(import_validation_errors or {})
        if not errors:
            for check in (self._fields, self._constraints):
                try:
                    check(instance)
                except ValidationError as error:
                    errors = error.update_error_dict(errors)
        if errors:
            raise ValidationError(errors)

    @staticmethod
    def _fields(item: GoodsItem) -> None:
        item.clean_fields(exclude={"donation", "shop", "photo", "refusal", "entered_by", "code"})

    def _constraints(self, item: GoodsItem) -> None:
        """Those of one thing by itself; its slip comes with the taking in."""
        for constraint in GoodsItem._meta.constraints:
            if constraint.name != "shop_goodsitem_refused_without_person":
                constraint.validate(GoodsItem, item)
        if not self.is_new and item.price_fen != self.before["price_fen"] and item.has_left:
            raise ValidationError({"price": _("This thing has left the shelf: what was asked for it stays.")})

    def do_instance_save(self, instance, is_create) -> None:
        if is_create:
            piece = goods.Piece(
                instance.category, instance.condition, instance.price_fen, instance.name, instance.name_en
            )
            goods.take_in(shop=instance.shop, by=self.user, pieces=[piece], token=uuid4())
            return
        goods.price(item=instance, by=self.user, **self.changed(instance))

    def values(self, item: GoodsItem) -> dict[str, Any]:
        return {name: getattr(item, name) for name in EDITED}

    def rows(self, items: Iterable[GoodsItem]) -> Iterator[dict[str, Any]]:
        return (_row(item) for item in items)


def _is_number(text: str) -> bool:
    return text.isdecimal() and len(text) < 18


def _row(item: GoodsItem) -> dict[str, Any]:
    return {
        "number": item.number,
        "shop": item.shop.name,
        "category": item.get_category_display(),
        "condition": item.get_condition_display(),
        "price": Decimal(item.price_fen) / 100,
        "name": item.name,
        "name_en": item.name_en,
        "state": item.get_state_display(),
        "since": timezone.localtime(item.since).strftime("%Y-%m-%d %H:%M"),
        "entered_at": timezone.localtime(item.entered_at).strftime("%Y-%m-%d %H:%M"),
    }
