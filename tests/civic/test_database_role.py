"""What the application's own database role may not do, tried as that role with the triggers switched off."""

import io
import os

import environ
import psycopg2
import pytest
from django.core.management import call_command
from django.db import connection

from accounts.models import IdentityAccess

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def as_application(resident, superuser):
    """A cursor of the application's role in the test database, with pgtrigger's triggers ignored."""
    role = environ.Env.db_url_config(os.environ.get("DATABASE_URL", "postgis:///civic"))
    if role["USER"] == connection.settings_dict["USER"]:
        pytest.skip("one database role for everything: nothing to tell apart")
    call_command("grant_app_role", stdout=io.StringIO())
    IdentityAccess.objects.create(actor=superuser, subject=resident, fields="phone", reason="a call from the person")
    settings = connection.settings_dict
    link = psycopg2.connect(
        dbname=settings["NAME"], user=role["USER"], password=role["PASSWORD"] or None,
        host=role["HOST"] or None, port=role["PORT"] or None,
    )  # fmt: skip
    link.autocommit = True
    cursor = link.cursor()
    cursor.execute("SELECT set_config('pgtrigger.ignore', '{accounts_identityaccess:append_only}', false)")
    yield cursor
    link.close()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE accounts_identityaccess SET reason = 'none'",
        "DELETE FROM accounts_identityaccess",
        "TRUNCATE accounts_identityaccess",
        "UPDATE places_placeevent SET name = 'never was'",
        "DELETE FROM accounts_userevent",
        "CREATE TABLE mine (id int)",
        "DROP TABLE places_place CASCADE",
        "ALTER TABLE accounts_identityaccess DISABLE TRIGGER ALL",
        "DELETE FROM django_migrations",
        "SET session_replication_role = replica",
    ],
)
def test_application_role_is_refused(as_application, statement):
    with pytest.raises(psycopg2.errors.InsufficientPrivilege):
        as_application.execute(statement)


def test_application_role_may_do_its_work(as_application):
    as_application.execute("UPDATE accounts_user SET is_active = false WHERE username = 'resident'")
    assert as_application.rowcount == 1
    as_application.execute("SELECT count(*) FROM accounts_userevent WHERE NOT is_active")
    assert as_application.fetchone() == (1,)
