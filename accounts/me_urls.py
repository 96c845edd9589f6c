"""/me/: what somebody keeps here about themselves."""

from django.urls import path

from accounts.views import identity, me

urlpatterns = [
    path("", me.me, name="me"),
    path("name/", me.rename, name="me_rename"),
    path("consents/", me.consents, name="consents"),
    path("consents/<slug:purpose>/give/", me.consent_give, name="consent_give"),
    path("consents/<slug:purpose>/withdraw/", me.consent_withdraw, name="consent_withdraw"),
    path("identity/", identity.identity, name="identity"),
    path("identity/guardian/", identity.guardian_ask, name="guardian_ask"),
    path("identity/guardian/<int:pk>/withdraw/", identity.guardian_withdraw, name="guardian_withdraw"),
    path("wards/", identity.wards, name="wards"),
    path("wards/<int:pk>/", identity.ward_decide, name="ward_decide"),
    path("wards/<int:pk>/withdraw/", identity.ward_withdraw, name="ward_withdraw"),
]
