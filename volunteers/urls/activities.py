from django.urls import path

from volunteers.views import public, sign_ups

urlpatterns = [
    path("", public.volunteering, name="volunteering"),
    path("activities/", public.activity_list, name="activity_list"),
    path("activities/calendar.ics", public.activity_calendar, name="activity_calendar"),
    path("activities/<int:pk>/", public.activity_detail, name="activity_detail"),
    path("activities/<int:pk>/poster/", public.activity_poster, name="activity_poster"),
    path("shifts/<int:pk>/calendar.ics", public.shift_calendar, name="shift_ics"),
    path("shifts/<int:pk>/sign-up/", sign_ups.shift_sign_up, name="shift_sign_up"),
    path("shifts/<int:pk>/withdraw/", sign_ups.shift_withdraw, name="shift_withdraw"),
    path("my-shifts/", sign_ups.my_shifts, name="my_shifts"),
    path("my-shifts/calendar/reset/", sign_ups.feed_reset, name="feed_reset"),
    path("my-shifts/<str:secret>.ics", sign_ups.my_calendar, name="my_calendar"),
]
