from django.urls import path, re_path

from volunteers.views import books, confirming, leading, leading_edit, roster

urlpatterns = [
    path("", leading.leading, name="leading"),
    path("organizations/<int:pk>/activities/new/", leading_edit.lead_activity_new, name="lead_activity_new"),
    path("activities/<int:pk>/", leading.lead_activity, name="lead_activity"),
    path("activities/<int:pk>/edit/", leading_edit.lead_activity_edit, name="lead_activity_edit"),
    path("activities/<int:pk>/where/", leading_edit.lead_activity_where, name="lead_activity_where"),
    path("activities/<int:pk>/open/", leading.lead_activity_open, name="lead_activity_open"),
    path("activities/<int:pk>/cancel/", leading_edit.lead_activity_cancel, name="lead_activity_cancel"),
    path("activities/<int:pk>/copy/", leading_edit.lead_activity_copy, name="lead_activity_copy"),
    path("activities/<int:pk>/message/", leading.lead_message, name="lead_message"),
    path("activities/<int:pk>/message/<int:shift_pk>/", leading.lead_message, name="lead_shift_message"),
    path("activities/<int:pk>/shifts/new/", leading_edit.lead_shift_new, name="lead_shift_new"),
    path("shifts/<int:pk>/", leading.lead_shift, name="lead_shift"),
    path("shifts/<int:pk>/edit/", leading_edit.lead_shift_edit, name="lead_shift_edit"),
    path("shifts/<int:pk>/copy/", leading_edit.lead_shift_copy, name="lead_shift_copy"),
    path("shifts/<int:pk>/cancel/", leading_edit.lead_shift_cancel, name="lead_shift_cancel"),
    path("sign-ups/<int:pk>/answer/", leading.lead_answer, name="lead_answer"),
    path("shifts/<int:pk>/code/", roster.code, name="lead_code"),
    path("shifts/<int:pk>/roster/", roster.roster, name="lead_roster"),
    path("shifts/<int:pk>/roster/walk-up/", roster.walk_up, name="lead_walk_up"),
    path("confirm/", confirming.lead_confirm, name="lead_confirm"),
    path("records/", books.lead_books, name="lead_books"),
    path("records/<int:pk>/", confirming.lead_record, name="lead_record"),
    re_path(r"^records/(?P<pk>\d+)/(?P<verdict>confirm|reject|void)/$", confirming.lead_decide, name="lead_decide"),
    path("records/<int:pk>/correct/", confirming.lead_correct, name="lead_correct"),
    path("objections/", confirming.lead_objections, name="lead_objections"),
    path("objections/<int:pk>/", confirming.lead_objection, name="lead_objection"),
]
