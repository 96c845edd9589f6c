"""A resident becomes a volunteer, leaves, and comes back."""

from threading import Barrier, Thread

import pytest
from django.db import connection
from django.utils import timezone

from accounts import actions as accounts
from accounts.actions import DocumentTaken
from accounts.models import Consent, Identity, Purpose, User
from tests.documents import parse_resident_id
from tests.volunteers.conftest import aged, prove, sign_up
from volunteers.actions import registry
from volunteers.actions.registry import Person
from volunteers.models import Volunteer

pytestmark = pytest.mark.django_db
JOIN, PROFILE = "/volunteer/join/", "/volunteer/profile/"
ADULT = "320582199001011236"


@pytest.fixture(autouse=True)
def _notice(notice):
    return notice


@pytest.fixture
def form(yangshe):
    return {
        "name": "张小港", "document_type": "resident_id", "document": ADULT, "agree": "on",
        "region": yangshe.pk, "categories": ["reading"], "skills": ["first_aid"], "volunteering": "on",
    }  # fmt: skip


@pytest.fixture
def me(client, resident):
    client.force_login(resident)
    return resident


def join(user, yangshe, notice, number=ADULT, name="张小港", **values) -> Volunteer:
    document = parse_resident_id(number)
    person = Person(name=name, document=document, born_on=document.born_on)
    return registry.join(user=user, person=person, region=yangshe, notice=notice, today=timezone.localdate(), **values)


def test_a_resident_becomes_a_volunteer_on_one_page(client, me, form):
    response = client.post(JOIN, form, follow=True)
    volunteer = Volunteer.objects.get(user=me)
    assert volunteer.number in response.content.decode()
    assert volunteer.number.startswith("320582")
    assert (volunteer.gender, volunteer.skills, volunteer.categories) == ("male", ["first_aid"], ["reading"])
    assert set(me.consents.standing().values_list("purpose", flat=True)) == {"identity", "volunteering"}


def test_nothing_is_ticked_beforehand(client, me):
    page = client.get(JOIN).content.decode()
    assert "checked" not in page
    assert 'name="agree"' in page
    assert 'name="volunteering"' in page


def test_who_has_an_identity_is_not_asked_again(client, me, form, yangshe, notice):
    document = parse_resident_id(ADULT)
    accounts.register_identity(
        user=me, name="张小港", document=document, born_on=document.born_on, notice=notice, today=timezone.localdate()
    )
    assert 'name="document"' not in client.get(JOIN).content.decode()
    client.post(JOIN, {"region": yangshe.pk, "volunteering": "on"})
    assert Volunteer.objects.get(user=me).is_active


@pytest.mark.parametrize("missing", ["volunteering", "agree", "region", "name", "document"])
def test_without_consent_or_name_nothing_is_kept(client, me, form, missing):
    assert client.post(JOIN, {**form, missing: ""}).status_code == 400
    assert not Volunteer.objects.exists()
    assert not Identity.objects.exists()


def test_a_wrong_check_digit_is_named(client, me, form):
    response = client.post(f"/en{JOIN}", {**form, "document": ADULT[:-1] + "9"})
    assert response.status_code == 400
    assert "typing mistake" in response.content.decode()


def test_a_birth_date_that_disagrees_is_named(client, me, form):
    response = client.post(f"/en{JOIN}", {**form, "birth_date": "1991-01-01"})
    assert response.status_code == 400
    assert "not the birth date in the document number" in response.content.decode()


def test_a_document_that_stands_already_does_not_say_whose(client, me, form, stranger, yangshe, notice):
    join(stranger, yangshe, notice, name="李远")
    response = client.post(f"/en{JOIN}", form)
    text = response.content.decode()
    assert response.status_code == 400
    assert "cannot be registered" in text
    assert "李" not in text
    assert not Volunteer.objects.filter(user=me).exists()


def test_a_child_is_told_to_come_along(client, me, form):
    response = client.post(f"/en{JOIN}", {**form, "document": aged(13)})
    assert response.status_code == 400
    assert "companion of an adult" in response.content.decode()
    assert not Identity.objects.exists()


