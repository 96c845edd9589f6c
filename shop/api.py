"""/api/v1/shops/, goods/, funds/ and fund-entries/: what everybody may read, read-only. No person is ever told."""

from django.db.models import Prefetch, Q, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.renderers import JSONRenderer

from lib.api import LARGEST_PAGE, LAST_PAGE, PAGE_SIZE, ReadOnlyViewSet
from lib.templatetags.civic import absolute
from places.api import BBOX, PlaceApi, PlaceSerializer, QuerySerializer, documented
from shop.models import Balance, Box, Entry, Fund, GoodsItem, Leg, Shop
from shop.vocabulary import Category, Cause, Condition, DocumentKind, EntryKind

HIGHEST = 2**53


class PageSerializer(serializers.Serializer):
    page = serializers.IntegerField(required=False, min_value=1, max_value=LAST_PAGE)
    page_size = serializers.IntegerField(required=False, min_value=1, max_value=LARGEST_PAGE, default=PAGE_SIZE)


# --- shops


class ShopSerializer(PlaceSerializer):
    opened_on = serializers.DateField(allow_null=True, help_text=_("null: not known."))
    story = serializers.CharField(help_text=_("In Chinese; may be empty."))
    story_en = serializers.CharField(help_text=_("In English; may be empty."))
    boxes = serializers.SerializerMethodField(help_text=_("Numbers of the donation boxes in use."))

    @extend_schema_field({"type": "array", "items": {"type": "string"}})
    def get_boxes(self, shop: Shop) -> list[str]:
        return [box.public_no for box in shop.boxes.all()]


@documented(
    name="shops",
    noun="Shop",
    one=ShopSerializer,
    parameters=[QuerySerializer, BBOX],
    about=_("Charity shops without a cashier: things to take, and a box for what they are worth to somebody."),
)
class ShopViewSet(PlaceApi):
    queryset = Shop.objects.all()
    serializer_class = ShopSerializer
    query_serializer = QuerySerializer

    def get_queryset(self) -> QuerySet[Shop]:
        in_use = Box.objects.filter(state=Box.State.IN_USE, fund__is_public=True).order_by("public_no")
        return super().get_queryset().prefetch_related(Prefetch("boxes", in_use))


# --- goods


class GoodsQuerySerializer(PageSerializer):
    shop = serializers.IntegerField(required=False, min_value=1, max_value=HIGHEST, help_text=_("Number of the shop."))
    category = serializers.ChoiceField(Category.choices, required=False, help_text=_("Kind of goods."))


class GoodsSerializer(serializers.Serializer):
    id = serializers.IntegerField()
    shop = serializers.IntegerField(source="shop_id", help_text=_("Number of the shop where it stands."))
    name = serializers.CharField(help_text=_("In Chinese; may be empty."))
    name_en = serializers.CharField(help_text=_("In English; may be empty."))
    category = serializers.ChoiceField(Category.choices, help_text=_("Kind of goods."))
    condition = serializers.ChoiceField(Condition.choices, help_text=_("What it is like."))
    price_fen = serializers.IntegerField(
        help_text=_("What is asked for it, in fen. What is given is up to the visitor.")
    )
    since = serializers.DateTimeField(help_text=_("When it was put on the shelf."))
    photo = serializers.SerializerMethodField(help_text=_("Address of a picture; null: none."))
    url = serializers.SerializerMethodField(help_text=_("Its page."))

    @extend_schema_field({"type": "string", "format": "uri", "nullable": True})
    def get_photo(self, item: GoodsItem) -> str | None:
        if item.photo is None or not item.photo.is_ready:
            return None
        return self.context["request"].build_absolute_uri(item.photo.medium)

    @extend_schema_field({"type": "string", "format": "uri"})
    def get_url(self, item: GoodsItem) -> str:
        return self.context["request"].build_absolute_uri(item.get_absolute_url())


