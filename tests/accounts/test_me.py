import csv
import io
import json
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.utils import timezone

from accounts import actions
from accounts.models import Consent, DataRequest, Identity, PrivacyNotice, Purpose, User
from lib.refusals import Refused
from office.calendar import add_workdays
from office.models import Message

PAGES = ["/me/", "/me/name/", "/me/consents/", "/me/identity/", "/me/identity/guardian/", "/me/wards/", "/me/requests/"]
POSTS = [
    "/me/consents/contact/give/",
    "/me/consents/contact/withdraw/",
    "/me/wards/1/withdraw/",
    "/me/identity/guardian/1/withdraw/",
    "/me/requests/1/withdraw/",
]


@pytest.fixture
def me(client, resident, sign_in):
    """The resident, signed in by code a moment ago."""
    sign_in("13800000001")
    resident.refresh_from_db()
    return resident


@pytest.mark.parametrize("address", PAGES)
def test_own_pages_are_for_their_owner_and_for_no_cache(client, resident, address):
    assert client.get(address).url.startswith("/accounts/login/?next=")
    client.force_login(resident)
    for language in ("", "/en"):
        answer = client.get(language + address)
        assert answer.status_code == 200
        assert "no-store" in answer["Cache-Control"]
        assert "13800000001" not in answer.content.decode()


@pytest.mark.parametrize("address", POSTS)
def test_what_changes_something_takes_post_only(client, resident, address):
    assert client.post(address).status_code in (302, 404)
    client.force_login(resident)
    assert client.get(address).status_code == 405
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(resident)
    assert strict.post(address).status_code == 403


# --- consents


def test_consent_is_given_and_withdrawn_by_one_tap_each(client, resident, notice):
    client.force_login(resident)
    client.post("/me/consents/contact/give/")
    client.post("/me/consents/contact/give/")
    consent = Consent.objects.get(user=resident)
    assert (consent.purpose, consent.notice, consent.withdrawn_at) == ("contact", notice, None)

    client.post("/me/consents/contact/withdraw/")
    client.post("/me/consents/contact/withdraw/")

    consent.refresh_from_db()
    assert consent.withdrawn_at is not None
    client.post("/me/consents/contact/give/")
    assert Consent.objects.filter(user=resident).count() == 2
    assert len(client.get("/me/consents/").context["history"]) == 2


def test_withdrawing_the_identity_removes_it(client, resident, register):
    register(resident)
    client.force_login(resident)
    client.post("/me/consents/identity/withdraw/")
    assert not Identity.objects.exists()


def test_consent_to_the_account_is_withdrawn_by_its_deletion(client, resident, notice):
    actions.give_consent(user=resident, purpose=Purpose.ACCOUNT, notice=notice)
    client.force_login(resident)
    assert client.post("/me/consents/account/withdraw/").status_code == 409
    assert Consent.objects.standing().exists()


@pytest.mark.parametrize("purpose", ["identity", "guardian", "account", "anything"])
def test_consents_with_a_page_of_their_own_are_not_given_here(client, resident, purpose):
    client.force_login(resident)
    assert client.post(f"/me/consents/{purpose}/give/").status_code == 400
    assert not Consent.objects.exists()


def test_consent_belongs_to_the_notice_of_its_day(resident, notice):
    first = actions.give_consent(user=resident, purpose=Purpose.CONTACT, notice=notice)
    newer = PrivacyNotice.objects.create(version=2, text="二", text_en="two")
    assert actions.give_consent(user=resident, purpose=Purpose.CONTACT, notice=newer) == first
    assert first.notice == notice


# --- a copy of everything


def test_export_holds_everything_opened_for_its_owner(client, me, register, notice):
    register(me)
    Message.objects.create(kind="notice", user=me, text="已答复")
    actions.ask_for_correction(user=me, text="名字写错了", due_on=timezone.localdate())
    data = json.loads(client.get("/me/data.json").content)
    assert data["account"][0]["mobile_number"] == "13800000001"
    assert data["identity"][0]["document"] == "320582190001011235"
    assert data["consents"][0]["notice_version"] == notice.version
    assert data["data_requests"][0]["text"] == "名字写错了"
    assert data["messages"][0]["text"] == "已答复"


def test_export_as_csv_is_safe_in_excel(client, me):
    actions.rename(user=me, display_name="=HYPERLINK(1)")
    answer = client.get("/me/data.csv")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert ["account", "1", "display_name", "'=HYPERLINK(1)"] in rows
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize(
    "address", ["/me/data.json", "/me/data.csv", "/me/requests/deletion/", "/accounts/phone/change/"]
)
def test_what_is_worth_it_asks_again_who_is_there(client, me, code, address, time_machine):
    time_machine.move_to(timezone.now() + timedelta(minutes=6), tick=False)
    asked = client.get(address)
    assert asked.url.startswith("/accounts/prove/?next=")
    assert client.get(asked.url).status_code == 200
    client.post("/accounts/prove/", {"next": address})
    assert client.post("/accounts/prove/code/", {"code": code()}).url == address
    assert client.get(address).status_code == 200


def test_five_wrong_codes_prove_nothing(client, me, time_machine):
    time_machine.move_to(timezone.now() + timedelta(minutes=6), tick=False)
    client.post("/accounts/prove/", {"next": "/me/data.json"})
    answers = [client.post("/accounts/prove/code/", {"code": "wrong"}).status_code for _ in range(5)]
    assert answers == [400, 400, 400, 400, 429]
    assert client.get("/me/data.json").status_code == 302


