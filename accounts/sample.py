"""The sample city's people: invented, with numbers that nobody is called by."""

from django.contrib.auth.hashers import make_password
from django.db import transaction

from accounts.actions import open_account
from accounts.models import PrivacyNotice, User
from lib.sampling import Login, SampleCity

# Known to whoever reads this, which is the point: the sample city runs only where DEBUG is on.
STAFF_PASSWORD = "Harbour-Sample-2026"
RESIDENTS = {
    "13800000001": "周小港（样例）",
    "13800000002": "江领队（样例）",
    "13800000003": "沈阿婆（样例）",
}
STAFF = {
    "office": "市文明办编辑（样例）",
    "yangshe": "杨舍编辑（样例）",
    "treasurer": "基金记账员（样例）",
    "aid": "救助经办员（样例）",
    "visitor": "入户走访员甲（样例）",
    "visitor2": "入户走访员乙（样例）",
    "decider": "救助审批人（样例）",
    "decider2": "救助补审人（样例）",
    "payer": "救助付款人（样例）",
    "auditor": "审计管理员（样例）",
    "security": "安全管理员（样例）",
    "system": "系统管理员（样例）",
}
LOGINS = (
    Login("Resident · 居民", "13800000001"),
    Login("Volunteer team leader · 志愿队长", "13800000002"),
    Login("Office staff · 文明办工作人员", "office", STAFF_PASSWORD),
)


@transaction.atomic
def plant(city: SampleCity) -> None:
    notice = PrivacyNotice.objects.latest()
    for phone, name in RESIDENTS.items():
        open_account(phone=phone, notice=notice, display_name=name)
    known = set(User.objects.filter(username__in=STAFF).values_list("username", flat=True))
    missing = {username: name for username, name in STAFF.items() if username not in known}
    # One hash for all: each costs a quarter of a second, and the password is no secret.
    password = make_password(STAFF_PASSWORD) if missing else ""
    for username, name in missing.items():
        User.objects.create(username=username, password=password, display_name=name, is_staff=True)
    city.say(f"People: {len(RESIDENTS)} residents and {len(STAFF)} of the staff, all invented.")
