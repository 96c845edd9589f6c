"""Organizations: founded, decided on, joined, led; and what the public sees of them."""

from urllib.parse import urlencode

import pytest

from lib.credit_code import check_character
from lib.refusals import Forbidden, Invalid, Refused
from office.models import Message
from tests.volunteers.conftest import lead
from volunteers.actions import memberships, organizations
from volunteers.actions.organization_figures import count_organizations
from volunteers.models import Decision, Membership, Organization, OrganizationFigure

pytestmark = pytest.mark.django_db
LIST, APPLY = "/volunteer/organizations/", "/volunteer/organizations/apply/"
BODY = "51320582MJ0000012"
USCC = BODY + check_character(BODY)


@pytest.fixture
def form(yangshe):
    return {
        "kind": "volunteer_organization",
        "name": "港城河长队",
        "uscc": USCC,
        "region": yangshe.pk,
        "summary": "护河",
    }


@pytest.fixture
def applied(volunteer, yangshe):
    organization = Organization(kind="charity", name="港城河长队", uscc=USCC, region=yangshe)
    return organizations.apply(volunteer=volunteer, organization=organization)


@pytest.fixture
def member(team, volunteer):
    return Membership.objects.create(organization=team, volunteer=volunteer, state="active")


def test_what_cannot_be_seen_does_not_get_into_a_name(volunteer, yangshe):
    organization = Organization(
        kind="charity", name="港城\x0b河长队\u200b", summary="护\x01河", uscc=USCC, region=yangshe
    )
    applied = organizations.apply(volunteer=volunteer, organization=organization)
    applied.refresh_from_db()
    assert (applied.name, applied.summary) == ("港城 河长队", "护 河")


def notices(user) -> list[str]:
    return list(Message.objects.filter(user=user, kind="notice").values_list("text", flat=True))


# --- founding


def test_a_volunteer_applies_and_finds_it_again(client, volunteer, form):
    client.force_login(volunteer.user)
    response = client.post(APPLY, form)
    organization = Organization.objects.get()
    assert response["Location"] == f"{LIST}{organization.pk}/application/"
    assert (organization.state, organization.applied_by, organization.uscc) == ("applied", volunteer.user, USCC)
    assert organization.pinyin.startswith("gangcheng")
    assert client.get(response["Location"]).status_code == 200
    assert client.get(f"{LIST}{organization.pk}/").status_code == 404


def test_a_second_click_makes_no_second_one(client, volunteer, form):
    client.force_login(volunteer.user)
    for _click in range(2):
        client.post(APPLY, {**form, "uscc": "", "sponsor": ""} | {"uscc": USCC})
    assert Organization.objects.count() == 1


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"uscc": USCC[:-1] + ("0" if USCC[-1] != "0" else "1")}, "typing mistake"),
        ({"uscc": "123"}, "18 characters"),
        ({"uscc": ""}, "needs a sponsor"),
        ({"phone": "12"}, "telephone|landline|number"),
    ],
)
def test_what_does_not_fit_is_named(client, volunteer, form, change, sentence):
    client.force_login(volunteer.user)
    response = client.post(f"/en{APPLY}", {**form, **change})
    assert response.status_code == 400
    assert any(words in response.content.decode() for words in sentence.split("|"))
    assert not Organization.objects.exists()


def test_a_team_without_a_code_works_inside_a_sponsor(client, volunteer, form, union):
    client.force_login(volunteer.user)
    client.post(APPLY, {**form, "kind": "team", "uscc": "", "sponsor": union.pk, "parent": union.pk})
    team = Organization.objects.get(kind="team")
    union.refresh_from_db()
    assert (team.sponsor, team.path) == (union, f"{union.path}{team.pk}/")


def test_a_sponsor_is_one_that_was_approved(client, volunteer, form, union):
    Organization.objects.filter(pk=union.pk).update(state="suspended", reason="整顿")
    client.force_login(volunteer.user)
    assert client.post(APPLY, {**form, "uscc": "", "sponsor": union.pk}).status_code == 400


def test_founding_is_for_volunteers(client, resident, form):
    client.force_login(resident)
    assert client.get(APPLY)["Location"].startswith("/volunteer/join/")


def test_an_application_of_others_is_not_there(client, applied, other_volunteer):
    client.force_login(other_volunteer.user)
    assert client.get(f"{LIST}{applied.pk}/application/").status_code == 404


# --- deciding


def test_the_applicant_leads_what_is_approved(applied, volunteer, reviewer):
    organizations.approve(organization=applied, by=reviewer)
    membership = volunteer.memberships.get()
    assert (membership.role, membership.state, membership.appointed_by) == ("leader", "active", reviewer)
    assert "港城河长队" in notices(volunteer.user)[0]


