"""Posts need two administrators: the security administrator gives, an audit administrator agrees."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from lib.refusals import Forbidden, Refused
from office.actions.posts import agree_to_post
from office.models import Post, Role
from tests.conftest import standing_post

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]
POSTS = "/en/admin/office/post/"


@pytest.fixture
def somebody(db):
    return User.objects.create_user("somebody", display_name="许任", is_staff=True)


@pytest.fixture
def waiting(somebody, city, security_officer) -> Post:
    return Post.objects.create(user=somebody, role=Role.REVIEWER, region=city, given_by=security_officer)


def at_the_desk(client, user: User):
    client.force_login(user)
    return client


def agree_page(post: Post) -> str:
    return f"{POSTS}{post.pk}/agree/"


def holds(who: User, role: Role, region) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT office_holds(%s, %s, %s)", [who.pk, role, region.pk])
        return cursor.fetchone()[0]


def test_the_first_two_begin_at_the_desk_of_a_new_city(client, superuser, city, somebody):
    """A superuser gives both posts, and is no more needed after."""
    two = {}
    for role in (Role.SECURITY, Role.AUDITOR):
        two[role] = User.objects.create_user(role, is_staff=True)
        form = {"user": two[role].pk, "role": role, "region": city.pk, "valid_from": timezone.localdate()}
        made = at_the_desk(client, superuser).post(f"{POSTS}add/", form)
        assert made.status_code == 302, made.context["errors"]
    posts = {role: two[role].posts.get() for role in two}
    with pytest.raises(Forbidden):
        agree_to_post(post=posts[Role.SECURITY], by=superuser)
    for role, by in ((Role.SECURITY, two[Role.AUDITOR]), (Role.AUDITOR, two[Role.SECURITY])):
        at_the_desk(client, by).post(agree_page(posts[role]))
        posts[role].refresh_from_db()
        assert posts[role].agreed_by == by
    later = Post.objects.create(user=somebody, role=Role.REVIEWER, region=city, given_by=two[Role.SECURITY])
    assert agree_to_post(post=later, by=two[Role.AUDITOR]).holds


def test_two_who_have_posts_from_before_begin_as_well(city):
    """The auditor's was given by the security administrator, whose own has no giver."""
    security, auditor = (User.objects.create_user(name, is_staff=True) for name in ("alt1", "alt2"))
    first = Post.objects.create(user=security, role=Role.SECURITY, region=city)
    second = Post.objects.create(user=auditor, role=Role.AUDITOR, region=city, given_by=security)
    assert agree_to_post(post=first, by=auditor).holds
    assert agree_to_post(post=second, by=security).holds


def test_there_is_only_one_first_pair(city, audit_officer, security_officer):
    one, two = (User.objects.create_user(name, is_staff=True) for name in ("p1", "p2"))
    post = Post.objects.create(user=one, role=Role.SECURITY, region=city, given_by=two)
    Post.objects.create(user=two, role=Role.AUDITOR, region=city, given_by=one)
    with pytest.raises(Forbidden, match="Only an audit administrator"):
        agree_to_post(post=post, by=two)
    # History remembers the first pair where the rows are gone, which only the owner can take out.
    Post.objects.filter(user__in=(audit_officer, security_officer)).delete()
    with pytest.raises(Forbidden, match="Only an audit administrator"):
        agree_to_post(post=post, by=two)


def test_a_third_does_not_step_in_between_the_first_two(city):
    names = [User.objects.create_user(f"n{n}", is_staff=True) for n in range(3)]
    security, auditor, third = names
    posts = [Post.objects.create(user=security, role=Role.SECURITY, region=city)]
    posts += [Post.objects.create(user=who, role=Role.AUDITOR, region=city) for who in (auditor, third)]
    agree_to_post(post=posts[0], by=auditor)
    with pytest.raises(Forbidden):
        agree_to_post(post=posts[2], by=security)
    assert agree_to_post(post=posts[1], by=security).holds


def test_agreeing_makes_it_standing_and_twice_changes_nothing(waiting, somebody, audit_officer, city):
    assert not holds(somebody, Role.REVIEWER, city)
    first = agree_to_post(post=waiting, by=audit_officer)
    assert holds(somebody, Role.REVIEWER, city)
    assert agree_to_post(post=waiting, by=audit_officer).agreed_at == first.agreed_at


def test_nobody_else_agrees(waiting, security_officer, superuser, somebody, editor, auditor):
    for by in (security_officer, superuser, somebody, editor, auditor):
        with pytest.raises(Forbidden):
            agree_to_post(post=waiting, by=by)
    assert not Post.objects.get(pk=waiting.pk).holds


def test_not_to_what_a_superuser_gave(somebody, city, superuser, audit_officer):
    post = Post.objects.create(user=somebody, role=Role.REVIEWER, region=city, given_by=superuser)
    with pytest.raises(Refused, match="no security administrator"):
        agree_to_post(post=post, by=audit_officer)


def test_an_auditor_whose_account_is_closed_agrees_to_nothing(waiting, audit_officer):
    User.objects.filter(pk=audit_officer.pk).update(is_active=False)
    with pytest.raises(Forbidden):
        agree_to_post(post=waiting, by=audit_officer)


def test_what_was_given_properly_stays_when_the_giver_leaves(waiting, somebody, audit_officer, security_officer, city):
    agree_to_post(post=waiting, by=audit_officer)
    User.objects.filter(pk__in=(audit_officer.pk, security_officer.pk)).update(is_active=False)
    assert holds(somebody, Role.REVIEWER, city)


