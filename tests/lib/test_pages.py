import gzip
import multiprocessing
import sys

import pytest
import redis
from django.conf import settings
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from lib import pages
from lib.modes import COOKIE
from lib.pages.store import local
from parks.models import Park

pytestmark = pytest.mark.django_db(transaction=True)


@pages.public_page(params=("page",))
def park_names(request):
    return HttpResponse(", ".join(Park.objects.order_by("pk").values_list("name", flat=True)))


@pytest.fixture
def ask():
    middleware = pages.PageMiddleware(park_names)
    requests = RequestFactory()

    def ask(path="/names/", **headers):
        cookie = headers.pop("cookie", None)
        request = requests.get(path, headers=headers)
        if cookie:
            request.COOKIES[COOKIE] = cookie
        return middleware(request)

    return ask


def queries_of(call) -> int:
    with CaptureQueriesContext(connection) as queries:
        call()
    return len(queries)


def test_second_request_asks_no_database(ask, park):
    assert ask().content.decode() == park.name
    assert queries_of(ask) == 0
    assert ask().content.decode() == park.name


@pytest.mark.parametrize(
    "edit",
    [
        lambda park: Park.objects.filter(pk=park.pk).update(name="新名"),
        lambda park: park.__class__.objects.get(pk=park.pk).delete(),
        lambda park: connection.cursor().execute("UPDATE places_place SET name = 'raw'"),
        lambda park: Park.objects.bulk_update([Park(pk=park.pk, name="批量")], ["name"]),
    ],
    ids=["update", "delete", "raw", "bulk"],
)
def test_any_write_shows_at_the_next_request(ask, park, edit):
    before = ask().content
    edit(park)
    assert ask().content != before


def test_write_elsewhere_keeps_the_page(ask, park, resident):
    ask()
    resident.display_name = "改名"
    resident.save(update_fields=["display_name"])
    assert queries_of(ask) == 0


def test_write_that_rolls_back_changes_nothing_but_is_harmless(ask, park):
    ask()
    with transaction.atomic():
        Park.objects.update(name="undone")
        transaction.set_rollback(True)
    assert ask().content.decode() == park.name


def test_write_in_a_savepoint_after_one_that_rolled_back(ask, park):
    ask()
    with transaction.atomic():
        with transaction.atomic():
            Park.objects.update(name="undone")
            transaction.set_rollback(True)
        Park.objects.update(name="done")
    assert ask().content.decode() == "done"


def test_write_while_the_page_is_being_made_is_not_missed(ask, park, monkeypatch):
    real = Park.objects.order_by

    def write_after_reading(*args):
        names = list(real(*args).values_list("name", flat=True))
        Park.objects.update(name="later")

        class Answer:
            def values_list(self, *args, **kwargs):
                return names

        return Answer()

    monkeypatch.setattr(Park.objects, "order_by", write_after_reading)
    assert ask().content.decode() == park.name
    monkeypatch.undo()
    assert ask().content.decode() == "later"


def test_another_process_sees_the_page_and_the_write_too(ask, park):
    ask()
    ask()
    local.clear()
    assert queries_of(ask) == 0
    Park.objects.update(name="elsewhere")
    local.clear()
    assert ask().content.decode() == "elsewhere"


def test_redis_that_lost_everything_serves_nothing_old(ask, park):
    ask()
    pages.store.client.delete(f"{pages.store.prefix}epoch")
    assert queries_of(ask) == 1


def test_redis_that_is_away_breaks_no_page(ask, park, settings, caplog):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    pages.store.speak()
    try:
        assert ask().content.decode() == park.name
        Park.objects.update(name="without redis")
        assert ask().content.decode() == "without redis"
        assert "did not take a mark" in caplog.text
    finally:
        pages.store.speak()


def test_a_write_is_marked_though_redis_has_closed_the_connection(ask, park):
    ask()
    client = pages.store.client
    with redis.Redis.from_url(settings.REDIS_URL) as other:
        other.client_kill_filter(_id=client.client_id())
    Park.objects.update(name="after all")
    assert ask().content.decode() == "after all"
    assert queries_of(ask) == 0


