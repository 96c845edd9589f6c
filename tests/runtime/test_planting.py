from io import StringIO

import pytest
from django.core.management import call_command

from accounts.models import User
from accounts.sample import STAFF
from places.models import Region

pytestmark = pytest.mark.django_db


def plant_unless_real():
    said = StringIO()
    call_command("plant_city", unless_real=True, logins=True, stdout=said)
    return said.getvalue()


@pytest.fixture(autouse=True)
def sample_city(settings):
    settings.SAMPLE_CITY = True


def test_sample_logins_are_told_in_an_empty_city():
    assert "13800000001" in plant_unless_real()


def test_sample_stays_out_of_a_city_of_its_own():
    User.objects.create_user("mayor", password="a long enough one", display_name="市长")
    said = StringIO()
    call_command("plant_city", unless_real=True, stdout=said)
    assert "no sample was planted" in said.getvalue()
    assert "13800000001" not in said.getvalue()
    assert User.objects.count() == 1
    assert not Region.objects.exists()


def test_half_planted_sample_goes_on():
    User.objects.create_user("office", password="a long enough one", display_name=STAFF["office"])
    assert "13800000001" in plant_unless_real()
