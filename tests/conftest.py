"""The cast. Fixtures are people and places; each scene says who does what."""

import logging
import os
from importlib import import_module

import pytest
from django.apps import apps
from django.contrib.gis.geos import MultiPolygon, Point, Polygon
from django.core.cache import cache
from django.core.files.storage import storages
from django.db.models.signals import post_migrate
from django.dispatch import receiver
from django.utils import translation

from accounts.models import PrivacyNotice, User
from lib import drawing, pages
from office.actions.posts import agree_to_post
from office.models import Department, NoticeRule, Post, Role, SiteIdentity
from parks.models import Park
from photos.models import Photo
from places.models import Region
from shop.models import AidRule, PriceGuide
from volunteers.models import ServiceRule

YANGSHE_POINT = Point(120.555, 31.875, srid=4326)


@pytest.fixture(autouse=True)
def no_error_is_logged(caplog, request):
    """An ERROR in the log is a failed test, unless the test says `logs_errors`."""
    yield
    if request.node.get_closest_marker("logs_errors"):
        return
    errors = [record for record in caplog.get_records("call") if record.levelno >= logging.ERROR]
    assert not errors, errors


def pytest_xdist_make_scheduler(config, log):
    """The scenes of the sample city stay on one worker, which plants it once; all others go where there is time."""
    from xdist.scheduler import LoadScopeScheduling

    class CityTogether(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return "city" if nodeid.startswith("tests/city/") else nodeid

    return CityTogether(config, log)


@receiver(post_migrate)
def enter_what_migrations_entered(sender, **kwargs):
    """A test with transactions of its own empties every table, and with them the rows that migrations put there."""
    if sender.label == "accounts":
        import_module("accounts.migrations.0003_first_privacy_notice").publish(apps, None)
    if sender.label == "office" and not NoticeRule.objects.exists():
        import_module("office.migrations.0007_first_notice_rules").enter_rules(apps, None)
    if sender.label == "shop" and not AidRule.objects.exists():
        import_module("shop.migrations.0007_first_aid_rules").enter_rules(apps, None)
    if sender.label == "volunteers" and not ServiceRule.objects.exists():
        import_module("volunteers.migrations.0003_first_rules").enter_rules(apps, None)
    if sender.label == "shop" and not PriceGuide.objects.exists():
        import_module("shop.migrations.0010_first_guide").enter_guide(apps, None)


@pytest.fixture(autouse=True)
def fresh_cache():
    cache.clear()
    pages.store.forget()
    drawing.drawings.forget()


@pytest.fixture(autouse=True)
def in_chinese(settings):
    """A request leaves its language behind in the thread; the next test begins without it."""
    translation.activate(settings.LANGUAGE_CODE)


@pytest.fixture(autouse=True)
def own_files(settings, tmp_path, monkeypatch):
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.STORAGES = {
        **settings.STORAGES,
        "private": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path / "private", "base_url": None},
        },
    }
    # The field asked for its storage when the models were loaded.
    monkeypatch.setattr(Photo._meta.get_field("original"), "storage", storages["private"])


@pytest.fixture(scope="session")
def chromium():
    """Debian's Chromium under Playwright, which allows one to a process."""
    from playwright.sync_api import sync_playwright

    # Playwright keeps an event loop in this thread, which Django's ORM would refuse to share.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"),
            args=[
                "--no-sandbox",
                "--disable-gpu",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--no-first-run",
            ],
        )
        yield browser
        browser.close()


# --- where


@pytest.fixture
def city(db):
    return Region.objects.create(code="320582", name="张家港市", name_en="Zhangjiagang", level="city")


def square(longitude: float, latitude: float, side: float = 0.02) -> MultiPolygon:
    return MultiPolygon(
        Polygon.from_bbox((longitude - side, latitude - side, longitude + side, latitude + side)),
        srid=4326,
    )


@pytest.fixture
def yangshe(city):
    return Region.objects.create(
        code="320582100", name="杨舍镇", name_en="Yangshe", level="town", parent=city,
        centre=YANGSHE_POINT, outline=square(120.555, 31.875),
    )  # fmt: skip