@pytest.mark.parametrize("change", [{"agreed_by": None, "agreed_at": None}, {"agreed_at": "2020-01-01T00:00Z"}])
def test_what_was_agreed_never_changes(waiting, audit_officer, change):
    agree_to_post(post=waiting, by=audit_officer)
    with pytest.raises(IntegrityError, match="what was agreed stays"), transaction.atomic():
        Post.objects.filter(pk=waiting.pk).update(**change)


def test_administrators_posts_need_the_same_two(somebody, city, security_officer, audit_officer):
    assert standing_post(somebody, Role.AUDITOR, city).holds
    other = User.objects.create_user("other", is_staff=True)
    post = Post.objects.create(user=other, role=Role.SECURITY, region=city, given_by=security_officer)
    assert agree_to_post(post=post, by=somebody).holds


def test_the_owner_repairs_an_office_without_auditors(somebody, city, security_officer, audit_officer):
    """As docs/security.md says."""
    Post.objects.filter(user=audit_officer).update(valid_to=timezone.localdate() + timedelta(days=1))
    post = Post.objects.create(user=somebody, role=Role.AUDITOR, region=city, given_by=security_officer)
    with connection.cursor() as owner:
        owner.execute("SET CONSTRAINTS ALL IMMEDIATE; ALTER TABLE office_post DISABLE TRIGGER agreed")
        Post.objects.filter(pk=post.pk).update(agreed_by=audit_officer, agreed_at=timezone.now())
        owner.execute("SET CONSTRAINTS ALL IMMEDIATE; ALTER TABLE office_post ENABLE TRIGGER agreed")
    assert holds(somebody, Role.AUDITOR, city)


@pytest.mark.django_db(transaction=True)
def test_two_pairs_at_once_are_not_both_the_first(city):
    def pair(name: str) -> tuple[Post, User]:
        one, two = (User.objects.create_user(f"{name}{n}", is_staff=True) for n in range(2))
        Post.objects.create(user=two, role=Role.AUDITOR, region=city, given_by=one)
        return Post.objects.create(user=one, role=Role.SECURITY, region=city, given_by=two), two

    def agree(post: Post, by: User) -> bool:
        try:
            return agree_to_post(post=post, by=by).holds
        except Refused:
            return False
        finally:
            connection.close()

    pairs = [pair(name) for name in "abcd"]
    with ThreadPoolExecutor(len(pairs)) as pool:
        stood = list(pool.map(lambda two: agree(*two), pairs))
    assert sum(stood) == 1


# --- at the desk


def test_the_auditor_sees_what_waits_and_agrees_by_one_press(client, waiting, audit_officer):
    desk = at_the_desk(client, audit_officer).get("/en/admin/")
    assert "Posts · wait for agreement" in desk.content.decode()
    assert "waits for agreement" in client.get(f"{POSTS}?agreed=waits").content.decode()
    page = client.get(f"{POSTS}{waiting.pk}/change/").content.decode()
    assert agree_page(waiting) in page
    asked = client.get(agree_page(waiting)).content.decode()
    assert "You confirm that they hold these posts in truth" in asked
    assert not Post.objects.get(pk=waiting.pk).holds
    for _again in range(2):
        assert client.post(agree_page(waiting)).status_code == 302
    page = client.get(f"{POSTS}{waiting.pk}/change/").content.decode()
    assert 'pill--done">holds' in page
    assert agree_page(waiting) not in page


def test_many_are_agreed_to_after_one_question(client, waiting, audit_officer, superuser, somebody, yangshe):
    bad = Post.objects.create(user=somebody, role=Role.EDITOR, region=yangshe, given_by=superuser)
    chosen = {"action": "agree_to_chosen", "_selected_action": [waiting.pk, bad.pk]}
    asked = at_the_desk(client, audit_officer).post(POSTS, chosen)
    assert asked.status_code == 200
    assert not Post.objects.get(pk=waiting.pk).holds
    done = client.post(POSTS, {**chosen, "sure": "yes"}, follow=True).content.decode()
    assert "1 post holds now." in done
    assert "is no security administrator" in done


def test_the_auditor_changes_nothing_else(client, waiting, audit_officer):
    at_the_desk(client, audit_officer)
    assert client.get(f"{POSTS}add/").status_code == 403
    form = {"valid_to": timezone.localdate() + timedelta(days=1)}
    assert client.post(f"{POSTS}{waiting.pk}/change/", form).status_code == 403


def test_who_may_not_agree_finds_no_way(client, waiting, editor, superuser):
    assert client.post(agree_page(waiting)).status_code == 302
    assert at_the_desk(client, editor).post(agree_page(waiting)).status_code in (403, 404)
    refused = at_the_desk(client, superuser).post(agree_page(waiting), follow=True).content.decode()
    assert "Only an audit administrator whose own post holds" in refused
    assert not Post.objects.get(pk=waiting.pk).holds
    assert client.get(f"{POSTS}999999/agree/").status_code == 404


def test_the_desk_of_the_security_administrator_shows_nothing_to_agree_to(client, waiting, security_officer):
    assert list(Post.objects.for_agreement_by(security_officer)) == []
    page = at_the_desk(client, security_officer).get(f"{POSTS}{waiting.pk}/change/").content.decode()
    assert agree_page(waiting) not in page
    client.post(agree_page(waiting))
    assert not Post.objects.get(pk=waiting.pk).holds


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_the_same_whatever_its_length(client, city, audit_officer, security_officer, count,
                                                    django_assert_num_queries):  # fmt: skip
    for number in range(count):
        user = User.objects.create_user(f"many{number}", is_staff=True)
        Post.objects.create(user=user, role=Role.REVIEWER, region=city, given_by=security_officer)
    at_the_desk(client, audit_officer)
    with django_assert_num_queries(10):
        assert client.get(reverse("admin:office_post_changelist") + "?agreed=waits").status_code == 200
