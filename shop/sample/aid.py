"""41 households that were helped, and applications at every step. All of them are invented, and so are their documents.

The steps that decide go through the actions; declarations, visits and voices are written together, which the database
weighs one by one all the same.
"""

from datetime import date, datetime, time, timedelta
from typing import NamedTuple
from uuid import NAMESPACE_URL, uuid5

from django.utils import timezone

from accounts.models import Identity, PrivacyNotice, User
from lib.people_numbers import checksum_fits
from lib.sampling import SampleCity
from office.models import Message
from places.models import Region
from shop.actions import aid, aid_decisions, aid_money
from shop.models import AidCase, AidDeclaration, AidRule, AidVisit, AidVoice, Balance, Fund
from shop.vocabulary import AidSource, Cause, Ratification

HOUSEHOLDS = 41
# No area has ever had this number, so no document begins so.
AREA = "320599"
TOWNS = ("Yangshe", "Tangqiao", "Jingang", "Leyu")
CAUSES = (Cause.ILLNESS, Cause.STUDY, Cause.DISABILITY, Cause.LIVING, Cause.ACCIDENT)
STORIES = {
    Cause.ILLNESS: "家里有人长期治病，自付部分负担很重。",
    Cause.STUDY: "孩子开学，学费和住宿费一时凑不齐。",
    Cause.DISABILITY: "家中有残疾人，需要更换辅具。",
    Cause.LIVING: "只有一份零工收入，最近断了。",
    Cause.ACCIDENT: "火灾后住处要修，家具都没有了。",
}
YUAN = (1200, 1500, 900, 1800, 1000, 1400, 1100, 1600)
SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许"
LEFT_FEN = 50_000
NOTES = "样例：入户核实，情况属实，家庭收入低于当地低保边缘标准。"


class Staff(NamedTuple):
    handler: User
    first: User
    second: User
    decider: User
    other_decider: User
    payer: User

    @property
    def discussing(self) -> tuple[User, User, User]:
        return self.handler, self.first, self.second


def document(number: int) -> str:
    """A number that passes every check, of an area that does not exist."""
    body = f"{AREA}19{50 + number % 40:02}0{number % 9 + 1}15{number % 1000:03}"
    return next(body + last for last in "0123456789X" if checksum_fits(body + last))


def at(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), timezone.get_default_timezone())


