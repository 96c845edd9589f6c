from collections.abc import Iterable
from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.actions.consents import give_consent
from accounts.ages import is_child, minor_until
from accounts.models import Consent, Identity, IdentityAccess, PrivacyNotice, Purpose, User
from lib.people_numbers import Document
from lib.refusals import Forbidden, Refused
from lib.saying import says_something

REVEALABLE = ("name", "document", "birth_date", "phone")


class DocumentTaken(Refused):
    """Says neither whose the document is nor that anybody has registered it."""

    def __init__(self):
        super().__init__(_("This document cannot be registered. Please ask the office for help."))


class GuardianNeeded(Refused):
    def __init__(self):
        super().__init__(
            _("You are under 14. Please ask your guardian first, on this page; nothing that you typed was kept.")
        )


@transaction.atomic
def register_identity(
    *, user: User, name: str, document: Document, born_on: date, notice: PrivacyNotice, today: date
) -> Identity:
    """Keep who a person is by law, on their own consent and, under 14, on their guardian's."""
    User.objects.select_for_update().only("pk").get(pk=user.pk)
    if Identity.objects.filter(user=user).exists():
        raise Refused(_("Your identity stands here already. To change it, ask for a correction."))
    guardianship = Consent.objects.of_guardian_for(user).first()
    if guardianship is None and is_child(born_on, today):
        raise GuardianNeeded
    until = minor_until(born_on, today)
    identity = Identity(
        user=user,
        name=name,
        document_type=document.type,
        document=document.number,
        birth_date=born_on.isoformat(),
        is_minor_until=until,
        guardian=guardianship.user if guardianship and until else None,
        guardian_consented_at=guardianship.given_at if guardianship and until else None,
    )
    try:
        with transaction.atomic():
            identity.save(force_insert=True)
    except IntegrityError as error:
        raise DocumentTaken from error
    give_consent(user=user, purpose=Purpose.IDENTITY, notice=notice)
    return identity


@transaction.atomic
def hand_over_identity(*, shell: User, to: User, notice: PrivacyNotice) -> Identity:
    """From an account that nobody could sign in to, to the person's own; the shell is closed, its consents end.

    The caller has proved that both are one person. Raises Refused where `to` has an identity already.
    """
    for key in sorted((shell.pk, to.pk)):
        User.objects.select_for_update().only("pk").get(pk=key)
    if Identity.objects.filter(user=to).exists():
        raise Refused(_("Your identity stands here already. To change it, ask for a correction."))
    identity = Identity.objects.select_for_update().get(user=shell)
    identity.user = to
    identity.save(update_fields=["user"])
    Consent.objects.standing().filter(user=shell).update(withdrawn_at=timezone.now())
    User.objects.filter(pk=shell.pk).update(is_active=False)
    give_consent(user=to, purpose=Purpose.IDENTITY, notice=notice)
    return identity


@transaction.atomic
def remove_identity(*, actor: User, subject: User, reason: str) -> None:
    """Staff put right a wrong identity by removing it, so that the person can enter it anew."""
    _log(actor, subject, "removed", reason)
    Identity.objects.filter(user=subject).delete()


@transaction.atomic
def reveal_identity(*, actor: User, subject: User, fields: Iterable[str], reason: str) -> dict[str, str]:
    """Open sealed values for a member of staff. The log row is written before any value leaves this function."""
    wanted = [field for field in REVEALABLE if field in set(fields)]
    if not wanted:
        raise Refused(_("Choose what to open."))
    _log(actor, subject, ", ".join(wanted), reason)
    identity = Identity.objects.filter(user=subject).first()
    holders = {
        "phone": subject.phone,
        **({field: getattr(identity, field) for field in REVEALABLE[:3]} if identity else {}),
    }
    return {field: value.reveal() for field in wanted if (value := holders.get(field))}


def _log(actor: User, subject: User, what: str, reason: str) -> None:
    if not actor.has_perm("accounts.reveal_identity"):
        raise Forbidden(_("You may not open personal data."))
    if not says_something(reason):
        raise Refused(_("Give a reason; it is logged."))
    IdentityAccess.objects.create(actor=actor, subject=subject, fields=what, reason=reason.strip()[:200])
