"""What every region holds to, whoever writes it: the database says so."""

import threading

import pytest
from django.contrib.gis.geos import Point
from django.db import IntegrityError, connection, transaction

from lib.refusals import Refused
from places.models import Region
from places.regions import keep_region
from tests.conftest import square

pytestmark = pytest.mark.django_db


def refused(act, constraint: str) -> None:
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        act()
    assert refusal.value.__cause__.diag.constraint_name == constraint


@pytest.fixture
def community(yangshe):
    return Region.objects.create(code="320582100201", name="一社区", level="community", parent=yangshe)


# --- the code is the path


@pytest.mark.parametrize("code", ["999999999", "32058210", "320582101", "3205821"])
def test_a_code_begins_with_the_parents(yangshe, code):
    refused(
        lambda: Region.objects.create(code=code, name="错", level="community", parent=yangshe),
        "places_region_code_in_parents",
    )


def test_a_region_does_not_move_under_a_stranger(yangshe, tangqiao, community):
    refused(lambda: Region.objects.filter(pk=community.pk).update(parent=tangqiao), "places_region_code_in_parents")


def test_a_code_does_not_leave_its_children_behind(yangshe, community):
    refused(lambda: Region.objects.filter(pk=yangshe.pk).update(code="320582109"), "places_region_code_in_parents")


def test_a_region_is_not_part_of_itself(yangshe):
    refused(lambda: Region.objects.filter(pk=yangshe.pk).update(parent=yangshe), "places_region_not_in_itself")


@pytest.mark.django_db(transaction=True)
def test_a_code_cannot_change_while_a_child_comes_in(city):
    """Whoever comes second waits, and is then refused."""
    town = Region.objects.create(code="320582100", name="杨舍镇", level="town", parent=city)
    outcome = []

    def change_the_code() -> None:
        try:
            Region.objects.filter(pk=town.pk).update(code="320582109")
        except IntegrityError as error:
            outcome.append(error.__cause__.diag.constraint_name)
        finally:
            connection.close()

    second = threading.Thread(target=change_the_code)
    with transaction.atomic():
        Region.objects.create(code="320582100201", name="一社区", level="community", parent=town)
        second.start()
        second.join(0.3)
        assert second.is_alive()
    second.join(10)
    assert outcome == ["places_region_code_in_parents"]


@pytest.mark.parametrize("name", ["\u200b", "a\x01b", " "])
def test_a_name_can_be_read(yangshe, name):
    with connection.cursor() as cursor:
        update = "UPDATE places_region SET name = %s WHERE id = %s"
        refused(lambda: cursor.execute(update, [name, yangshe.pk]), "places_region_name_can_be_read")


def test_what_the_database_refuses_is_said_in_words(yangshe):
    community = Region(code="320582101201", name="一社区", level="community", parent=yangshe)
    with pytest.raises(Refused, match=r"begins with|开头"):
        keep_region(region=community)


# --- the centre follows the outline


def test_a_region_without_a_centre_gets_one_within_its_outline(city):
    town = Region(code="320582102", name="金港镇", level="town", parent=city, outline=square(120.45, 31.9))
    keep_region(region=town)
    assert town.outline.covers(Point(town.centre.coords, srid=4326))
    assert Region.objects.get(pk=town.pk).centre.coords == town.centre.coords


def test_a_centre_follows_the_outline_even_by_hand(yangshe):
    Region.objects.filter(pk=yangshe.pk).update(outline=square(120.72, 31.8))
    yangshe.refresh_from_db()
    assert yangshe.centre.coords == pytest.approx((120.72, 31.8))


def test_a_centre_that_is_known_better_stays_within_the_outline(city):
    values = {"name": "镇", "level": "town", "parent": city, "outline": square(120.6, 31.8)}
    hall = Region.objects.create(code="320582103", centre=Point(120.61, 31.81, srid=4326), **values)
    astray = Region.objects.create(code="320582104", centre=Point(120.8, 31.9, srid=4326), **values)
    hall.refresh_from_db()
    astray.refresh_from_db()
    assert hall.centre.coords == pytest.approx((120.61, 31.81))
    assert astray.centre.coords == pytest.approx((120.6, 31.8))


def test_a_centre_stays_where_only_a_name_changes(yangshe):
    yangshe.name, before = "杨舍街道", yangshe.centre.coords
    keep_region(region=yangshe)
    assert (yangshe.centre.coords, yangshe.pinyin) == (before, "yangshejiedao ysjd")


# --- the outline leaves a trace


def test_a_change_of_the_outline_alone_leaves_a_row(yangshe):
    yangshe.outline = square(120.555, 31.875, side=0.03)
    keep_region(region=yangshe)
    last, first = yangshe.events.order_by("-pgh_id")
    assert last.shape_trace != first.shape_trace
    assert first.shape_trace.startswith("16.")
    assert last.shape_trace.startswith("37.")


def test_the_same_outline_again_leaves_none(yangshe):
    keep_region(region=yangshe)
    before = yangshe.events.count()
    yangshe.refresh_from_db()
    keep_region(region=yangshe)
    assert yangshe.events.count() == before


def test_a_region_without_an_outline_has_no_trace(city):
    assert Region.objects.get(pk=city.pk).shape_trace == ""
