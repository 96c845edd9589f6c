from datetime import timedelta

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.checks import codes_reach_their_people, staff_have_a_second_factor
from tests.accounts.conftest import PASSWORD


@pytest.fixture(autouse=True)
def second_factor(settings):
    settings.STAFF_SECOND_FACTOR = True


def sign_in(client, username="editor", password=PASSWORD, **more):
    return client.post("/accounts/staff/", {"login": username, "password": password, **more})


def test_desk_sends_strangers_to_the_staff_door(client, db):
    assert client.get("/admin/").url == "/accounts/staff/?next=%2Fadmin%2F"
    assert client.get("/admin/login/?next=/admin/parks/").url == "/accounts/staff/?next=%2Fadmin%2Fparks%2F"


def test_staff_without_an_app_must_set_one_up_first(client, clerk):
    assert sign_in(client, next="/admin/").url == "/admin/"
    answer = client.get("/admin/")
    assert answer.url == "/accounts/2fa/totp/activate/?next=%2Fadmin%2F"
    assert b"data:image/svg+xml" in client.get(answer.url).content


def test_password_and_app_open_the_desk(client, clerk, authenticator):
    shows = authenticator(clerk)
    assert sign_in(client, next="/admin/").url == "/accounts/2fa/authenticate/"
    assert client.get("/accounts/2fa/authenticate/").status_code == 200
    assert client.get("/admin/").url.startswith("/accounts/staff/")

    assert client.post("/accounts/2fa/authenticate/", {"code": shows()}).url == "/admin/"

    assert client.get("/admin/").status_code == 200


def test_setting_up_an_app_counts_only_once_its_code_was_used(client, clerk, authenticator):
    sign_in(client)
    shows = authenticator(clerk)
    assert client.get("/admin/").url.startswith("/accounts/2fa/reauthenticate/")
    client.post("/accounts/2fa/reauthenticate/?next=/admin/", {"code": shows()})
    assert client.get("/admin/").status_code == 200


def test_session_without_a_password_is_asked_for_it(client, clerk, authenticator):
    authenticator(clerk)
    client.force_login(clerk)
    assert client.get("/admin/").url.startswith("/accounts/reauthenticate/")


def test_resident_with_an_app_is_no_staff(client, resident, authenticator):
    authenticator(resident)
    client.force_login(resident)
    assert client.get("/admin/").status_code in (302, 403)
    assert client.get("/admin/", follow=True).status_code == 403


def test_app_of_staff_cannot_be_switched_off(client, clerk, authenticator):
    shows = authenticator(clerk)
    sign_in(client)
    client.post("/accounts/2fa/authenticate/", {"code": shows()})
    client.post("/accounts/2fa/totp/deactivate/")
    assert clerk.authenticator_set.filter(type="totp").exists()


def test_fifth_wrong_password_locks_the_account_for_half_an_hour(client, clerk, time_machine):
    time_machine.move_to(timezone.now(), tick=False)
    answers = [sign_in(client, password="Wrong-password-1").status_code for _ in range(5)]
    assert answers == [400] * 5
    locked = sign_in(client)
    assert locked.status_code == 429
    assert "30" in str(locked.context["form"].non_field_errors())
    assert not locked.context["user"].is_authenticated


def test_wrong_user_name_reads_like_a_wrong_password(client, clerk):
    unknown = sign_in(client, username="nobody").context["form"].errors
    assert unknown == sign_in(client, password="Wrong-password-1").context["form"].errors


@pytest.mark.parametrize(("username", "password"), [("a" * 10_000, "x"), ("editor", "x" * 10_000)])
def test_endless_and_broken_credentials_get_a_sentence(client, clerk, username, password):
    assert sign_in(client, username=username, password=password).status_code == 400


def test_staff_are_signed_out_after_15_idle_minutes(client, clerk, time_machine):
    time_machine.move_to(timezone.now(), tick=False)
    client.force_login(clerk)
    assert client.get("/me/").status_code == 200
    time_machine.shift(timedelta(minutes=14))
    assert client.get("/me/").status_code == 200
    time_machine.shift(timedelta(minutes=15, seconds=1))
    assert client.get("/me/").url.startswith("/accounts/login/")


def test_residents_are_signed_out_after_30_idle_minutes(client, resident, time_machine):
    time_machine.move_to(timezone.now(), tick=False)
    client.force_login(resident)
    assert client.get("/me/").status_code == 200
    time_machine.shift(timedelta(minutes=29))
    assert client.get("/me/").status_code == 200
    time_machine.shift(timedelta(minutes=30, seconds=1))
    assert client.get("/me/").url.startswith("/accounts/login/")


def test_session_is_written_once_a_minute_at_most(client, resident, time_machine, django_assert_num_queries):
    time_machine.move_to(timezone.now(), tick=False)
    client.force_login(resident)
    client.get("/me/consents/")
    first = client.session["seen"]
    time_machine.shift(timedelta(seconds=30))
    client.get("/me/consents/")
    assert client.session["seen"] == first
    time_machine.shift(timedelta(seconds=31))
    client.get("/me/consents/")
    assert client.session["seen"] == first + 61


@pytest.mark.parametrize("password", ["Short-1", "alllowercaseletters", "password1234", "ONLYCAPITALS12"])
def test_weak_passwords_are_refused(password):
    with pytest.raises(ValidationError):
        validate_password(password)


@pytest.mark.parametrize("password", ["Harbour-Light", "harbour-light-26", "文明港城-harbour-26"])
def test_three_classes_of_signs_are_enough(password):
    validate_password(password)


def test_check_warns_of_a_missing_second_factor_and_of_codes_in_the_log(settings):
    settings.DEBUG, settings.SMS_BACKEND = False, "accounts.sms.ConsoleBackend"
    assert staff_have_a_second_factor(None) == []
    settings.STAFF_SECOND_FACTOR = False
    assert [warning.id for warning in staff_have_a_second_factor(None)] == ["accounts.W001"]
    assert [warning.id for warning in codes_reach_their_people(None)] == ["accounts.W002"]


def test_secret_of_the_app_is_sealed_at_rest(clerk, authenticator):
    authenticator(clerk)
    assert clerk.authenticator_set.get(type="totp").data["secret"].startswith("v1:")


@pytest.mark.parametrize(
    "address",
    [
        "/accounts/2fa/",
        "/accounts/2fa/totp/activate/",
        "/accounts/password/change/",
        "/accounts/reauthenticate/",
        "/accounts/logout/",
    ],
)
def test_pages_of_allauth_wear_our_layout(client, clerk, address):
    sign_in(client)
    answer = client.get(address)
    assert answer.status_code == 200
    assert "accounts/page.html" in [template.name for template in answer.templates]
    assert "no-store" in answer["Cache-Control"]


def test_recovery_codes_are_shown_to_their_owner(client, clerk, authenticator):
    shows = authenticator(clerk)
    sign_in(client)
    client.post("/accounts/2fa/authenticate/", {"code": shows()})
    client.post("/accounts/2fa/recovery-codes/generate/")
    assert client.get("/accounts/2fa/recovery-codes/").status_code in (200, 302)
