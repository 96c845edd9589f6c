"""Addresses without a language: for machines."""

from django.urls import path

from places.views.map_data import places_geojson, regions_geojson

urlpatterns = [
    path("places.geojson", places_geojson, name="places_geojson"),
    path("regions.geojson", regions_geojson, name="regions_geojson"),
]
