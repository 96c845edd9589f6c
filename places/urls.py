from django.urls import path

from places.views.coverage import coverage
from places.views.detail import place_detail
from places.views.feedback import place_feedback, place_feedback_sent
from places.views.near import place_list

urlpatterns = [
    path("", place_list, name="place_list"),
    path("coverage/", coverage, name="coverage"),
    path("<int:pk>/", place_detail, name="place_detail"),
    path("<int:pk>/feedback/", place_feedback, name="place_feedback"),
    path("<int:pk>/feedback/sent/", place_feedback_sent, name="place_feedback_sent"),
]
