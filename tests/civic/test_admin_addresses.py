"""Addresses of the desk that nobody was offered: an answer, never an error of ours."""

import pytest
from django.contrib import admin
from django.contrib.contenttypes.models import ContentType
from django.urls import reverse
from pghistory.models import Events

from accounts.models import User
from lib.offered import OfferedLookups
from parks.models import Park
from places.models import Region

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]
ANSWERS = (200, 302, 400)
HAND_MADE = ("", "__exact", "__regex", "__year", "__contains", "__distance_lte", "__0")


def registers() -> dict[str, admin.ModelAdmin]:
    return {model._meta.label: register for model, register in admin.site._registry.items()}


@pytest.fixture
def wanderer(client, superuser):
    """Somebody who sees every list, and types addresses."""
    client.force_login(superuser)
    return client


def test_every_list_is_guarded_and_none_grants_powers_beside_the_posts():
    assert [label for label, register in registers().items() if not isinstance(register, OfferedLookups)] == []
    assert "auth.Group" not in registers()


@pytest.mark.parametrize("label", sorted(registers()))
def test_no_column_of_a_list_is_asked_for_what_is_not_offered(wanderer, rf, superuser, label):
    register = registers()[label]
    meta = register.model._meta
    request = rf.get("/")
    request.user = superuser
    asked = [f"{field.name}{lookup}" for field in meta.concrete_fields for lookup in HAND_MADE]
    offered = [lookup for lookup in asked if register.lookup_allowed(lookup, "(((", request)]
    assert not [lookup for lookup in offered if "regex" in lookup or "contains" in lookup or "distance" in lookup]

    address = reverse(f"admin:{meta.app_label}_{meta.model_name}_changelist")
    for lookup in (*offered, f"{meta.concrete_fields[-1].name}__regex"):
        assert wanderer.get(address, {lookup: "((("}).status_code in ANSWERS, lookup


@pytest.mark.parametrize(
    "query", ["obj=parks.Park:9", "obj=parks.Park:x", "obj=x", "event_model=x", "method=x&obj=parks.Park:9"]
)
def test_history_of_what_is_not_there_is_not_found(wanderer, query):
    assert wanderer.get(f"{reverse('admin:pghistory_events_changelist')}?{query}").status_code in (*ANSWERS, 404)


def test_what_a_list_offers_is_answered(wanderer, park):
    address = reverse("admin:parks_park_changelist")
    assert park.name in wanderer.get(address, {"is_public__exact": "1"}).content.decode()
    days = reverse("admin:office_workdayoverride_changelist")
    assert wanderer.get(days, {"date__year": "2026", "date__month": "10"}).status_code == 200
    assert wanderer.get(days, {"date__year": "99999"}).status_code in ANSWERS


def shown(model, key) -> str:
    return reverse("admin:view_on_site", args=[ContentType.objects.get_for_model(model).pk, key])


def test_view_on_site_leads_to_the_page_of_a_row(wanderer, park):
    assert wanderer.get(shown(Park, park.pk)).url == park.get_absolute_url()


def test_view_on_site_keeps_to_what_the_desk_shows(client, editor, neighbour_editor, resident, park):
    client.force_login(neighbour_editor)
    assert client.get(shown(Park, park.pk)).status_code == 404
    client.force_login(editor)
    assert client.get(shown(Park, park.pk)).status_code == 302
    client.force_login(resident)
    assert client.get(shown(Park, park.pk)).status_code == 302  # to the door of the desk
    assert "/login/" in client.get(shown(Park, park.pk)).url


def test_view_on_site_knows_no_row_without_a_page(wanderer, park, city):
    kinds = [ContentType.objects.get_for_model(model).pk for model in (Events, Park, Region, User)]
    answers = [
        wanderer.get(reverse("admin:view_on_site", args=[kind, key])) for kind in kinds for key in ("1", "x", "9" * 30)
    ]
    assert {answer.status_code for answer in answers} <= {302, 404}
    assert wanderer.get(shown(Region, city.pk)).status_code == 404
    assert wanderer.get(reverse("admin:view_on_site", args=["9" * 30, "1"])).status_code == 404
    assert wanderer.get(reverse("admin:view_on_site", args=["park", "1"])).status_code == 404
