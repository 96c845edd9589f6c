"""The cast of public notices: who opens one, who answers what is objected, and a notice that has begun."""

from datetime import date, datetime, time, timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from office.actions import notices
from office.models import Objection, Post, PublicNotice, Role


def moment(day: date, hour: int = 9) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(hour)))


def days_ago(days: int) -> datetime:
    return timezone.now() - timedelta(days=days)


@pytest.fixture
def clerk(city):
    """Opens notices."""
    return _of_the_office("clerk", "孙办", Role.EDITOR, city)


@pytest.fixture
def reviewer(city):
    """Answers what is objected, and closes."""
    return _of_the_office("reviewer", "周审", Role.REVIEWER, city)


def _of_the_office(username: str, name: str, role: Role, city) -> User:
    user = User.objects.create_user(username, display_name=name, is_staff=True)
    Post.objects.create(user=user, role=role, region=city)
    return user


@pytest.fixture
def announce(clerk):
    """`announce(days_ago=…)`: a notice of an aid, begun that long ago."""

    def announce(begun: int = 0, **values) -> PublicNotice:
        texts = {
            "kind": "other", "title": "拟资助家庭", "title_en": "Families to be helped",
            "body": "杨舍镇张**，因病，2000元", "body_en": "Zhang **, Yangshe, illness, 2,000 yuan",
        }  # fmt: skip
        return notices.open_notice(**{**texts, "by": clerk, "at": days_ago(begun), **values})

    return announce


@pytest.fixture
def on_show(announce) -> PublicNotice:
    return announce()


@pytest.fixture
def ended(announce) -> PublicNotice:
    """Its days are over; nobody has closed it yet."""
    return announce(begun=40)


@pytest.fixture
def object_to():
    def object_to(notice: PublicNotice, **values) -> Objection:
        said = {"by": None, "name": "王小明", "phone": "13800000007", "text": "这家人不在本镇居住。"}
        return notices.raise_objection(notice=notice, **{**said, **values})

    return object_to
