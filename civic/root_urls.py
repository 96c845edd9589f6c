"""Addresses without a language: for machines."""

from django.urls import path

from civic.views import machines
from places.views.map_data import places_geojson, regions_geojson

urlpatterns = [
    path("places.geojson", places_geojson, name="places_geojson"),
    path("regions.geojson", regions_geojson, name="regions_geojson"),
    path("sw.js", machines.service_worker, name="service_worker"),
    path("robots.txt", machines.robots, name="robots"),
    path("sitemap.xml", machines.sitemap_xml, name="sitemap"),
    path(".well-known/security.txt", machines.security_txt, name="security_txt"),
    path("favicon.ico", machines.favicon, name="favicon"),
]
