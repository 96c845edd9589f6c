"""What waits for somebody: reports, an objection, duplicates."""

import random
from datetime import datetime, time, timedelta

from django.utils import timezone

from accounts.models import Consent, Identity, PrivacyNotice, Purpose, User
from lib.sampling import SampleCity
from office.calendar import add_workdays
from volunteers.actions.registry import next_numbers
from volunteers.models import Merge, Objection, ServiceRecord, Volunteer
from volunteers.rulebook import rule_on
from volunteers.sample.organizations import Team
from volunteers.sample.people import Cast
from volunteers.sample.records import Books
from volunteers.vocabulary import Source

WRONG_DAY = "那天驿站停电没有开门，请核对日期。"


def plant(city: SampleCity, teams: dict[str, Team], cast: Cast) -> None:
    _resident(city, cast)
    _objections(city, cast)
    _duplicates(city, cast)


def _resident(city: SampleCity, cast: Cast) -> None:
    """Two reports of the resident wait; one was rejected."""
    books = Books(city, rule_on(city.today), random.Random(7))
    shelf = cast.resident.records.filter(service__title="西门驿站理书与陪读").select_related("service__organization")
    service = shelf.newest().first().service
    for ago, minutes, note in (
        (2, 90, "放学后来了六个孩子，一起读完了一本绘本。"),
        (5, 60, "把捐来的两箱书登记完了。"),
        (16, 120, "整理期刊架。"),
    ):
        begins = timezone.make_aware(datetime.combine(city.today - timedelta(days=ago), time(18, 30)))
        ends = begins + timedelta(minutes=minutes)
        record = books.enter(
            cast.resident, service, begins, ends, source=Source.SELF_REPORT, note=note,
            entered_by=cast.resident.user, entered_at=ends + timedelta(minutes=15),
        )  # fmt: skip
        if ago > 9:
            books.say(record, cast.leader.user, "reject", WRONG_DAY)
    books.write()


def _objections(city: SampleCity, cast: Cast) -> None:
    rejected = cast.resident.records.filter(state="rejected").newest().first()
    due = add_workdays(city.today, 10)
    Objection.objects.create(
        volunteer=cast.resident, kind="rejected", record=rejected, organization=rejected.organization,
        text="停电是前一天。那天我和沈阿婆一起理的期刊架，门口的登记本上有我们的名字。",
        created_at=city.days_ago(1), due_on=due,
    )  # fmt: skip
    short = ServiceRecord.objects.confirmed().filter(source="imported", organization=rejected.organization)
    imported = short.select_related("organization", "volunteer").newest().first() or rejected
    if imported.volunteer_id != cast.resident.pk:
        Objection.objects.create(
            volunteer=imported.volunteer, kind="error", record=imported, organization=imported.organization,
            text="签到表上写的是三个半小时。", created_at=city.days_ago(20), due_on=city.today - timedelta(days=6),
            state="refused", answer="查了原件，签退时间是十二点整，按三小时记。", answered_by=cast.leader.user,
            answered_at=city.days_ago(12),
        )  # fmt: skip
    Objection.objects.create(
        volunteer=cast.elder, kind="missing", organization=rejected.organization,
        text="上周三下午读报会我也在，没有记上。", created_at=city.days_ago(3), due_on=add_workdays(city.today, 8),
    )  # fmt: skip


def _duplicates(city: SampleCity, cast: Cast) -> None:
    """Two people who registered a second time, with a passport; for one of them a merge is proposed."""
    notice = PrivacyNotice.objects.latest()
    editor = User.objects.get(username="yangshe")
    for place, number in enumerate((140, 160)):
        first = cast.people[number]
        known = first.user.identity
        user = User(username=f"r-sample-{90_000 + place}", display_name=first.user.display_name)
        user.set_unusable_password()
        user.save()
        Identity.objects.create(
            user=user, name=known.name.reveal(), document_type="passport", document=f"E9990000{place}",
            birth_date=known.birth_date.reveal(),
        )  # fmt: skip
        again = Volunteer.objects.create(
            user=user, number=next_numbers(1)[0], region=first.region, gender=first.gender,
            registered_at=city.days_ago(60),
        )  # fmt: skip
        Consent.objects.bulk_create(
            Consent(user=user, purpose=purpose, notice=notice)
            for purpose in (Purpose.ACCOUNT, Purpose.IDENTITY, Purpose.VOLUNTEERING)
        )
        if place:
            Merge.objects.create(
                kept=first,
                merged=again,
                by=editor,
                reason="姓名和出生日期相同，本人来电确认。",
                state_before=again.state,
            )
