"""/api/v1/places/"""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import (
    OpenApiParameter,
    OpenApiResponse,
    extend_schema,
    extend_schema_field,
    extend_schema_serializer,
    extend_schema_view,
)
from rest_framework import serializers

from lib.api import LARGEST_PAGE, LAST_PAGE, PAGE_SIZE, ReadOnlyViewSet, WordsField
from places.boxes import read_box
from places.forms import LONGEST_SEARCH
from places.hours import State, now_at
from places.models import Facility, Kind, Operation, Place
from places.querysets import PlaceQuerySet
from places.views.map_data import read_kinds

POINT = {
    "type": "object",
    "properties": {
        "type": {"type": "string", "enum": ["Point"]},
        "coordinates": {"type": "array", "items": {"type": "number"}, "minItems": 2, "maxItems": 2},
    },
    "required": ["type", "coordinates"],
}
STATES = State.values
KIND = OpenApiParameter(
    "kind",
    {"type": "array", "items": {"type": "string", "enum": Kind.values}, "minItems": 1},
    style="form",
    explode=False,
    description=_("Kinds of places, separated by commas."),
)
BBOX = OpenApiParameter(
    "bbox",
    {"type": "array", "items": {"type": "number", "minimum": -180, "maximum": 180}, "minItems": 4, "maxItems": 4},
    style="form",
    explode=False,
    description=_("west,south,east,north in degrees; west before east, south before north."),
)


class QuerySerializer(serializers.Serializer):
    """What can be asked of a list. `bbox` is described by hand, as four numbers."""

    bbox = serializers.CharField(required=False)
    region = serializers.RegexField(
        r"^[0-9]{6,20}\Z", required=False, help_text=_("Statistical code; everything below the region counts, too.")
    )
    q = WordsField(
        required=False,
        max_length=LONGEST_SEARCH,
        help_text=_("In the name (Chinese, English, pinyin) or the address."),
    )
    open_now = serializers.BooleanField(
        required=False, default=False, help_text=_("true: only what is open at this moment, for certain.")
    )
    page = serializers.IntegerField(required=False, min_value=1, max_value=LAST_PAGE)
    page_size = serializers.IntegerField(required=False, min_value=1, max_value=LARGEST_PAGE, default=PAGE_SIZE)

    def validate_bbox(self, text: str):
        return read_box(text)


class PlaceQuerySerializer(QuerySerializer):
    kind = serializers.CharField(required=False)

    def validate_kind(self, text: str):
        return read_kinds([text])


class RegionSerializer(serializers.Serializer):
    code = serializers.CharField(help_text=_("Statistical code; a prefix of the codes of the regions below it."))
    name = serializers.CharField(help_text=_("In Chinese."))
    name_en = serializers.CharField(help_text=_("In English; may be empty."))


class PlaceSerializer(serializers.Serializer):
    id = serializers.IntegerField()
    kind = serializers.ChoiceField(Kind.choices, help_text=_("What the place is."))
    name = serializers.CharField(help_text=_("In Chinese."))
    name_en = serializers.CharField(help_text=_("In English."))
    point = serializers.SerializerMethodField(help_text=_("Longitude and latitude in WGS-84."))
    region = RegionSerializer(help_text=_("The smallest region that is entered for the place."))
    address = serializers.CharField(help_text=_("In Chinese; may be empty."))
    address_en = serializers.CharField(help_text=_("In English; may be empty."))
    summary = serializers.CharField(help_text=_("One sentence in Chinese; may be empty."))
    summary_en = serializers.CharField(help_text=_("One sentence in English; may be empty."))
    facilities = serializers.ListField(
        child=serializers.ChoiceField(Facility.choices), help_text=_("What can be found there.")
    )
    hours = serializers.CharField(help_text=_("Usual opening hours as in OpenStreetMap; empty means: not known."))
    hours_today = serializers.CharField(help_text=_("Those that hold today: an exception, else the usual ones."))
    operation = serializers.ChoiceField(Operation.choices, help_text=_("How the place is run at present."))
    state = serializers.SerializerMethodField(help_text=_("What somebody at the door finds now."))
    phone = serializers.CharField(help_text=_("Of the place; may be empty."))
    url = serializers.SerializerMethodField(help_text=_("Its page."))
    source = serializers.CharField(help_text=_("Where the data come from; may be empty."))
    is_sample = serializers.BooleanField(help_text=_("true: invented for the sample city."))
    updated_at = serializers.DateTimeField()

    @extend_schema_field(POINT)
    def get_point(self, place: Place) -> dict:
        return {"type": "Point", "coordinates": [round(place.point.x, 6), round(place.point.y, 6)]}

    @extend_schema_field({"type": "string", "enum": STATES})
    def get_state(self, place: Place) -> str:
        return now_at(operation=place.operation, hours=place.hours_today, at=timezone.now()).state.value

    @extend_schema_field({"type": "string", "format": "uri"})
    def get_url(self, place: Place) -> str:
        return self.context["request"].build_absolute_uri(place.get_absolute_url())


