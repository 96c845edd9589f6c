import json
import re
from datetime import date
from xml.etree import ElementTree

import pytest
from django.contrib.gis.geos import Point
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from lib import drawing, pages
from parks.models import Park
from photos.models import Photo
from places.models import Entrance, Feedback, HoursException, PlacePhoto

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def look(client, park, site_identity):
    return lambda query="": client.get(reverse("park_detail", args=[park.pk]) + query)


def change(park: Park, **values) -> None:
    for name, value in values.items():
        setattr(park, name, value)
    park.save(update_fields=list(values))


# --- one park


def test_park_says_what_it_is(look, park):
    change(park, opened_on=date(2021, 5, 1), former_use_en="A rubbish heap", address_en="Xinshi River Road")
    html = look().content.decode()
    for words in ("Xinshi River Garden", "2,280 m²", "May 1, 2021", "A rubbish heap", "Xinshi River Road", "Yangshe"):
        assert words in html
    assert "Open now" in html
    assert "24 hours" in html
    assert "Step-free way" in html


def test_chinese_page(client, park, site_identity):
    with translation.override("zh-hans"):
        answer = client.get(reverse("park_detail", args=[park.pk]))
    assert answer.status_code == 200
    assert "新市河小游园" in answer.content.decode()


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_wrong_method(client, park, method):
    assert getattr(client, method)(reverse("park_detail", args=[park.pk])).status_code == 405


def test_park_that_is_not_public_is_not_there(look, park):
    change(park, is_public=False)
    answer = look()
    assert answer.status_code == 404
    assert park.name_en not in answer.content.decode()


@pytest.mark.parametrize("pk", [0, 10**12, 10**40])
def test_unknown_number_is_not_there(client, site_identity, pk):
    assert client.get(f"/en/parks/{pk}/").status_code == 404


def test_park_closed_for_good_says_so(look, park):
    change(park, operation="closed")
    answer = look()
    assert answer.status_code == 200
    assert "This place has closed for good." in answer.content.decode()


@pytest.mark.parametrize("query", ["?lon=abc&lat=1", "?lat=31.8", "?lon=31.875&lat=120.555"])
def test_bad_position_is_a_sentence(look, query):
    assert look(query).status_code == 400


def test_minutes_on_foot(look):
    assert "<strong>2</strong> minutes on foot" in look("?lon=120.556&lat=31.875").content.decode()


@pytest.mark.parametrize("items", [1, 3])
def test_page_is_drawn_with_two_queries_and_made_anew_with_two(look, park, make_park, editor, items):
    for number in range(items):
        Entrance.objects.create(place=park, point=park.point)
        PlacePhoto.objects.create(place=park, photo=Photo.objects.create(sha256=str(number)))
        day = timezone.localdate() + timezone.timedelta(days=number + 1)
        HoursException.objects.create(place=park, starts_on=day, ends_on=day)
        Feedback.objects.create(
            place=park, text=str(number), state="answered", answer="好", answered_by=editor,
            answered_at=timezone.now(), may_publish=True, is_published=True,
        )  # fmt: skip
    look()
    pages.store.forget()
    drawing.drawings.forget()
    with CaptureQueriesContext(connection) as queries:
        assert look().status_code == 200
    assert len(queries) == 2, [query["sql"][:90] for query in queries]
    pages.store.forget()
    with CaptureQueriesContext(connection) as queries:
        assert look().status_code == 200
    assert len(queries) == 2


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "edit",
    [
        lambda park: change(park, area_m2=4321),
        lambda park: HoursException.objects.create(
            place=park, starts_on=timezone.localdate(), ends_on=timezone.localdate(), hours="off", reason_en="4,321"
        ),
        lambda park: Entrance.objects.create(place=park, point=park.point, note_en="4,321"),
    ],
    ids=["park", "exception", "entrance"],
)
def test_edit_shows_at_the_very_next_request(look, park, edit):
    assert "4,321" not in look().content.decode()
    edit(park)
    assert "4,321" in look().content.decode()