@documented(
    name="goods",
    noun="Goods",
    one=GoodsSerializer,
    parameters=[GoodsQuerySerializer],
    about=_("Things on the shelves of the charity shops at this moment, as they came there."),
    is_somewhere=False,
)
class GoodsViewSet(ReadOnlyViewSet):
    queryset = GoodsItem.objects.all()
    serializer_class = GoodsSerializer
    query_serializer = GoodsQuerySerializer
    renderer_classes = [JSONRenderer]

    def get_queryset(self) -> QuerySet[GoodsItem]:
        wanted = self.wanted if self.action == "list" else {}
        there = self.queryset.for_public().on_shelf().select_related("photo")
        if "shop" in wanted:
            there = there.filter(shop=wanted["shop"])
        if "category" in wanted:
            there = there.filter(category=wanted["category"])
        return there.order_by("pk")


# --- funds


class BalanceSerializer(serializers.Serializer):
    account = serializers.CharField(source="account.code", help_text=_("Code of the account."))
    name = serializers.CharField(source="account.name", help_text=_("Its name in Chinese."))
    fen = serializers.IntegerField(help_text=_("What stands on it, in fen."))


class MonthSerializer(serializers.Serializer):
    month = serializers.DateField(help_text=_("First day of the month."))
    in_fen = serializers.IntegerField(help_text=_("What came in, corrections taken off."))
    out_fen = serializers.IntegerField(help_text=_("What went out, corrections taken off."))
    entries = serializers.IntegerField(help_text=_("How many entries there were."))


class FundSerializer(serializers.Serializer):
    id = serializers.IntegerField()
    code = serializers.CharField(help_text=_("Its short name, in addresses."))
    name = serializers.CharField(help_text=_("In Chinese."))
    name_en = serializers.CharField(help_text=_("In English."))
    purpose = serializers.CharField(help_text=_("What it is for, in Chinese; fixed."))
    purpose_en = serializers.CharField(help_text=_("The same in English."))
    causes = serializers.ListField(
        child=serializers.ChoiceField(Cause.choices), help_text=_("What it may be spent on.")
    )
    custodian = serializers.CharField(help_text=_("Charity that keeps the money."))
    licence_no = serializers.CharField(help_text=_("Its licence for public fundraising."))
    filing_no = serializers.CharField(help_text=_("Filing number of the plan."))
    plan_from = serializers.DateField(help_text=_("First day of the plan."))
    plan_to = serializers.DateField(help_text=_("Last day of the plan."))
    left_fen = serializers.SerializerMethodField(help_text=_("Balance now, in fen."))
    in_fen = serializers.SerializerMethodField(help_text=_("All that came in, corrections taken off."))
    out_fen = serializers.SerializerMethodField(help_text=_("All that went out, corrections taken off."))
    balances = serializers.SerializerMethodField(help_text=_("Where the money lies."))
    months = MonthSerializer(many=True, help_text=_("Month by month, the oldest first."))
    entry_count = serializers.IntegerField(source="chain.number", help_text=_("How many entries the books have."))
    head = serializers.CharField(source="chain.hash", help_text=_("Hash of the last entry."))
    is_sample = serializers.BooleanField(help_text=_("true: invented for the sample city."))
    url = serializers.SerializerMethodField(help_text=_("Its page."))

    def _assets(self, fund: Fund) -> list[Balance]:
        return [account.balance for account in fund.accounts.all() if account.kind == "asset"]

    def get_left_fen(self, fund: Fund) -> int:
        return sum(balance.fen for balance in self._assets(fund))

    def get_in_fen(self, fund: Fund) -> int:
        return sum(month.in_fen for month in fund.months.all())

    def get_out_fen(self, fund: Fund) -> int:
        return sum(month.out_fen for month in fund.months.all())

    @extend_schema_field(BalanceSerializer(many=True))
    def get_balances(self, fund: Fund) -> list[dict]:
        return BalanceSerializer(self._assets(fund), many=True).data

    @extend_schema_field({"type": "string", "format": "uri"})
    def get_url(self, fund: Fund) -> str:
        return self.context["request"].build_absolute_uri(fund.get_absolute_url())


