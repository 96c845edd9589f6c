import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import DataError, connection
from django.test.utils import CaptureQueriesContext

from lib import compiled
from lib.pages import watching
from parks.models import Park

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_built(db):
    compiled._statement.cache_clear()
    compiled._prepared.clear()
    deallocate()


def deallocate():
    with connection.cursor() as cursor:
        cursor.execute("DEALLOCATE ALL")


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


# --- planned once


def said(call) -> list[str]:
    with CaptureQueriesContext(connection) as queries:
        call()
    return [query["sql"].split()[0] for query in queries]


def prepared() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_prepared_statements")
        return cursor.fetchone()[0]


def test_second_asking_prepares_and_later_ones_execute(park):
    assert said(lambda: names_of("all")) == ["SELECT"]
    assert said(lambda: names_of("all")) == ["PREPARE"]
    assert said(lambda: names_of("all")) == ["EXECUTE"]
    assert said(lambda: names_of(None)) == ["SELECT"]


def test_executed_statement_sees_every_edit(make_park):
    park = make_park(name="甲")
    for name in ("乙", "丙", "丁"):
        Park.objects.filter(pk=park.pk).update(name=name)
        assert names_of("all")[0] == [name]


def test_percent_and_quotes_in_a_value(make_park):
    make_park(name="100% 'o'; DROP")
    for _time in range(3):
        assert names_of("odd", name="100% 'o'; DROP")[0] == ["100% 'o'; DROP"]


def test_page_depends_on_what_an_executed_statement_reads(park):
    for _time in range(3):
        watching.making.tables = set()
        try:
            names_of("all")
            assert watching.making.tables == {"parks_park", "places_place"}
        finally:
            watching.making.tables = None


def test_connection_prepares_so_many_and_no_more(park, monkeypatch):
    monkeypatch.setattr(compiled, "PREPARED_PER_CONNECTION", 2)
    before = prepared()
    for number in range(5):
        for _time in range(3):
            assert names_of(number)[0] == [park.name]
    assert prepared() - before <= 2
    assert names_of(0)[0] == [park.name]


def test_nothing_is_prepared_behind_a_pooler(park, monkeypatch):
    monkeypatch.setitem(connection.settings_dict, "DISABLE_SERVER_SIDE_CURSORS", True)
    assert [said(lambda: names_of("all")) for _time in range(3)] == [["SELECT"]] * 3


def terminate():
    """As when the database restarts between two requests."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        pid = cursor.fetchone()[0]
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])
    finally:
        other.close()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("lose", [terminate, deallocate, lambda: connection.close()])
def test_lost_plan_or_connection_is_replaced(park, lose):
    for _time in range(3):
        names_of("all")
    lose()
    assert names_of("all")[0] == [park.name]
    Park.objects.update(name="新")
    assert [names_of("all")[0] for _time in range(3)] == [["新"]] * 3


@pytest.mark.django_db(transaction=True)
def test_table_that_was_migrated_meanwhile():
    def ask():
        return compiled.rows("models", lambda: ContentType.objects.order_by("pk").values_list("model"))

    def migrate(length):
        with connection.cursor() as cursor:
            cursor.execute(f"ALTER TABLE django_content_type ALTER COLUMN model TYPE varchar({length})")

    before = [ask() for _time in range(3)][-1]
    migrate(101)
    try:
        assert ask() == before
    finally:
        migrate(100)


@pytest.mark.django_db(transaction=True)
def test_failure_of_another_kind_is_not_asked_twice(park):
    for _time in range(3):
        names_of("all")
    statement = compiled._statement(compiled._Key("all", None))
    with connection.cursor() as cursor:
        cursor.execute(f"DEALLOCATE {statement.name}")
        cursor.execute(f"PREPARE {statement.name} AS SELECT 1 / (count(*) - count(*)) FROM places_place")
    with pytest.raises(DataError):
        names_of("all")
    deallocate()


def test_name_belongs_to_the_sql():
    one, other = (compiled.Statement(sql, frozenset()) for sql in ("SELECT 1", "SELECT 2"))
    assert one.name == compiled.Statement("SELECT 1", frozenset()).name != other.name
