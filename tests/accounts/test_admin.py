import re

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.utils import timezone

from accounts import actions
from accounts.models import (
    Consent,
    DataRequest,
    Identity,
    IdentityAccess,
    PasswordFromOffice,
    PrivacyNotice,
    Purpose,
    User,
)
from lib.refusals import Forbidden, Refused
from office.models import Message, Post, Role

CARD = "320582190001011235"
RAW = ("13800000001", CARD, "张小港真名", "1900-01-01", "19000101")
LISTS = ["user", "identity", "identityaccess", "guardianrequest", "consent", "privacynotice", "datarequest"]


@pytest.fixture
def person(resident, register, notice):
    """Somebody of whom the office knows everything that it can know."""
    register(resident, CARD, name="张小港真名")
    actions.give_consent(user=resident, purpose=Purpose.CONTACT, notice=notice)
    actions.ask_for_correction(user=resident, text="名字", due_on=timezone.localdate())
    actions.ask_guardian(ward=resident, phone="13800000008")
    return resident


@pytest.fixture
def guardian_of_data(city):
    """The security administrator."""
    user = User.objects.create_user("security", display_name="钱安", is_staff=True)
    Post.objects.create(user=user, role=Role.SECURITY, region=city)
    return user


@pytest.fixture
def desk(client, guardian_of_data):
    client.force_login(guardian_of_data)
    return client


def pages_of(desk, person) -> list[str]:
    addresses = [f"/admin/accounts/{name}/" for name in LISTS]
    for name in LISTS:
        page = desk.get(f"/admin/accounts/{name}/").content.decode()
        addresses += re.findall(rf'href="(/admin/accounts/{name}/\d+/change/[^"]*)"', page)
    return [*addresses, f"/admin/accounts/user/{person.pk}/reveal/", f"/admin/accounts/user/{person.pk}/history/"]


def test_no_page_of_the_desk_shows_a_raw_value(desk, person):
    actions.reveal_identity(actor=User.objects.get(username="security"), subject=person, fields=["name"], reason="核对")
    addresses = pages_of(desk, person)
    assert len(addresses) >= 14
    for address in addresses:
        answer = desk.get(address)
        assert answer.status_code == 200, address
        page = answer.content.decode()
        assert not [raw for raw in (*RAW, "13800000008") if raw in page], address


@pytest.mark.parametrize("search", ["13800000001", "+86 138 0000 0001", CARD, CARD.replace("5", "５")])
@pytest.mark.parametrize("register_name", ["user", "identity"])
def test_whole_numbers_find_their_person(desk, person, stranger, search, register_name):
    found = desk.get(f"/admin/accounts/{register_name}/", {"q": search}).context["cl"].queryset
    assert [getattr(row, "user", row) for row in found] == [person]


@pytest.mark.parametrize("search", ["1380000000", CARD[:-1], "张小港真名", "x" * 1000])
def test_part_of_a_number_finds_nobody(desk, person, search):
    assert list(desk.get("/admin/accounts/identity/", {"q": search}).context["cl"].queryset) == []


def test_reveal_needs_a_reason_and_leaves_a_row(desk, person, guardian_of_data):
    address = f"/admin/accounts/user/{person.pk}/reveal/"
    refused = desk.post(address, {"fields_wanted": ["document"], "reason": ""})
    assert CARD not in refused.content.decode()
    assert not IdentityAccess.objects.exists()

    opened = desk.post(address, {"fields_wanted": ["document", "phone"], "reason": "来电核对"})

    page = opened.content.decode()
    assert CARD in page
    assert "13800000001" in page
    assert "张小港真名" not in page
    assert "no-store" in opened["Cache-Control"]
    row = IdentityAccess.objects.get()
    assert (row.actor, row.subject, row.fields, row.reason) == (guardian_of_data, person, "document, phone", "来电核对")


def test_reveal_is_not_for_everybody_at_the_desk(client, person, editor, auditor):
    for user in (editor, auditor):
        client.force_login(user)
        assert client.get(f"/admin/accounts/user/{person.pk}/reveal/").status_code == 403
        with pytest.raises(Forbidden):
            actions.reveal_identity(actor=user, subject=person, fields=["name"], reason="想看看")
    assert not IdentityAccess.objects.exists()


@pytest.mark.parametrize(("fields", "reason"), [(["name"], " x "), (["password"], "核对"), ([], "核对")])
def test_reveal_of_nothing_or_for_nothing_is_refused(guardian_of_data, person, fields, reason):
    with pytest.raises(Refused):
        actions.reveal_identity(actor=guardian_of_data, subject=person, fields=fields, reason=reason)
    assert not IdentityAccess.objects.exists()


def test_wrong_identity_is_removed_with_a_reason(desk, person):
    identity = Identity.objects.get()
    desk.post(f"/admin/accounts/identity/{identity.pk}/remove/", {"reason": "证件号填错"})
    assert not Identity.objects.exists()
    assert IdentityAccess.objects.get().fields == "removed"


def test_data_request_is_answered_at_the_desk(desk, person, guardian_of_data):
    asked = DataRequest.objects.get()
    address = f"/admin/accounts/datarequest/{asked.pk}/change/"
    desk.post(address, {"answer": " ", "outcome": "done"})
    asked.refresh_from_db()
    assert asked.state == "open"

    desk.post(address, {"answer": "请持身份证到窗口。", "outcome": "refused"})

    asked.refresh_from_db()
    assert (asked.state, asked.answered_by) == ("refused", guardian_of_data)
    assert desk.post(address, {"answer": "再答", "outcome": "done"}).status_code == 403


