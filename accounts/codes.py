"""One-time codes, on allauth's login stages: six digits, five minutes, five tries. The code is kept in the sealed
session, its tries are counted in a row of their own.

A number gets a code whether or not it has an account, so the answer never says which numbers are known. The
account of a new number is made after its code was right and its holder has agreed to the privacy notice.
"""

import time

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.code_verification import AbstractCodeVerificationProcess
from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.internal.flows.login_by_code import LoginCodeVerificationProcess
from allauth.account.internal.stagekit import clear_login
from allauth.account.models import Login
from allauth.account.stages import LoginByCodeStage, LoginStageController
from allauth.core import ratelimit
from allauth.core.exceptions import RateLimited
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from accounts.actions import take_try
from accounts.forms import CodeForm
from accounts.models import CodeTries, User
from lib.refusals import TooMany

PROVED_FOR = 15 * 60


class WrongTooOften(TooMany):
    def __init__(self):
        super().__init__(_("That was the fifth wrong code, so it no longer holds. Please ask for a new one."))


class AskedTooOften(TooMany):
    def __init__(self):
        super().__init__(
            _("Too many codes were asked for. Please wait a minute and try again."),
            retry_after=60,
        )


def _limit(request: HttpRequest, action: str, phone: str) -> None:
    try:
        ratelimit.consume(request, action=action, key=phone, raise_exception=True)
    except RateLimited as error:
        raise AskedTooOften from error


class _FiveTries:
    """Of a code verification: its tries are counted where no other request can write the count back."""

    @classmethod
    def initial_state(cls, **kwargs) -> dict:
        return {**super().initial_state(**kwargs), "tries": str(CodeTries.objects.create().pk)}

    def holds(self, form: CodeForm) -> bool:
        """Whether the form has the right code; this is one try. Raises WrongTooOften once none is left."""
        try_number = take_try(tries=self.state.get("tries"), at_most=self.max_attempts)
        if try_number is not None and form.is_valid():
            return True
        if try_number is None or try_number == self.max_attempts:
            self.abort()
            raise WrongTooOften
        return False


class EntryProcess(_FiveTries, LoginCodeVerificationProcess):
    """From a number to a signed-in person, whether the account stands already or not."""

    @classmethod
    def begin(cls, *, request: HttpRequest, phone: str, redirect_url: str | None) -> "EntryProcess":
        _limit(request, "request_login_code", phone)
        user = User.objects.with_phone(phone).first()
        login = Login(user=user, redirect_url=redirect_url)
        login.state["stages"] = {"current": LoginByCodeStage.key}
        stage = LoginByCodeStage(LoginStageController(request, login), request, login)
        stage.state.update(cls.initial_state(user=user, phone=phone), initiated_by_user=True)
        process = cls(stage=stage)
        process.send()
        process.persist()
        return process

    @classmethod
    def of(cls, request: HttpRequest) -> "EntryProcess | None":
        """The half-finished sign-in of this session; None where there is none or its time is over."""
        stage = LoginStageController.enter(request, LoginByCodeStage.key)
        if stage is None or not stage.state.get("phone"):
            return None
        process = cls(stage=stage)
        if process.is_proved and time.time() - process.state["proved_at"] > PROVED_FOR:
            process.abort()
            return None
        return process if process.is_proved else process.abort_if_invalid()

    @property
    def phone(self) -> str:
        return self.state["phone"]

    @property
    def is_proved(self) -> bool:
        return "proved_at" in self.state

    def send(self, skip_enumeration_mails: bool = False) -> None:
        adapter = get_adapter()
        self.state["code"] = adapter.generate_phone_verification_code(user=self.user, phone=self.phone)
        adapter.send_verification_code_sms(user=self.user, phone=self.phone, code=self.code)

    def resend(self) -> None:
        _limit(self.request, "request_login_code", self.phone)
        self.send()
        self.record_resend()
        self.state["at"] = time.time()
        self.persist()

    def prove(self) -> None:
        """The code was right. It cannot be used a second time."""
        self.state.update(proved_at=time.time(), code="")
        self.persist()

    def admit(self, user: User) -> HttpResponse:
        """Sign `user`, the holder of the proved number, in; who has an authenticator app is asked for it next."""
        redirect_url = self.stage.login.redirect_url
        clear_login(self.request)
        record_authentication(self.request, user, method="code")
        get_adapter().set_phone_verified(user, self.phone)
        return perform_login(self.request, Login(user=user, redirect_url=redirect_url))


class OwnCodeProcess(_FiveTries, AbstractCodeVerificationProcess):
    """A code to somebody who is signed in: to their own number as a proof, or to the number that they change to."""

    def __init__(self, request: HttpRequest, key: str, state: dict):
        self.request, self.key = request, key
        super().__init__(
            user=request.user,
            state=state,
            timeout=settings.ACCOUNT_PHONE_VERIFICATION_TIMEOUT,
            max_attempts=settings.ACCOUNT_PHONE_VERIFICATION_MAX_ATTEMPTS,
        )

    @classmethod
    def begin(cls, request: HttpRequest, *, key: str, phone: str) -> "OwnCodeProcess":
        _limit(request, "verify_phone", phone)
        process = cls(request, key, cls.initial_state(user=request.user, phone=phone))
        process.send()
        process.persist()
        return process

    @classmethod
    def of(cls, request: HttpRequest, *, key: str) -> "OwnCodeProcess | None":
        state = request.session.get(key)
        return cls(request, key, state).abort_if_invalid() if state else None

    @property
    def phone(self) -> str:
        return self.state["phone"]

    def send(self) -> None:
        adapter = get_adapter()
        self.state["code"] = adapter.generate_phone_verification_code(user=self.user, phone=self.phone)
        adapter.send_verification_code_sms(user=self.user, phone=self.phone, code=self.code)

    def persist(self) -> None:
        self.request.session[self.key] = self.state

    def abort(self) -> None:
        self.request.session.pop(self.key, None)
