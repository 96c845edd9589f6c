from django.urls import path

from places.views.coverage import coverage
from places.views.near import place_list

urlpatterns = [
    path("", place_list, name="place_list"),
    path("coverage/", coverage, name="coverage"),
]