def test_unknown_parameter_is_answered_but_not_kept(ask, park):
    ask("/names/?utm=1")
    assert queries_of(lambda: ask("/names/?utm=1")) == 1
    ask("/names/?page=1")
    assert queries_of(lambda: ask("/names/?page=1")) == 0


def test_etag_is_answered_with_304(ask, park):
    first = ask()
    again = ask(**{"If-None-Match": first["ETag"]})
    assert again.status_code == 304
    assert again.content == b""
    Park.objects.update(name="new")
    assert ask(**{"If-None-Match": first["ETag"]}).status_code == 200


def test_compressed_for_those_who_accept_it(ask, park):
    ask()
    answer = ask(**{"Accept-Encoding": "gzip, br"})
    assert answer["Content-Encoding"] == "gzip"
    assert gzip.decompress(answer.content).decode() == park.name


def test_modes_are_kept_apart_and_invented_ones_are_not(ask, park):
    ask()
    assert queries_of(lambda: ask(cookie="elder.dark")) == 1
    assert queries_of(lambda: ask(cookie="invented")) == 0


def test_remembered_value_asks_once_and_is_made_anew_after_a_write(park):
    def names():
        return list(Park.objects.values_list("name", flat=True))

    def remembered():
        return pages.remember("names", names)

    assert queries_of(remembered) == 1
    assert queries_of(remembered) == 0
    Park.objects.update(name="new")
    assert remembered() == ["new"]


def test_remembered_value_survives_writes_elsewhere(park, resident):
    pages.remember("areas", lambda: list(Park.objects.values_list("area_m2", flat=True)))
    resident.save(update_fields=["display_name"])
    assert queries_of(lambda: pages.remember("areas", lambda: list(Park.objects.all()))) == 0


def test_page_depends_on_what_its_remembered_values_read(park):
    @pages.public_page()
    def count(request):
        return HttpResponse(str(pages.remember("count", Park.objects.count)))

    middleware = pages.PageMiddleware(count)
    get = RequestFactory().get
    assert middleware(get("/count/")).content == b"1"
    park.delete()
    assert middleware(get("/count/")).content == b"0"


def test_nothing_is_remembered_inside_a_transaction(park):
    with transaction.atomic():
        Park.objects.update(name="undone")
        pages.remember("undone", lambda: list(Park.objects.values_list("name", flat=True)))
        transaction.set_rollback(True)
    assert pages.remember("undone", lambda: list(Park.objects.values_list("name", flat=True))) == [park.name]


def test_remembered_value_needs_no_question_of_its_own_in_a_stale_page(park, resident, monkeypatch):
    @pages.public_page()
    def both(request):
        people = pages.remember("people", lambda: list(User.objects.values_list("display_name", flat=True)))
        return HttpResponse(f"{Park.objects.get().name} {people}")

    middleware = pages.PageMiddleware(both)
    get = RequestFactory().get
    middleware(get("/both/"))
    monkeypatch.setattr(pages.store, "unwritten", lambda *args: pytest.fail("asked Redis"))
    Park.objects.update(name="新名")
    assert middleware(get("/both/")).content.decode() == f"新名 ['{resident.display_name}']"
    User.objects.update(display_name="改名")
    assert middleware(get("/both/")).content.decode() == "新名 ['改名']"


def test_page_is_shared_when_it_is_asked_for_again(ask, park):
    ask()
    assert pages.store.load(next(iter(local)))[0] is None
    ask()
    assert pages.store.load(next(iter(local)))[0].body.decode() == park.name


def test_a_process_that_was_forked_has_its_own_connection():
    mine = pages.store.client

    def child():
        sys.exit(0 if pages.store.client is not mine and pages.store.now() else 1)

    process = multiprocessing.get_context("fork").Process(target=child)
    process.start()
    process.join()
    assert process.exitcode == 0
    assert pages.store.client is mine
    assert pages.store.now()
