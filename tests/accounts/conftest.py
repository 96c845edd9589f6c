import re
from types import SimpleNamespace

import pytest
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.utils import timezone

from accounts import actions, sms
from accounts.models import User
from lib.people_numbers import Document, DocumentType

PASSWORD = "Harbour-Light-2026"


@pytest.fixture(autouse=True)
def _notice(notice):
    return notice


@pytest.fixture(autouse=True)
def quick_passwords(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def sent(monkeypatch):
    """Text messages that would have gone out: (phone, text, kind), newest last."""
    box = []

    class Box:
        def send(self, phone, text, *, kind):
            box.append(SimpleNamespace(phone=phone, text=text, kind=kind))

    monkeypatch.setattr(sms, "import_string", lambda path: Box)
    return box


@pytest.fixture
def code(sent):
    """The newest code, as its owner reads it on the phone."""
    return lambda: re.search(r"\d{6}", sent[-1].text)[0]


@pytest.fixture
def sign_in(client, code):
    """`sign_in(phone)` walks through the door with a code; a new number stops at the question of consent."""

    def walk(phone: str):
        client.post("/accounts/login/", {"phone": phone})
        return client.post("/accounts/login/code/", {"code": code()})

    return walk


@pytest.fixture
def register(notice):
    """`register(user, number)`: an identity by a resident identity card."""

    def enter(user, number="320582190001011235", *, name="张小港", today=None):
        born = timezone.datetime.strptime(number[6:14], "%Y%m%d").date()
        return actions.register_identity(
            user=user,
            name=name,
            document=Document(DocumentType.RESIDENT_ID, number, born),
            born_on=born,
            notice=notice,
            today=today or timezone.localdate(),
        )

    return enter


@pytest.fixture
def guard(register):
    """An adult with an identity and a proved number."""
    user = User.objects.create_user("guard", display_name="张父", phone="13800000002", phone_verified_at=timezone.now())
    register(user, "320582190001011235", name="张大港")
    return user


@pytest.fixture
def clerk(editor):
    """Staff with a password."""
    editor.set_password(PASSWORD)
    editor.save(update_fields=["password"])
    return editor


@pytest.fixture
def authenticator():
    """`authenticator(user)` sets an app up; what comes back shows its code of now."""

    def set_up(user):
        secret = generate_totp_secret()
        TOTP.activate(user, secret)
        return lambda: format_hotp_value(hotp_value(secret, list(yield_hotp_counters_from_time())[1]))

    return set_up
