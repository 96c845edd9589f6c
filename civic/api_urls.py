"""The versioned, read-only API."""

from django.urls import path
from rest_framework.routers import SimpleRouter

from civic.views.api_page import openapi_document
from parks.api import ParkViewSet
from places.api import PlaceViewSet

router = SimpleRouter()
router.register("places", PlaceViewSet, basename="api_place")
router.register("parks", ParkViewSet, basename="api_park")

urlpatterns = [
    path("openapi.json", openapi_document, name="openapi"),
    *router.urls,
]
