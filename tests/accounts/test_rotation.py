"""The key ring turns while rows stand, also when the turning breaks off in the middle."""

import os
import re
import subprocess
import sys
import time
from io import StringIO

import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection

from accounts import rotation
from accounts.models import Identity, User
from civic.management.commands.grant_app_role import is_append_only
from lib.sealed import CannotOpen
from office.models import Message

OLD = "k1:" + "A" * 43 + "="
NEW = "k2:" + "B" * 42 + "A="


@pytest.fixture(autouse=True)
def ring(settings):
    settings.SEAL_KEYS = [OLD]


@pytest.fixture
def people(db, ring):
    return [User.objects.create_user(f"u{number}", phone=f"1380000{number:04}") for number in range(7)]


def rotate(**options) -> str:
    out = StringIO()
    call_command("rotate_seals", stdout=out, stderr=StringIO(), **options)
    return out.getvalue()


def keys_in_use() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT split_part(phone, ':', 2) || ':' || split_part(phone, ':', 3) FROM accounts_user"
        )
        return {row[0] for row in cursor.fetchall()}


def test_every_value_is_sealed_with_the_new_key_and_still_opens(people, register, settings):
    register(people[0])
    Message.objects.create(kind="code", phone="13912345678", text="1")
    settings.SEAL_KEYS = [NEW, OLD]
    with pytest.raises(CommandError, match="not yet"):
        rotate(check=True)

    rotate()

    assert "Everything is sealed with k2" in rotate(check=True)
    settings.SEAL_KEYS = [NEW]
    assert [user.phone.reveal() for user in User.objects.order_by("pk")] == [f"1380000{n:04}" for n in range(7)]
    assert Identity.objects.get().document.reveal() == "320582190001011235"
    assert Message.objects.get().phone.reveal() == "13912345678"
    assert User.objects.with_phone("13800000003").get() == people[3]


def test_run_that_broke_off_loses_nothing_and_the_next_one_finishes(people, settings, monkeypatch):
    settings.SEAL_KEYS = [NEW, OLD]
    reseal, done = rotation.reseal, []

    def until_the_power_fails(text, *, kind):
        if len(done) == 5:
            raise KeyboardInterrupt
        done.append(text)
        return reseal(text, kind=kind)

    monkeypatch.setattr(rotation, "reseal", until_the_power_fails)
    with pytest.raises(KeyboardInterrupt):
        rotate(batch=2)
    assert keys_in_use() == {"aes-256-gcm:k1", "aes-256-gcm:k2"}
    assert {user.phone.reveal() for user in User.objects.all()} == {f"1380000{n:04}" for n in range(7)}

    monkeypatch.undo()
    settings.SEAL_KEYS = [NEW, OLD]
    rotate(batch=2)

    assert keys_in_use() == {"aes-256-gcm:k2"}


def test_second_run_writes_nothing(people, settings):
    settings.SEAL_KEYS = [NEW, OLD]
    rotate()
    before = list(User.objects.raw("SELECT id, phone || '' AS raw FROM accounts_user ORDER BY id"))
    assert rotate().startswith("0 values")
    after = list(User.objects.raw("SELECT id, phone || '' AS raw FROM accounts_user ORDER BY id"))
    assert [user.raw for user in before] == [user.raw for user in after]


def test_cipher_changes_to_sm4_in_the_same_way(people, settings):
    settings.SEAL_ALGORITHM = "sm4-gcm"
    rotate()
    assert keys_in_use() == {"sm4-gcm:k1"}
    assert User.objects.with_phone("13800000001").get().phone.reveal() == "13800000001"


def test_missing_old_key_is_said_and_nothing_changes(people, settings):
    settings.SEAL_KEYS = [NEW]
    with pytest.raises(CommandError, match="Put the old key back"):
        rotate()
    assert keys_in_use() == {"aes-256-gcm:k1"}
    with pytest.raises(CannotOpen):
        User.objects.first().phone.reveal()


def test_lookups_are_computed_anew_for_a_new_key(people, settings):
    settings.LOOKUP_KEY = "C" * 42 + "A="
    assert not User.objects.with_phone("13800000003").exists()
    rotate(lookups=True)
    assert User.objects.with_phone("13800000003").get() == people[3]


def test_secrets_of_authenticator_apps_turn_too(people, settings):
    adapter = get_adapter()
    data = {"secret": adapter.encrypt("TOTPSECRET")}
    Authenticator.objects.create(user=people[0], type="totp", data=data)
    Authenticator.objects.create(
        user=people[0], type="recovery_codes", data={"seed": adapter.encrypt("SEED"), "used_mask": 0}
    )
    settings.SEAL_KEYS = [NEW, OLD]
    rotate()
    settings.SEAL_KEYS = [NEW]
    stored = dict(Authenticator.objects.values_list("type", "data"))
    assert adapter.decrypt(stored["totp"]["secret"]) == "TOTPSECRET"
    assert adapter.decrypt(stored["recovery_codes"]["seed"]) == "SEED"


def test_history_and_logs_hold_no_sealed_column():
    """They could not be sealed anew: their rows are only ever added."""
    columns = list(rotation.sealed_columns())
    assert {"accounts.User.phone", "accounts.Identity.document", "office.Message.phone"} <= {c.label for c in columns}
    assert not [column.label for column in columns if is_append_only(column.model)]
    assert len(columns) == len({column.label for column in columns}) <= len(apps.get_models()) * 3


def test_new_key_is_printed_ready_for_the_ring(settings):
    out = StringIO()
    call_command("make_seal_key", "--name", "k9", stdout=out, stderr=StringIO())
    settings.SEAL_KEYS = [out.getvalue().strip()]
    assert User(phone="13800000001").phone.sealed.startswith("v1:aes-256-gcm:k9:")


@pytest.mark.parametrize("name", ["k1", "a:b", "a,b", " "])
def test_key_name_that_would_not_work_is_refused(name):
    with pytest.raises(CommandError):
        call_command("make_seal_key", "--name", name)


@pytest.mark.django_db(transaction=True)
def test_kill_9_in_the_middle_loses_nothing(ring, settings):
    """A process of its own, killed between two batches; the next run finishes its work."""
    numbers = [f"139{number:08}" for number in range(400)]
    Message.objects.bulk_create(Message(kind="code", phone=number, text="1") for number in numbers)
    settings.SEAL_KEYS = [NEW, OLD]
    (column,) = [column for column in rotation.sealed_columns() if column.label == "office.Message.phone"]
    database = re.sub(r"/[^/?]+(?=\?|$)", f"/{connection.settings_dict['NAME']}", os.environ["OWNER_DATABASE_URL"])
    run = subprocess.Popen(
        [sys.executable, "manage.py", "rotate_seals", "--batch", "1"],
        cwd=settings.BASE_DIR,
        env={**os.environ, "DATABASE_URL": database, "SEAL_KEYS": f"{NEW},{OLD}", "SEAL_ALGORITHM": "aes-256-gcm"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        deadline = time.monotonic() + 60
        while column.waiting().count() == 400 and run.poll() is None and time.monotonic() < deadline:
            time.sleep(0.01)
    finally:
        run.kill()
        run.wait(timeout=10)
    assert 0 < column.waiting().count() < 400

    rotate(batch=100)

    assert column.waiting().count() == 0
    settings.SEAL_KEYS = [NEW]
    assert sorted(message.phone.reveal() for message in Message.objects.all()) == numbers
