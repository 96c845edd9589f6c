"""Samples are random and can be drawn again; who had no part in a record looks at it (M67 art. 21)."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from tests.volunteers.conftest import text_of
from volunteers.actions import decisions, spot_checks
from volunteers.models import Finding, SpotCheck

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]
ADMIN = "/en/admin/"


def draw(**values) -> SpotCheck:
    today = timezone.localdate()
    return spot_checks.draw(**{"first_day": today - timedelta(days=30), "last_day": today, "size": 3, **values})


def test_a_sample_is_random_and_can_be_drawn_again(make_record, make_volunteer, reviewer, city):
    records = [make_record(of=make_volunteer()) for _number in range(12)]
    first = draw(by=reviewer, region=city)
    assert (first.population, first.findings.count()) == (12, 3)
    assert spot_checks.is_reproduced(first)
    make_record(of=make_volunteer())
    assert spot_checks.is_reproduced(first)
    others = {tuple(spot_checks.drawn_by(draw(by=reviewer, region=city))) for _draw in range(9)}
    assert len(others) > 1
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id FROM volunteers_servicerecord WHERE id = ANY(%s) ORDER BY md5(%s || ':' || id) LIMIT 3",
            [[record.pk for record in records], first.seed],
        )
        assert [key for (key,) in cursor.fetchall()] == spot_checks.drawn_by(first)


def test_a_sample_is_drawn_at_the_desk_with_its_seed_shown(desk, make_record, city, reviewer):
    make_record()
    today = timezone.localdate()
    form = {
        "region": city.pk, "first_day": (today - timedelta(days=9)).isoformat(), "last_day": today.isoformat(),
        "source": "", "size": "5", "seed": "mine",
    }  # fmt: skip
    assert desk.post(f"{ADMIN}volunteers/spotcheck/add/", form).status_code == 302
    check = SpotCheck.objects.get()
    page = desk.get(f"{ADMIN}volunteers/spotcheck/{check.pk}/change/")
    assert check.seed in text_of(page)
    assert len(check.seed) == 32
    assert 'name="seed"' not in text_of(desk.get(f"{ADMIN}volunteers/spotcheck/add/"))
    assert desk.get(f"{ADMIN}volunteers/spotcheck/").status_code == 200
    nothing = desk.post(f"{ADMIN}volunteers/spotcheck/add/", {**form, "source": "imported"}, follow=True)
    assert "no record to draw from" in text_of(nothing)


def test_looking_at_a_sample_again_shows_the_same_rows_and_writes_nothing(
    desk, make_record, make_volunteer, city, reviewer
):
    for _number in range(5):
        make_record(of=make_volunteer())
    check = draw(by=reviewer, region=city)
    before = (SpotCheck.objects.count(), Finding.objects.count())
    keys = ", ".join(map(str, check.findings.order_by("position").values_list("record", flat=True)))
    make_record(of=make_volunteer())
    for _look in range(2):
        assert keys in text_of(desk.get(f"{ADMIN}volunteers/spotcheck/{check.pk}/change/"))
    assert (SpotCheck.objects.count(), Finding.objects.count()) == before


def test_nobody_brings_a_seed_along_or_changes_it_later(make_record, city, reviewer):
    make_record()
    check = draw(by=reviewer, region=city)
    values = {"size": 3, "first_day": check.first_day, "last_day": check.last_day, "region": city, "population": 1}
    steered = SpotCheck.objects.create(seed="mine", drawn_by=reviewer, **values)
    steered.refresh_from_db()
    assert steered.seed != "mine"
    for change in ({"seed": "mine"}, {"size": 1}, {"source": "code"}):
        with pytest.raises(IntegrityError, match="stays as it was"), transaction.atomic():
            SpotCheck.objects.filter(pk=check.pk).update(**change)


def test_findings_are_noted_by_somebody_who_had_no_part(desk, client, make_record, city, reviewer, second_reviewer):
    record = decisions.confirm(record=make_record(), by=second_reviewer)
    finding = draw(by=reviewer, region=city).findings.get()
    address = f"{ADMIN}volunteers/finding/{finding.pk}/change/"
    assert desk.get(f"{ADMIN}volunteers/finding/").status_code == 200
    assert "Say what is wrong" in text_of(desk.post(address, {"result": "wrong", "note": ""}))
    assert desk.post(address, {"result": "wrong", "note": "签到表上没有"}).status_code == 302
    finding.refresh_from_db()
    assert (finding.result, finding.by, finding.record) == ("wrong", reviewer, record)
    client.force_login(second_reviewer)
    assert "somebody else checks it" in text_of(client.post(address, {"result": "right", "note": ""}, follow=True))
    assert Finding.objects.get().result == "wrong"


def test_an_editor_draws_no_sample(client, editor, make_record):
    make_record()
    client.force_login(editor)
    assert client.get(f"{ADMIN}volunteers/spotcheck/").status_code == 200
    assert client.get(f"{ADMIN}volunteers/spotcheck/add/").status_code == 403
