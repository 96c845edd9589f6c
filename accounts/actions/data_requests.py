from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.actions.accounts import delete_account
from accounts.models import DataRequest, User
from lib.refusals import Invalid, Refused


class AlreadyAsked(Refused):
    def __init__(self):
        super().__init__(_("Such a request is already waiting. You will be answered by its date."))


def ask_for_correction(*, user: User, text: str, due_on: date) -> DataRequest:
    if not text.strip():
        raise Invalid(_("Please say what is wrong and what is right."))
    return _ask(user, DataRequest.Kind.CORRECTION, text.strip(), due_on)


def ask_for_deletion(*, user: User, due_on: date) -> DataRequest:
    if user.is_staff:
        raise Refused(_("This is an account of the office's staff. Close its posts first."))
    return _ask(user, DataRequest.Kind.DELETION, "", due_on)


@transaction.atomic
def _ask(user: User, kind: DataRequest.Kind, text: str, due_on: date) -> DataRequest:
    User.objects.select_for_update().only("pk").get(pk=user.pk)
    if user.data_requests.open().filter(kind=kind).exists():
        raise AlreadyAsked
    return DataRequest.objects.create(user=user, kind=kind, text=text, due_on=due_on)


@transaction.atomic
def withdraw_request(*, request: DataRequest) -> DataRequest:
    request = _locked_open(request)
    request.state = DataRequest.State.WITHDRAWN
    request.save(update_fields=["state"])
    return request


@transaction.atomic
def answer_request(*, request: DataRequest, by: User, answer: str, done: bool) -> DataRequest:
    """Done or refused, always with words. A deletion that is done wipes the account in the same moment."""
    request = _locked_open(request)
    if not answer.strip():
        raise Invalid(_("Please write an answer; a refusal needs its reasons."))
    request.state = DataRequest.State.DONE if done else DataRequest.State.REFUSED
    request.answer, request.answered_by, request.answered_at = answer.strip(), by, timezone.now()
    request.save(update_fields=["state", "answer", "answered_by", "answered_at"])
    if done and request.kind == DataRequest.Kind.DELETION:
        delete_account(user=request.user)
    return request


def _locked_open(request: DataRequest) -> DataRequest:
    request = DataRequest.objects.select_for_update(of=("self",)).select_related("user").get(pk=request.pk)
    if request.state != DataRequest.State.OPEN:
        raise Refused(_("This request has been answered already."))
    return request
