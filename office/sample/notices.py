"""Public notices of the sample city: one on show, one made longer, one that is over and was objected to."""

from datetime import datetime, timedelta
from uuid import NAMESPACE_URL, uuid5

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from lib.sampling import SampleCity
from office.actions import notices
from office.models import PublicNotice

WHERE = {
    "posted_at": "市文明办公告栏、各镇政务公开栏",
    "posted_at_en": "Boards of the Civilization Office and of the towns",
    "contact": "市文明办（样例）",
    "contact_en": "Civilization Office (sample)",
    "contact_phone": "12345",
}
FAMILIES = {
    "kind": "honour",
    "title": "“文明家庭”拟表彰名单公示（样例）",
    "title_en": "Families to be honoured as “civilized families” (sample)",
    "body": "经各镇推荐、评议，拟表彰以下家庭：\n"
    "杨舍镇 张** 家庭\n塘桥镇 李** 家庭\n金港街道 王** 家庭\n（样例，均为虚构）",
    "body_en": "Recommended by the towns and discussed, the following families are to be honoured:\n"
    "Zhang ** of Yangshe\nLi ** of Tangqiao\nWang ** of Jingang\n(A sample: all invented.)",
}
NEIGHBOURS = {
    "kind": "honour",
    "title": "“好邻居”拟推荐人选公示（样例）",
    "title_en": "Good neighbours to be recommended (sample)",
    "body": "拟推荐以下人选：\n锦丰镇 陈**\n乐余镇 赵**\n（样例，均为虚构）",
    "body_en": "To be recommended:\nChen ** of Jinfeng\nZhao ** of Leyu\n(A sample: all invented.)",
}
CIVILITY = {
    "kind": "other",
    "title": "文明实践阵地拟命名公示（样例）",
    "title_en": "Stations to be named places of civility (sample)",
    "body": "拟命名以下阵地：\n暨阳湖志愿服务驿站\n沙洲湖书房\n（样例，均为虚构）",
    "body_en": "To be named:\nThe volunteers' station at Jiyang Lake\nThe reading room at Shazhou Lake\n"
    "(A sample: all invented.)",
}
WRONG_NAME = "名单里塘桥镇这户去年已经表彰过，请核实。"
ANSWER = "经核实，去年表彰的是另一户同姓家庭，本次名单无误。谢谢您的监督。"
STATEMENT = "公示期内收到异议一件，已核实并答复，名单不变。"
STATEMENT_EN = "One objection was received, looked into and answered; the list stands."


@transaction.atomic
def plant(city: SampleCity) -> None:
    if PublicNotice.objects.filter(title=FAMILIES["title"]).exists():
        return
    staff = {user.username: user for user in User.objects.filter(is_staff=True)}
    opener, reviewer = staff["treasurer"], staff["office"]
    _over(opener, reviewer, _ago(60))
    _longer(opener, reviewer, _ago(6))
    notices.open_notice(**CIVILITY, **WHERE, by=opener, at=_ago(1))
    city.say(f"Public notices: {PublicNotice.objects.count()}, one of them made longer, one over.")


def _ago(days: int) -> datetime:
    return timezone.now() - timedelta(days=days)


def _over(opener: User, reviewer: User, at: datetime) -> None:
    notice = notices.open_notice(**FAMILIES, **WHERE, by=opener, at=at)
    objection = notices.raise_objection(
        notice=notice, by=None, name="样小例", phone="13900000000", text=WRONG_NAME, at=at + timedelta(days=2),
        token=uuid5(NAMESPACE_URL, f"office:sample:{notice.number}"),
    )  # fmt: skip
    notices.answer_objection(
        objection=objection, answer=ANSWER, is_upheld=False, by=reviewer, at=at + timedelta(days=4)
    )
    over = timezone.make_aware(datetime.combine(notice.ends_on, datetime.min.time())) + timedelta(days=1, hours=9)
    notices.close_notice(notice=notice, statement=STATEMENT, statement_en=STATEMENT_EN, by=reviewer, at=over)


def _longer(opener: User, reviewer: User, at: datetime) -> None:
    notice = notices.open_notice(**NEIGHBOURS, **WHERE, by=opener, at=at)
    notices.extend(
        notice=notice, days=5, by=reviewer, at=_ago(1), reason="一位人选的推荐材料有补充，延长公示。",
        reason_en="More has been handed in about one of them, so the notice lasts longer.",
    )  # fmt: skip
