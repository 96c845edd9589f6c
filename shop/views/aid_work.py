"""The people who work on applications, each from their own account: what is theirs to do next, and nothing else."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.forms import Form
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.middleware import at_the_desk
from lib.refusals import Refused
from office import policies
from office.policies import Area, Power
from shop.actions import aid, aid_money
from shop.aid_forms import EnterForm
from shop.aid_standing import BY_KEY, Standing, Step
from shop.aid_step_forms import OpenForm
from shop.aid_words import pill_of
from shop.models import AidAccess, AidCase, AidVisit
from shop.views.aid_mine import SECRET

SHOWN = 50


def _must_hold_a_post(request: HttpRequest) -> None:
    if not policies.can(request.user, Power.VIEW, Area.AID):
        raise PermissionDenied


def _case(request: HttpRequest, pk: int) -> AidCase:
    cases = AidCase.objects.visible_to(request.user).with_people().select_related("objection")
    return get_object_or_404(cases, pk=pk)


@at_the_desk
@never_cache
@login_required
@require_safe
def aid_work(request: HttpRequest) -> HttpResponse:
    """By what waits for this person."""
    _must_hold_a_post(request)
    user = request.user

    def within(power: Power):
        return AidCase.objects.within_power(user, power).select_related("region").defer("region__outline")

    keep, decide, pay = within(Power.CHANGE), within(Power.PUBLISH), within(Power.PAY)
    lists = (
        (_("To be visited by me"), keep.to_visit_by(user)), (_("To take on"), keep.to_take_on()),
        (_("My applications under way"), keep.under_way().filter(handler=user)),
        (_("To speak about"), keep.to_discuss().exclude(voices__by=user)),
        (_("To decide"), decide.to_decide()), (_("To ratify"), decide.to_ratify()),
        (_("Objections to answer"), decide.to_answer().exclude(refused_by=user)), (_("To pay"), pay.to_pay()),
        (_("To look in on again"), keep.to_follow_up()),
    )  # fmt: skip
    shown = [(title, [(case, pill_of(case)) for case in cases[:SHOWN]]) for title, cases in lists]
    context = {
        "section": "me",
        "lists": [(title, cases) for title, cases in shown if cases],
        "may_enter": policies.can(user, Power.ADD, Area.AID),
    }
    return render(request, "shop/aid/work.html", context)


@at_the_desk
@never_cache
@login_required
@sensitive_post_parameters(*SECRET, "bank_name", "bank_account")
@require_http_methods(["GET", "HEAD", "POST"])
def aid_enter(request: HttpRequest) -> HttpResponse:
    """For a household: the community on its behalf, or found by staff."""
    if not policies.can(request.user, Power.ADD, Area.AID):
        raise PermissionDenied
    form = EnterForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            case = aid.enter(
                fund=data["fund"], by=request.user, source=data["source"], name=data["name"],
                document=data["document"], hardship=form.hardship, documents=data["other_documents"],
                token=data["token"],
            )  # fmt: skip
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, _("Application %(number)s is entered.") % {"number": case.number})
            return redirect("aid_case", pk=case.pk)
    crumbs = ((_("Aid: what waits for me"), reverse("aid_work")), (_("Enter for a household"), ""))
    context = {"section": "me", "form": form, "crumbs": crumbs}
    return render(request, "shop/aid/enter.html", context, status=400 if form.errors else 200)


@at_the_desk
@never_cache
@login_required
@require_safe
def aid_case(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, _case(request, pk))


def _page(
    request: HttpRequest, case: AidCase, status: int = 200, bound: tuple[str, Form] = ("", None), **more
) -> HttpResponse:  # fmt: skip
    standing = Standing(case, request.user)

    def drawn(steps: list[Step]) -> list[tuple[Step, Form]]:
        return [(step, bound[1] if step.key == bound[0] else _form(step, standing)) for step in steps]

    choices = standing.may_open
    context = {
        "section": "me",
        "case": case,
        "pill": pill_of(case),
        "standing": standing,
        "main": drawn(standing.main_steps),
        "others": drawn(standing.other_steps),
        "open_form": OpenForm(choices=choices) if choices else None,
        "bound_key": bound[0],
        "crumbs": ((_("Aid: what waits for me"), reverse("aid_work")), (case.number, "")),
        **more,
    }
    return render(request, "shop/aid/case.html", context, status=status)


def _form(step: Step, standing: Standing, *data) -> Form:
    return step.form(*data, case=standing.case, user=standing.user, has_declared=standing.has_declared)


@at_the_desk
@never_cache
@login_required
@sensitive_post_parameters("notes", "note", "bank_name", "bank_account")
@require_POST
def aid_step(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """One step. What is refused stands above its form; a step that is done already is met with its page."""
    case, step = _case(request, pk), BY_KEY.get(key)
    if step is None:
        raise Http404
    form = _form(step, Standing(case, request.user), request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, case, 400, (key, form))
    try:
        _take(step, case, request, form)
    except Refused as refusal:
        form.add_error(None, refusal.sentence)
        shown = key in {offered.key for offered in Standing(case, request.user).steps}
        if not shown:
            messages.error(request, refusal.sentence)
        return _page(request, _case(request, pk), refusal.status, (key, form))
    messages.success(request, step.done)
    return redirect("aid_case", pk=pk)


@transaction.atomic
def _take(step: Step, case: AidCase, request: HttpRequest, form: Form) -> None:
    """The declaration and the step stand or fall together."""
    if form.cleaned_data.get("unrelated"):
        aid.declare(case=case, by=request.user, is_related=False)
    step.act(case, request.user, form.cleaned_data)


@at_the_desk
@never_cache
@login_required
@require_POST
def aid_related(request: HttpRequest, pk: int) -> HttpResponse:
    """“I am a relative”: from now on this person takes no part."""
    aid.declare(case=_case(request, pk), by=request.user, is_related=True)
    messages.success(request, _("Noted. You take no part in this application."))
    return redirect("aid_case", pk=pk)


@at_the_desk
@never_cache
@login_required
@require_POST
def aid_open(request: HttpRequest, pk: int) -> HttpResponse:
    """Open sealed values, once, on this page alone; the log has it first."""
    case = _case(request, pk)
    standing = Standing(case, request.user)
    form = OpenForm(request.POST, choices=standing.may_open)
    if not form.is_valid():
        return _page(request, case, 400, open_form=form)
    wanted = form.cleaned_data["fields_wanted"]
    values = aid_money.reveal(case=case, by=request.user, fields=wanted, reason=form.cleaned_data["reason"])
    opened = [(OpenForm.LABELS[name], text) for name, text in values.items()]
    return _page(request, case, opened=opened)


@at_the_desk
@never_cache
@login_required
@require_safe
def aid_photo(request: HttpRequest, pk: int, visit: int) -> HttpResponse:
    """A visit's picture: private, for those who may read the visits; each look is logged."""
    case = _case(request, pk)
    if not Standing(case, request.user).sees_visits:
        raise PermissionDenied
    row = get_object_or_404(AidVisit.objects.exclude(photo=""), case=case, pk=visit)
    AidAccess.objects.create(case=case, by=request.user, fields="photo", reason=_("Picture of a visit"))
    return FileResponse(row.photo.open("rb"), content_type="image/webp")
