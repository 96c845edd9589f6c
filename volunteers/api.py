"""/api/v1/activities/ and /api/v1/organizations/: what is public of them, read-only. No person is ever told."""

from datetime import datetime, time, timedelta

from django.contrib.gis.geos import Polygon
from django.db.models import Exists, OuterRef, Prefetch
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.renderers import JSONRenderer

from lib.api import LARGEST_PAGE, LAST_PAGE, PAGE_SIZE, ReadOnlyViewSet, WordsField
from places.api import BBOX, POINT, RegionSerializer, documented
from places.boxes import read_box
from places.forms import LONGEST_SEARCH
from places.querysets import flat
from volunteers.models import Activity, Organization, Shift
from volunteers.querysets import ActivityQuerySet, OrganizationQuerySet
from volunteers.vocabulary import Category, OrganizationKind, Skill
from volunteers.workflow import ActivityState

TOWN = r"^[0-9]{6,20}\Z"


class PageSerializer(serializers.Serializer):
    page = serializers.IntegerField(required=False, min_value=1, max_value=LAST_PAGE)
    page_size = serializers.IntegerField(required=False, min_value=1, max_value=LARGEST_PAGE, default=PAGE_SIZE)


class ActivityQuerySerializer(PageSerializer):
    """What can be asked of the activities. `bbox` is described by hand, as four numbers."""

    bbox = serializers.CharField(required=False)
    town = serializers.RegexField(
        TOWN, required=False, help_text=_("Statistical code; everything below the region counts, too.")
    )
    category = serializers.ChoiceField(Category.choices, required=False, help_text=_("Kind of service."))
    organization = serializers.IntegerField(required=False, min_value=1, max_value=2**53, help_text=_("Its number."))
    q = WordsField(required=False, max_length=LONGEST_SEARCH, help_text=_("In the title."))

    def get_fields(self) -> dict:
        """`from` is a word of Python's own."""
        day = {"required": False, "input_formats": ["iso-8601"]}
        return super().get_fields() | {
            "from": serializers.DateField(**day, help_text=_("With a shift that ends on this day or later.")),
            "to": serializers.DateField(**day, help_text=_("With a shift that begins on this day or earlier.")),
        }

    def validate_bbox(self, text: str):
        return read_box(text)

    def validate(self, attrs: dict) -> dict:
        if "from" in attrs and "to" in attrs and attrs["from"] > attrs["to"]:
            raise ValidationError(_("The first day lies after the last."))
        return attrs


class OrganizationQuerySerializer(PageSerializer):
    town = serializers.RegexField(
        TOWN, required=False, help_text=_("Statistical code; everything below the region counts, too.")
    )
    kind = serializers.ChoiceField(OrganizationKind.choices, required=False, help_text=_("What it is by law."))


class OrganizationNameSerializer(serializers.Serializer):
    id = serializers.IntegerField()
    name = serializers.CharField(help_text=_("In Chinese."))
    name_en = serializers.CharField(help_text=_("In English; may be empty."))


class ShiftSerializer(serializers.Serializer):
    id = serializers.IntegerField()
    starts_at = serializers.DateTimeField(help_text=_("When it begins."))
    ends_at = serializers.DateTimeField(help_text=_("When it ends."))
    capacity = serializers.IntegerField(help_text=_("Places in all."))
    free = serializers.IntegerField(help_text=_("Places that are left at this moment."))
    closes_at = serializers.DateTimeField(help_text=_("Until when one can sign up."))
    meeting = serializers.CharField(help_text=_("Where to meet, in Chinese; may be empty."))
    meeting_en = serializers.CharField(help_text=_("The same in English; may be empty."))
    is_cancelled = serializers.BooleanField(help_text=_("true: it does not take place."))
    reason = serializers.CharField(help_text=_("Why it was cancelled; else empty."))
    sequence = serializers.IntegerField(help_text=_("Rises with every change that a calendar shows."))


class ActivitySerializer(serializers.Serializer):
    id = serializers.IntegerField()
    title = serializers.CharField(help_text=_("In Chinese."))
    title_en = serializers.CharField(help_text=_("In English; may be empty."))
    category = serializers.ChoiceField(Category.choices, help_text=_("Kind of service."))
    state = serializers.ChoiceField(
        [choice for choice in ActivityState.choices if choice[0] != ActivityState.DRAFT],
        help_text=_("Whether one can still come."),
    )
    content = serializers.CharField(help_text=_("What volunteers do, in Chinese."))
    content_en = serializers.CharField(help_text=_("The same in English; may be empty."))
    served = serializers.CharField(help_text=_("Whom it serves; may be empty."))
    organization = OrganizationNameSerializer(help_text=_("Who organises it."))
    point = serializers.SerializerMethodField(help_text=_("Longitude and latitude in WGS-84."))
    where = serializers.SerializerMethodField(help_text=_("Name of the place, in Chinese."))
    place = serializers.IntegerField(
        source="place_id", allow_null=True, help_text=_("Number of the place; null: none of the known ones.")
    )
    region = RegionSerializer(help_text=_("The smallest region that is entered for it."))
    risk_notice = serializers.CharField(help_text=_("Risks that everybody is told of."))
    is_hazardous = serializers.BooleanField(help_text=_("true: bodily danger is possible."))
    min_age = serializers.IntegerField(allow_null=True, help_text=_("Youngest age, or null."))
    max_age = serializers.IntegerField(allow_null=True, help_text=_("Oldest age, or null."))
    required_skills = serializers.ListField(
        child=serializers.ChoiceField(Skill.choices), help_text=_("Skills that are needed.")
    )
    admission = serializers.ChoiceField(Activity.Admission.choices, help_text=_("How one gets a place."))
    members_only = serializers.BooleanField(help_text=_("true: for members of the organization."))
    shifts = ShiftSerializer(many=True, help_text=_("Those that are not over, in their order."))
    url = serializers.SerializerMethodField(help_text=_("Its page."))
    is_sample = serializers.BooleanField(help_text=_("true: invented for the sample city."))
    updated_at = serializers.DateTimeField()

    @extend_schema_field(POINT)
    def get_point(self, activity: Activity) -> dict:
        return {"type": "Point", "coordinates": [round(activity.point.x, 6), round(activity.point.y, 6)]}

    def get_where(self, activity: Activity) -> str:
        return activity.place_name or activity.place.name

    @extend_schema_field({"type": "string", "format": "uri"})
    def get_url(self, activity: Activity) -> str:
        return self.context["request"].build_absolute_uri(activity.get_absolute_url())


