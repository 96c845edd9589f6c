from django.urls import URLPattern, path

from volunteers.views import roster

urlpatterns: list[URLPattern] = [
    path("shifts/<int:pk>/code/", roster.code, name="lead_code"),
    path("shifts/<int:pk>/roster/", roster.roster, name="lead_roster"),
    path("shifts/<int:pk>/roster/walk-up/", roster.walk_up, name="lead_walk_up"),
]
