"""The versioned, read-only API."""

from django.urls import path
from rest_framework.routers import SimpleRouter

from civic.views.api_page import openapi_document
from parks.api import ParkViewSet
from places.api import PlaceViewSet
from shop.api import EntryViewSet, FundViewSet, GoodsViewSet, ShopViewSet
from volunteers.api import ActivityViewSet, OrganizationViewSet

router = SimpleRouter()
router.register("places", PlaceViewSet, basename="api_place")
router.register("parks", ParkViewSet, basename="api_park")
router.register("activities", ActivityViewSet, basename="api_activity")
router.register("organizations", OrganizationViewSet, basename="api_organization")
router.register("shops", ShopViewSet, basename="api_shop")
router.register("goods", GoodsViewSet, basename="api_goods")
router.register("funds", FundViewSet, basename="api_fund")
router.register("fund-entries", EntryViewSet, basename="api_fund_entry")

urlpatterns = [
    path("openapi.json", openapi_document, name="openapi"),
    *router.urls,
]
