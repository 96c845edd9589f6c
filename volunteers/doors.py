from collections.abc import Callable
from functools import wraps
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from volunteers.models import Volunteer


def volunteers_only(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """For registered volunteers, who stand in `request.volunteer`. Others are led to the registration and back."""

    @wraps(view)
    @login_required
    def wrapped(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        request.volunteer = Volunteer.objects.active().filter(user=request.user).first()
        if request.volunteer is None:
            messages.info(request, _("This is for registered volunteers. Registration takes two minutes."))
            back = request.get_full_path() if request.method in ("GET", "HEAD") else ""
            query = f"?{urlencode({'next': back})}" if back else ""
            return redirect(reverse("volunteer_join") + query)
        return view(request, *args, **kwargs)

    return wrapped
