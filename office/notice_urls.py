"""Public notices stand at /notices/, since people look for them there and not under /office/."""

from django.urls import path

from office import feeds
from office.views import notices, objections

urlpatterns = [
    path("", notices.notice_list, name="notice_list"),
    path("feed/", feeds.notice_feed, name="notice_feed"),
    path("answer/", objections.objection_answer, name="objection_answer"),
    path("mine/", objections.my_objections, name="my_objections"),
    path("<int:year>-<int:serial>/", notices.notice_detail, name="notice_detail"),
    path("<int:year>-<int:serial>/object/", objections.notice_object, name="notice_object"),
]
