from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from accounts.models import Consent, Purpose, User

NEW = "13912345678"


def test_new_number_gets_an_account_after_code_and_consent(client, sign_in, notice):
    answer = sign_in(NEW)
    assert answer.url == "/accounts/login/open/"
    assert not User.objects.with_phone(NEW).exists()

    answer = client.post("/accounts/login/open/", {"agree": "on", "display_name": "小港"})

    assert answer.url == "/me/"
    user = User.objects.with_phone(NEW).get()
    consent = Consent.objects.get(user=user)
    assert (consent.purpose, consent.notice, user.display_name) == (Purpose.ACCOUNT, notice, "小港")
    assert client.get("/me/").context["user"] == user


def test_without_the_tick_no_account_is_made(client, sign_in):
    sign_in(NEW)
    answer = client.post("/accounts/login/open/", {"display_name": "小港"})
    assert answer.status_code == 400
    assert not answer.context["form"]["agree"].initial
    assert User.objects.count() == 0


def test_known_number_is_signed_in(client, sign_in, resident):
    assert sign_in("13800000001").url == "/me/"
    resident.refresh_from_db()
    assert resident.phone_verified_at is not None


@pytest.mark.parametrize(
    "typed", ["+86 138 0000 0001", "１３８００００ ０００１", "0086-138-0000-0001", "86 13800000001"]
)
def test_number_is_read_in_any_spelling(client, sent, resident, typed):
    client.post("/accounts/login/", {"phone": typed})
    assert sent[-1].phone == "13800000001"


def test_door_does_not_tell_known_numbers_from_new_ones(client, sent, resident):
    known = client.post("/accounts/login/", {"phone": "13800000001"})
    page_of_known = client.get("/accounts/login/code/").content.replace(b"138****0001", b"")
    other = Client()
    new = other.post("/accounts/login/", {"phone": NEW})
    page_of_new = other.get("/accounts/login/code/").content.replace(b"139****5678", b"")
    assert (known.status_code, known.url) == (new.status_code, new.url)
    assert len(page_of_known) == len(page_of_new)
    assert [message.kind for message in sent] == ["code", "code"]


def test_fifth_wrong_code_ends_it_with_a_sentence(client, code, resident):
    client.post("/accounts/login/", {"phone": "13800000001"})
    right = code()
    wrong = "000000" if right != "000000" else "111111"
    answers = [client.post("/accounts/login/code/", {"code": wrong}).status_code for _ in range(5)]
    assert answers == [400, 400, 400, 400, 429]

    sixth = client.post("/accounts/login/code/", {"code": right})

    assert sixth.url == "/accounts/login/"
    assert client.get("/me/").status_code == 302


def test_code_holds_five_minutes(client, code, resident, time_machine):
    time_machine.move_to(timezone.now(), tick=False)
    client.post("/accounts/login/", {"phone": "13800000001"})
    time_machine.shift(timedelta(minutes=5, seconds=1))
    assert client.post("/accounts/login/code/", {"code": code()}).url == "/accounts/login/"


def test_code_is_read_in_full_width_and_works_once(client, code, resident):
    client.post("/accounts/login/", {"phone": "13800000001"})
    typed = code().translate({ord(str(digit)): ord("０") + digit for digit in range(10)})
    assert client.post("/accounts/login/code/", {"code": typed}).url == "/me/"
    client.post("/accounts/logout/")
    assert client.post("/accounts/login/code/", {"code": typed}).url == "/accounts/login/"


def test_code_can_be_sent_again(client, sent, code, resident):
    client.post("/accounts/login/", {"phone": "13800000001"})
    client.post("/accounts/login/code/", {"action": "resend"})
    assert len(sent) == 2
    assert client.post("/accounts/login/code/", {"code": code()}).url == "/me/"


def test_fourth_code_within_a_minute_is_refused(client, sent):
    answers = [client.post("/accounts/login/", {"phone": NEW}).status_code for _ in range(4)]
    assert answers == [302, 302, 302, 429]
    assert len(sent) == 3


def test_codes_work_while_redis_is_away(client, sign_in, resident, settings):
    settings.CACHES = {"default": {"BACKEND": "lib.caches.ForgivingRedisCache", "LOCATION": "redis://127.0.0.1:1/0"}}
    assert sign_in("13800000001").url == "/me/"


@pytest.mark.parametrize("typed", ["", "1380000000", "1" * 10_000, "<b>", "12800000001", "٣" * 11])
def test_what_is_no_number_gets_a_sentence(client, sent, typed):
    answer = client.post("/accounts/login/", {"phone": typed})
    assert answer.status_code == 400
    assert answer.context["form"].errors["phone"]
    assert sent == []


@pytest.mark.parametrize("typed", ["", "12345", "1" * 10_000, "abcdef", "¹²³⁴⁵⁶"])
def test_what_is_no_code_gets_a_sentence(client, sent, resident, typed):
    client.post("/accounts/login/", {"phone": "13800000001"})
    answer = client.post("/accounts/login/code/", {"code": typed})
    assert answer.status_code == 400
    assert answer.context["form"].errors["code"]


def test_code_page_without_a_begun_sign_in_leads_to_the_door(client, db):
    assert client.get("/accounts/login/code/").url == "/accounts/login/"
    assert client.get("/accounts/login/open/").url == "/accounts/login/"


def test_account_cannot_be_opened_before_the_code_was_right(client, sent, db):
    client.post("/accounts/login/", {"phone": NEW})
    assert client.post("/accounts/login/open/", {"agree": "on"}).url == "/accounts/login/"
    assert User.objects.count() == 0


@pytest.mark.parametrize("address", ["/accounts/login/", "/accounts/login/code/", "/accounts/login/open/"])
def test_door_takes_get_and_post_only(client, db, address):
    assert client.put(address).status_code == 405


def test_door_wants_its_csrf_token(resident):
    assert Client(enforce_csrf_checks=True).post("/accounts/login/", {"phone": NEW}).status_code == 403


def test_next_page_is_kept_unless_it_lies_elsewhere(client, code, resident):
    client.post("/accounts/login/", {"phone": "13800000001", "next": "/me/consents/"})
    assert client.post("/accounts/login/code/", {"code": code()}).url == "/me/consents/"
    client.post("/accounts/logout/")
    client.post("/accounts/login/", {"phone": "13800000001", "next": "https://elsewhere.example/"})
    assert client.post("/accounts/login/code/", {"code": code()}).url == "/me/"


def test_closed_account_is_told_so(client, sign_in, resident):
    resident.is_active = False
    resident.save(update_fields=["is_active"])
    assert sign_in("13800000001").url == "/accounts/inactive/"
    assert client.get("/accounts/inactive/").status_code == 200


def test_session_at_rest_shows_neither_number_nor_code(client, code, resident):
    client.post("/accounts/login/", {"phone": "13800000001"})
    stored = Session.objects.get().session_data
    assert stored.startswith("v1:")
    assert "13800000001" not in stored
    assert code() not in stored


def test_pages_of_the_door_are_kept_by_no_cache(client, db):
    assert "no-store" in client.get("/accounts/login/")["Cache-Control"]


def test_sample_city_links_to_its_inbox_and_nowhere_else(client, sent, resident, settings):
    client.post("/accounts/login/", {"phone": "13800000001"})
    hint = "Read the code on the inbox page"
    settings.SAMPLE_CITY = False
    assert hint not in client.get("/en/accounts/login/code/").content.decode()
    settings.SAMPLE_CITY = True
    assert hint in client.get("/en/accounts/login/code/").content.decode()
