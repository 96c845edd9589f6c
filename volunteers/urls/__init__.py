"""Addresses of the volunteers' rooms: one module for each, all below /volunteer/."""

from django.urls import include, path

urlpatterns = [
    # Those first that phones send most to: one address after the other is compared.
    path("", include("volunteers.urls.presence")),
    path("", include("volunteers.urls.records")),
    path("", include("volunteers.urls.activities")),
    path("", include("volunteers.urls.organizations")),
    path("", include("volunteers.urls.registry")),
    path("lead/", include("volunteers.urls.leading")),
]
