import json

import pytest

from office.models import SiteIdentity
from places.models import Place
from tests.parks.test_admin import INLINES

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]
LIST = "/en/admin/places/place/"


@pytest.fixture
def form(yangshe):
    return {
        **INLINES,
        "chosen_kind": "toilet",
        "name": "人民路公厕",
        "name_en": "Renmin Road Toilet",
        "region": yangshe.pk,
        "point": json.dumps({"type": "Point", "coordinates": [120.555, 31.875]}),
        "datum": "wgs84",
        "operation": "open",
    }


def test_a_place_without_a_room_of_its_own_is_entered_here(client, editor, form):
    client.force_login(editor)
    response = client.post(f"{LIST}add/", form)
    assert response.status_code == 302, response.context["errors"]
    assert Place.objects.get().kind == "toilet"
    response = client.post(f"{LIST}{Place.objects.get().pk}/change/", {**form, "chosen_kind": "market", "name": "公厕"})
    assert response.status_code == 302, response.context["errors"]
    assert (Place.objects.get().kind, Place.objects.get().name) == ("toilet", "公厕")


def test_parks_are_entered_in_their_own_register(client, editor, form, park):
    client.force_login(editor)
    response = client.post(f"{LIST}add/", {**form, "chosen_kind": "park"})
    assert response.status_code == 200
    assert not Place.objects.exclude(pk=park.pk).exists()
    assert client.get(f"{LIST}{park.pk}/change/").status_code == 404
    assert park.name not in client.get(LIST).content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_the_same_whatever_its_length(client, editor, yangshe, count, django_assert_num_queries):
    for number in range(count):
        Place.objects.create(
            kind="toilet", name=f"公厕{number}", name_en="Toilet", region=yangshe, point="POINT(120.555 31.875)"
        )
    client.force_login(editor)
    with django_assert_num_queries(11) as asked:
        assert client.get(LIST).context["cl"].result_count == count
    assert sum('FROM "places_place"' in query["sql"] for query in asked.captured_queries) == 2


def test_the_desks_map_has_a_base_once_the_office_entered_its_review_number(
    client, editor, park, site_identity, settings
):
    settings.MAP_TILES_URL = "https://tiles.example/{z}/{x}/{y}.png"
    client.force_login(editor)
    assert "tiles.example" not in client.get(f"{LIST}add/").text
    SiteIdentity.objects.update(map_review_no="GS(2026)1234号")
    page = client.get(f"{LIST}add/").text
    assert "tiles.example" in page
    assert "GS(2026)1234" in page
