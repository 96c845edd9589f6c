from django.urls import URLPattern, path

from volunteers.sync_api import SyncView

urlpatterns: list[URLPattern] = [
    path("sync/", SyncView.as_view(), name="volunteer_sync"),
]