@pytest.mark.django_db(transaction=True)
def test_published_feedback_shows_at_the_very_next_request(look, park, editor):
    feedback = Feedback.objects.create(place=park, text="长椅很好", may_publish=True)
    assert "长椅很好" not in look().content.decode()
    feedback.state, feedback.answer = "answered", "谢谢"
    feedback.answered_by, feedback.answered_at, feedback.is_published = editor, timezone.now(), True
    feedback.save()
    assert "长椅很好" in look().content.decode()


def test_kept_page_asks_no_database(look):
    look()
    with CaptureQueriesContext(connection) as queries:
        assert not look().cookies
    assert len(queries) == 0


# --- what search engines read


def blocks(answer) -> list[dict]:
    return [
        json.loads(block)
        for block in re.findall(r'<script type="application/ld\+json">(.*?)</script>', answer.content.decode(), re.S)
    ]


def test_search_engines_read_a_park(look, park):
    (facts,) = blocks(look())
    assert (facts["@type"], facts["name"]) == ("Park", "Xinshi River Garden")
    assert facts["geo"] == {"@type": "GeoCoordinates", "latitude": 31.875, "longitude": 120.555}


def test_invented_park_is_marked_and_kept_from_search_engines(look, park):
    change(park, is_sample=True)
    answer = look()
    assert blocks(answer) == []
    assert "Invented for the sample city" in answer.content.decode()


def test_nothing_in_a_name_ends_the_data_block(look, park):
    change(park, name_en="</script><script>alert(1)</script>&")
    answer = look()
    assert "<script>alert" not in answer.content.decode()
    assert blocks(answer)[0]["name"] == park.name_en


# --- the feed


ATOM = "{http://www.w3.org/2005/Atom}"


def entries(answer) -> list[dict[str, str]]:
    tree = ElementTree.fromstring(answer.content)
    return [
        {child.tag.removeprefix(ATOM): child.text or child.get("href") for child in entry}
        for entry in tree.iter(f"{ATOM}entry")
    ]


@pytest.fixture
def feed(client, site_identity, settings):
    settings.SITE_ORIGIN = "https://parks.example.org"
    return lambda path="/en/parks/feed/": client.get(path)


def test_feed_tells_of_new_parks_newest_first(feed, make_park):
    make_park(name_en="Old", created_at=timezone.now() - timezone.timedelta(days=9))
    new = make_park(name_en="New")
    make_park(name_en="Hidden", is_public=False)
    answer = feed()
    assert answer["Content-Type"].startswith("application/atom+xml")
    assert [entry["title"] for entry in entries(answer)] == ["New", "Old"]
    assert entries(answer)[0]["link"] == f"https://parks.example.org/en/parks/{new.pk}/"


def test_both_languages_tell_of_a_park_under_one_id(feed, park):
    with translation.override("zh-hans"):
        chinese = entries(feed("/parks/feed/"))
    english = entries(feed())
    assert chinese[0]["title"] == "新市河小游园"
    assert english[0]["title"] == "Xinshi River Garden"
    assert chinese[0]["id"] == english[0]["id"]


def test_address_of_another_host_does_not_reach_the_feed(feed, client, park, settings):
    settings.ALLOWED_HOSTS = ["*"]
    answer = client.get("/en/parks/feed/", HTTP_HOST="evil.example.net")
    assert b"evil.example.net" not in answer.content


def test_feed_is_only_read(client):
    assert client.post("/parks/feed/").status_code == 405


@pytest.mark.django_db(transaction=True)
def test_new_park_is_in_the_feed_at_the_next_request(feed, park, make_park):
    assert len(entries(feed())) == 1
    make_park(name_en="Brand new", point=Point(120.56, 31.87, srid=4326))
    assert len(entries(feed())) == 2


@pytest.mark.parametrize("items", [1, 3])
def test_feed_is_made_with_one_query(feed, make_park, items):
    for _ in range(items):
        make_park()
    with CaptureQueriesContext(connection) as queries:
        feed()
    assert len(queries) == 1
