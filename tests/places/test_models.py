"""Each rule that the database holds for places: what it lets through, what it refuses, and in which words."""

import datetime

import pytest
from django.contrib.gis.geos import Point
from django.core.exceptions import ValidationError
from django.db import IntegrityError, InternalError, connection, transaction

from photos.models import Photo
from places.models import Entrance, Feedback, HoursException, Kind, Place, PlacePhoto, Region

pytestmark = pytest.mark.django_db


def sentence_of(row) -> str:
    with pytest.raises(ValidationError) as caught:
        row.full_clean()
    return " ".join(caught.value.messages)


def refused_by_database(write) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        write()


def access_of(place: Place) -> list[tuple[float, float]]:
    place.refresh_from_db()
    return [(round(point.x, 4), round(point.y, 4)) for point in place.access]


@pytest.fixture
def entrance(park):
    return Entrance.objects.create(place=park, point=Point(120.556, 31.876, srid=4326))


@pytest.fixture
def feedback(park):
    return Feedback.objects.create(place=park, text="长椅坏了")


# --- access follows point and entrances


def test_access_is_the_point_where_there_is_no_entrance(park):
    assert access_of(park) == [(120.555, 31.875)]


def test_access_follows_the_point(park):
    park.point = Point(120.56, 31.88, srid=4326)
    park.save(update_fields=["point"])
    assert access_of(park) == [(120.56, 31.88)]


def test_access_is_the_entrances_where_there_are_some(park, entrance):
    Entrance.objects.create(place=park, point=Point(120.554, 31.874, srid=4326))
    assert access_of(park) == [(120.556, 31.876), (120.554, 31.874)]


def test_access_follows_a_moved_entrance(park, entrance):
    entrance.point = Point(120.557, 31.877, srid=4326)
    entrance.save(update_fields=["point"])
    assert access_of(park) == [(120.557, 31.877)]


def test_access_returns_to_the_point_with_the_last_entrance_gone(park, entrance):
    entrance.delete()
    assert access_of(park) == [(120.555, 31.875)]


def test_access_of_both_places_follows_an_entrance_that_changes_place(park, entrance, make_park):
    other = make_park()
    entrance.place = other
    entrance.save(update_fields=["place"])
    assert access_of(park) == [(120.555, 31.875)]
    assert access_of(other) == [(120.556, 31.876)]


def test_access_keeps_the_entrances_when_the_point_moves(park, entrance):
    Place.objects.filter(pk=park.pk).update(point=Point(120.57, 31.87, srid=4326))
    assert access_of(park) == [(120.556, 31.876)]


# --- places


def test_known_facilities_are_kept(park):
    park.facilities = ["swings", "shade"]
    park.full_clean()
    park.save(update_fields=["facilities"])


def test_unknown_facility_is_refused(park):
    park.facilities = ["seats", "helipad"]
    assert "helipad" in sentence_of(park)
    refused_by_database(lambda: park.save(update_fields=["facilities"]))


@pytest.mark.parametrize("field", ["kind", "operation"])
def test_unknown_kind_and_operation_are_refused(park, field):
    refused_by_database(lambda: Place.objects.filter(pk=park.pk).update(**{field: "spaceport"}))
    setattr(park, field, "spaceport")
    with pytest.raises(ValidationError, match=f"kind of {'place' if field == 'kind' else 'operation'} is not known"):
        park.validate_constraints()


def test_one_name_once_in_a_region_and_kind(park, make_park, tangqiao):
    refused_by_database(lambda: make_park(name=park.name))
    make_park(name=park.name, region=tangqiao)
    Place.objects.create(
        name=park.name, name_en="Toilet", kind=Kind.TOILET, point=park.point, region=park.region,
    )  # fmt: skip


def test_second_of_the_same_name_is_told_why(park):
    twin = Place(name=park.name, name_en="Twin", kind=park.kind, point=park.point, region=park.region)
    with pytest.raises(ValidationError) as caught:
        twin.validate_constraints()
    assert caught.value.messages == ["This region has a place of that kind and name already."]


def test_point_outside_the_city_and_swapped_are_told_apart(park):
    park.point = Point(121.47, 31.23, srid=4326)
    assert "outside the city" in sentence_of(park)
    park.point = Point(31.875, 120.555, srid=4326)
    assert "swapped" in sentence_of(park)


def test_hours_that_cannot_be_read_are_refused_with_an_example(park):
    park.hours = "weekdays nine to five"
    assert "Mo-Fr 09:00-17:00" in sentence_of(park)


@pytest.mark.parametrize(("area", "is_kept"), [(0, False), (1, True), (10_000, True), (10_001, False)])
def test_area_of_a_pocket_park(park, area, is_kept):
    park.area_m2 = area
    if is_kept:
        park.full_clean()
        park.save(update_fields=["area_m2"])
    else:
        assert "between 1 and 10,000 m²" in sentence_of(park)
        refused_by_database(lambda: park.save(update_fields=["area_m2"]))


# --- exceptions to the hours


