from datetime import date

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import actions
from accounts.models import DataRequest
from accounts.proof import fresh_proof_required
from office.calendar import add_workdays

ANSWERED_WITHIN = 15  # working days


class CorrectionForm(forms.Form):
    text = forms.CharField(
        label=gettext_lazy("What is wrong, and what is right?"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )


def _due_on() -> date:
    return add_workdays(timezone.localdate(), ANSWERED_WITHIN)


@never_cache
@login_required
@require_safe
def data_requests(request: HttpRequest) -> HttpResponse:
    context = {"requests": DataRequest.objects.of(request.user), "due_on": _due_on(), "section": "me"}
    return render(request, "office/data_request_list.html", context)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def correction(request: HttpRequest) -> HttpResponse:
    form = CorrectionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.ask_for_correction(user=request.user, text=form.cleaned_data["text"], due_on=_due_on())
        messages.success(request, _("Your request has reached the office."))
        return redirect("data_requests")
    context = {"form": form, "due_on": _due_on(), "section": "me"}
    return render(request, "office/data_request_correction.html", context, status=400 if form.errors else 200)


@never_cache
@fresh_proof_required
@require_http_methods(["GET", "HEAD", "POST"])
def deletion(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        actions.ask_for_deletion(user=request.user, due_on=_due_on())
        messages.success(request, _("Your request has reached the office. You can withdraw it until it is answered."))
        return redirect("data_requests")
    return render(request, "office/data_request_deletion.html", {"due_on": _due_on(), "section": "me"})


@login_required
@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    asked = get_object_or_404(DataRequest.objects.of(request.user), pk=pk)
    actions.withdraw_request(request=asked)
    messages.success(request, _("The request is withdrawn."))
    return redirect("data_requests")
