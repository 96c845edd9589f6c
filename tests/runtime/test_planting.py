import os
import sys
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from accounts.models import User
from accounts.sample import STAFF
from civic.management.commands import plant_city
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


class Grower:
    """A sample that plants one account, or fails."""

    def __init__(self, name: str, *, fails: bool = False):
        self.__name__ = name
        self.fails = fails

    def plant(self, city):
        User.objects.create(username=self.__name__, display_name=str(os.getpid()))
        if self.fails:
            sys.exit(3)


def plant_at_once(monkeypatch, shop: Grower):
    growers = [Grower("office.sample"), Grower("parks.sample"), shop]
    monkeypatch.setattr(plant_city, "samples", lambda: iter(growers))
    monkeypatch.setattr(plant_city, "import_module", lambda name: shop)
    call_command("plant_city", at_once=True, stdout=StringIO())


@pytest.mark.django_db(transaction=True)
def test_shop_grows_beside_the_others_in_a_process_of_its_own(monkeypatch):
    plant_at_once(monkeypatch, Grower("shop.sample"))
    grown = dict(User.objects.values_list("username", "display_name"))
    assert set(grown) == {"office.sample", "parks.sample", "shop.sample"}
    assert grown["parks.sample"] == str(os.getpid()) != grown["shop.sample"]


@pytest.mark.django_db(transaction=True)
def test_a_shop_that_fails_to_grow_is_told(monkeypatch):
    with pytest.raises(CommandError, match=r"shop\.sample ended with 3"):
        plant_at_once(monkeypatch, Grower("shop.sample", fails=True))