@documented(
    name="funds",
    noun="Fund",
    one=FundSerializer,
    parameters=[PageSerializer],
    about=_("Funds and their statements: purpose, charity, balance, and what came and went by month."),
    is_somewhere=False,
)
class FundViewSet(ReadOnlyViewSet):
    queryset = Fund.objects.filter(is_public=True)
    serializer_class = FundSerializer
    query_serializer = PageSerializer
    renderer_classes = [JSONRenderer]

    def get_queryset(self) -> QuerySet[Fund]:
        self.wanted  # noqa: B018 (refuses what nobody knows)
        return (
            self.queryset.select_related("chain")
            .prefetch_related("months", "accounts__balance__account")
            .order_by("pk")
        )


# --- entries


class EntryQuerySerializer(PageSerializer):
    fund = serializers.IntegerField(required=False, min_value=1, max_value=HIGHEST, help_text=_("Number of the fund."))
    kind = serializers.ChoiceField(EntryKind.choices, required=False, help_text=_("Kind of entry."))


class LegSerializer(serializers.Serializer):
    account = serializers.CharField(source="account.code", help_text=_("Code of the account."))
    fen = serializers.IntegerField(help_text=_("Debit positive, credit negative; the sides of an entry add up to 0."))


class EntrySerializer(serializers.Serializer):
    id = serializers.IntegerField()
    fund = serializers.IntegerField(source="fund_id", help_text=_("Number of the fund."))
    number = serializers.IntegerField(source="link.number", help_text=_("Its number in the chain, without gaps."))
    day = serializers.DateField(help_text=_("When it happened."))
    kind = serializers.ChoiceField(EntryKind.choices, help_text=_("What kind of entry it is."))
    narration = serializers.CharField(help_text=_("What happened, in Chinese."))
    narration_en = serializers.CharField(help_text=_("The same in English; may be empty."))
    document_kind = serializers.ChoiceField(DocumentKind.choices, help_text=_("Kind of document."))
    document_no = serializers.CharField(help_text=_("Its number."))
    legs = LegSerializer(many=True, help_text=_("Its sides."))
    change_fen = serializers.IntegerField(help_text=_("By how much the fund's balance changed."))
    left_fen = serializers.IntegerField(source="link.left_fen", help_text=_("Balance after it."))
    reverses = serializers.IntegerField(
        source="reverses_id", allow_null=True, help_text=_("Number (id) of the entry that it corrects, or null.")
    )
    people = serializers.CharField(source="link.people", help_text=_("Digest of the two people behind it."))
    before = serializers.CharField(source="link.before", help_text=_("Hash of the entry before."))
    hash = serializers.CharField(source="link.hash", help_text=_("Its own hash."))
    url = serializers.SerializerMethodField(help_text=_("Its page."))

    @extend_schema_field({"type": "string", "format": "uri"})
    def get_url(self, entry: Entry) -> str:
        return absolute(f"{entry.fund.get_absolute_url()}entries/{entry.link.number}/")


@documented(
    name="fund_entries",
    noun="FundEntry",
    one=EntrySerializer,
    parameters=[EntryQuerySerializer],
    about=_("Every entry of the public funds' books, in the order of their chains."),
    is_somewhere=False,
)
class EntryViewSet(ReadOnlyViewSet):
    queryset = Entry.objects.filter(fund__is_public=True, link__isnull=False)
    serializer_class = EntrySerializer
    query_serializer = EntryQuerySerializer
    renderer_classes = [JSONRenderer]

    def get_queryset(self) -> QuerySet[Entry]:
        wanted = self.wanted if self.action == "list" else {}
        change = Coalesce(Sum("legs__fen", filter=Q(legs__account__kind="asset")), 0)
        legs = Leg.objects.select_related("account").order_by("-fen")
        entries = self.queryset.select_related("fund", "link").prefetch_related(Prefetch("legs", legs))
        for name in ("fund", "kind"):
            if name in wanted:
                entries = entries.filter(**{name: wanted[name]})
        return entries.annotate(change_fen=change).in_order()
