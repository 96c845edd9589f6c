from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone, translation

from office.models import Post, Role
from office.policies import POWERS, Area, Power, can, posts_of, scope_of


@pytest.fixture
def appoint(resident, yangshe):
    """`appoint(role)`: the resident becomes staff with that role for Yangshe."""

    def _appoint(role, **values):
        resident.is_staff = True
        resident.save(update_fields=["is_staff"])
        Post.objects.create(user=resident, role=role, region=yangshe, **values)
        return resident

    return _appoint


def test_every_role_has_its_line_in_the_table():
    assert set(POWERS) == set(Role)


def test_an_editor_keeps_places_of_the_own_subtree_only(appoint):
    editor = appoint(Role.EDITOR)
    assert can(editor, Power.CHANGE, Area.PLACES, code="320582100")
    assert can(editor, Power.CHANGE, Area.PLACES, code="320582100001")
    assert not can(editor, Power.CHANGE, Area.PLACES, code="320582101")
    assert not can(editor, Power.PUBLISH, Area.PLACES, code="320582100")


def test_a_reviewer_publishes_and_answers(appoint):
    reviewer = appoint(Role.REVIEWER)
    assert can(reviewer, Power.PUBLISH, Area.PLACES, code="320582100")
    assert can(reviewer, Power.PUBLISH, Area.FEEDBACK, code="320582100")


def test_an_auditor_sees_everything_everywhere_and_does_nothing_but_agree_to_posts(appoint):
    auditor = appoint(Role.AUDITOR)
    assert all(scope_of(auditor, Power.VIEW, area) == ("",) for area in Area)
    does = {(power, area) for power in Power for area in Area if power != Power.VIEW and can(auditor, power, area)}
    assert does == {(Power.AGREE, Area.POSTS)}


def test_security_keeps_accounts_and_system_keeps_the_site(appoint, stranger, yangshe):
    security = appoint(Role.SECURITY)
    assert can(security, Power.CHANGE, Area.POSTS)
    assert not can(security, Power.VIEW, Area.SITE)
    stranger.is_staff = True
    Post.objects.create(user=stranger, role=Role.SYSTEM, region=yangshe)
    assert can(stranger, Power.CHANGE, Area.SITE)
    assert not can(stranger, Power.VIEW, Area.ACCOUNTS)


def test_django_is_answered_for_accounts_by_posts(appoint, editor):
    security = appoint(Role.SECURITY)
    assert security.has_perm("accounts.change_user")
    assert not security.has_perm("accounts.delete_user")
    assert not editor.has_perm("accounts.view_user")
    assert not editor.has_module_perms("accounts")


@pytest.mark.parametrize("change", [{"is_staff": False}, {"is_active": False}])
def test_a_post_means_nothing_to_somebody_who_left(editor, change):
    for field, value in change.items():
        setattr(editor, field, value)
    assert posts_of(editor) == []
    assert scope_of(editor, Power.VIEW, Area.PLACES) == ()


def test_a_post_that_ended_today_is_over(appoint):
    today = timezone.localdate()
    former = appoint(Role.EDITOR, valid_from=today.replace(year=today.year - 1), valid_to=today)
    assert posts_of(former) == []


def test_posts_are_asked_for_once(editor, django_assert_num_queries):
    with django_assert_num_queries(1):
        for area in Area:
            scope_of(editor, Power.VIEW, area)


def test_three_administrators_are_three_people(appoint, city):
    auditor = appoint(Role.AUDITOR)
    with translation.override("en"), pytest.raises(ValidationError, match="three different people"):
        Post(user=auditor, role=Role.SECURITY, region=city).full_clean()


def test_post_that_ends_before_it_begins_is_told_so(editor, city):
    today = timezone.localdate()
    post = Post(user=editor, role=Role.EDITOR, region=city, valid_from=today, valid_to=today - timedelta(days=1))
    with pytest.raises(ValidationError, match="ends after it began"):
        post.full_clean()


def test_post_is_held_once_at_a_time(editor, city):
    Post.objects.create(user=editor, role=Role.EDITOR, region=city)
    with pytest.raises(ValidationError, match="holds this post already"):
        Post(user=editor, role=Role.EDITOR, region=city).full_clean()
