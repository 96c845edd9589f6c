"""The versioned, read-only API."""

from django.urls import path
from rest_framework.routers import SimpleRouter

from civic.views.api_page import openapi_document
from parks.api import ParkViewSet
from places.api import PlaceViewSet
from volunteers.api import ActivityViewSet, OrganizationViewSet

router = SimpleRouter()
router.register("places", PlaceViewSet, basename="api_place")
router.register("parks", ParkViewSet, basename="api_park")
router.register("activities", ActivityViewSet, basename="api_activity")
router.register("organizations", OrganizationViewSet, basename="api_organization")

urlpatterns = [
    path("openapi.json", openapi_document, name="openapi"),
    *router.urls,
]
