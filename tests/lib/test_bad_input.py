"""A NUL that a form sends is a sentence with 400, whichever field holds it, and nothing is written."""

from uuid import uuid4

import pytest

from parks.models import Park
from places.models import Feedback
from tests.parks.test_admin import INLINES

pytestmark = pytest.mark.django_db
NUL = "a\x00b"
DOORS = [
    ("/en/accounts/login/", "phone"),
    ("/en/accounts/login/", "next"),
    ("/en/accounts/staff/", "login"),
    ("/en/accounts/staff/", "password"),
]


@pytest.mark.parametrize(("address", "field"), DOORS)
def test_at_the_doors(client, notice, address, field):
    answer = client.post(address, {field: NUL})
    assert answer.status_code == 400
    assert "cannot be read" in answer.text


@pytest.mark.parametrize("field", ["token", "text", "phone", "may_call", "what\x00ever"])
def test_of_a_resident(client, park, field):
    sent = {"token": str(uuid4()), "text": "灯坏了", field: NUL}
    assert client.post(f"/en/places/{park.pk}/feedback/", sent).status_code == 400
    assert not Feedback.objects.exists()


@pytest.mark.ignore_template_errors
@pytest.mark.parametrize("field", ["name", "region", "point", "facilities", "operation", "entrances-TOTAL_FORMS"])
def test_at_the_desk(client, superuser, park, field):
    client.force_login(superuser)
    before = Park.objects.values().get()
    sent = {**INLINES, "name": "新名", "name_en": "New", "region": park.region_id, "area_m2": "100", field: NUL}
    assert client.post(f"/en/admin/parks/park/{park.pk}/change/", sent).status_code == 400
    assert client.post("/en/admin/parks/park/", {"action": "show", "_selected_action": [NUL]}).status_code == 400
    assert Park.objects.values().get() == before


def test_what_is_no_form_is_left_to_its_view(client, park):
    answer = client.post(f"/en/places/{park.pk}/feedback/", b'{"text": "a\\u0000b"}', content_type="application/json")
    assert answer.status_code == 400
    assert "cannot be read" not in answer.text
