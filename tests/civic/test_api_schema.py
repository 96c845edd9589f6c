"""The API keeps what its own document promises."""

from datetime import timedelta
from uuid import uuid4

import pytest
import schemathesis
from django.contrib.gis.geos import Point
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.utils import timezone
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.validation import validate_schema
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode

from accounts.models import User
from civic.wsgi import application
from shop.actions import goods, ledger
from shop.models import Shop
from volunteers.models import Activity, Organization, Shift

VOLUNTEERING = ("activities/", "activities/{id}/", "organizations/", "organizations/{id}/")
SHOPPING = (
    "shops/", "shops/{id}/", "goods/", "goods/{id}/", "funds/", "funds/{id}/", "fund-entries/", "fund-entries/{id}/",
)  # fmt: skip


@pytest.fixture(autouse=True)
def requests_leave_the_connection_open():
    """A request's end would close the connection that the test's transaction lives on; Django's own client knows."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def many_places(make_park):
    for number in range(3):
        make_park(point=Point(120.55 + number / 100, 31.87, srid=4326))


@pytest.fixture
def many_shifts(yangshe):
    organization = Organization.objects.create(
        kind="charity", name="港城慈善会", uscc="51320582MJ00000002", region=yangshe, state="approved"
    )
    for number in range(3):
        activity = Activity.objects.create(
            organization=organization, title=f"活动{number}", category="reading", content="陪读。", place_name="书屋",
            region=yangshe, point=Point(120.55, 31.87, srid=4326), person_in_charge="江领队", risk_notice="无。",
            state="open",
        )  # fmt: skip
        begins = timezone.now() + timedelta(days=number + 1)
        ends = begins + timedelta(hours=2)
        Shift.objects.create(
            activity=activity, starts_at=begins, ends_at=ends, capacity=3, closes_at=begins, withdraw_until=begins
        )


@pytest.fixture
def many_goods(yangshe):
    """A shop with something on its shelf, and a fund with two entries."""
    people = [User.objects.create_user(name) for name in ("one", "two")]
    shop = Shop.objects.create(
        name="铺", name_en="Shop", kind="shop", region=yangshe, point=Point(120.55, 31.87, srid=4326), hours="24/7"
    )
    shop.duties.create(user=people[0], given_by=people[1])
    pieces = [goods.Piece("toys", "good")] * 3
    donation = goods.take_in(shop=shop, by=people[0], pieces=pieces, token=uuid4())
    goods.move(items=donation.goods.all(), to="shelf", by=people[0])
    fund = ledger.open_fund(
        code="f", name="基金", name_en="Fund", purpose="帮困", purpose_en="Help", causes=["study"], custodian="会",
        custodian_en="Charity", licence_no="L", filing_no="F", plan_from="2024-01-01", plan_to="2030-01-01",
    )  # fmt: skip
    for kind, sides in (("gift", {"Bank": 500, "Gifts": -500}), ("aid", {"Aid-Study": 200, "Bank": -200})):
        ledger.post(
            fund=fund, kind=kind, day=timezone.localdate(), sides=sides, narration="一笔", document_kind="receipt",
            document_no="1", made_by=people[0], approved_by=people[1], token=uuid4(),
        )  # fmt: skip


def in_order(case):
    """The order of a box and of two days are rules that JSON Schema has no word for."""
    if box := case.query.get("bbox"):
        west, south, east, north = (float(number) for number in box.split(","))
        ordered = min(west, east), min(south, north) / 2, max(west, east), max(south, north) / 2
        case.query["bbox"] = ",".join(str(number) for number in ordered)
    if {"from", "to"} <= case.query.keys():
        case.query["from"], case.query["to"] = sorted((case.query["from"], case.query["to"]))
    return case


@pytest.mark.slow
@pytest.mark.parametrize("mode", list(GenerationMode))
@pytest.mark.parametrize("thing", ["places/", "places/{id}/", "parks/", "parks/{id}/", *VOLUNTEERING, *SHOPPING])
def test_every_answer_is_as_documented(many_places, many_shifts, many_goods, thing, mode):
    """What fits the document is answered as it says; what does not fit is refused; nothing breaks."""
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)
    cases = schema[f"/api/v1/{thing}"]["GET"].as_strategy(generation_mode=mode)
    if mode == GenerationMode.POSITIVE:
        cases = cases.map(in_order)

    @settings(
        max_examples=40,
        derandomize=True,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=cases)
    def drive(case):
        case.call_and_validate()

    drive()


def test_the_document_is_valid_and_made_without_a_warning(capsys):
    document = SchemaGenerator().get_schema(request=None, public=True)
    validate_schema(document)
    assert capsys.readouterr().err == ""
    assert set(document["paths"]) == {
        "/api/v1/places/", "/api/v1/places/{id}/", "/api/v1/parks/", "/api/v1/parks/{id}/", "/volunteer/sync/",
        *(f"/api/v1/{path}" for path in (*VOLUNTEERING, *SHOPPING)),
    }  # fmt: skip


def test_every_field_of_a_place_is_explained():
    schemas = SchemaGenerator().get_schema(request=None, public=True)["components"]["schemas"]
    named = (
        "Shop", "Goods", "Fund", "Balance", "Month", "Entry", "Leg",
        "Place", "Park", "Activity", "Shift", "Organization", "SyncBatch", "SyncItem", "SyncResult", "SyncAnswer",
    )  # fmt: skip
    for name in named:
        silent = {field for field, about in schemas[name]["properties"].items() if not about.get("description")}
        assert silent <= {"id", "updated_at"}, name
