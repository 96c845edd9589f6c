from django.urls import path

from volunteers.views import registry

urlpatterns = [
    path("join/", registry.volunteer_join, name="volunteer_join"),
    path("profile/", registry.volunteer_profile, name="volunteer_profile"),
    path("profile/edit/", registry.volunteer_edit, name="volunteer_edit"),
    path("profile/leave/", registry.volunteer_leave, name="volunteer_leave"),
    path("claim/", registry.volunteer_claim, name="volunteer_claim"),
]
