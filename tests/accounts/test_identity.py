from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts import actions
from accounts.ages import birthday, is_child, minor_until
from accounts.models import Consent, GuardianRequest, Identity, Purpose, User

CARD = "320582190001011235"
CHILD_CARD = "32058220150610001X"
FORM = {"name": "张小港", "document_type": "resident_id", "document": CARD, "agree": "on"}


def with_check(seventeen: str) -> str:
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(weight * int(digit) for weight, digit in zip(weights, seventeen, strict=True))
    return seventeen + "10X98765432"[total % 11]


def card_of(age: int, number: int = 1) -> str:
    day = timezone.localdate()
    born = day.replace(year=day.year - age, day=min(day.day, 28))
    return with_check(f"320582{born:%Y%m%d}{number:03}")


@pytest.fixture
def child(db):
    return User.objects.create_user("child", display_name="小明", phone="13800000003")


def post(client, **changes):
    return client.post("/me/identity/", {**FORM, **changes})


def test_identity_is_kept_sealed_with_its_consent(client, resident):
    client.force_login(resident)
    assert post(client).url == "/me/identity/"
    identity = Identity.objects.get(user=resident)
    assert identity.document.reveal() == CARD
    assert identity.birth_date.reveal() == "1900-01-01"
    assert identity.is_minor_until is None
    assert Consent.objects.standing().filter(user=resident, purpose=Purpose.IDENTITY).exists()


