from django.urls import path

from parks import feeds, views

urlpatterns = [
    path("", views.park_list, name="park_list"),
    path("feed/", feeds.park_feed, name="park_feed"),
    path("<int:pk>/", views.park_detail, name="park_detail"),
]
