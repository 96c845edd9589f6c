"""Disclosures at the desk: two of the staff bring one out, and what is late is said."""

import pytest
from django.urls import reverse

from office.models import Post, Role
from shop.admin import disclosures_due
from shop.models import Disclosure, Entry
from shop.tasks import draft_disclosures

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client, city, treasurer, director):
    """`desk(user)`: signed in as one of the two, an editor and a reviewer."""
    Post.objects.create(user=treasurer, role=Role.EDITOR, region=city)
    Post.objects.create(user=director, role=Role.REVIEWER, region=city)

    def sign_in(user):
        client.force_login(user)
        return client

    return sign_in


def _page(disclosure: Disclosure) -> str:
    return reverse("admin:shop_disclosure_change", args=[disclosure.pk])


def test_two_of_the_staff_bring_it_out(desk, drafted, treasurer, director):
    words = {"step": "write", "words": "本月收入八百元。", "words_en": "", "why": ""}
    assert desk(treasurer).post(_page(drafted), words).status_code == 302
    assert desk(treasurer).post(_page(drafted), words | {"step": "publish"}).status_code == 200
    assert desk(director).post(_page(drafted), {"step": "publish"}).status_code == 302
    drafted.refresh_from_db()
    assert (drafted.written_by, drafted.published_by) == (treasurer, director)
    assert desk(treasurer).post(_page(drafted), {"step": "correct", "why": ""}).status_code == 200
    assert desk(treasurer).post(_page(drafted), {"step": "correct", "why": "补记一笔"}).status_code == 302
    assert Disclosure.objects.count() == 2


def test_the_desk_says_what_is_late(desk, drafted, director):
    page = reverse("admin:shop_disclosure_changelist")
    assert "messagelist" not in desk(director).get(page).content.decode()
    assert disclosures_due(director).count == 1
    draft_disclosures()
    assert "messagelist" in desk(director).get(page).content.decode()
    assert disclosures_due(director).is_urgent
    assert desk(director).get(page, {"waits": "late"}).status_code == 200


def test_the_auditor_reads_and_a_town_does_not(client, drafted, auditor, editor):
    client.force_login(auditor)
    assert client.get(_page(drafted)).status_code == 200
    assert client.post(_page(drafted), {"step": "write", "words": "改"}).status_code == 403
    client.force_login(editor)
    assert client.get(reverse("admin:shop_disclosure_changelist")).status_code == 403


def test_entries_are_not_touched_by_any_of_it(published):
    assert Entry.objects.count() == 2
