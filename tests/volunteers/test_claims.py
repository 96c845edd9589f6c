"""People whom a leader entered on paper, and how they take their registration over."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.core.cache import cache
from django.db import connection
from django.utils import timezone

from accounts.models import Identity, User
from lib.refusals import Forbidden, Refused, TooMany
from tests.documents import parse_resident_id
from tests.volunteers.conftest import aged
from volunteers.actions import claims, registry
from volunteers.actions.claims import ClaimRefused
from volunteers.actions.registry import Entry, Person
from volunteers.models import Claim, Membership, Volunteer

pytestmark = pytest.mark.django_db
CLAIM = "/volunteer/claim/"
OLD = aged(70)


@pytest.fixture(autouse=True)
def _notice(notice):
    return notice


@pytest.fixture
def entered(leader, yangshe, notice):
    """Somebody of seventy, entered by the leader."""
    return enter(leader.user, yangshe, notice)


def enter(by, region, notice, number=OLD, note="本人在场签字，表存书屋") -> Volunteer:
    document = parse_resident_id(number)
    person = Person(name="顾奶奶", document=document, born_on=document.born_on)
    entry = Entry(person=person, region=region, consent_note=note)
    [volunteer] = registry.enter_people(by=by, entries=[entry], notice=notice, today=timezone.localdate())
    return volunteer


def take_over(user, code, notice, number=OLD):
    return claims.claim(user=user, code=code, document=parse_resident_id(number), notice=notice)


def code_of(claim) -> str:
    return claim.code.reveal()


def entry_form(yangshe, **values) -> dict:
    return {
        "name": "顾奶奶", "document_type": "resident_id", "document": OLD, "region": yangshe.pk,
        "consent_note": "本人在场签字", "agree": "on", **values,
    }  # fmt: skip


def test_a_leader_enters_somebody_and_gets_a_slip(client, leader, team, yangshe):
    client.force_login(leader.user)
    path = f"/volunteer/lead/organizations/{team.pk}/members/enter/"
    page = client.post(path, entry_form(yangshe), follow=True).content.decode()
    volunteer = Volunteer.objects.get(entered_by=leader.user)
    code = code_of(Claim.objects.get(volunteer=volunteer))
    assert f"{code[:5]} {code[5:]}" in page
    assert "顾奶奶" not in page
    assert Membership.objects.get(volunteer=volunteer).state == "active"
    assert not volunteer.user.has_usable_password()
    assert set(volunteer.user.consents.values_list("purpose", flat=True)) == {"identity", "volunteering"}


def test_a_slip_is_shown_once(client, leader, team, yangshe):
    client.force_login(leader.user)
    client.post(f"/volunteer/lead/organizations/{team.pk}/members/enter/", entry_form(yangshe), follow=True)
    response = client.get(f"/volunteer/lead/organizations/{team.pk}/members/slip/")
    assert response["Location"].endswith(f"/lead/organizations/{team.pk}/members/")


@pytest.mark.parametrize("missing", ["agree", "consent_note", "name", "document", "region"])
def test_nobody_is_entered_without_consent(client, leader, team, yangshe, missing):
    client.force_login(leader.user)
    path = f"/volunteer/lead/organizations/{team.pk}/members/enter/"
    assert client.post(path, entry_form(yangshe, **{missing: ""})).status_code == 400
    assert not Volunteer.objects.filter(entered_by=leader.user).exists()


def test_a_minor_is_not_entered_by_others(client, leader, team, yangshe):
    client.force_login(leader.user)
    path = f"/en/volunteer/lead/organizations/{team.pk}/members/enter/"
    response = client.post(path, entry_form(yangshe, document=aged(16)))
    assert response.status_code == 409
    assert "guardian agrees here in person" in response.content.decode()
    assert not Identity.objects.filter(user__volunteer__entered_by=leader.user).exists()


def test_an_entered_document_that_stands_says_not_whose(client, leader, team, entered, yangshe):
    client.force_login(leader.user)
    path = f"/en/volunteer/lead/organizations/{team.pk}/members/enter/"
    response = client.post(path, entry_form(yangshe, name="别人"))
    assert response.status_code == 400
    assert "cannot be registered" in response.content.decode()
    assert entered.number not in response.content.decode()


@pytest.mark.parametrize("who", ["stranger", "other_volunteer", "editor_elsewhere"])
def test_who_does_not_lead_cannot_see_the_page(request, client, team, stranger, other_volunteer, neighbour_editor, who):
    user = {"stranger": stranger, "other_volunteer": other_volunteer.user, "editor_elsewhere": neighbour_editor}[who]
    client.force_login(user)
    assert client.get(f"/volunteer/lead/organizations/{team.pk}/members/enter/").status_code == 404


def test_the_auditor_sees_but_enters_nobody(client, team, auditor, yangshe):
    client.force_login(auditor)
    path = f"/volunteer/lead/organizations/{team.pk}/members/"
    assert client.get(path).status_code == 200
    assert client.post(f"{path}enter/", entry_form(yangshe)).status_code == 403


def test_the_person_takes_it_over(client, resident, entered, leader, make_record):
    record = make_record(of=entered)
    claim = claims.make_claim(volunteer=entered, by=leader.user)
    shell = entered.user
    client.force_login(resident)
    code = code_of(claim).lower()
    form = {
        "code": f"{code[:5]} {code[5:]}", "document_type": "resident_id", "document": OLD, "identity": "on",
        "volunteering": "on",
    }  # fmt: skip
    assert client.post(CLAIM, form)["Location"] == "/volunteer/profile/"
    entered.refresh_from_db()
    shell.refresh_from_db()
    claim.refresh_from_db()
    assert (entered.user, entered.state, resident.identity.user) == (resident, "active", resident)
    assert (shell.is_active, shell.consents.standing().exists()) == (False, False)
    assert set(resident.consents.standing().values_list("purpose", flat=True)) == {"identity", "volunteering"}
    assert (claim.code, claim.claimed_at is not None) == (None, True)
    assert entered.records.get() == record


@pytest.mark.parametrize("box", ["identity", "volunteering"])
def test_a_claim_asks_for_both_consents(client, resident, entered, leader, box):
    code = code_of(claims.make_claim(volunteer=entered, by=leader.user))
    client.force_login(resident)
    form = {"code": code, "document_type": "resident_id", "document": OLD, "identity": "on", "volunteering": "on"}
    assert "checked" not in client.get(CLAIM).content.decode()
    assert client.post(CLAIM, {**form, box: ""}).status_code == 400
    assert not Volunteer.objects.filter(user=resident).exists()


def test_unknown_code_and_wrong_document_are_answered_alike(resident, entered, leader, notice):
    code = code_of(claims.make_claim(volunteer=entered, by=leader.user))
    answers = []
    for tried, number in (("A" * 10, OLD), (code, aged(71))):
        with pytest.raises(ClaimRefused) as refused:
            take_over(resident, tried, notice, number)
        answers.append(str(refused.value))
    assert answers[0] == answers[1]


def test_the_sixth_try_of_an_hour_is_refused(resident, entered, leader, notice):
    code = code_of(claims.make_claim(volunteer=entered, by=leader.user))
    for _try in range(5):
        with pytest.raises(ClaimRefused):
            take_over(resident, "A" * 10, notice)
    with pytest.raises(TooMany):
        take_over(resident, code, notice)
    cache.clear()
    assert take_over(resident, code, notice) == entered


def test_an_old_code_and_a_replaced_one_do_not_work(resident, entered, leader, notice):
    first = code_of(claims.make_claim(volunteer=entered, by=leader.user))
    second = code_of(claims.make_claim(volunteer=entered, by=leader.user))
    with pytest.raises(ClaimRefused):
        take_over(resident, first, notice)
    Claim.objects.update(expires_at=timezone.now() - timedelta(days=1))
    with pytest.raises(ClaimRefused):
        take_over(resident, second, notice)


def test_who_is_registered_claims_nothing(volunteer, entered, leader, notice):
    code = code_of(claims.make_claim(volunteer=entered, by=leader.user))
    with pytest.raises(Refused, match="registered already"):
        take_over(volunteer.user, code, notice)


def test_nobody_gets_a_code_for_somebody_with_a_telephone(volunteer, leader):
    with pytest.raises(Forbidden):
        claims.make_claim(volunteer=volunteer, by=leader.user)


def test_a_new_code_comes_from_the_list_of_members(client, leader, team, entered):
    membership = Membership.objects.create(organization=team, volunteer=entered, state="active")
    client.force_login(leader.user)
    response = client.post(f"/volunteer/lead/members/{membership.pk}/code/", follow=True)
    code = code_of(Claim.objects.get(volunteer=entered))
    assert f"{code[:5]} {code[5:]}" in response.content.decode()


def test_codes_have_no_letters_that_look_alike():
    assert not set("0O1I5S2Z8B") & set(claims.CODES.new() + claims.CODES.letters)
    assert claims.CODES.read(" ａc3-d e 4679－x") == "AC3DE4679X"


@pytest.mark.django_db(transaction=True)
def test_two_telephones_with_one_slip(leader, yangshe, notice):
    entered = enter(leader.user, yangshe, notice)
    code = code_of(claims.make_claim(volunteer=entered, by=leader.user))
    people = [User.objects.create_user(f"p{number}", phone=f"1380000010{number}") for number in range(4)]
    start, answers = Barrier(len(people)), []

    def run(user):
        start.wait()
        try:
            answers.append(take_over(user, code, notice).user_id)
        except Refused:
            answers.append(None)
        finally:
            connection.close()

    threads = [Thread(target=run, args=[user]) for user in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    entered.refresh_from_db()
    assert sorted(answers, key=str) == [entered.user_id, None, None, None]
    assert Identity.objects.get(user=entered.user_id).user_id in {user.pk for user in people}