def days_off(place, first: int, last: int) -> HoursException:
    return HoursException(
        place=place, starts_on=datetime.date(2026, 10, first), ends_on=datetime.date(2026, 10, last), hours="off"
    )


def test_exceptions_that_touch_are_kept(park):
    days_off(park, 1, 3).save()
    next_days = days_off(park, 4, 4)
    next_days.full_clean()
    next_days.save()


def test_exceptions_that_overlap_are_refused(park):
    days_off(park, 1, 3).save()
    overlapping = days_off(park, 3, 5)
    assert sentence_of(overlapping) == "Another exception already covers one of these days."
    refused_by_database(overlapping.save)


def test_exceptions_of_two_places_may_overlap(park, make_park):
    days_off(park, 1, 3).save()
    days_off(make_park(), 1, 3).save()


def test_exception_that_ends_before_it_begins_is_refused(park):
    backwards = days_off(park, 3, 1)
    assert "The last day is not before the first." in sentence_of(backwards)
    refused_by_database(backwards.save)


# --- photos of a place


def test_one_before_and_one_after_but_many_views(park):
    photos = [Photo.objects.create(sha256=str(number)) for number in range(4)]
    for photo, role in zip(photos, ["view", "view", "before", "after"], strict=True):
        PlacePhoto.objects.create(place=park, photo=photo, role=role)
    second = PlacePhoto(place=park, photo=photos[0], role="before")
    assert "one photo before and one after" in sentence_of(second)
    refused_by_database(second.save)


# --- feedback


def test_feedback_says_something(park):
    empty = Feedback(place=park, text=" \n ")
    assert "Please write what you want to tell us." in sentence_of(empty)
    refused_by_database(empty.save)


def test_feedback_is_answered_with_words_and_by_somebody(feedback, editor):
    feedback.state, feedback.answer = "answered", "已修好"
    with pytest.raises(ValidationError, match="somebody who gives it"):
        feedback.validate_constraints()
    refused_by_database(lambda: feedback.save(update_fields=["state", "answer"]))


def test_feedback_is_declined_with_a_reason(feedback):
    feedback.state = "declined"
    with pytest.raises(ValidationError, match="Say why"):
        feedback.validate_constraints()
    refused_by_database(lambda: feedback.save(update_fields=["state"]))


@pytest.mark.parametrize("may_publish", [False, True])
def test_feedback_is_published_only_when_answered_and_with_consent(feedback, may_publish):
    feedback.may_publish, feedback.is_published = may_publish, True
    with pytest.raises(ValidationError, match="whose sender agreed"):
        feedback.validate_constraints()
    refused_by_database(lambda: feedback.save(update_fields=["may_publish", "is_published"]))


def test_feedback_keeps_a_number_only_with_consent(park):
    refused_by_database(lambda: Feedback.objects.create(place=park, text="请回电", phone="13800000001"))
    kept = Feedback.objects.create(place=park, text="请回电", phone="13800000001", may_call=True)
    kept.refresh_from_db()
    assert kept.phone.reveal() == "13800000001"


def test_number_is_sealed_in_the_table_and_absent_from_history(park):
    Feedback.objects.create(place=park, text="请回电", phone="13800000001", may_call=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT phone FROM places_feedback")
        assert cursor.fetchone()[0].startswith("v1:")
        cursor.execute("SELECT * FROM places_feedbackevent")
        assert "phone" not in [column.name for column in cursor.description]


@pytest.mark.parametrize(("old", "new"), [("answered", "received"), ("declined", "received"), ("declined", "answered")])
def test_forbidden_move_is_refused_by_the_database(feedback, editor, old, new):
    decided = {"answered_by": editor, "answered_at": feedback.created_at, "answer": "好", "reason": "广告"}
    Feedback.objects.filter(pk=feedback.pk).update(state=old, **decided)
    with pytest.raises(InternalError, match="Invalid transition"), transaction.atomic():
        Feedback.objects.filter(pk=feedback.pk).update(state=new)


# --- regions


@pytest.mark.parametrize("code", ["32058", "32058A", "320582 1"])
def test_region_code_is_digits(city, code):
    refused_by_database(lambda: Region.objects.create(code=code, name="错", level="town", parent=city))


def test_only_the_city_has_no_parent(city):
    refused_by_database(lambda: Region.objects.create(code="320583", name="孤", level="town"))
    refused_by_database(lambda: Region.objects.create(code="320584", name="城", level="city", parent=city))


def test_region_ends_after_it_began(city):
    dates = {"valid_from": datetime.date(2020, 1, 2), "valid_to": datetime.date(2020, 1, 2)}
    refused_by_database(lambda: Region.objects.create(code="320582999", name="旧", level="town", parent=city, **dates))


# --- history


def test_every_change_leaves_a_row(park):
    Place.objects.filter(pk=park.pk).update(name="改名")
    park.refresh_from_db()
    assert list(park.events.order_by("pgh_id").values_list("pgh_label", flat=True)) == ["insert", "update"]