class ProblemSerializer(serializers.Serializer):
    detail = serializers.CharField(help_text=_("What is wrong, in a sentence."))


class PlaceApi(ReadOnlyViewSet):
    """Base of the lists of places: parks and stations add their fields and their rows."""

    def get_queryset(self) -> PlaceQuerySet:
        wanted = self.wanted if self.action == "list" else {}
        places = self.queryset.for_public().select_related("region").defer("region__outline").order_by("pk")
        if "bbox" in wanted:
            places = places.within_box(wanted["bbox"])
        if "region" in wanted:
            places = places.in_region(wanted["region"])
        if "q" in wanted:
            places = places.named_like(wanted["q"])
        if wanted.get("open_now"):
            return places.open_now()
        return places.with_hours_today()


def _shaped(schema: dict) -> serializers.Field:
    """A field that exists in the document only. A class of its own, since the description sticks to the class."""
    return extend_schema_field(schema)(type("Shaped", (serializers.Field,), {}))()


def _word(word: str) -> serializers.Field:
    return _shaped({"type": "string", "pattern": f"^{word}$"})


def documented(*, name: str, noun: str, one: type, parameters: list, about, is_somewhere: bool = True) -> object:
    """The OpenAPI description of a list and of one thing, in both forms; what has no point is no GeoJSON."""

    def envelope(title: str, **fields) -> type:
        return extend_schema_serializer(many=False)(type(title, (serializers.Serializer,), fields))

    def counted() -> dict:
        return {
            "count": serializers.IntegerField(help_text=_("How many there are in all.")),
            "next": serializers.URLField(allow_null=True, help_text=_("Address of the next page.")),
            "previous": serializers.URLField(allow_null=True, help_text=_("Address of the page before.")),
        }

    feature = envelope(
        f"{noun}Feature",
        type=_word("Feature"),
        id=serializers.IntegerField(),
        geometry=_shaped(POINT),
        properties=serializers.DictField(help_text=_("The other fields, as in the plain form.")),
    )
    page = envelope(f"{noun}Page", **counted(), results=one(many=True))
    collection = envelope(
        f"{noun}FeatureCollection",
        type=_word("FeatureCollection"),
        **counted(),
        features=feature(many=True),
    )
    plain, geo = "application/json", "application/geo+json"
    medias = (plain, geo) if is_somewhere else (plain,)
    problems = {
        (status, media): OpenApiResponse(ProblemSerializer, description=words)
        for media in medias
        for status, words in ((404, _("There is nothing here.")), (429, _("Too many requests: see Retry-After.")))
    }
    wrong = {(400, media): OpenApiResponse(ProblemSerializer, _("A parameter is wrong.")) for media in medias}
    pages = {(200, plain): page, **({(200, geo): collection} if is_somewhere else {})}
    ones = {(200, plain): one, **({(200, geo): feature} if is_somewhere else {})}
    return extend_schema_view(
        list=extend_schema(
            operation_id=f"{name}_list",
            description=about,
            parameters=parameters,
            responses={**pages, **wrong, **problems},
        ),
        retrieve=extend_schema(
            operation_id=f"{name}_read",
            description=_("One of them, by its number."),
            responses={**ones, **wrong, **problems},
        ),
    )


@documented(
    name="places",
    noun="Place",
    one=PlaceSerializer,
    parameters=[QuerySerializer, BBOX, KIND],
    about=_("All public places of the city: parks, library stations, practice stations, markets, toilets and others."),
)
class PlaceViewSet(PlaceApi):
    queryset = Place.objects.all()
    serializer_class = PlaceSerializer
    query_serializer = PlaceQuerySerializer

    def get_queryset(self) -> PlaceQuerySet:
        places = super().get_queryset()
        kinds = self.wanted.get("kind") if self.action == "list" else None
        return places.of_kind(*kinds) if kinds else places
