from django.urls import path

from accounts.views import privacy

urlpatterns = [
    path("", privacy.notice, name="privacy"),
    path("<int:version>/", privacy.notice, name="privacy_version"),
]
