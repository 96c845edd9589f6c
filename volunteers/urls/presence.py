from django.urls import URLPattern, path

from volunteers.sync_api import SyncView
from volunteers.views import offline, presence

urlpatterns: list[URLPattern] = [
    path("today/", presence.today, name="today"),
    path("check/<int:pk>/", presence.check, name="check"),
    path("check/<int:pk>/here/", presence.check_here, name="check_here"),
    path("c/<str:code>/", presence.scan, name="scan"),
    path("left/<int:pk>/", presence.left, name="left"),
    path("offline/", offline.shell, name="volunteer_offline"),
    path("offline.json", offline.data, name="offline_data"),
    path("sync/", SyncView.as_view(), name="volunteer_sync"),
]
