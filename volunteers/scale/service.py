"""Shifts, what was served in them, and the records with the words that confirmed them, as text for COPY."""

from datetime import timedelta

from lib.sealed import seal
from volunteers.models.activities import new_secret
from volunteers.scale.layout import DAYS, YEARS, Layout

COLUMNS = {
    "volunteers_shift": (
        "id, activity_id, starts_at, ends_at, capacity, taken, meeting, meeting_en, closes_at, withdraw_until, "
        "is_cancelled, reason, sequence, secret, closed_at, timed_at, updated_at"
    ),
    "volunteers_service": (
        "id, organization_id, organization_name, organization_name_en, shift_id, title, title_en, category, content, "
        "served, place_name, place_name_en, region_id, person_in_charge, rule_id, due_on, taken_at"
    ),
    "volunteers_servicerecord": (
        "id, volunteer_id, recorded_for_id, service_id, organization_id, starts_at, ends_at, day, minutes, measured, "
        "source, state, needs, flags, is_late, due_on, rule_id, entered_by_id, entered_at, note, evidence_note"
    ),
    "volunteers_decision": "id, record_id, verdict, by_id, standing, reason, at",
}
CAPACITY = 60
# Minutes of five records in a row; 180 on average, which the sum of all hours is built on.
MINUTES = (180, 120, 240, 150, 210)
# Of twenty records; none claims to have been vouched for on site, since no proofs are planted.
SOURCES = ["code"] * 7 + ["roster"] * 3 + ["location"] + ["self_report"] * 4 + ["imported"] * 4 + ["back_office"]
BY_OTHERS = {"imported", "back_office", "roster"}
EVIDENCE = "纸质签到表，样例卷"
HOURS = (7, 8, 9, 10, 13, 14, 15, 16, 18)


def services(layout: Layout, circle: int) -> dict[str, bytes]:
    """The days of one circle: a shift each, and its snapshot."""
    shifts, taken = [], []
    for day in range(DAYS):
        key = circle * DAYS + day
        shift, team = layout.first_shift + key, layout.team_on(circle, day)
        organization = layout.teams[team]
        programme = layout.programmes[team % len(layout.programmes)]
        row, place = programme.row, programme.place
        date, hour = layout.day(day), HOURS[day % len(HOURS)]
        starts, ends = f"{date} {hour:02}:00:00+08", f"{date} {hour + 4:02}:00:00+08"
        activity = layout.activities[team * YEARS + day // 365]
        shifts.append(
            f"{shift}\t{activity}\t{starts}\t{ends}\t{CAPACITY}\t0\t\t\t{starts}\t{starts}\tf\t\t0\t"
            f"{seal(new_secret(), kind='shift_secret')}\t{ends}\t{starts}\t{ends}\n"
        )
        taken.append(
            f"{layout.first_service + key}\t{organization.pk}\t{organization.name}\t{organization.name_en}\t{shift}\t"
            f"{row['title']}\t{row['title_en']}\t{row['category']}\t{row['content']}\t{row['served']}\t"
            f"{row['place_name'] or place.name}\t{row['place_name_en'] or place.name_en}\t{programme.region.pk}\t"
            f"样例负责人\t{layout.rule}\t{layout.due[day]}\t{ends}\n"
        )
    return {"volunteers_shift": "".join(shifts).encode(), "volunteers_service": "".join(taken).encode()}


def records(layout: Layout, first: int, last: int, before: int) -> dict[str, bytes]:
    """The records of the people of these turns; `before` is how many all earlier turns have."""
    lines, decisions = [], []
    number_of_record = before
    dates = [str(layout.day(day)) for day in range(DAYS)]
    entered = [str(layout.day(day) + timedelta(days=1)) for day in range(DAYS)]
    leaders = [tuple(layout.first_user + one for one in layout.leaders(team)) for team in range(len(layout.teams))]
    for person in map(layout.person_at, range(first, last)):
        volunteer, user = layout.first_volunteer + person, layout.first_user + person
        circle = layout.circle_of_person(person)
        # Walking in strides through a prime number of days never comes to a day twice.
        stride, day = 1 + (person * 7_919) % (DAYS - 1), (person * 104_729) % DAYS
        for place in range(layout.people[person]):
            day = (day + stride) % DAYS
            team = layout.team_on(circle, day)
            one, other = leaders[team]
            by = other if user == one else one
            source = SOURCES[(person + place * 3) % len(SOURCES)]
            writer = (one if by == other else other) if source in BY_OTHERS else user
            minutes = _minutes(layout, number_of_record)
            hour = HOURS[day % len(HOURS)]
            key = layout.first_record + number_of_record
            organization = layout.teams[team].pk
            lines.append(
                f"{key}\t{volunteer}\t{volunteer}\t{layout.first_service + circle * DAYS + day}\t{organization}\t"
                f"{dates[day]} {hour:02}:00:00+08\t{dates[day]} {hour + minutes // 60:02}:{minutes % 60:02}:00+08\t"
                f"{dates[day]}\t{minutes}\t{minutes}\t{source}\tconfirmed\t\t{{}}\tf\t{layout.due[day]}\t{layout.rule}\t"
                f"{writer}\t{entered[day]} 09:00:00+08\t\t{EVIDENCE if source in ('imported', 'back_office') else ''}\n"
            )
            decisions.append(
                f"{layout.first_decision + number_of_record}\t{key}\tconfirm\t{by}\tleader\t\t"
                f"{entered[day]} 12:00:00+08\n"
            )
            number_of_record += 1
    return {"volunteers_servicerecord": "".join(lines).encode(), "volunteers_decision": "".join(decisions).encode()}


def _minutes(layout: Layout, number: int) -> int:
    """Of the record of that number. The last one makes the sum exact."""
    if number < layout.records - 1:
        return MINUTES[number % len(MINUTES)]
    rounds, rest = divmod(number, len(MINUTES))
    return layout.minutes - rounds * sum(MINUTES) - sum(MINUTES[:rest])
