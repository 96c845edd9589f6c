"""Who sits at the desk must have proved it twice, and who walks away is signed out."""

import time

from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

SEEN = "seen"
LIMIT = "idle_limit"
SLIDES_EVERY = 60


class IdleMiddleware:
    """Signs out after 15 idle minutes (staff) or 30 (residents), and lets no cache keep a personal page.

    The session is written once a minute at most. Public pages never look at it.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if request.session.accessed and not response.has_header("Cache-Control"):
            response["Cache-Control"] = "no-store, private"
        return response

    def process_view(self, request, view, args, kwargs):
        has_session = settings.SESSION_COOKIE_NAME in request.COOKIES
        if not has_session or getattr(view, "is_public_page", False) or request.resolver_match.app_name == "api":
            return
        now, seen = int(time.time()), request.session.get(SEEN)
        if seen is not None and now - seen > request.session.get(LIMIT, settings.STAFF_IDLE_SECONDS):
            self._sign_out(request)
        elif (seen is None or now - seen >= SLIDES_EVERY) and request.user.is_authenticated:
            request.session[SEEN] = now
            request.session[LIMIT] = (
                settings.STAFF_IDLE_SECONDS if request.user.is_staff else settings.RESIDENT_IDLE_SECONDS
            )

    def _sign_out(self, request) -> None:
        logout(request)
        messages.info(request, _("You were signed out because nothing happened for a while."))


def at_the_desk(view):
    """Marks a page of the staff's that lies outside the admin: it opens as the desk does, with both proofs."""
    view.is_at_the_desk = True
    return view


class StaffSecondFactorMiddleware:
    """The desk opens to staff who gave, in this session, a password of their own and a code of their app."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        match = request.resolver_match
        is_desk = match.app_name == "admin" or getattr(view, "is_at_the_desk", False)
        if not is_desk or match.url_name in ("logout", "jsi18n"):
            return None
        if not request.user.is_authenticated:
            return _to("account_staff_login", self._after(request))
        if not request.user.is_staff or not settings.STAFF_SECOND_FACTOR:
            return None
        missing = self._missing(request)
        return _to(missing, self._after(request)) if missing else None

    def _missing(self, request) -> str | None:
        """The page where the next missing proof is given; None when all are there."""
        methods = {record["method"] for record in get_authentication_records(request, request.user)}
        if "password" not in methods:
            return "account_reauthenticate"
        if request.user.has_password_from_office:
            return "account_change_password"
        if not Authenticator.objects.filter(user=request.user, type=Authenticator.Type.TOTP).exists():
            return "mfa_activate_totp"
        return None if "mfa" in methods else "mfa_reauthenticate"

    def _after(self, request) -> str:
        """Where to go afterwards. The admin's own sign-in page is replaced by ours."""
        if request.resolver_match.url_name == "login":
            return request.GET.get("next") or reverse("admin:index")
        return request.get_full_path()


def _to(name: str, after: str):
    return redirect(f"{reverse(name)}?{urlencode({'next': after})}")
