from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.actions.consents import give_consent
from accounts.models import Consent, GuardianRequest, Identity, PrivacyNotice, Purpose, User
from lib.refusals import Refused, TooMany

REQUESTS_A_DAY = 3


class GuardianUnfit(Refused):
    status = 403


@transaction.atomic
def ask_guardian(*, ward: User, phone: str) -> GuardianRequest:
    """Ask the holder of `phone`. The answer is the same whether or not that number has an account."""
    User.objects.select_for_update().only("pk").get(pk=ward.pk)
    if ward.phone and ward.phone.reveal() == phone:
        raise Refused(_("This is your own number. Please give your guardian's."))
    if Consent.objects.of_guardian_for(ward).exists():
        raise Refused(_("You have a guardian here already."))
    if ward.guardian_requests.waiting().exists():
        raise Refused(_("You have asked a guardian already. Withdraw that request first."))
    day_ago = timezone.now() - timedelta(days=1)
    if ward.guardian_requests.filter(created_at__gt=day_ago).count() >= REQUESTS_A_DAY:
        raise TooMany(_("You have asked three times today. Please try again tomorrow."))
    return GuardianRequest.objects.create(ward=ward, phone=phone)


@transaction.atomic
def decide_guardian_request(
    *, request: GuardianRequest, guardian: User, accept: bool, notice: PrivacyNotice, today: date
) -> GuardianRequest:
    """The guardian, an adult whose identity stands here, consents for this child and nothing else, or refuses."""
    request = GuardianRequest.objects.select_for_update(of=("self",)).select_related("ward").get(pk=request.pk)
    if request.state != GuardianRequest.State.ASKED or request.phone_lookup != guardian.phone_lookup:
        raise Refused(_("This request no longer waits for you."))
    if accept:
        _must_be_fit(guardian, today)
        consent = give_consent(user=guardian, purpose=Purpose.GUARDIAN, notice=notice, ward=request.ward)
        Identity.objects.filter(user=request.ward, is_minor_until__gt=today).update(
            guardian=guardian, guardian_consented_at=consent.given_at
        )
    return _close(request, GuardianRequest.State.ACCEPTED if accept else GuardianRequest.State.REFUSED)


def _must_be_fit(guardian: User, today: date) -> None:
    identity = Identity.objects.filter(user=guardian).first()
    if identity is None:
        raise GuardianUnfit(_("Please enter your own identity first; a guardian is somebody whom the office can name."))
    if not identity.is_adult(today):
        raise GuardianUnfit(_("A guardian is at least 18 years old."))


@transaction.atomic
def withdraw_guardian_request(*, request: GuardianRequest) -> GuardianRequest:
    request = GuardianRequest.objects.select_for_update().get(pk=request.pk)
    if request.state != GuardianRequest.State.ASKED:
        raise Refused(_("Your guardian has decided already."))
    return _close(request, GuardianRequest.State.WITHDRAWN)


def _close(request: GuardianRequest, state: GuardianRequest.State) -> GuardianRequest:
    request.state, request.decided_at, request.phone = state, timezone.now(), None
    request.save(update_fields=["state", "decided_at", "phone", "phone_lookup"])
    return request