# --- number and name


def test_number_changes_after_its_code_was_right(client, me, sent, code):
    client.post("/accounts/phone/change/", {"phone": "+86 139 0000 0007"})
    assert sent[-1].phone == "13900000007"
    me.refresh_from_db()
    assert me.phone.reveal() == "13800000001"
    assert client.post("/accounts/phone/verify/", {"code": code()}).url == "/me/"
    me.refresh_from_db()
    assert me.phone.reveal() == "13900000007"
    assert User.objects.with_phone("13900000007").get() == me


def test_number_of_another_account_is_refused_and_nothing_changes(client, me, stranger, code):
    client.post("/accounts/phone/change/", {"phone": "13800000009"})
    assert client.post("/accounts/phone/verify/", {"code": code()}).status_code == 409
    me.refresh_from_db()
    assert me.phone.reveal() == "13800000001"


def test_own_number_is_no_change(client, me, sent):
    before = len(sent)
    assert client.post("/accounts/phone/change/", {"phone": "13800000001"}).status_code == 400
    assert len(sent) == before


def test_display_name_is_changed_and_kept_out_of_history(client, resident):
    client.force_login(resident)
    client.post("/me/name/", {"display_name": " 小\u200b港\n "})
    resident.refresh_from_db()
    assert resident.display_name == "小港"
    assert "display_name" not in [field.name for field in resident.events.model._meta.fields]


# --- requests


def test_request_is_due_in_15_working_days_and_can_be_taken_back(client, me):
    client.post("/me/requests/correction/", {"text": "姓名应为张小岗"})
    asked = DataRequest.objects.get()
    assert (asked.user, asked.due_on) == (me, add_workdays(timezone.localdate(), 15))
    client.post(f"/me/requests/{asked.pk}/withdraw/")
    asked.refresh_from_db()
    assert asked.state == "withdrawn"
    assert client.post(f"/me/requests/{asked.pk}/withdraw/").status_code == 409


def test_second_open_request_of_a_kind_is_refused(client, me):
    client.post("/me/requests/deletion/")
    assert client.post("/me/requests/deletion/").status_code == 409
    assert DataRequest.objects.count() == 1


def test_request_of_somebody_else_does_not_exist(client, me, stranger):
    asked = actions.ask_for_correction(user=stranger, text="x", due_on=timezone.localdate())
    assert client.post(f"/me/requests/{asked.pk}/withdraw/").status_code == 404
    asked.refresh_from_db()
    assert asked.state == "open"


def test_correction_without_words_is_refused(client, me):
    assert client.post("/me/requests/correction/", {"text": " "}).status_code == 400
    assert not DataRequest.objects.exists()


def test_deletion_wipes_the_person_and_keeps_what_the_law_asks(client, me, register, auditor, notice):
    register(me)
    Message.objects.create(kind="notice", user=me, text="已答复")
    Authenticator.objects.create(user=me, type="totp", data={"secret": "x"})
    actions.ask_for_correction(user=me, text="我的真名是张小港", due_on=timezone.localdate())
    asked = actions.ask_for_deletion(user=me, due_on=timezone.localdate())

    actions.answer_request(request=asked, by=auditor, answer="已删除。", done=True)

    me.refresh_from_db()
    assert (me.phone, me.phone_lookup, me.display_name, me.is_active) == (None, None, "", False)
    assert me.username != "resident"
    assert not Identity.objects.exists()
    assert not Message.objects.filter(user=me).exists()
    assert not Authenticator.objects.exists()
    assert not me.consents.standing().exists()
    assert me.consents.exists()
    assert set(me.data_requests.values_list("text", flat=True)) == {""}
    assert client.get("/me/").status_code == 302


def test_deleted_number_can_open_a_new_account(me, auditor, notice):
    asked = actions.ask_for_deletion(user=me, due_on=timezone.localdate())
    actions.answer_request(request=asked, by=auditor, answer="已删除。", done=True)
    assert actions.open_account(phone="13800000001", notice=notice) != me


def test_account_of_staff_is_not_deleted(editor):
    with pytest.raises(Refused):
        actions.delete_account(user=editor)


def test_deletion_of_a_guardian_ends_what_was_agreed(guard, resident, notice):
    actions.give_consent(user=guard, purpose=Purpose.GUARDIAN, notice=notice, ward=resident)
    actions.delete_account(user=guard)
    assert not Consent.objects.standing().exists()


# --- privacy notice


def test_notice_is_there_from_the_first_day_in_both_languages(client, notice):
    chinese, english = client.get("/privacy/"), client.get("/en/privacy/")
    assert "隐私说明" in chinese.content.decode()
    assert "Privacy notice" in english.content.decode()
    assert not chinese.cookies
    assert "public" in chinese["Cache-Control"]


@pytest.mark.django_db(transaction=True)
def test_newer_notice_shows_at_the_next_request_and_the_old_one_stays(client, notice, django_assert_max_num_queries):
    client.get("/privacy/")
    PrivacyNotice.objects.create(version=2, text="# 第二版\n<script>", text_en="# Second", changes="新增一段")
    with django_assert_max_num_queries(2):
        page = client.get("/privacy/").content.decode()
    assert "<h1>第二版</h1>" in page
    assert "&lt;script&gt;" in page
    assert "第二版" not in client.get("/privacy/1/").content.decode()
    assert client.get("/privacy/3/").status_code == 404
    assert client.post("/privacy/").status_code == 405
