from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from django.core.cache import cache
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import actions, sms
from accounts.fields import MobileField
from accounts.models import User
from accounts.proof import proved_recently
from lib.sealed import lookup_of

LOCKED_FOR = 30 * 60


class AccountAdapter(DefaultAccountAdapter):
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "incorrect_code": _("This is not the code that we sent. Please compare it once more."),
        "incorrect_password": _("This password is not right."),
        "invalid_login": _("User name or password is not right."),
        "username_password_mismatch": _("User name or password is not right."),
        "too_many_login_attempts": _("Too many failed attempts. Please try again in 30 minutes."),
        "phone_taken": _("This number cannot be used here. Please ask the office for help."),
        "same_password": _("This is the password that you have. Please choose another."),
        "same_as_current": _("This is your number already."),
        "rate_limited": _("Too many requests in a short time. Please wait a minute."),
    }

    # --- mobile numbers

    def phone_form_field(self, **kwargs):
        return MobileField(**kwargs)

    def get_user_by_phone(self, phone: str) -> User | None:
        return User.objects.with_phone(phone).first()

    def get_phone(self, user: User) -> tuple[str, bool] | None:
        if user.phone is None:
            return None
        return user.phone.reveal(), user.phone_verified_at is not None

    def set_phone(self, user: User, phone: str, verified: bool) -> None:
        actions.set_phone(user=user, phone=phone, verified_at=timezone.now() if verified else None)

    def set_phone_verified(self, user: User, phone: str) -> None:
        actions.set_phone(user=user, phone=phone, verified_at=timezone.now())

    def send_verification_code_sms(self, user: User | None, phone: str, code: str, **kwargs) -> None:
        text = _("%(code)s is your code for Civic Harbour. It holds for 5 minutes. We never ask for it by phone.")
        sms.send(phone, text % {"code": code}, kind="code")

    # --- passwords

    def clean_password(self, password: str, user: User | None = None) -> str:
        if user is not None and user.check_password(password):
            raise self.validation_error("same_password")
        return super().clean_password(password, user)

    def set_password(self, user: User, password: str) -> None:
        """Its owner's own choice; what the security administrator sets goes through the desk."""
        super().set_password(user, password)
        actions.own_password(user=user)

    # --- signing in

    def get_login_stages(self) -> list[str]:
        """A number is proved before its account exists, and there is no e-mail: two stages fall away."""
        return ["allauth.account.stages.LoginByCodeStage", "allauth.mfa.stages.AuthenticateStage"]

    def is_open_for_signup(self, request) -> bool:
        return False

    def is_reauthentication_required(self, *, app: str, **kwargs) -> bool:
        """Who has just signed in need not prove it again."""
        return not proved_recently(context.request)

    def pre_authenticate(self, request, **credentials) -> None:
        """allauth counts failures; once they are too many the account stays locked for half an hour."""
        key = f"login-locked:{lookup_of(credentials.get('username', '').lower(), kind='username')}"
        if cache.get(key):
            raise self.validation_error("too_many_login_attempts")
        super().pre_authenticate(request, **credentials)
        self._lock_key = key

    def authentication_failed(self, request, **credentials) -> None:
        failures = cache.get(f"{self._lock_key}:failures", 0) + 1
        cache.set(f"{self._lock_key}:failures", failures, 15 * 60)
        if failures >= 5:
            cache.set(self._lock_key, True, LOCKED_FOR)
