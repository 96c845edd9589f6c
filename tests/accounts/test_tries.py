"""Five tries are five, however many are sent at once, and whether Redis is there or not."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from accounts import tasks
from accounts.models import CodeTries

NUMBER = "13800000001"
DOOR, CODE = "/accounts/login/", "/accounts/login/code/"
CHANGE, VERIFY = "/accounts/phone/change/", "/accounts/phone/verify/"


def volley(first: Client, address: str, codes: list[str]) -> list[int]:
    """The same browser, with all these codes at the same moment: the statuses of the answers."""
    together, answers = threading.Barrier(len(codes)), []

    def send(typed: str) -> None:
        browser = Client()
        browser.cookies = first.cookies.copy()
        together.wait(timeout=20)
        try:
            answers.append(browser.post(address, {"code": typed}).status_code)
        finally:
            connection.close()

    threads = [threading.Thread(target=send, args=[typed]) for typed in codes]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return answers


def wrong(count: int, right: str) -> list[str]:
    return [typed for typed in (f"{number:06}" for number in range(count + 1)) if typed != right][:count]


@pytest.fixture(params=["with Redis", "while Redis is away"])
def redis_or_not(request, settings):
    if request.param == "while Redis is away":
        settings.CACHES = {
            "default": {"BACKEND": "lib.caches.ForgivingRedisCache", "LOCATION": "redis://127.0.0.1:1/0"}
        }


@pytest.mark.django_db(transaction=True)
def test_of_a_volley_of_wrong_codes_five_are_looked_at(client, code, resident, redis_or_not):
    client.post(DOOR, {"phone": NUMBER})
    right = code()

    answers = volley(client, CODE, wrong(12, right))

    assert len(answers) == 12
    assert answers.count(400) <= 4
    assert CodeTries.objects.get().taken == 5
    client.post(CODE, {"code": right})
    assert client.get("/me/").status_code == 302


@pytest.mark.django_db(transaction=True)
def test_a_volley_does_not_change_a_number(client, sign_in, code, resident):
    sign_in(NUMBER)
    client.post(CHANGE, {"phone": "13800000009"})
    right = code()

    answers = volley(client, VERIFY, wrong(12, right))

    assert len(answers) == 12
    assert answers.count(400) <= 4
    client.post(VERIFY, {"code": right})
    resident.refresh_from_db()
    assert resident.phone.reveal() == NUMBER


def test_a_session_put_back_brings_no_tries_back(client, code, resident):
    """What a slower request of the same browser writes over the session does not count for the code."""
    client.post(DOOR, {"phone": NUMBER})
    right = code()
    session = client.session
    before = dict(session.items())
    for typed in wrong(5, right):
        client.post(CODE, {"code": typed})
    session.update(before)
    session.save()

    assert client.post(CODE, {"code": right}).status_code == 429
    assert client.get("/me/").status_code == 302


def test_another_code_for_the_same_sign_in_brings_no_tries_back(client, code, resident):
    client.post(DOOR, {"phone": NUMBER})
    for typed in wrong(4, code()):
        client.post(CODE, {"code": typed})
    client.post(CODE, {"action": "resend"})
    assert client.post(CODE, {"code": wrong(1, code())[0]}).status_code == 429


def test_counts_of_yesterday_are_swept(client, sent, resident):
    client.post(DOOR, {"phone": NUMBER})
    old = CodeTries.objects.create(begun_at=timezone.now() - timedelta(days=1, minutes=1))
    tasks.clear_sessions()
    assert not CodeTries.objects.filter(pk=old.pk).exists()
    assert CodeTries.objects.count() == 1