def test_a_refusal_has_a_reason_and_a_second_chance(client, applied, volunteer, reviewer, form):
    with pytest.raises(Invalid):
        organizations.reject(organization=applied, by=reviewer, reason=" ")
    organizations.reject(organization=applied, by=reviewer, reason="请补充章程")
    client.force_login(volunteer.user)
    path = f"{LIST}{applied.pk}/application/"
    assert "请补充章程" in client.get(path).content.decode()
    client.post(path, {**form, "name": "港城护河队"})
    applied.refresh_from_db()
    assert (applied.state, applied.name, applied.reason, applied.decided_by) == ("applied", "港城护河队", "", None)


def test_only_the_office_decides_and_only_once(
    applied, reviewer, second_reviewer, editor, neighbour_editor, union_leader
):
    for nobody in (editor, neighbour_editor, union_leader.user):
        with pytest.raises(Forbidden):
            organizations.approve(organization=applied, by=nobody)
    organizations.approve(organization=applied, by=reviewer)
    with pytest.raises(Refused, match="meanwhile"):
        organizations.reject(organization=applied, by=second_reviewer, reason="不同意")


def test_nobody_approves_their_own(applied, volunteer, city):
    from office.models import Post, Role

    volunteer.user.is_staff = True
    volunteer.user.save(update_fields=["is_staff"])
    Post.objects.create(user=volunteer.user, role=Role.REVIEWER, region=city)
    with pytest.raises(Refused, match="own application"):
        organizations.approve(organization=applied, by=volunteer.user)


def test_suspended_it_has_no_leader_until_it_is_taken_up_again(team, leader, reviewer):
    organizations.suspend(organization=team, by=reviewer, reason="安全整改")
    assert not Membership.objects.leading(leader.user).exists()
    assert "安全整改" in notices(leader.user)[0]
    organizations.take_up_again(organization=team, by=reviewer)
    assert Membership.objects.leading(leader.user).exists()
    organizations.close(organization=team, by=reviewer, reason="解散")
    with pytest.raises(Refused):
        organizations.take_up_again(organization=team, by=reviewer)


# --- belonging


def test_a_volunteer_asks_and_a_leader_admits(client, volunteer, leader, team):
    client.force_login(volunteer.user)
    client.post(f"{LIST}{team.pk}/join/")
    client.post(f"{LIST}{team.pk}/join/")
    membership = volunteer.memberships.get()
    assert (membership.state, len(notices(leader.user))) == ("applied", 1)
    client.force_login(leader.user)
    page = client.get(f"/volunteer/lead/organizations/{team.pk}/members/").content.decode()
    assert volunteer.number in page
    assert "王志愿" not in page
    client.post(f"/volunteer/lead/members/{membership.pk}/admit/")
    membership.refresh_from_db()
    assert (membership.state, membership.appointed_by) == ("active", leader.user)
    assert notices(volunteer.user)


def test_who_was_refused_may_ask_again(volunteer, leader, team):
    membership = memberships.ask_to_join(organization=team, volunteer=volunteer)
    memberships.refuse(membership=membership, by=leader.user)
    assert memberships.ask_to_join(organization=team, volunteer=volunteer).state == "applied"


def test_a_member_leaves_and_a_leader_steps_down(client, leader, team):
    client.force_login(leader.user)
    membership = leader.memberships.get()
    response = client.post(f"/volunteer/lead/members/{membership.pk}/step-down/")
    assert response["Location"] == "/volunteer/profile/"
    client.post(f"/volunteer/memberships/{membership.pk}/leave/")
    membership.refresh_from_db()
    assert (membership.role, membership.state) == ("member", "left")


def test_leaders_come_from_above(member, leader, union_leader, reviewer, editor):
    for nobody in (leader.user, editor):
        with pytest.raises(Forbidden, match="appointed"):
            memberships.appoint(membership=member, by=nobody)
    memberships.appoint(membership=member, by=union_leader.user)
    member.refresh_from_db()
    assert (member.role, member.appointed_by) == ("leader", union_leader.user)
    memberships.step_down(membership=member, by=reviewer)
    member.refresh_from_db()
    assert member.role == "member"


def test_nobody_makes_themself_a_leader(union_leader, team):
    membership = Membership.objects.create(organization=team, volunteer=union_leader, state="active")
    with pytest.raises(Refused, match="themself"):
        memberships.appoint(membership=membership, by=union_leader.user)


def test_a_leader_is_dismissed_before_they_are_let_go(deputy, leader, member):
    with pytest.raises(Refused, match="Dismiss"):
        memberships.let_go(membership=deputy.memberships.get(), by=leader.user)
    assert memberships.let_go(membership=member, by=leader.user).state == "left"


