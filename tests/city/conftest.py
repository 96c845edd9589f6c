"""The sample city, planted once for all of these scenes, and a server and a browser to walk through it."""

import pytest
from django.conf import settings
from django.core.cache import cache
from django.core.management import call_command
from django.test import override_settings
from drf_spectacular.plumbing import _load_enum_name_overrides
from pytest_django.live_server_helper import LiveServer

from lib import drawing, pages
from tests.city import people


@pytest.fixture(scope="package")
def planted(django_db_setup, django_db_blocker, tmp_path_factory):
    """The sample city in the test database; emptied again when its scenes are through."""
    media = tmp_path_factory.mktemp("media")
    storages = {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
        "private": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": media / "private", "base_url": None},
        },
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    with (
        django_db_blocker.unblock(),
        override_settings(
            SAMPLE_CITY=True,
            MEDIA_ROOT=media / "public",
            STORAGES=storages,
            LOCALE_PATHS=[settings.BASE_DIR / "locale"],
        ),
    ):
        drawing.drawings.forget()
        _load_enum_name_overrides.cache_clear()
        # What earlier tests remembered of rows that are gone.
        pages.store.forget()
        try:
            call_command("plant_city", verbosity=0)
            yield
        finally:
            call_command("flush", interactive=False, verbosity=0)
            # The API's document remembers the labels of a language, and the city speaks real Chinese.
            _load_enum_name_overrides.cache_clear()


@pytest.fixture(scope="package")
def own_files():
    """Overrides the per-test storage: the city's pictures must outlive one test."""


@pytest.fixture(scope="package")
def address(planted) -> str:
    """Base URL of the city, served from a thread."""
    server = LiveServer("127.0.0.1")
    yield server.url
    server.stop()


@pytest.fixture(scope="package")
def walking_clients(planted):
    """Of the package, so that they are there for the server and not only within one test's transaction."""
    hour = {"ACCOUNT_LOGIN_BY_CODE_TIMEOUT": 3600, "ACCOUNT_PHONE_VERIFICATION_TIMEOUT": 3600}
    with override_settings(**hour):
        cache.clear()
        yield people.clients()


@pytest.fixture(scope="package")
def sessions(walking_clients) -> dict[str, str]:
    return {person: people.session_of(client) for person, client in walking_clients.items()}


@pytest.fixture(scope="package")
def found(walking_clients):
    """`found(person, page)`: the address, with what stands in braces as this person finds it."""
    addresses = people.everything_found(walking_clients)
    return lambda person, page: page.format(**addresses.get(person, {}))
