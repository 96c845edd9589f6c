"""Some twenty thousand records: from all sources, in all states. The database decides which are confirmed."""

import random
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

from django.utils import timezone

from accounts.models import User
from lib.copying import copy_objects
from lib.sampling import SampleCity
from office.calendar import Calendar
from volunteers.actions.recording import countable
from volunteers.models import Decision, Service, ServiceRecord, ServiceRule, Volunteer
from volunteers.rulebook import rule_on
from volunteers.sample.organizations import Team
from volunteers.sample.past import DAYS, Came, Diary, Held, attend, service_of
from volunteers.sample.people import Cast
from volunteers.sample.programmes import Programme
from volunteers.vocabulary import Flag, Source

OFTEN = {Source.SELF_REPORT: (1_050, 3), Source.IMPORTED: (60, 42), Source.BACK_OFFICE: (175, 4)}
NOTES = {
    Source.SELF_REPORT: "手机没电了，没有扫上码；领队在场。",
    Source.IMPORTED: "社区纸质签到表，逐行录入。",
    Source.BACK_OFFICE: "本人持签到表到窗口，请求补录。",
}
EVIDENCE = {
    Source.IMPORTED: "纸质签到表，存队部文件柜，样例卷第 {page} 页",
    Source.BACK_OFFICE: "签到表复印件，存市文明办，样例卷第 {page} 页",
}
REASONS = ("那天没有这场活动，请核对日期。", "当天是会议，不算服务时长。", "签到表上没有这个名字。")
LONG_DAYS = {37: 9 * 60 + 30, 61: 13 * 60}  # the so many-th service of the office, in minutes
PENDING_FOR = 9  # days that a report may still wait for its answer


@dataclass
class Books:
    """What will be written, and what will then be said about it."""

    city: SampleCity
    rule: ServiceRule
    chance: random.Random
    records: list[ServiceRecord] = field(default_factory=list)
    said: list[tuple[ServiceRecord, User, str, str]] = field(default_factory=list)

    def enter(
        self, volunteer: Volunteer, service: Service, begins: datetime, ends: datetime, **values
    ) -> ServiceRecord:
        entered_at = values["entered_at"]
        record = ServiceRecord(
            **{
                "volunteer_id": volunteer.pk, "recorded_for_id": volunteer.pk, "service_id": service.pk,
                "organization_id": service.organization_id, "starts_at": begins, "ends_at": ends,
                "day": timezone.localdate(begins), "minutes": countable(begins, ends, self.rule.step),
                "due_on": service.due_on, "is_late": timezone.localdate(entered_at) > service.due_on,
                "rule_id": self.rule.pk, **values,
            }
        )  # fmt: skip
        self.records.append(record)
        return record

    def say(self, record: ServiceRecord, by: User, verdict: str = "confirm", reason: str = "") -> None:
        self.said.append((record, by, verdict, reason))

    def write(self) -> None:
        copy_objects(self.records)
        copy_objects(
            [
                Decision(
                    record_id=record.pk, by_id=by.pk, verdict=verdict, reason=reason,
                    at=min(self.city.now, record.entered_at + timedelta(hours=20)),
                )
                for record, by, verdict, reason in self.said
            ]
        )  # fmt: skip
        self.records, self.said = [], []


def plant(city: SampleCity, teams: dict[str, Team], cast: Cast, held: list[Held]) -> int:
    books = Books(city, rule_on(city.today), random.Random(1_860))
    diary = Diary(cast, books.chance)
    for came in attend(held, diary):
        _proved(books, came)
    _told(books, diary, held)
    books.write()
    _put_right(books)
    return ServiceRecord.objects.count()


def _proved(books: Books, came: Came) -> None:
    """What was checked in and out: confirmed at once where a leader vouches, asked about where only a phone did."""
    shift, volunteer = came.held.shift, came.sign_up.volunteer
    begins, ends = max(came.came_at, shift.starts_at), min(came.left_at, shift.ends_at)
    flag, late = _remark(books.chance)
    record = books.enter(
        volunteer, came.held.service, begins, ends, source=came.way, sign_up_id=came.sign_up.pk,
        measured=countable(came.came_at, came.left_at, 1), flags=flag,
        entered_by_id=came.voucher.user_id if came.way == "roster" else volunteer.user_id,
        entered_at=min(books.city.now, came.left_at + timedelta(days=late)),
        vouched_by_id=came.voucher.user_id if came.voucher else None,
    )  # fmt: skip
    if not came.voucher and _is_answered(books, record):
        books.say(record, _answering(came.held.team, record))


def _remark(chance: random.Random) -> tuple[list[str], int]:
    """Flags of a record and the days that it came late, both seldom."""
    drawn = chance.random()
    if drawn < 0.012:
        return [Flag.CLOCK], 0
    if drawn < 0.024:
        return [Flag.FORGOTTEN], 0
    if drawn < 0.030:
        return [Flag.LATE_SYNC], 19
    return [], 0