def test_the_office_names_a_leader_by_number(team, volunteer, reviewer):
    memberships.appoint_by_number(organization=team, number=volunteer.number, by=reviewer)
    assert volunteer.memberships.get().role == "leader"
    with pytest.raises(Invalid, match="no active volunteer"):
        memberships.appoint_by_number(organization=team, number="000", by=reviewer)


@pytest.mark.parametrize("move", ["admit", "refuse", "let-go", "appoint", "step-down"])
def test_a_stranger_moves_nobody(client, stranger, member, move):
    client.force_login(stranger)
    assert client.post(f"/volunteer/lead/members/{member.pk}/{move}/").status_code == 404
    assert client.get(f"/volunteer/lead/members/{member.pk}/{move}/").status_code == 405


def test_a_leader_of_the_same_level_sees_but_appoints_nobody(client, leader, member):
    client.force_login(leader.user)
    assert client.post(f"/volunteer/lead/members/{member.pk}/appoint/").status_code == 403
    assert client.post(f"/volunteer/lead/members/{member.pk}/crown/").status_code == 404


def test_nobody_ends_the_membership_of_others_here(client, other_volunteer, member):
    client.force_login(other_volunteer.user)
    assert client.post(f"/volunteer/memberships/{member.pk}/leave/").status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_members_asks_the_same_whatever_its_length(
    client, leader, team, make_volunteer, count, django_assert_num_queries
):
    for number in range(count):
        Membership.objects.create(organization=team, volunteer=make_volunteer(f"李{number}"), state="active")
        Membership.objects.create(organization=team, volunteer=make_volunteer(f"陈{number}"), state="applied")
    client.force_login(leader.user)
    with django_assert_num_queries(14):
        client.get(f"/volunteer/lead/organizations/{team.pk}/members/")


# --- in public


def test_the_public_sees_what_is_approved_and_no_names(client, team, leader, applied, make_record, deputy):
    Decision.objects.create(record=make_record(of=leader, minutes=150), verdict="confirm", by=deputy.user)
    count_organizations()
    assert OrganizationFigure.objects.get(organization=team).minutes == 150
    page = client.get(f"/en{LIST}{team.pk}/").content.decode()
    assert "Reading Team" in page
    assert "江" not in page
    assert leader.number not in page
    shown = client.get(LIST).content.decode()
    assert "书香小队" in shown
    assert "港城河长队" not in shown


@pytest.mark.parametrize(
    ("query", "found"),
    [
        (urlencode({"q": "书香"}), True), (urlencode({"q": "没有"}), False),
        ("q=shuxiang", True), ("q=sxxd", True), ("q=Reading", True),
        ("town=320582100", True), ("town=320582101", False), ("kind=team", True), ("kind=charity", False),
        ("category=reading", True), ("category=health", False),
    ],
)  # fmt: skip
def test_organizations_are_found(client, team, activity, query, found):
    organizations.keep_organization(organization=team)
    assert ("书香小队" in client.get(f"{LIST}?{query}").content.decode()) is found


def test_the_fragment_has_the_same_rows(client, team):
    fragment = client.get(LIST, headers={"HX-Request": "true"}).content.decode()
    assert "书香小队" in fragment
    assert "<html" not in fragment


@pytest.mark.parametrize(
    ("query", "status"), [("kind=nothing", 400), ("town=x", 400), ("page=9", 404), ("page=0", 400)]
)
def test_an_address_that_makes_no_sense(client, team, query, status):
    assert client.get(f"{LIST}?{query}").status_code == status


def test_what_comes_next_is_announced(client, team, shift):
    page = client.get(f"{LIST}{team.pk}/").content.decode()
    assert "周末书屋整理" in page


@pytest.mark.parametrize("count", [1, 3])
def test_the_public_list_asks_the_same_whatever_its_length(
    client, union, team, yangshe, count, django_assert_num_queries
):
    for number in range(count):
        Organization.objects.create(kind="team", name=f"队{number}", sponsor=union, region=yangshe, state="approved")
    with django_assert_num_queries(4):
        client.get(LIST)


@pytest.mark.parametrize("path", [LIST, f"{LIST}1/"])
def test_public_pages_are_only_read(client, path, db):
    assert client.post(path).status_code == 405


def test_leading_reaches_down_and_not_up(union, team, union_leader, leader):
    assert set(Organization.objects.led_by(union_leader.user)) == {union, team}
    assert set(Organization.objects.led_by(leader.user)) == {team}


def test_an_appointed_leader_gets_the_list(client, make_volunteer, union, reviewer):
    chief = make_volunteer("吴队长")
    lead(union, chief, reviewer)
    client.force_login(chief.user)
    assert client.get(f"/volunteer/lead/organizations/{union.pk}/members/").status_code == 200
