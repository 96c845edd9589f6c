"""Some pages ask again who is there: what they show or change is worth a second code."""

import time
from functools import wraps

from allauth.account import app_settings
from allauth.account.internal.flows.login import get_authentication_records
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode


def proved_recently(request: HttpRequest) -> bool:
    """A code, a password or an authenticator app was used in this session within the last minutes."""
    records = get_authentication_records(request, request.user)
    return bool(records) and time.time() - records[-1]["at"] < app_settings.REAUTHENTICATION_TIMEOUT


def fresh_proof_required(view):
    """Signed in, and proved to be there a moment ago; otherwise the proof comes first."""

    @wraps(view)
    def wrapped(request, *args, **kwargs):
        if proved_recently(request):
            return view(request, *args, **kwargs)
        return redirect(f"{reverse('account_prove')}?{urlencode({'next': request.get_full_path()})}")

    return login_required(wrapped)