def _is_answered(books: Books, record: ServiceRecord) -> bool:
    age = (books.city.today - record.day).days
    return age > PENDING_FOR or (age > 2 and books.chance.random() < 0.5)


def _answering(team: Team, record: ServiceRecord) -> User:
    """A leader who neither served these hours nor entered them."""
    return next(
        leader.user
        for leader in team.leaders
        if leader.pk != record.volunteer_id and leader.user_id != record.entered_by_id
    )


def _told(books: Books, diary: Diary, held: list[Held]) -> None:
    """What nobody proved on site: reported, imported from paper, entered by the office."""
    teams = {one.programme.number: one.team for one in held}
    offered = list({one.programme.number: one.programme for one in held}.values())
    calendar = Calendar(books.city.today - timedelta(days=DAYS + 60), books.city.today + timedelta(days=60))
    plans = [
        (source, number, books.chance.choice(offered), books.chance.randint(1, DAYS))
        for source, (times, _people) in OFTEN.items()
        for number in range(times)
    ]
    services = Service.objects.bulk_create(
        [_beside(books, programme, ago, calendar) for _source, _number, programme, ago in plans], batch_size=500
    )
    office = {user.username: user for user in User.objects.filter(username__in=["office", "yangshe"])}
    for (source, number, programme, ago), service in zip(plans, services, strict=True):
        team = teams[programme.number]
        day = books.city.today - timedelta(days=ago)
        led = {leader.pk for leader in team.leaders}
        members = [n for n in team.members if diary.cast.people[n].pk not in led]
        people = [diary.cast.people[n] for n in diary.draw(members, day, OFTEN[source][1])]
        for volunteer in people:
            _tell(books, source, number, volunteer, programme, service, team, office)


def _beside(books: Books, programme: Programme, ago: int, calendar: Calendar) -> Service:
    starts_at, _ends_at = programme.times(books.city.today - timedelta(days=ago))
    return service_of(programme, starts_at, books.rule, calendar)


def _tell(
    books: Books,
    source: Source,
    number: int,
    volunteer: Volunteer,
    programme: Programme,
    service: Service,
    team: Team,
    office: dict[str, User],
) -> None:
    begins, ends = programme.times(timezone.localdate(service.taken_at))
    if source == Source.BACK_OFFICE and number in LONG_DAYS:
        begins = timezone.make_aware(datetime.combine(timezone.localdate(begins), time(6)))
        ends = begins + timedelta(minutes=LONG_DAYS[number])
    enters = {Source.SELF_REPORT: volunteer.user_id, Source.IMPORTED: team.leaders[0].user_id}
    page = number % 90 + 1
    late = 17 if books.chance.random() < 0.04 else books.chance.choice((0, 1, 1, 2, 5))
    record = books.enter(
        volunteer, service, begins, ends, source=source, note=NOTES[source],
        evidence_note=EVIDENCE.get(source, "").format(page=page),
        entered_by_id=enters.get(source, office["yangshe"].pk),
        entered_at=max(ends, min(books.city.now, ends + timedelta(days=late))),
        flags=[Flag.LONG_DAY] if ends - begins > timedelta(hours=8) else [],
    )  # fmt: skip
    if not _is_answered(books, record):
        return
    if source == Source.SELF_REPORT and books.chance.random() < 0.05:
        books.say(record, _answering(team, record), "reject", books.chance.choice(REASONS))
    elif source == Source.BACK_OFFICE and number not in LONG_DAYS:
        books.say(record, office["office"])
    else:
        books.say(record, _answering(team, record))


def _put_right(books: Books) -> None:
    """A few confirmed records that were wrong: replaced by a correction, or void by two people's word."""
    office = User.objects.get(username="office")
    editor = User.objects.get(username="yangshe")
    confirmed = ServiceRecord.objects.filter(state="confirmed", source=Source.IMPORTED).select_related(
        "volunteer", "service__organization", "organization"
    )  # fmt: skip
    for old in confirmed.order_by("pk")[:400:27]:
        record = books.enter(
            old.volunteer, old.service, old.starts_at, old.ends_at - timedelta(minutes=30), source=Source.BACK_OFFICE,
            note="提前半小时离开，签到表抄错了一行。", evidence_note="签到表原件，样例卷", replaces=old,
            entered_by=editor, entered_at=old.entered_at + timedelta(days=3),
        )  # fmt: skip
        books.say(record, office)
    leading = {}
    for old in confirmed.order_by("-pk")[:300:60]:
        leading.setdefault(old.organization_id, _leader_of(old))
        books.say(old, office, "void", "同一张签到表录了两遍。")
        books.say(old, leading[old.organization_id], "void", "核对过了，确实录了两遍。")
    books.write()


def _leader_of(record: ServiceRecord) -> User:
    leading = record.organization.memberships.filter(role="leader", state="active").order_by("-pk")
    return leading.select_related("volunteer__user").first().volunteer.user
