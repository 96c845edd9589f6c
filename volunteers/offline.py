"""What a phone takes along for the time without a signal: shifts of today and tomorrow, and what a leader needs there.

Names are masked before they leave the server. A shift's secret goes only to who leads it, at most a day ahead.
"""

from datetime import datetime, timedelta

from accounts.models import User
from volunteers import passes
from volunteers.actions import presence
from volunteers.attendance import Attendance
from volunteers.models import Shift
from volunteers.rosters import roster_of
from volunteers.today import Turn, today_of

AHEAD = timedelta(hours=48)
SECRETS_AHEAD = timedelta(hours=24)
MOST_LED = 4
OF_LED = ("secret", "activity__risk_notice", "activity__risk_notice_en")


def phone_data(user: User, now: datetime, scan_address: str) -> dict:
    """`scan_address` is where the QR leads, with `{code}` in it. Taking a code along makes its leader answer for it."""
    turns = [turn for turn in today_of(user, now).turns if turn.shift.starts_at < now + AHEAD]
    led = [turn.shift.pk for turn in turns if _takes_code(turn, now)][:MOST_LED]
    presence.take_along(shifts=Shift.objects.filter(pk__in=led), by=user)
    taken = Shift.objects.filter(pk__in=led).select_related("activity").only(*OF_LED).in_bulk()
    shifts = [_told(turn) for turn in turns]
    for told in shifts:
        if told["id"] in taken:
            shift = taken[told["id"]]
            told |= {
                "secret": shift.secret.reveal(),
                "risks": shift.activity.local_risk_notice,
                "address": scan_address,
                "roster": [_row(row) for row in roster_of(Shift(pk=told["id"]))],
            }
    return {"person": user.pk, "pass": passes.issue(user), "server_now": now.isoformat(), "shifts": shifts}


def _takes_code(turn: Turn, now: datetime) -> bool:
    return turn.leads and turn.shift.starts_at < now + SECRETS_AHEAD and now <= turn.attendance.closes_at


def _told(turn: Turn) -> dict:
    shift, attendance = turn.shift, turn.attendance
    return {
        "id": shift.pk,
        "title": turn.title,
        "where": turn.where,
        "starts_at": shift.starts_at.isoformat(),
        "ends_at": shift.ends_at.isoformat(),
        "opens_at": attendance.opens_at.isoformat(),
        "closes_at": attendance.closes_at.isoformat(),
        "has_place": turn.has_place,
        "leads": turn.leads,
        **_marks(attendance),
    }


def _row(row) -> dict:
    return {"volunteer": row.volunteer, "name": row.name, "number": row.number[-4:], **_marks(row.attendance)}


def _marks(attendance: Attendance) -> dict:
    return {
        "in": attendance.came and attendance.came.at.isoformat(),
        "out": attendance.went and attendance.went.at.isoformat(),
    }
