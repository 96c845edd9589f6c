"""Every page in a real browser: phone and desk, Chinese and English, light, dark and elder."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import Page

from accounts.models import User
from office.models import PublicNotice
from parks.models import Park
from shop.models import GoodsItem, Shop, Taking

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.django_db,
    pytest.mark.timeout(300),
]

PAGES = [
    "/", "/parks/", "/parks/?view=map", "/parks/{park}/", "/places/", "/places/coverage/", "/places/{park}/feedback/",
    "/figures/", "/search/?q=公园", "/search/?q=没有这个", "/privacy/", "/accounts/login/", "/accounts/signup/",
    "/shop/", "/shop/fund/meihao/", "/shop/fund/meihao/entries/", "/shop/fund/meihao/entries/25/", "/shop/box/MH-01/",
    "/volunteer/", "/volunteer/activities/", "/volunteer/activities/?view=calendar", "/volunteer/organizations/",
    "/volunteer/figures/", "/volunteer/claim/", "/volunteer/offline/", "/notices/", "/notices/answer/", "{notice}",
    "/shop/fund/meihao/aid/", "/shop/fund/meihao/disclosures/", "/shop/aid/",
    "/shop/{shop}/", "/shop/{shop}/shelf/", "/shop/{shop}/giving/", "/shop/goods/{thing}/",
    "/shop/trace/", "/shop/trace/{slip}/",
    "/api/v1/", "/styleguide/", "/inbox/", "/offline/", "/no-such-page/",
]  # fmt: skip
# As the leader of the sample city sees them.
PERSONAL = [
    "/me/", "/volunteer/today/", "/volunteer/my-shifts/", "/volunteer/my/hours/", "/volunteer/my/hours/report/",
    "/volunteer/profile/", "/volunteer/lead/", "/volunteer/lead/confirm/", "/volunteer/lead/objections/",
]  # fmt: skip
LOOKS = {
    "phone-light": ("plain.light", 360),
    "desk-dark": ("plain.dark", 1280),
    "phone-elder": ("elder.light", 360),
    "desk-elder-dark": ("elder.dark", 1280),
}


@pytest.fixture(scope="package")
def known(planted) -> dict:
    """What stands in the paths' braces."""
    return {
        "park": Park.objects.for_public().order_by("pk").first().pk,
        "shop": Shop.objects.get().pk,
        "thing": GoodsItem.objects.on_shelf().order_by("pk").first().pk,
        "notice": PublicNotice.objects.order_by("pk").first().get_absolute_url(),
        "slip": Taking.objects.order_by("at").first().code,
    }


@pytest.fixture(scope="package")
def leaders_session(planted) -> str:
    """Of the package, so that it is there for the server and not only within one test's transaction."""
    client = Client()
    client.force_login(User.objects.with_phone("13800000002").get())
    return client.cookies[settings.SESSION_COOKIE_NAME].value


@pytest.fixture(scope="package")
def browsers(chromium, address):
    """`browsers(look, session)`: one visitor each, who has been here before, so that walking on costs a page alone."""
    known = {}

    def browsers(look: str, session: str):
        if (look, session) not in known:
            mode, width = LOOKS[look]
            context = chromium.new_context(viewport={"width": width, "height": 760}, locale="zh-CN")
            context.add_cookies([{"name": "mode", "value": mode, "url": address}])
            if session:
                context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": address}])
            known[look, session] = context
        return known[look, session]

    yield browsers
    for context in known.values():
        context.close()


@pytest.fixture
def walk(browsers, address):
    """`walk(path, look, session)` opens a page and returns it with everything that it complained about."""
    opened = []

    def walk(path: str, look: str, session: str = ""):
        page = browsers(look, session).new_page()
        opened.append(page)
        complaints: list[str] = []
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "request",
            lambda request: (
                complaints.append(request.url) if not request.url.startswith((address, "data:", "blob:")) else None
            ),
        )
        page.goto(address + path, wait_until="networkidle")
        return page, [text for text in complaints if "404 (Not Found)" not in text or "no-such-page" not in path]

    yield walk
    for page in opened:
        page.close()


def holds(page: Page, complaints: list[str]) -> None:
    """Accessible, quiet, and no wider than its screen."""
    assert complaints == []
    violations = Axe().run(page).response["violations"]
    assert violations == [], [(rule["id"], [node["html"][:160] for node in rule["nodes"]]) for rule in violations]
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("path", PAGES)
def test_page_holds_in_every_look(walk, known, path, look):
    holds(*walk(path.format(**known), look))


@pytest.mark.parametrize("look", ["phone-light", "phone-elder", "desk-dark"])
@pytest.mark.parametrize("path", PERSONAL)
def test_leaders_page_holds_in_every_look(walk, leaders_session, path, look):
    page, complaints = walk(path, look, leaders_session)
    assert page.url.endswith(path)
    holds(page, complaints)


@pytest.mark.parametrize("path", ["/en/", "/en/parks/", "/en/parks/{park}/", "/en/places/", "/en/figures/"])
def test_english_page_is_accessible_and_english(walk, known, path):
    page, complaints = walk(path.format(**known), "phone-light")
    assert complaints == []
    assert page.get_attribute("html", "lang") == "en"
    assert Axe().run(page).response["violations"] == []


@pytest.mark.parametrize("path", ["/", "/parks/", "/places/"])
def test_touch_targets_are_large_enough(walk, path):
    """44 px, and 60 px for older people; links inside a sentence are as high as their line."""
    for look, least in (("phone-light", 44), ("phone-elder", 60)):
        page, _complaints = walk(path, look)
        small = page.evaluate(
            """least => [...document.querySelectorAll('button, .button, .chip, nav a, input:not([type=hidden])')]
                .map(e => e.type === 'checkbox' || e.type === 'radio' ? e.closest('label') || e : e)
                .filter(e => e.offsetParent && Math.round(e.getBoundingClientRect().height) < least
                    && !e.closest('.visually-hidden'))
                .map(e => e.outerHTML.slice(0, 120))""",
            least,
        )
        assert small == []


def test_home_stays_within_its_budget(chromium, address):
    """Cold, on a phone: at most 50 KB and 6 requests."""
    sizes = []
    context = chromium.new_context(viewport={"width": 360, "height": 760})
    page = context.new_page()
    client = context.new_cdp_session(page)
    client.send("Network.enable")
    client.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    page.goto(address + "/", wait_until="networkidle")
    context.close()
    assert len(sizes) <= 6