class Aid:
    """The sample's aid, helped month by month out of what is in the bank then."""

    def __init__(self, city: SampleCity, fund: Fund):
        self.city, self.fund, self.done = city, fund, 0
        people = {user.username: user for user in User.objects.filter(is_staff=True)}
        self.staff = Staff(*(people[name] for name in ("aid", "visitor", "visitor2", "decider", "decider2", "payer")))
        self.rule = AidRule.objects.on(city.today)
        towns = {town.name_en: town for town in Region.objects.towns().current().defer("outline")}
        self.towns = [town for name, town in towns.items() if name in TOWNS] or list(towns.values())

    # --- those who were helped

    def help_after(self, number: int, *, of: int) -> None:
        """After the deposit of count `number`: as many as belong to that month, paid on the next day."""
        day = self.fund.entries.order_by("-day").values_list("day", flat=True).first() + timedelta(days=1)
        for _household in range(HOUSEHOLDS * number // of - self.done):
            self._help(min(day, self.city.today - timedelta(days=1)), is_last=number == of)
        if self.done == HOUSEHOLDS:
            self.city.say(f"Aid: {HOUSEHOLDS} households helped by five people each.")

    def _help(self, day: date, *, is_last: bool) -> None:
        number = self.done
        self.done += 1
        cause = self._cause(day, number)
        fen = min(YUAN[number % len(YUAN)] * 100, self.rule.payment_fen(cause), self._in_bank() - LEFT_FEN)
        is_emergency = number % 13 == 12
        case = self._enter(number, day - timedelta(days=45), cause, is_emergency=is_emergency)
        self._decide(case, day, fen)
        aid_money.pay(case=case, by=self.staff.payer, at=at(day, 10))
        if is_emergency:
            self._ratify(case, day)
        # Of the last month's, one waits for its receipt, and the others for the last visit.
        if is_last and number == HOUSEHOLDS - 1:
            return
        case = aid_money.confirm_receipt(
            case=case, by=self.staff.first, receipt_no=f"样例收条-{number + 1:03}", at=at(day, 16)
        )
        follows = min(day + timedelta(days=60), self.city.today)
        if not is_last and day + timedelta(days=60) < self.city.today:
            note = "样例：回访，救助已用于申请的用途。"
            aid_money.follow_up(case=case, by=self.staff.second, note=note, at=at(follows, 10))

    def _in_bank(self) -> int:
        return Balance.objects.get(account__fund=self.fund, account__code="Bank").fen

    def _cause(self, day: date, number: int) -> Cause:
        """Schooling when the term begins; else what a quarter's households have in common, for the most part."""
        if day.month in (8, 9):
            return Cause.STUDY
        return CAUSES[(day.year * 4 + day.month // 3 + (number % 5 == 4)) % len(CAUSES)]

    def _enter(self, number: int, day: date, cause: Cause, *, is_emergency: bool = False) -> AidCase:
        town = self.towns[(day.year * 4 + day.month // 3 + (number % 7 == 6)) % len(self.towns)]
        return aid.enter(
            fund=self.fund, by=self.staff.handler, source=AidSource.FOUND if number % 4 == 3 else AidSource.COMMUNITY,
            name=f"{SURNAMES[number % len(SURNAMES)]}样例", document=document(number), documents=[],
            hardship=self.hardship(number, town, cause, is_emergency),
            token=uuid5(NAMESPACE_URL, f"sample:aid:{number}"), at=at(max(day, self.fund.plan_from), 9),
        )  # fmt: skip

    def hardship(self, number: int, town: Region, cause: Cause, is_emergency: bool = False) -> aid.Hardship:
        return aid.Hardship(
            cause=cause, region=town, family_size=2 + number % 4, story=STORIES[cause], address="样例路 1 号",
            phone=f"1390001{number:04}", members="样例：一家人", bank_name="样例银行",
            bank_account=f"62220000{number:08}", is_emergency=is_emergency,
        )  # fmt: skip

    def _decide(self, case: AidCase, day: date, fen: int) -> None:
        """From the visit to the approval."""
        self._discuss(self._visit(case, day - timedelta(days=40)), day - timedelta(days=36), fen)
        if not case.is_emergency:
            case = aid_decisions.put_on_notice(case=case, by=self.staff.handler, at=at(day - timedelta(days=32), 9))
        aid_decisions.approve(case=case, by=self.staff.decider, fen=fen, at=at(day - timedelta(days=1), 9))

    def _declare(self, case: AidCase) -> None:
        rows = [AidDeclaration(case=case, by=person, is_related=False, at=case.entered_at) for person in self.staff]
        AidDeclaration.objects.bulk_create(rows)

    def _take_on(self, case: AidCase, day: date) -> AidCase:
        self._declare(case)
        staff, moment = self.staff, max(at(day, 9), case.entered_at)
        return aid.take_on(
            case=case, by=staff.handler, visitor_a=staff.first, visitor_b=staff.second, is_emergency=case.is_emergency,
            at=moment,
        )  # fmt: skip

    def _visit(self, case: AidCase, day: date) -> AidCase:
        case = self._take_on(case, day)
        day = max(day, timezone.localdate(case.entered_at))
        AidVisit.objects.bulk_create(
            [
                AidVisit(case=case, by=visitor, day=day, notes=NOTES, at=at(day, 17))
                for visitor in (self.staff.first, self.staff.second)
            ]
        )
        return case

    def _discuss(self, case: AidCase, day: date, fen: int) -> AidCase:
        moment = max(at(day, 9), case.entered_at)
        case = aid.propose(case=case, by=self.staff.handler, fen=fen, at=moment)
        AidVoice.objects.bulk_create(
            [AidVoice(case=case, by=person, agrees=True, at=moment) for person in self.staff.discussing]
        )
        return case

    def _ratify(self, case: AidCase, day: date) -> None:
        aid_decisions.ratify(
            case=case, by=self.staff.other_decider, outcome=Ratification.RATIFIED, note="样例：补齐材料，同意。",
            at=at(day + timedelta(days=3), 9),
        )  # fmt: skip

    # --- those who are on their way

    def fill_queues(self) -> None:
        """A few at each step, so that every queue has life."""
        today, fen = self.city.today, 80_000
        self._enter(50, today - timedelta(days=1), Cause.LIVING)
        self._enter(51, today, Cause.ACCIDENT, is_emergency=True)
        self._take_on(self._enter(52, today - timedelta(days=4), Cause.ILLNESS), today - timedelta(days=2))
        cases = [self._enter(number, today - timedelta(days=45), Cause.ILLNESS) for number in (53, 54, 55, 56)]
        for case in cases:
            visited = self._visit(case, today - timedelta(days=40))
            aid.propose(case=visited, by=self.staff.handler, fen=fen, at=at(today - timedelta(days=36), 9))
        for case in cases[1:]:
            AidVoice.objects.bulk_create(
                [AidVoice(case=case, by=person, agrees=True) for person in self.staff.discussing]
            )
        for case, days in zip(cases[1:], (2, 30, 32), strict=True):
            aid_decisions.put_on_notice(
                case=case, by=self.staff.handler, at=timezone.now() - timedelta(days=days, minutes=5)
            )
        aid_decisions.approve(case=cases[-1], by=self.staff.decider, fen=fen)
        self._approve_at_once(self._enter(58, today - timedelta(days=9), Cause.LIVING, is_emergency=True), fen)
        refused = self._apply()
        aid_decisions.refuse(
            case=refused, by=self.staff.decider, reason="样例：同一困难正由临时救助办理，请先等那里的答复。"
        )
        if refused.applicant_id:
            aid_decisions.object_to_refusal(
                case=refused, by=refused.applicant, text="样例：临时救助已经答复，没有通过。"
            )
        # Those who were sent have long been there; only what still waits is news.
        Message.objects.filter(url__contains="/shop/aid/work/", user__in=self.staff).exclude(
            url__in=[case.get_absolute_url() for case in AidCase.objects.to_visit()]
        ).delete()

    def _approve_at_once(self, case: AidCase, fen: int) -> None:
        """An emergency that still has to be ratified."""
        day = self.city.today - timedelta(days=3)
        self._discuss(self._visit(case, day), day, fen)
        aid_decisions.approve(case=case, by=self.staff.decider, fen=fen)

    def _apply(self) -> AidCase:
        """By a resident with an identity and a phone, where the sample has one."""
        adults = Identity.objects.filter(user__phone_verified_at__isnull=False, is_minor_until=None)
        identity = adults.order_by("pk").first()
        if identity is None:
            return self._take_on(self._enter(57, self.city.today, Cause.ILLNESS), self.city.today)
        return aid.apply(
            fund=self.fund, user=identity.user, hardship=self.hardship(57, self.towns[0], Cause.ILLNESS), documents=[],
            token=uuid5(NAMESPACE_URL, "sample:aid:57"), notice=PrivacyNotice.objects.latest(),
        )  # fmt: skip
