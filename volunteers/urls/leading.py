from django.urls import path, re_path

from volunteers.views import confirming

urlpatterns = [
    path("confirm/", confirming.lead_confirm, name="lead_confirm"),
    path("records/<int:pk>/", confirming.lead_record, name="lead_record"),
    re_path(r"^records/(?P<pk>\d+)/(?P<verdict>confirm|reject|void)/$", confirming.lead_decide, name="lead_decide"),
    path("records/<int:pk>/correct/", confirming.lead_correct, name="lead_correct"),
    path("objections/", confirming.lead_objections, name="lead_objections"),
    path("objections/<int:pk>/", confirming.lead_objection, name="lead_objection"),
]