def test_from_fourteen_to_seventeen_a_guardian_agrees_first(client, me, form, stranger, notice):
    response = client.post(f"/en{JOIN}", {**form, "document": aged(16)})
    assert response.status_code == 400
    assert "/en/me/identity/guardian/" in response.content.decode()
    Consent.objects.create(user=stranger, purpose=Purpose.GUARDIAN, ward=me, notice=notice)
    assert client.post(JOIN, {**form, "document": aged(16)}).status_code == 302
    assert Identity.objects.get(user=me).guardian == stranger


def test_joining_twice_gives_one_number(resident, yangshe, notice):
    assert join(resident, yangshe, notice).pk == join(resident, yangshe, notice).pk
    assert Volunteer.objects.count() == 1


def test_leaving_ends_what_is_to_come_and_keeps_the_hours(client, leader, shift, make_shift, make_record, team):
    past = make_shift(in_hours=-48)
    sign_up(past, leader)
    sign_up(shift, leader)
    record = make_record(of=leader)
    client.force_login(leader.user)
    client.post("/volunteer/profile/leave/")
    leader.refresh_from_db()
    shift.refresh_from_db()
    assert (leader.state, shift.taken) == ("left", 0)
    assert list(leader.sign_ups.order_by("starts_at").values_list("state", flat=True)) == ["confirmed", "withdrawn"]
    assert leader.memberships.get().state == "left"
    assert leader.records.get() == record


def test_coming_back_gives_the_same_number(client, me, form, resident, yangshe, notice):
    number = join(resident, yangshe, notice).number
    client.post("/volunteer/profile/leave/")
    assert client.get(PROFILE).status_code == 200
    client.post(JOIN, {"region": yangshe.pk, "volunteering": "on"})
    volunteer = Volunteer.objects.get(user=me)
    assert (volunteer.number, volunteer.state, volunteer.left_at) == (number, "active", None)


@pytest.mark.parametrize("purpose", [Purpose.VOLUNTEERING, Purpose.IDENTITY])
def test_without_consent_nobody_stays_registered(resident, yangshe, notice, purpose):
    join(resident, yangshe, notice)
    accounts.withdraw_consent(user=resident, purpose=purpose)
    assert Volunteer.objects.get(user=resident).state == "left"


def test_a_guardian_who_no_longer_agrees_ends_it(resident, stranger, yangshe, notice):
    accounts.give_consent(user=stranger, purpose=Purpose.GUARDIAN, notice=notice, ward=resident)
    join(resident, yangshe, notice, number=aged(16))
    accounts.withdraw_consent(user=stranger, purpose=Purpose.GUARDIAN, ward=resident)
    assert Volunteer.objects.get(user=resident).state == "left"


def test_a_grown_up_needs_no_guardian_any_more(resident, stranger, yangshe, notice):
    accounts.give_consent(user=stranger, purpose=Purpose.GUARDIAN, notice=notice, ward=resident)
    join(resident, yangshe, notice)
    accounts.withdraw_consent(user=stranger, purpose=Purpose.GUARDIAN, ward=resident)
    assert Volunteer.objects.get(user=resident).is_active


def test_who_waits_moves_up_when_somebody_leaves(leader, volunteer, make_shift):
    shift = make_shift(capacity=1)
    sign_up(shift, leader)
    waiting = sign_up(shift, volunteer, "waiting")
    registry.leave(volunteer=leader)
    waiting.refresh_from_db()
    assert waiting.state == "confirmed"


def test_a_deleted_account_leaves(resident, yangshe, notice):
    join(resident, yangshe, notice)
    accounts.delete_account(user=resident)
    assert Volunteer.objects.get(user=resident).state == "left"


def test_the_list_of_consents_leads_to_the_page_of_leaving(client, me, yangshe, notice):
    join(me, yangshe, notice)
    response = client.post("/me/consents/volunteering/withdraw/")
    assert response["Location"] == "/volunteer/profile/leave/"
    assert "/volunteer/profile/leave/" in client.get("/me/consents/").content.decode()
    assert Volunteer.objects.get(user=me).is_active


