from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import CASCADE
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.actions.consents import end_guardianship, give_consent
from accounts.models import Consent, GuardianRequest, Identity, PrivacyNotice, Purpose, User
from accounts.models.users import random_username
from lib.refusals import Refused

KEPT_WITH_THE_ACCOUNT = ("admin.logentry",)


class NumberTaken(Refused):
    def __init__(self):
        super().__init__(_("This number cannot be used here. Please ask the office for help."))


@transaction.atomic
def open_account(*, phone: str, notice: PrivacyNotice, display_name: str = "") -> User:
    """The account of a proved number. Opening it twice, or from two telephones at once, gives the same account."""
    user = User.objects.with_phone(phone).first() or _new_account(phone, display_name)
    give_consent(user=user, purpose=Purpose.ACCOUNT, notice=notice)
    return user


def _new_account(phone: str, display_name: str) -> User:
    user = User(phone=phone, phone_verified_at=timezone.now(), display_name=display_name)
    user.set_unusable_password()
    try:
        with transaction.atomic():
            user.save(force_insert=True)
    except IntegrityError:
        return User.objects.with_phone(phone).get()
    return user


@transaction.atomic
def set_phone(*, user: User, phone: str, verified_at: datetime | None) -> User:
    user = User.objects.select_for_update().get(pk=user.pk)
    user.phone, user.phone_verified_at = phone, verified_at
    try:
        with transaction.atomic():
            user.save(update_fields=["phone", "phone_lookup", "phone_verified_at"])
    except IntegrityError as error:
        raise NumberTaken from error
    return user


def change_phone(*, user: User, phone: str) -> User:
    """To a number that was proved a moment ago. Another account's number is refused without a word about it."""
    return set_phone(user=user, phone=phone, verified_at=timezone.now())


@transaction.atomic
def rename(*, user: User, display_name: str) -> User:
    user.display_name = display_name
    user.save(update_fields=["display_name"])
    return user


@transaction.atomic
def delete_account(*, user: User) -> User:
    """Wipe who it was; keep the row that other people's records point at. Nobody can sign in to it again.

    What hangs on the account by CASCADE goes (messages, sign-in devices); what is PROTECTed stays, as the law
    on records asks: consents given and withdrawn, requests and their answers, the log of who opened what.
    """
    user = User.objects.select_for_update().get(pk=user.pk)
    if user.is_staff:
        raise Refused(_("This is an account of the office's staff. Close its posts first."))
    now = timezone.now()
    for consent in user.consents.standing().filter(purpose=Purpose.GUARDIAN).select_related("ward"):
        end_guardianship(ward=consent.ward)
    Consent.objects.standing().filter(ward=user).update(withdrawn_at=now)
    user.consents.standing().update(withdrawn_at=now)
    GuardianRequest.objects.waiting().filter(ward=user).update(
        state=GuardianRequest.State.WITHDRAWN, phone=None, phone_lookup=None, decided_at=now
    )
    Identity.objects.filter(user=user).delete()
    user.data_requests.exclude(text="").update(text="")
    _delete_what_hangs_on(user)
    user.username, user.display_name, user.phone, user.phone_verified_at = random_username(), "", None, None
    user.is_active = user.is_superuser = False
    # Every session of this account dies with the password that its hash was made from.
    user.set_unusable_password()
    user.save(
        update_fields=[
            "username", "display_name", "phone", "phone_lookup", "phone_verified_at",
            "is_active", "is_superuser", "password",
        ]
    )  # fmt: skip
    return user


def _delete_what_hangs_on(user: User) -> None:
    for relation in User._meta.related_objects:
        model = relation.related_model
        if relation.on_delete is CASCADE and model._meta.label_lower not in KEPT_WITH_THE_ACCOUNT:
            model._base_manager.filter(**{relation.field.name: user}).delete()
    user.groups.clear()
    user.user_permissions.clear()
