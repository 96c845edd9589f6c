from allauth.account import views as allauth_views
from django.urls import include, path

from accounts.views import entry, proof

urlpatterns = [
    path("login/", entry.enter, name="account_login"),
    path("login/code/", entry.confirm, name="account_confirm_login_code"),
    path("login/open/", entry.open_account, name="account_open"),
    path("signup/", entry.signup, name="account_signup"),
    path("login/code/request/", entry.signup, name="account_request_login_code"),
    path("staff/", entry.staff_login, name="account_staff_login"),
    path("prove/", proof.prove, name="account_prove"),
    path("prove/code/", proof.prove_code, name="account_prove_code"),
    path("phone/change/", proof.change_phone, name="account_change_phone"),
    path("phone/verify/", proof.verify_phone, name="account_verify_phone"),
    path("logout/", allauth_views.logout, name="account_logout"),
    path("inactive/", entry.inactive, name="account_inactive"),
    path("reauthenticate/", allauth_views.reauthenticate, name="account_reauthenticate"),
    path("password/change/", allauth_views.password_change, name="account_change_password"),
    path("2fa/authenticate/", entry.second_factor, name="mfa_authenticate"),
    path("2fa/", include("allauth.mfa.urls")),
]
