"""What the sample's fund has said in two years: each document a week after its period, the newest still drafts."""

from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from lib.sampling import SampleCity
from shop.actions import disclosures
from shop.disclosure_calendar import DisclosureCalendar, Due
from shop.models import Fund
from shop.sample.books import CODE
from shop.vocabulary import DisclosureKind

WRITTEN_AFTER = timedelta(days=8)
YEAR_WRITTEN_AFTER = timedelta(days=40)


@transaction.atomic
def plant(city: SampleCity) -> None:
    fund = Fund.objects.get(code=CODE)
    if not fund.disclosures.exists():
        staff = {user.username: user for user in User.objects.filter(username__in=["treasurer", "office"])}
        for due in DisclosureCalendar(fund).ended(city.today):
            _speak(fund, due, city.today, writer=staff["treasurer"], publisher=staff["office"])
    published = fund.disclosures.published().count()
    city.say(f"Disclosures: {published} published, {fund.disclosures.waiting().count()} drafted.")


def _speak(fund: Fund, due: Due, today: date, *, writer: User, publisher: User) -> None:
    day = due.ends_on + (YEAR_WRITTEN_AFTER if due.kind == DisclosureKind.YEARLY else WRITTEN_AFTER)
    if day >= today:
        disclosures.draft(fund=fund, due=due)
        return
    at = datetime.combine(day, time(10), timezone.get_default_timezone())
    draft = disclosures.draft(fund=fund, due=due, at=at)
    disclosures.write(disclosure=draft, text=draft.text, text_en=draft.text_en, by=writer)
    disclosures.publish(disclosure=draft, by=publisher, at=at)
