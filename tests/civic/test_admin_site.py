from datetime import timedelta

import pytest
from django.utils import timezone

from office.models import Post, Role
from places.models import Feedback

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]
DESK = "/en/admin/"


@pytest.fixture
def reviewer(editor, yangshe):
    Post.objects.create(user=editor, role=Role.REVIEWER, region=yangshe)
    return editor


@pytest.fixture
def waiting(park):
    return Feedback.objects.create(place=park, text="长椅坏了", created_at=timezone.now() - timedelta(days=30))


def test_strangers_are_sent_to_the_one_sign_in(client):
    response = client.get(DESK, follow=True)
    address, _status = response.redirect_chain[-1]
    assert "/accounts/staff/" in address
    assert "next=/en/admin/" in address.replace("%2F", "/")


def test_residents_are_refused(client, resident):
    client.force_login(resident)
    response = client.get(DESK, follow=True)
    assert response.status_code == 403


def test_the_desk_greets_with_what_waits_in_the_own_scope(client, reviewer, waiting):
    client.force_login(reviewer)
    page = client.get(DESK)
    assert "1 thing is waiting" in page.context["title"]
    [line] = [line for line in page.context["lines"] if "Feedback" in str(line.title)]
    assert line.waiting.count == 1
    assert line.waiting.is_urgent
    assert "overdue" in page.content.decode()
    assert "Yangshe" in page.content.decode()


def test_a_neighbour_waits_for_nothing_of_ours(client, neighbour_editor, tangqiao, waiting):
    Post.objects.create(user=neighbour_editor, role=Role.REVIEWER, region=tangqiao)
    client.force_login(neighbour_editor)
    page = client.get(DESK)
    assert "Nothing is waiting" in page.context["title"]
    assert sum(bar.count for bar in page.context["weeks"]) == 0


def test_weeks_are_drawn_without_inline_style(client, reviewer, waiting):
    client.force_login(reviewer)
    page = client.get(DESK)
    assert sum(bar.count for bar in page.context["weeks"]) == 1
    assert b"<svg" in page.content
    assert b"style=" not in page.content


def test_registers_are_those_of_the_post(client, editor):
    client.force_login(editor)
    names = {str(register["name"]) for register in client.get(DESK).context["registers"]}
    assert "Pocket parks" in names
    assert "Posts" not in names
    assert "Site identity" not in names


def test_somebody_without_a_post_is_told_so(client, stranger):
    stranger.is_staff = True
    stranger.save(update_fields=["is_staff"])
    client.force_login(stranger)
    page = client.get(DESK)
    assert page.context["registers"] == []
    assert "You hold no post" in page.content.decode()


def test_the_desk_speaks_chinese_and_english(client, editor):
    client.force_login(editor)
    assert 'href="/en/admin/"' in client.get("/admin/").content.decode()
    assert 'href="/admin/"' in client.get(DESK).content.decode()


def test_the_system_administrator_is_told_of_a_year_without_a_plan(client, stranger, city, time_machine):
    time_machine.move_to("2026-12-01T02:00:00Z")
    stranger.is_staff = True
    stranger.save(update_fields=["is_staff"])
    Post.objects.create(user=stranger, role=Role.SYSTEM, region=city)
    client.force_login(stranger)
    lines = {str(line.title): line.waiting for line in client.get(DESK).context["lines"]}
    assert lines["Calendar · years without a plan"].note == "2027"
    assert lines["Footer · values missing"].count == 1
