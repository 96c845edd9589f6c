"""The sample city's office: who runs the site, who holds which post, published figures and this year's working days."""

from decimal import Decimal

from django.db import transaction

from accounts.models import User
from lib.sampling import SampleCity
from office.actions import keep_plan
from office.actions.posts import agree_to_post
from office.models import Department, Post, ReferenceFigure, Role, SiteIdentity
from office.plans import library_plan
from places.models import Region

PLAN_YEAR = 2026
PLAN_SOURCE = "国务院办公厅 2026 年放假安排（chinesecalendar）"
IDENTITY = {
    "name": "文明港城",
    "name_en": "Civic Harbour",
    "city": "张家港市",
    "city_en": "Zhangjiagang",
    "host": "张家港市精神文明建设指导委员会办公室",
    "host_en": "Civilization Office of Zhangjiagang",
    "operator": "样例城市（演示，不是官方网站）",
    "operator_en": "Sample city (a demonstration, not an official site)",
    "phone": "12345",
    "email": "office@example.org",
    "security_contact": "mailto:security@example.org",
    "icp_no": "苏ICP备00000000号（样例）",
    "police_no": "苏公网安备00000000000000号（样例）",
}
DEPARTMENTS = (
    ("市文明办（样例）", "Civilization Office (sample)", "Zhangjiagang"),
    ("园林绿化所（样例）", "Parks Department (sample)", "Zhangjiagang"),
    ("杨舍镇宣传办（样例）", "Yangshe Publicity Office (sample)", "Yangshe"),
)
# The two administrators who stand for all posts come first: they agree to each other's.
POSTS = (
    ("security", Role.SECURITY, "Zhangjiagang"),
    ("auditor", Role.AUDITOR, "Zhangjiagang"),
    ("office", Role.EDITOR, "Zhangjiagang"),
    ("office", Role.REVIEWER, "Zhangjiagang"),
    ("yangshe", Role.EDITOR, "Yangshe"),
    ("treasurer", Role.EDITOR, "Zhangjiagang"),
    ("aid", Role.AID_WORKER, "Zhangjiagang"),
    ("visitor", Role.AID_WORKER, "Zhangjiagang"),
    ("visitor2", Role.AID_WORKER, "Zhangjiagang"),
    ("decider", Role.AID_DECIDER, "Zhangjiagang"),
    ("decider2", Role.AID_DECIDER, "Zhangjiagang"),
    ("payer", Role.PAYER, "Zhangjiagang"),
    ("system", Role.SYSTEM, "Zhangjiagang"),
)
NUMBERS = ("value", "position", "is_lower_bound", "on_home_page", "key")


@transaction.atomic
def plant(city: SampleCity) -> None:
    SiteIdentity.objects.get_or_create(pk=1, defaults=IDENTITY)
    regions = {region.name_en: region for region in Region.objects.filter(name_en__in=["Zhangjiagang", "Yangshe"])}
    for name, name_en, region in DEPARTMENTS:
        Department.objects.get_or_create(name=name, defaults={"name_en": name_en, "region": regions[region]})
    _fill_posts(regions)
    table = city.rows("figures.csv")
    for row in table:
        ReferenceFigure.objects.get_or_create(key=row["key"], defaults=_figure(row))
    keep_plan(year=PLAN_YEAR, days=library_plan(PLAN_YEAR), source=PLAN_SOURCE)
    city.say(f"Office: {len(POSTS)} posts, {len(table)} published figures, the working days of {PLAN_YEAR}.")


def _fill_posts(regions: dict[str, Region]) -> None:
    staff = {user.username: user for user in User.objects.filter(is_staff=True)}
    home = {"yangshe": "杨舍镇宣传办（样例）"}
    departments = {department.name: department for department in Department.objects.all()}
    posts = []
    for username, role, region in POSTS:
        post, _is_new = Post.objects.get_or_create(
            user=staff[username],
            role=role,
            region=regions[region],
            defaults={
                "department": departments[home.get(username, "市文明办（样例）")],
                # Posts are the security administrator's business, except for their own.
                "given_by": staff["system" if role in (Role.SECURITY, Role.AUDITOR) else "security"],
            },
        )
        posts.append(post)
    for post in posts:
        agree_to_post(post=post, by=staff["security" if post.role == Role.AUDITOR else "auditor"])


def _figure(row: dict[str, str]) -> dict:
    return {
        **{name: text for name, text in row.items() if name not in NUMBERS},
        "value": Decimal(row["value"]),
        "position": int(row["position"]),
        "is_lower_bound": row["is_lower_bound"] == "yes",
        "on_home_page": row["on_home_page"] == "yes",
    }