@pytest.fixture
def tangqiao(city):
    return Region.objects.create(
        code="320582101", name="塘桥镇", name_en="Tangqiao", level="town", parent=city,
        centre=Point(120.652, 31.826, srid=4326), outline=square(120.652, 31.826),
    )  # fmt: skip


@pytest.fixture
def make_park(yangshe):
    """`make_park(name=…, area_m2=…)`: each call another park, 100 m further east."""
    made = []

    def make(**values) -> Park:
        number = len(made)
        park = Park.objects.create(
            **{
                "name": f"样例公园{number}",
                "name_en": f"Sample Park {number}",
                "pinyin": f"yangligongyuan{number}",
                "kind": "park",
                "point": Point(120.555 + number * 0.001, 31.875, srid=4326),
                "region": yangshe,
                "hours": "24/7",
                "area_m2": 1000,
                **values,
            }
        )
        made.append(park)
        return park

    return make


@pytest.fixture
def park(make_park):
    return make_park(
        name="新市河小游园",
        name_en="Xinshi River Garden",
        area_m2=2280,
        facilities=["seats", "lights", "step_free"],
    )


# --- who


@pytest.fixture
def resident(db):
    return User.objects.create_user("resident", display_name="张小港", phone="13800000001")


@pytest.fixture
def stranger(db):
    return User.objects.create_user("stranger", display_name="李远", phone="13800000009")


@pytest.fixture
def editor(yangshe):
    """Edits what lies in Yangshe."""
    return _staff("editor", "王编", Role.EDITOR, yangshe)


@pytest.fixture
def neighbour_editor(tangqiao):
    """Edits what lies in Tangqiao, and so nothing in Yangshe."""
    return _staff("neighbour", "赵邻", Role.EDITOR, tangqiao)


@pytest.fixture
def auditor(city):
    """Reads everything, changes nothing."""
    return _staff("auditor", "孙审", Role.AUDITOR, city)


@pytest.fixture
def security_officer(city):
    """Gives the posts."""
    return administrators(city)[0]


@pytest.fixture
def audit_officer(city):
    """Agrees to the posts."""
    return administrators(city)[1]


def administrators(region: Region) -> tuple[User, User]:
    """The first two, who agreed to each other's posts; made when somebody first needs them."""
    security = User.objects.filter(username="security").first()
    if security is not None:
        return security, User.objects.get(username="audit")
    founder = User.objects.create_user("founder", display_name="初始", is_staff=True)
    security = User.objects.create_user("security", display_name="郑安", is_staff=True)
    audit = User.objects.create_user("audit", display_name="冯审", is_staff=True)
    for user, role in ((security, Role.SECURITY), (audit, Role.AUDITOR)):
        Post.objects.create(user=user, role=role, region=region, given_by=founder)
    for post, other in ((security.posts.get(), audit), (audit.posts.get(), security)):
        agree_to_post(post=post, by=other)
    return security, audit


def standing_post(user: User, role: Role, region: Region, **values) -> Post:
    """A post that holds: given by the security administrator, agreed to by an audit administrator."""
    security, audit = administrators(region)
    post = Post.objects.create(user=user, role=role, region=region, given_by=security, **values)
    return agree_to_post(post=post, by=audit)


@pytest.fixture
def superuser(db):
    return User.objects.create_superuser("root", display_name="总管", password="correct horse battery")


def _staff(username: str, name: str, role: Role, region: Region) -> User:
    user = User.objects.create_user(username, display_name=name, is_staff=True)
    Post.objects.create(user=user, role=role, region=region)
    return user


# --- the office


@pytest.fixture
def department(city):
    return Department.objects.create(name="市文明办", name_en="Civilization Office", region=city)


@pytest.fixture
def notice(db):
    texts = {"text": "# 隐私说明", "text_en": "# Privacy notice"}
    return PrivacyNotice.objects.get_or_create(version=1, defaults=texts)[0]


@pytest.fixture
def site_identity(db):
    return SiteIdentity.objects.create(
        name="文明港城", name_en="Civic Harbour", city="张家港市", city_en="Zhangjiagang",
        host="张家港市精神文明建设指导委员会办公室", host_en="Zhangjiagang Civilization Office",
    )  # fmt: skip


def pytest_configure(config):
    config.addinivalue_line("markers", "logs_errors: an ERROR in the log is part of the scene")
