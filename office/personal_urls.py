"""What the office sends to a person and is asked by one; these addresses stand beside /me/, not under /office/."""

from django.urls import path

from office.views import data_requests, inbox

urlpatterns = [
    path("inbox/", inbox.inbox, name="inbox"),
    path("inbox/<int:pk>/read/", inbox.read, name="inbox_read"),
    path("inbox/read/", inbox.read_all, name="inbox_read_all"),
    path("me/requests/", data_requests.data_requests, name="data_requests"),
    path("me/requests/correction/", data_requests.correction, name="data_request_correction"),
    path("me/requests/deletion/", data_requests.deletion, name="data_request_deletion"),
    path("me/requests/<int:pk>/withdraw/", data_requests.withdraw, name="data_request_withdraw"),
]
