"""Two leaders at the same moment, over real connections: caps and totals hold, nothing counts twice."""

from threading import Barrier, Thread

import pytest
from django.db import connection

from lib.refusals import Refused
from volunteers.actions import decisions, totals
from volunteers.models import ServiceRecord, ServiceTotal

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*works) -> list:
    """Each in a thread with a connection of its own, begun together; what was refused is in the list."""
    begin, refused = Barrier(len(works)), []

    def run(work) -> None:
        try:
            begin.wait()
            work()
        except Refused as refusal:
            refused.append(str(refusal))
        finally:
            connection.close()

    threads = [Thread(target=run, args=[work]) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return refused


def test_one_day_decided_twice_at_once_stays_within_its_limit(make_record, leader, deputy, volunteer):
    first, second = make_record(minutes=300, hour=1), make_record(minutes=300, hour=8)
    at_once(
        lambda: decisions.confirm(record=first, by=leader.user),
        lambda: decisions.confirm(record=second, by=deputy.user),
    )
    assert sorted(ServiceRecord.objects.values_list("state", "needs")) == [("confirmed", ""), ("pending", "second")]
    assert ServiceTotal.objects.get(volunteer=volunteer, year=0).minutes == 300


def test_one_record_decided_twice_at_once_counts_once(make_record, leader, deputy, volunteer):
    record = make_record()
    refused = at_once(
        lambda: decisions.confirm(record=record, by=leader.user),
        lambda: decisions.confirm(record=record, by=deputy.user),
    )
    assert refused == ["This record has been decided already."]
    assert ServiceTotal.objects.get(volunteer=volunteer, year=0).minutes == 120


def test_the_same_batch_confirmed_twice_at_once_counts_once(make_record, make_volunteer, leader, deputy):
    keys = [make_record(of=make_volunteer()).pk for _number in range(12)]

    def confirm(by) -> None:
        records = ServiceRecord.objects.filter(pk__in=keys).to_weigh().order_by("pk")
        decisions.confirm_many(records=records, by=by)

    at_once(lambda: confirm(leader.user), lambda: confirm(deputy.user))
    assert ServiceRecord.objects.confirmed().count() == 12
    assert sum(ServiceTotal.objects.lifetime().values_list("minutes", flat=True)) == 12 * 120
    assert totals.check_sample() == 0
