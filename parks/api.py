"""/api/v1/parks/"""

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from parks.models import Park
from places.api import BBOX, PlaceApi, PlaceSerializer, QuerySerializer, documented


class ParkSerializer(PlaceSerializer):
    area_m2 = serializers.IntegerField(help_text=_("Area in square metres."))
    opened_on = serializers.DateField(allow_null=True, help_text=_("null: not known."))
    former_use = serializers.CharField(help_text=_("What the land was before, in Chinese; may be empty."))
    former_use_en = serializers.CharField(help_text=_("The same in English; may be empty."))
    story = serializers.CharField(help_text=_("In Chinese; may be empty."))
    story_en = serializers.CharField(help_text=_("In English; may be empty."))


@documented(
    name="parks",
    noun="Park",
    one=ParkSerializer,
    parameters=[QuerySerializer, BBOX],
    about=_("Pocket parks: street corners, idle plots and derelict land made into small parks."),
)
class ParkViewSet(PlaceApi):
    queryset = Park.objects.all()
    serializer_class = ParkSerializer
    query_serializer = QuerySerializer