def test_deletion_is_carried_out_at_the_desk(desk, person):
    asked = actions.ask_for_deletion(user=person, due_on=timezone.localdate())
    desk.post(f"/admin/accounts/datarequest/{asked.pk}/change/", {"answer": "已删除。", "outcome": "done"})
    person.refresh_from_db()
    assert person.phone is None


def test_notice_is_added_as_the_next_version_and_never_edited(desk, notice):
    page = desk.get("/admin/accounts/privacynotice/add/")
    assert page.context["adminform"].form.initial["version"] == 2
    desk.post("/admin/accounts/privacynotice/add/", {"version": 2, "text": "# 二", "text_en": "# Two"})
    newest = PrivacyNotice.objects.newest()
    assert newest.version == 2
    assert desk.post(f"/admin/accounts/privacynotice/{newest.pk}/change/", {"text": "x"}).status_code == 403


def test_records_cannot_be_changed_at_the_desk(desk, person):
    consent = Consent.objects.first()
    for name, pk in (("consent", consent.pk), ("identity", Identity.objects.get().pk)):
        assert desk.post(f"/admin/accounts/{name}/{pk}/change/", {}).status_code == 403
        assert desk.get(f"/admin/accounts/{name}/{pk}/delete/").status_code == 403
        assert desk.get(f"/admin/accounts/{name}/add/").status_code == 403


def test_staff_account_is_made_with_a_strong_password(desk):
    form = {"username": "new.clerk", "display_name": "周新", "is_staff": "on", "usable_password": "true"}
    desk.post("/admin/accounts/user/add/", {**form, "password1": "password1234", "password2": "password1234"})
    assert not User.objects.filter(username="new.clerk").exists()
    desk.post("/admin/accounts/user/add/", {**form, "password1": "Harbour-Light-26", "password2": "Harbour-Light-26"})
    clerk = User.objects.get(username="new.clerk")
    assert clerk.is_staff
    assert clerk.has_password_from_office


@pytest.mark.ignore_template_errors
def test_password_set_by_the_desk_is_told_and_asks_for_an_own_one(
    desk, guardian_of_data, editor, authenticator, settings
):
    settings.STAFF_SECOND_FACTOR = False
    given = "Harbour-Light-26"
    form = {"password1": given, "password2": given, "usable_password": "true", "set-password": "1"}
    desk.post(f"/admin/accounts/user/{editor.pk}/password/", {**form, "password2": "another"})
    assert not PasswordFromOffice.objects.exists()
    assert desk.post(f"/admin/accounts/user/{editor.pk}/password/", form).status_code == 302

    assert PasswordFromOffice.objects.get().set_by == guardian_of_data
    told = Message.objects.get(user=editor)
    assert str(guardian_of_data) in told.text

    settings.STAFF_SECOND_FACTOR = True
    code = authenticator(editor)
    theirs = Client()
    theirs.post("/accounts/staff/", {"login": "editor", "password": given})
    theirs.post("/accounts/2fa/authenticate/", {"code": code()})
    assert theirs.get("/admin/").url.startswith("/accounts/password/change/")
    page = theirs.get("/accounts/password/change/")
    assert "Somebody else set the password" in page.text
    same = {"oldpassword": given, "password1": given, "password2": given}
    assert "This is the password that you have" in theirs.post("/accounts/password/change/", same).text
    own = {"oldpassword": given, "password1": "Own-Harbour-27", "password2": "Own-Harbour-27"}
    assert theirs.post("/accounts/password/change/", own).status_code == 302
    assert theirs.get("/admin/").status_code == 200
    assert "Somebody else" not in theirs.get("/accounts/password/change/").text


def test_own_password_changed_at_the_desk_stays_ones_own(desk, guardian_of_data):
    form = {
        "password1": "Harbour-Light-26",
        "password2": "Harbour-Light-26",
        "usable_password": "true",
        "set-password": "1",
    }
    assert desk.post(f"/admin/accounts/user/{guardian_of_data.pk}/password/", form).status_code == 302
    assert not PasswordFromOffice.objects.exists()


def test_no_password_is_nobodys(desk, clerk):
    form = {"password1": "", "password2": "", "usable_password": "false", "unset-password": "1"}
    assert desk.post(f"/admin/accounts/user/{clerk.pk}/password/", form).status_code == 302
    assert not PasswordFromOffice.objects.exists()


def test_security_administrator_cannot_touch_a_superuser_nor_become_one(desk, superuser, guardian_of_data):
    assert desk.post(f"/admin/accounts/user/{superuser.pk}/change/", {"username": "root"}).status_code == 403
    assert (
        desk.post(f"/admin/accounts/user/{superuser.pk}/password/", {"password1": "Harbour-Light-26"}).status_code
        == 403
    )
    page = desk.get(f"/admin/accounts/user/{guardian_of_data.pk}/change/").content.decode()
    assert "is_superuser" not in page


def test_saving_an_account_at_the_desk_leaves_the_number_alone(desk, person):
    form = {"username": person.username, "display_name": "改名", "is_active": "on"}
    assert desk.post(f"/admin/accounts/user/{person.pk}/change/", form).status_code == 302
    person.refresh_from_db()
    assert (person.display_name, person.phone.reveal()) == ("改名", "13800000001")


def test_lost_phone_is_put_right_with_a_reason(desk, editor, superuser, authenticator):
    authenticator(editor)
    address = f"/admin/accounts/user/{editor.pk}/device/"
    desk.post(address, {"reason": ""})
    assert editor.authenticator_set.exists()
    desk.post(address, {"reason": "手机丢失"})
    assert not editor.authenticator_set.exists()
    assert "手机丢失" in LogEntry.objects.get().change_message
    assert "authenticator app" in Message.objects.get(user=editor).text
    assert desk.post(f"/admin/accounts/user/{superuser.pk}/device/", {"reason": "手机丢失"}).status_code == 403