def test_page_shows_masks_only(client, resident, register):
    register(resident)
    client.force_login(resident)
    page = client.get("/me/identity/").content.decode()
    assert "张*港" in page
    assert CARD not in page
    assert "19000101" not in page
    assert "张小港" not in page


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"document": CARD[:-1] + "6"}, "document"),
        ({"document": "1" * 10_000}, "document"),
        ({"birth_date": "1980-05-05"}, "birth_date"),
        ({"birth_date": "tomorrow"}, "birth_date"),
        ({"document_type": "passport", "document": "E12345678"}, "birth_date"),
        ({"document_type": "passport", "document": "E12345678", "birth_date": "2999-01-01"}, "birth_date"),
        ({"document_type": "library_card"}, "document_type"),
        ({"name": "1"}, "name"),
        ({"name": "张" * 10_000}, "name"),
        ({"agree": ""}, "agree"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(client, resident, changes, field):
    client.force_login(resident)
    answer = post(client, **changes)
    assert answer.status_code == 400
    assert field in answer.context["form"].errors
    assert not Identity.objects.exists()
    assert not Consent.objects.exists()


def test_passport_needs_the_birth_date_asked_for(client, resident):
    client.force_login(resident)
    post(client, document_type="passport", document="E12345678", birth_date="1980-05-05", name="阿依古丽·买买提")
    identity = Identity.objects.get(user=resident)
    assert identity.birth_date.reveal() == "1980-05-05"
    assert identity.name.reveal() == "阿依古丽·买买提"


def test_document_of_somebody_else_is_refused_without_a_word_about_them(client, resident, stranger, register):
    register(stranger, name="李远山")
    client.force_login(resident)
    answer = post(client)
    assert answer.status_code == 400
    assert "李" not in str(answer.context["form"].errors)
    assert not Identity.objects.filter(user=resident).exists()
    assert not Consent.objects.filter(user=resident).exists()


def test_eleventh_try_in_a_day_is_refused(client, resident):
    client.force_login(resident)
    answers = [post(client, document=CARD[:-1] + "6").status_code for _ in range(11)]
    assert answers == [400] * 10 + [429]


def test_second_identity_of_the_same_person_is_refused(resident, register):
    register(resident)
    with pytest.raises(actions.identities.Refused):
        register(resident, with_check("32058219000101124"))


def test_child_under_14_is_sent_to_a_guardian_and_nothing_is_kept(client, child):
    client.force_login(child)
    answer = post(client, document=card_of(13))
    assert answer.status_code == 400
    assert "document" in answer.context["form"].errors
    assert not Identity.objects.exists()


def test_minor_of_15_may_enter_an_identity_alone(client, child):
    client.force_login(child)
    post(client, document=card_of(15))
    identity = Identity.objects.get(user=child)
    assert identity.is_minor_until > timezone.localdate()
    assert identity.guardian is None


def test_guardian_agrees_and_the_child_can_enter(client, child, guard, notice):
    client.force_login(child)
    client.post("/me/identity/guardian/", {"phone": "+86 13800000002"})
    asked = GuardianRequest.objects.get(ward=child)

    client.force_login(guard)
    assert client.post(f"/me/wards/{asked.pk}/", {"decision": "accept", "agree": "on"}).url == "/me/wards/"

    asked.refresh_from_db()
    assert (asked.state, asked.phone) == ("accepted", None)
    consent = Consent.objects.get(user=guard, purpose=Purpose.GUARDIAN)
    assert (consent.ward, consent.notice) == (child, notice)
    client.force_login(child)
    post(client, document=card_of(13))
    identity = Identity.objects.get(user=child)
    assert (identity.guardian, identity.guardian_consented_at) == (guard, consent.given_at)


def test_guardian_must_tick_the_box(client, child, guard):
    asked = actions.ask_guardian(ward=child, phone="13800000002")
    client.force_login(guard)
    assert client.post(f"/me/wards/{asked.pk}/", {"decision": "accept"}).status_code == 400
    assert not Consent.objects.filter(purpose=Purpose.GUARDIAN).exists()


def test_guardian_may_refuse(client, child, guard):
    asked = actions.ask_guardian(ward=child, phone="13800000002")
    client.force_login(guard)
    client.post(f"/me/wards/{asked.pk}/", {"decision": "refuse"})
    asked.refresh_from_db()
    assert asked.state == "refused"
    assert not Consent.objects.filter(purpose=Purpose.GUARDIAN).exists()


def test_request_is_seen_by_the_holder_of_the_number_only(client, child, guard, stranger):
    asked = actions.ask_guardian(ward=child, phone="13800000002")
    client.force_login(stranger)
    assert client.get(f"/me/wards/{asked.pk}/").status_code == 404
    assert client.post(f"/me/wards/{asked.pk}/", {"decision": "accept", "agree": "on"}).status_code == 404
    client.force_login(guard)
    assert client.get(f"/me/wards/{asked.pk}/").status_code == 200


def test_unproved_number_sees_no_request(client, child, guard):
    User.objects.filter(pk=guard.pk).update(phone_verified_at=None)
    asked = actions.ask_guardian(ward=child, phone="13800000002")
    client.force_login(guard)
    assert client.get(f"/me/wards/{asked.pk}/").status_code == 404


def test_guardian_without_identity_or_under_age_is_refused(client, child, notice, register):
    young = User.objects.create_user("young", phone="13800000002", phone_verified_at=timezone.now())
    asked = actions.ask_guardian(ward=child, phone="13800000002")
    client.force_login(young)
    assert client.post(f"/me/wards/{asked.pk}/", {"decision": "accept", "agree": "on"}).status_code == 403
    register(young, card_of(17))
    assert client.post(f"/me/wards/{asked.pk}/", {"decision": "accept", "agree": "on"}).status_code == 403
    asked.refresh_from_db()
    assert asked.state == "asked"


def test_asking_is_the_same_for_known_and_unknown_numbers(client, child, guard):
    client.force_login(child)
    known = client.post("/me/identity/guardian/", {"phone": "13800000002"}).url
    client.post(f"/me/identity/guardian/{GuardianRequest.objects.get().pk}/withdraw/")
    assert client.post("/me/identity/guardian/", {"phone": "13899999999"}).url == known


def test_fourth_request_in_a_day_is_refused(client, child):
    client.force_login(child)
    for _ in range(3):
        client.post("/me/identity/guardian/", {"phone": "13800000002"})
        client.post(f"/me/identity/guardian/{GuardianRequest.objects.waiting().get().pk}/withdraw/")
    assert client.post("/me/identity/guardian/", {"phone": "13800000002"}).status_code == 429


def test_own_number_is_no_guardian(client, child):
    client.force_login(child)
    assert client.post("/me/identity/guardian/", {"phone": "13800000003"}).status_code == 409


def test_guardian_withdraws_and_the_childs_identity_goes(client, child, guard, register, notice):
    actions.give_consent(user=guard, purpose=Purpose.GUARDIAN, notice=notice, ward=child)
    register(child, card_of(12))
    client.force_login(guard)
    consent = Consent.objects.get(user=guard, purpose=Purpose.GUARDIAN)
    client.post(f"/me/wards/{consent.pk}/withdraw/")
    assert not Identity.objects.filter(user=child).exists()
    assert not Consent.objects.standing().filter(user=child).exists()


def test_identity_of_an_older_minor_stays_without_the_guardian(child, guard, register, notice):
    actions.give_consent(user=guard, purpose=Purpose.GUARDIAN, notice=notice, ward=child)
    register(child, card_of(16))
    actions.withdraw_consent(user=guard, purpose=Purpose.GUARDIAN, ward=child)
    identity = Identity.objects.get(user=child)
    assert (identity.guardian, identity.guardian_consented_at) == (None, None)


def test_stranger_cannot_withdraw_a_guardians_consent(client, child, guard, stranger, notice):
    consent = actions.give_consent(user=guard, purpose=Purpose.GUARDIAN, notice=notice, ward=child)
    client.force_login(stranger)
    assert client.post(f"/me/wards/{consent.pk}/withdraw/").status_code == 404
    assert Consent.objects.standing().filter(pk=consent.pk).exists()


def test_database_knows_what_a_guardian_is(child, guard, notice):
    for wrong in (
        {"user": guard, "purpose": "guardian", "ward": None},
        {"user": guard, "purpose": "contact", "ward": child},
        {"user": guard, "purpose": "guardian", "ward": guard},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Consent.objects.create(notice=notice, **wrong)


def test_number_of_a_guardian_is_kept_only_while_it_waits(child):
    asked = actions.ask_guardian(ward=child, phone="13800000002")
    with pytest.raises(IntegrityError), transaction.atomic():
        GuardianRequest.objects.filter(pk=asked.pk).update(state="refused", decided_at=timezone.now())


@pytest.mark.parametrize(
    ("born", "day", "child_then", "minor_then"),
    [
        (date(2012, 11, 23), date(2026, 11, 22), True, date(2030, 11, 23)),
        (date(2012, 11, 23), date(2026, 11, 23), False, date(2030, 11, 23)),
        (date(2008, 2, 29), date(2026, 2, 28), False, date(2026, 3, 1)),
        (date(2008, 2, 29), date(2026, 3, 1), False, None),
    ],
)
def test_birthdays(born, day, child_then, minor_then):
    assert (is_child(born, day), minor_until(born, day)) == (child_then, minor_then)
    assert birthday(date(2004, 2, 29), 14) == date(2018, 3, 1)
