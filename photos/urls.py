from django.urls import re_path

from photos import views

urlpatterns = [
    re_path(r"^photos/(?P<path>[0-9a-f]{2}/[0-9a-f]{32}-[0-9]{2,4}\.webp)$", views.photo_file, name="photo_file"),
]
