"""The cast of aid: a household, and five people who are never two of each other."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from accounts.actions import register_identity
from accounts.models import User
from lib.people_numbers import DocumentType, parse_document
from lib.refusals import Refused
from office.models import Role
from shop.actions import aid, aid_decisions, aid_money
from shop.models import AidCase, AidRule
from shop.workflow import AidState
from tests.conftest import standing_post
from tests.volunteers.conftest import resident_id

BORN = datetime(1980, 5, 1).date()
NUMBER = resident_id(BORN, 101)


def ago(days: int) -> datetime:
    return timezone.now() - timedelta(days=days)


def number(serial: int) -> str:
    return resident_id(BORN, serial)


def declared(case, *people):
    """The first of them, when all have said that they are no relatives."""
    for person in people:
        aid.declare(case=case, by=person, is_related=False)
    return people[0]


def refused(words: str):
    return pytest.raises(Refused, match=words)


def with_lower_limit(values: dict) -> None:
    """A rule that begins today."""
    rule = AidRule.objects.get()
    same = {field.name: getattr(rule, field.name) for field in AidRule._meta.fields if field.name != "id"}
    AidRule.objects.create(**{**same, "valid_from": timezone.localdate(), **values})


@pytest.fixture
def appoint(city):
    """`appoint("lin", "林一", Role.PAYER)`: somebody of the staff with that post over the city."""

    def make(username: str, name: str, *roles: Role, region=None) -> User:
        user = User.objects.create_user(username, display_name=name, is_staff=True)
        for role in roles:
            standing_post(user, role, region or city)
        return user

    return make


@pytest.fixture
def handler(appoint):
    return appoint("handler", "林经办", Role.AID_WORKER)


@pytest.fixture
def first(appoint):
    return appoint("first", "陈走访", Role.AID_WORKER)


@pytest.fixture
def second(appoint):
    return appoint("second", "许走访", Role.AID_WORKER)


@pytest.fixture
def decider(appoint):
    return appoint("decider", "何审批", Role.AID_DECIDER)


@pytest.fixture
def other_decider(appoint):
    return appoint("other_decider", "吕补审", Role.AID_DECIDER)


@pytest.fixture
def payer(appoint):
    return appoint("payer", "施付款", Role.PAYER)


@pytest.fixture
def identify(notice):
    """`identify(user, NUMBER)`: their identity stands here."""

    def enter(user: User, document: str = NUMBER, name: str = "张小港") -> User:
        parsed = parse_document(DocumentType.RESIDENT_ID, document)
        register_identity(
            user=user, name=name, document=parsed, born_on=parsed.born_on, notice=notice, today=timezone.localdate()
        )
        return user

    return enter


@pytest.fixture
def household(resident, identify):
    return identify(resident)


@pytest.fixture
def hardship(yangshe):
    def make(**values) -> aid.Hardship:
        said = {
            "cause": "illness", "region": yangshe, "family_size": 3, "story": "父亲住院，花费很大。",
            "address": "杨舍镇某路1号",
            "phone": "13800000001", "diagnosis": "尿毒症", "bank_name": "样例银行", "bank_account": "6222000011112222",
        }  # fmt: skip
        return aid.Hardship(**{**said, **values})

    return make


@pytest.fixture
def applied(fund, household, hardship, notice) -> AidCase:
    return aid.apply(
        fund=fund, user=household, hardship=hardship(), documents=[], token=uuid4(), notice=notice, at=ago(60)
    )


@pytest.fixture
def enter(fund, handler, hardship):
    """`enter(serial=7, cause="study")`: a household whose application the community enters."""

    def make(serial: int = 7, *, by=None, days: int = 60, documents=(), source="community", **values) -> AidCase:
        values = {"bank_account": f"62220000{serial:08}", **values}
        return aid.enter(
            fund=fund, by=by or handler, source=source, name="李困难", document=number(serial), documents=documents,
            hardship=hardship(**values), token=uuid4(), at=ago(days),
        )  # fmt: skip

    return make


@pytest.fixture
def walk(handler, first, second, decider, payer):
    """`walk(case, "approved")`: takes an application as far as that, by the right people, in order of the days."""

    def to(case: AidCase, state: str, *, fen: int = 100_000, emergency: bool = False) -> AidCase:
        def discuss():
            aid.propose(case=case, by=handler, fen=fen, at=ago(50))
            for person in (handler, first, second):
                aid.speak(case=case, by=declared(case, person), agrees=True, at=ago(49))

        def visits():
            for visitor in (first, second):
                aid.visit(case=case, by=declared(case, visitor), day=ago(55).date(), notes="情况属实。")

        steps = {
            AidState.VISITING: lambda: aid.take_on(
                case=case,
                by=declared(case, handler),
                visitor_a=first,
                visitor_b=second,
                is_emergency=emergency,
                at=ago(58),
            ),
            AidState.DISCUSSING: lambda: (visits(), discuss()),
            AidState.NOTICE: lambda: aid_decisions.put_on_notice(case=case, by=handler, at=ago(40)),
            AidState.APPROVED: lambda: aid_decisions.approve(case=case, by=declared(case, decider), fen=fen),
            AidState.PAID: lambda: aid_money.pay(case=case, by=declared(case, payer)),
            AidState.RECEIPTED: lambda: aid_money.confirm_receipt(case=case, by=handler, receipt_no="R-1"),
            AidState.FOLLOWED_UP: lambda: aid_money.follow_up(case=case, by=first, note="恢复得不错。"),
        }
        for reached, step in steps.items():
            case.refresh_from_db()
            if case.state == state:
                break
            if list(steps).index(reached) > (list(steps).index(case.state) if case.state in steps else -1) and not (
                emergency and reached == AidState.NOTICE
            ):
                step()
        case.refresh_from_db()
        return case

    return to
