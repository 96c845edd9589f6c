"""Every public page of the planted city, as a machine sees it."""

import re

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from lib.sealed import SealedField
from parks.models import Park
from places.models import Place
from shop.models import Donation, GoodsItem, Shop, Taking

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("planted")]

PUBLIC = [
    "/", "/parks/", "/parks/?view=map", "/places/", "/places/?lon=120.555&lat=31.875", "/places/coverage/",
    "/figures/", "/search/?q=公园", "/privacy/", "/parks/feed/", "/places.geojson?bbox=120.3,31.7,120.9,32.1",
    "/shop/", "/shop/fund/meihao/", "/shop/fund/meihao/entries/", "/shop/fund/meihao/entries/25/",
    "/shop/fund/meihao/counts/", "/shop/box/MH-01/", "/en/shop/",
    "/api/v1/shops/", "/api/v1/goods/", "/api/v1/funds/", "/api/v1/fund-entries/", "/en/shop/fund/meihao/",
    "/shop/fund/meihao/disclosures/", "/notices/", "/notices/feed/", "/en/notices/",
    "/api/v1/", "/api/v1/parks/", "/api/v1/places/", "/api/v1/openapi.json", "/styleguide/",
    "/en/", "/en/parks/", "/en/places/", "/en/places/coverage/", "/en/figures/", "/en/privacy/",
]  # fmt: skip


@pytest.fixture
def visitor() -> Client:
    return Client(headers={"host": "testserver"})


def park_pages() -> list[str]:
    return [park.get_absolute_url() for park in Park.objects.for_public().order_by("pk")[:3]]


def goods_pages() -> list[str]:
    shop = Shop.objects.get()
    here = shop.get_absolute_url()
    slips = [
        Donation.objects.filter(has_consent=True).latest("pk").code, Taking.objects.filter(is_void=False).first().code
    ]  # fmt: skip
    things = [item.get_absolute_url() for item in GoodsItem.objects.on_shelf().order_by("pk")[:2]]
    return [here, f"{here}shelf/", f"{here}giving/", *things, *(f"/shop/trace/{code}/" for code in slips)]


@pytest.mark.parametrize("path", PUBLIC)
def test_public_page_is_the_same_for_everyone(visitor, path):
    answer = visitor.get(path)
    assert answer.status_code == 200
    assert not answer.cookies
    assert "csrfmiddlewaretoken" not in answer.content.decode()
    assert "nonce-" not in answer.headers.get("Content-Security-Policy", "")


@pytest.mark.parametrize("path", ["/", "/parks/", "/places/", "/figures/", "/places/coverage/", "/en/"])
def test_kept_page_asks_no_database(visitor, path):
    visitor.get(path)
    with CaptureQueriesContext(connection) as queries:
        assert visitor.get(path).status_code == 200
    assert len(queries) == 0


@pytest.mark.parametrize(("path", "most"), [("/", 4), ("/parks/", 2), ("/places/", 2)])
def test_page_made_anew_asks_little(visitor, path, most):
    with CaptureQueriesContext(connection) as queries:
        visitor.get(path, {"anew": "1"})
    assert len(queries) <= most, [query["sql"][:200] for query in queries]


def test_park_page_made_anew_asks_little(visitor):
    for path in park_pages():
        with CaptureQueriesContext(connection) as queries:
            visitor.get(path, {"anew": "1"})
        assert len(queries) <= 4, [query["sql"][:200] for query in queries]


def raw_values() -> set[str]:
    """Every sealed value of the city, opened; short ones would be found by chance."""
    values = set()
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, SealedField):
                rows = model.objects.exclude(**{f"{field.name}__isnull": True}).values_list(field.name, flat=True)
                values.update(value.reveal() for value in rows)
    return {value for value in values if len(value) >= 6 or not value.isascii()}


def admin_pages(client: Client) -> list[str]:
    index = client.get("/admin/").content.decode()
    lists = sorted(set(re.findall(r'href="(/admin/[a-z]+/[a-z]+/)"', index)))
    pages = list(lists)
    for path in lists:
        listing = client.get(path).content.decode()
        pages += re.findall(rf'href="({path}[^"/]+/change/)', listing)[:2]
    return pages


@pytest.mark.ignore_template_errors  # Django's and Leaflet's own admin templates
def test_no_page_and_no_answer_holds_a_raw_value(visitor, settings):
    settings.STAFF_SECOND_FACTOR = False
    raw = raw_values()
    assert raw, "the sample city has sealed values that could leak"
    staff = Client()
    staff.force_login(User.objects.create_superuser("walker", password="Correct-horse-9"))
    pages = [(visitor, path) for path in (*PUBLIC, *park_pages(), *goods_pages())] + [
        (staff, path) for path in admin_pages(staff)
    ]
    assert len(pages) > 40
    leaks = []
    for client, path in pages:
        text = client.get(path).content.decode(errors="replace")
        leaks += [(path, value) for value in raw if value in text]
    assert leaks == []


def test_every_place_has_a_page(visitor):
    for place in Place.objects.for_public().order_by("pk"):
        assert visitor.get(place.get_absolute_url()).status_code == 200, place
