"""Addresses of the volunteers' rooms: one module for each, all below /volunteer/."""

from django.urls import include, path

urlpatterns = [
    path("", include("volunteers.urls.activities")),
    path("", include("volunteers.urls.organizations")),
    path("", include("volunteers.urls.registry")),
    path("", include("volunteers.urls.presence")),
    path("", include("volunteers.urls.records")),
    path("lead/", include("volunteers.urls.leading")),
]
