"""What holds against a mistake, against two at once, and against somebody inside."""

import threading
from io import StringIO

import pgtrigger
import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections, transaction
from django.db.utils import InternalError, ProgrammingError

from accounts import actions
from accounts.models import Consent, IdentityAccess, PrivacyNotice, User


@pytest.fixture
def access(resident, superuser):
    return IdentityAccess.objects.create(actor=superuser, subject=resident, fields="name", reason="核对")


def tamper(statement: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


STATEMENTS = [
    "UPDATE accounts_identityaccess SET reason = '别的理由'",
    "DELETE FROM accounts_identityaccess",
]


@pytest.mark.parametrize("statement", STATEMENTS)
def test_log_is_only_added_to(access, statement):
    with pytest.raises(InternalError):
        tamper(statement)


@pytest.mark.parametrize("statement", [*STATEMENTS, "TRUNCATE accounts_identityaccess"])
def test_application_cannot_change_the_log_even_with_its_triggers_ignored(access, statement):
    """As the application's role, with pgtrigger's own switch thrown."""
    call_command("grant_app_role", stdout=StringIO())
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(f'SET LOCAL ROLE "{settings.APP_DATABASE_ROLE}"')
        with pgtrigger.ignore("accounts.IdentityAccess:append_only"), pytest.raises(ProgrammingError, match="denied"):
            tamper(statement)
        with pytest.raises(ProgrammingError):
            tamper("ALTER TABLE accounts_identityaccess DISABLE TRIGGER ALL")
        with connection.cursor() as cursor:
            cursor.execute("RESET ROLE")
    access.refresh_from_db()
    assert access.reason == "核对"


def test_published_notice_is_final(notice):
    with pytest.raises(InternalError), transaction.atomic():
        PrivacyNotice.objects.filter(pk=notice.pk).update(text="anders")


def at_once(*calls) -> list:
    """Run the calls in threads that start together, each with a connection of its own."""
    gate, answers = threading.Barrier(len(calls)), [None] * len(calls)

    def run(number, call):
        try:
            gate.wait(timeout=10)
            answers[number] = call()
        except Exception as error:  # noqa: BLE001  (handed to the test, which says what it expects)
            answers[number] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return answers


@pytest.mark.django_db(transaction=True)
def test_two_telephones_opening_one_number_at_once_get_one_account(notice):
    def open_it():
        return actions.open_account(phone="13912345678", notice=notice)

    answers = at_once(open_it, open_it, open_it)
    assert len({user.pk for user in answers}) == User.objects.count() == 1
    assert Consent.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_accounts_taking_one_number_at_once_end_with_one_holder(notice):
    users = [User.objects.create_user(f"u{n}", phone=f"1380000000{n}") for n in (1, 2)]
    answers = at_once(*(lambda user=user: actions.change_phone(user=user, phone="13912345678") for user in users))
    assert sorted(type(answer).__name__ for answer in answers) == ["NumberTaken", "User"]
    assert User.objects.with_phone("13912345678").count() == 1


@pytest.mark.django_db(transaction=True)
def test_one_document_entered_twice_at_once_is_kept_once(notice, register):
    users = [User.objects.create_user(f"u{n}", phone=f"1380000000{n}") for n in (1, 2)]
    answers = at_once(*(lambda user=user: register(user) for user in users))
    assert sorted(type(answer).__name__ for answer in answers) == ["DocumentTaken", "Identity"]
    assert Consent.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_consent_tapped_twice_at_once_is_one(notice):
    user = User.objects.create_user("u", phone="13800000001")
    give = lambda: actions.give_consent(user=user, purpose="contact", notice=notice)  # noqa: E731
    answers = at_once(give, give)
    assert len({consent.pk for consent in answers}) == Consent.objects.count() == 1
