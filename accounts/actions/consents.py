from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.ages import is_child
from accounts.models import Consent, Identity, PrivacyNotice, Purpose, User
from lib.refusals import Refused


class ConsentNeeded(Refused):
    status = 403


@transaction.atomic
def give_consent(*, user: User, purpose: Purpose, notice: PrivacyNotice, ward: User | None = None) -> Consent:
    """Giving it twice is harmless: the standing consent is returned."""
    User.objects.select_for_update().only("pk").get(pk=user.pk)
    standing = user.consents.standing().filter(purpose=purpose, ward=ward).first()
    return standing or Consent.objects.create(user=user, purpose=purpose, notice=notice, ward=ward)


@transaction.atomic
def withdraw_consent(*, user: User, purpose: Purpose, ward: User | None = None) -> Consent | None:
    """Withdrawing takes effect at once: what was kept on that consent alone goes."""
    if purpose == Purpose.ACCOUNT:
        raise Refused(_("An account cannot be kept without this consent. Ask for its deletion instead."))
    consent = (
        Consent.objects.select_for_update(of=("self",)).standing().filter(user=user, purpose=purpose, ward=ward).first()
    )
    if consent is None:
        return None
    consent.withdrawn_at = timezone.now()
    consent.save(update_fields=["withdrawn_at"])
    if purpose == Purpose.IDENTITY:
        Identity.objects.filter(user=user).delete()
    if purpose == Purpose.GUARDIAN:
        end_guardianship(ward=ward)
    return consent


def end_guardianship(*, ward: User) -> None:
    """A child under 14 has an identity here only while a guardian agrees; an older minor's loses its guardian."""
    identity = Identity.objects.select_for_update().filter(user=ward).first()
    if identity is None:
        return
    if is_child(date.fromisoformat(identity.birth_date.reveal()), timezone.localdate()):
        identity.delete()
        Consent.objects.standing().filter(user=ward, purpose=Purpose.IDENTITY).update(withdrawn_at=timezone.now())
        return
    identity.guardian = identity.guardian_consented_at = None
    identity.save(update_fields=["guardian", "guardian_consented_at"])
