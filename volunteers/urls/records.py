from django.urls import path, re_path

from volunteers.views import hour_figures, hours

urlpatterns = [
    path("my/hours/", hours.my_hours, name="my_hours"),
    path("my/hours/report/", hours.report, name="hours_report"),
    path("my/hours/missing/", hours.missing, name="hours_missing"),
    re_path(r"^my/hours/export\.(?P<ending>csv|xlsx)$", hours.export, name="my_hours_export"),
    path("my/hours/<int:pk>/", hours.my_record, name="my_record"),
    path("my/hours/<int:pk>/object/", hours.object_to, name="my_record_object"),
    path("my/objections/<int:pk>/withdraw/", hours.withdraw_objection, name="objection_withdraw"),
    path("figures/", hour_figures.hour_figures, name="volunteer_figures"),
]