class OrganizationSerializer(serializers.Serializer):
    id = serializers.IntegerField()
    name = serializers.CharField(help_text=_("In Chinese."))
    name_en = serializers.CharField(help_text=_("In English; may be empty."))
    kind = serializers.ChoiceField(OrganizationKind.choices, help_text=_("What it is by law."))
    uscc = serializers.CharField(
        allow_null=True, help_text=_("Unified social credit code; null: a team inside its sponsor.")
    )
    parent = serializers.IntegerField(
        source="parent_id", allow_null=True, help_text=_("Number of the organization that it is part of.")
    )
    sponsor = serializers.IntegerField(
        source="sponsor_id", allow_null=True, help_text=_("Number of the body that answers for it.")
    )
    region = RegionSerializer(help_text=_("The smallest region that is entered for it."))
    summary = serializers.CharField(help_text=_("What it does, in Chinese; may be empty."))
    summary_en = serializers.CharField(help_text=_("The same in English; may be empty."))
    phone = serializers.CharField(help_text=_("For the public; may be empty."))
    founded_on = serializers.DateField(allow_null=True, help_text=_("null: not known."))
    is_sample = serializers.BooleanField(help_text=_("true: invented for the sample city."))


@documented(
    name="activities",
    noun="Activity",
    one=ActivitySerializer,
    parameters=[ActivityQuerySerializer, BBOX],
    about=_("What volunteers are needed for, with the shifts that are not over. Drafts are nobody's business."),
)
class ActivityViewSet(ReadOnlyViewSet):
    queryset = Activity.objects.all()
    serializer_class = ActivitySerializer
    query_serializer = ActivityQuerySerializer

    def get_queryset(self) -> ActivityQuerySet:
        coming = Shift.objects.upcoming().defer("secret").order_by("starts_at", "pk")
        shown = self.queryset.for_public().select_related("organization", "place", "region")
        shown = shown.defer("region__outline", "organization__path").prefetch_related(Prefetch("shifts", coming))
        return _narrowed(shown, self.wanted if self.action == "list" else {}).order_by("pk")


@documented(
    name="organizations",
    noun="Organization",
    one=OrganizationSerializer,
    parameters=[OrganizationQuerySerializer],
    about=_("Organizations and teams that volunteers serve with; those alone that were approved."),
    is_somewhere=False,
)
class OrganizationViewSet(ReadOnlyViewSet):
    queryset = Organization.objects.all()
    serializer_class = OrganizationSerializer
    query_serializer = OrganizationQuerySerializer
    renderer_classes = [JSONRenderer]

    def get_queryset(self) -> OrganizationQuerySet:
        wanted = self.wanted if self.action == "list" else {}
        shown = self.queryset.for_public().select_related("region").defer("region__outline")
        if "town" in wanted:
            shown = shown.filter(region__code__startswith=wanted["town"])
        if "kind" in wanted:
            shown = shown.filter(kind=wanted["kind"])
        return shown.order_by("pk")


def _narrowed(activities: ActivityQuerySet, wanted: dict) -> ActivityQuerySet:
    if "bbox" in wanted:
        box = Polygon.from_bbox(wanted["bbox"])
        box.srid = 4326
        activities = activities.alias(flat_point=flat("point")).filter(flat_point__bboverlaps=box)
    if "town" in wanted:
        activities = activities.filter(region__code__startswith=wanted["town"])
    if "category" in wanted:
        activities = activities.filter(category=wanted["category"])
    if "organization" in wanted:
        activities = activities.filter(organization=wanted["organization"])
    if "q" in wanted:
        activities = activities.named_like(wanted["q"])
    if "from" in wanted or "to" in wanted:
        activities = activities.filter(Exists(_within_days(wanted)))
    return activities


def _within_days(wanted: dict):
    shifts = Shift.objects.filter(activity=OuterRef("pk"))
    if "from" in wanted:
        shifts = shifts.filter(ends_at__gt=_midnight(wanted["from"]))
    if "to" in wanted:
        shifts = shifts.filter(starts_at__lt=_midnight(wanted["to"]) + timedelta(days=1))
    return shifts


def _midnight(day) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