def test_a_profile_is_changed(client, volunteer, tangqiao):
    client.force_login(volunteer.user)
    response = client.post("/volunteer/profile/edit/", {"region": tangqiao.pk, "skills": ["law"]})
    volunteer.refresh_from_db()
    assert response.status_code == 302
    assert (volunteer.region, volunteer.skills, volunteer.categories) == (tangqiao, ["law"], [])


@pytest.mark.parametrize("path", ["join/", "profile/", "profile/edit/", "profile/leave/", "claim/"])
def test_these_pages_are_for_people_who_signed_in(client, path, db):
    assert client.get(f"/volunteer/{path}")["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize("path", ["profile/", "profile/edit/", "profile/leave/"])
def test_who_is_not_registered_is_led_to_the_registration(client, me, path):
    assert client.get(f"/volunteer/{path}")["Location"].startswith(JOIN)


@pytest.mark.parametrize("path", ["profile/"])
def test_some_pages_are_only_read(client, me, path):
    assert client.post(f"/volunteer/{path}").status_code == 405


def test_after_registering_one_is_where_one_wanted_to_go(client, me, form):
    assert client.post(JOIN, {**form, "next": "/parks/"})["Location"] == "/parks/"
    client.post("/volunteer/profile/leave/")
    away = client.post(JOIN, {"region": form["region"], "volunteering": "on", "next": "https://example.org/"})
    assert away["Location"] == PROFILE


def test_a_merged_registration_says_where_the_other_is(client, volunteer, other_volunteer):
    Volunteer.objects.filter(pk=volunteer.pk).update(state="merged", merged_into=other_volunteer)
    client.force_login(volunteer.user)
    assert other_volunteer.number in client.get(PROFILE).content.decode()
    response = client.post(f"/en{JOIN}", {"region": volunteer.region_id, "volunteering": "on"})
    assert "merged into another" in response.content.decode()


def test_numbers_are_given_once(db):
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('volunteers_volunteer_number')")
        [before] = cursor.fetchone()
    assert registry.next_numbers(2) == [f"320582{before + 1:08d}", f"320582{before + 2:08d}"]


def test_a_copy_of_my_data_has_the_volunteering(leader, reviewer, shift, make_record):
    from civic.my_data import sections_of

    prove(sign_up(shift, leader), "in", timezone.now(), reviewer, sent_by=leader.user)
    make_record(of=leader)
    sections = sections_of(leader.user)
    assert sections["volunteer_registration"][0]["number"] == leader.number
    assert sections["volunteer_memberships"][0]["role"] == "leader"
    assert len(sections["volunteer_sign_ups"]) == len(sections["volunteer_records"]) == 1
    assert sections["volunteer_objections"] == []
    [proof] = sections["volunteer_proofs"]
    assert (proof["kind"], proof["way"], proof["sign_up__shift__activity__title"]) == ("in", "code", "周末书屋整理")
    assert "vouched_by" not in proof


@pytest.mark.django_db(transaction=True)
def test_one_document_and_two_people_at_once(yangshe, notice):
    people = [User.objects.create_user(f"p{number}", phone=f"1380000020{number}") for number in range(4)]
    start, answers = Barrier(len(people)), []

    def run(user):
        start.wait()
        try:
            answers.append(join(user, yangshe, notice).user_id)
        except DocumentTaken:
            answers.append(None)
        finally:
            connection.close()

    threads = [Thread(target=run, args=[user]) for user in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers, key=str)[1:] == [None] * 3
    assert Volunteer.objects.count() == Identity.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_one_person_who_presses_four_times(resident, yangshe, notice):
    start, numbers = Barrier(4), []

    def run():
        start.wait()
        numbers.append(join(resident, yangshe, notice).number)
        connection.close()

    threads = [Thread(target=run) for _press in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(numbers) == 4
    assert set(numbers) == {Volunteer.objects.get().number}
