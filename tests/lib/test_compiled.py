import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lib import compiled
from parks.models import Park

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_built():
    compiled._statement.cache_clear()


def names_of(key, **wanted):
    built = []

    def build():
        built.append(1)
        return Park.objects.filter(**wanted).order_by("pk").values_list("name")

    return [name for (name,) in compiled.rows(key, build)], len(built)


def test_same_key_is_built_once_and_asked_each_time(make_park):
    make_park(name="甲")
    assert names_of("all") == (["甲"], 1)
    make_park(name="乙")
    with CaptureQueriesContext(connection) as queries:
        assert names_of("all") == (["甲", "乙"], 0)
    assert len(queries) == 1


def test_other_key_is_another_statement(make_park):
    make_park(name="甲", area_m2=10)
    make_park(name="乙", area_m2=20)
    assert names_of(("area", 10), area_m2=10)[0] == ["甲"]
    assert names_of(("area", 20), area_m2=20)[0] == ["乙"]


def test_without_a_key_nothing_is_kept(park):
    assert names_of(None)[1] == 1
    assert names_of(None)[1] == 1


def test_filter_that_nothing_can_pass_asks_no_database(park):
    with CaptureQueriesContext(connection) as queries:
        assert names_of(None, pk__in=[])[0] == []
    assert len(queries) == 0
