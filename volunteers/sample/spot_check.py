"""A spot check that the office drew last week, looked at but for one record."""

from datetime import timedelta

from accounts.models import User
from lib.sampling import SampleCity
from places.models import Region
from volunteers.actions import spot_checks
from volunteers.models import Finding
from volunteers.vocabulary import Source

Result = Finding.Result
DAYS, DRAWN_AGO = 90, 7
FOUND = (
    (Result.RIGHT, "电话问了本人，门口登记本上有名字，时间相符。"),
    (Result.RIGHT, ""),
    (Result.UNPROVEN, "登记本那一页受潮，看不清；请队里补一份说明。"),
    (Result.RIGHT, "领队和两名同伴都说在场。"),
    (Result.WRONG, "活动那天提前一小时结束，应按一小时记；已请队里更正。"),
)


def plant(city: SampleCity) -> None:
    """Self-reports, which a leader confirms and the office has no part in, so that the office may look at them."""
    office = User.objects.get(username="office")
    check = spot_checks.draw(
        by=office, region=Region.objects.get(name_en="Zhangjiagang"), first_day=city.today - timedelta(days=DAYS),
        last_day=city.today - timedelta(days=DRAWN_AGO), size=len(FOUND) + 1, source=Source.SELF_REPORT,
        at=city.days_ago(DRAWN_AGO),
    )  # fmt: skip
    for finding, (result, note) in zip(check.findings.order_by("position"), FOUND, strict=False):
        spot_checks.note_finding(finding=finding, by=office, result=result, note=note)
