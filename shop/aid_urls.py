from django.urls import path

from shop.views import aid_mine, aid_public, aid_work

urlpatterns = [
    path("", aid_public.aid_home, name="aid_home"),
    path("my/", aid_mine.my_aid, name="my_aid"),
    path("my/apply/", aid_mine.aid_apply, name="aid_apply"),
    path("my/consent/", aid_mine.my_aid_consent, name="my_aid_consent"),
    path("my/<int:pk>/", aid_mine.my_aid_case, name="my_aid_case"),
    path("my/<int:pk>/withdraw/", aid_mine.my_aid_withdraw, name="my_aid_withdraw"),
    path("my/<int:pk>/object/", aid_mine.my_aid_object, name="my_aid_object"),
    path("my/<int:pk>/receipt/", aid_mine.my_aid_receipt, name="my_aid_receipt"),
    path("my/<int:pk>/account/", aid_mine.my_aid_account, name="my_aid_account"),
    path("work/", aid_work.aid_work, name="aid_work"),
    path("work/enter/", aid_work.aid_enter, name="aid_enter"),
    path("work/<int:pk>/", aid_work.aid_case, name="aid_case"),
    path("work/<int:pk>/related/", aid_work.aid_related, name="aid_related"),
    path("work/<int:pk>/open/", aid_work.aid_open, name="aid_open"),
    path("work/<int:pk>/visits/<int:visit>/photo/", aid_work.aid_photo, name="aid_photo"),
    path("work/<int:pk>/step/<slug:key>/", aid_work.aid_step, name="aid_step"),
]
