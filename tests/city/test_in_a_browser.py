"""Every page in a real browser: phone and desk, Chinese and English, light, dark and elder."""

from urllib.parse import unquote

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver, resolve
from playwright.sync_api import Page

from tests.city.walks import ELSEWHERE, NO_PAGES, WALKS, Visit, visits

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.django_db,
    pytest.mark.timeout(300),
]

AXE = Axe()
ALL_VISITS = [
    pytest.param(person, page, visit, id=f"{person}-{page}-{'-'.join(map(str, visit))}")
    for number, (person, page) in enumerate(WALKS)
    for visit in visits(number)
]


class Walker:
    """One person's browser, which has been here before, so that walking on costs a page alone."""

    def __init__(self, chromium, address: str, session: str):
        self.address = address
        self.context = chromium.new_context(locale="zh-CN")
        if session:
            self._set(settings.SESSION_COOKIE_NAME, session)
        self.page = self.context.new_page()
        self.complaints: list[str] = []
        self.asked: set = set()
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", self._see)
        self.page.on("requestfinished", self._answered)
        self.page.on("requestfailed", self._answered)

    def go(self, path: str, look: str, width: int, language: str = "zh") -> Page:
        """The page at `path`, once nothing more is on its way. What it complained about is in `complaints`."""
        self._set("mode", look)
        self.page.set_viewport_size({"width": width, "height": 760})
        self.complaints.clear()
        self.asked.clear()
        self.page.goto(f"{self.address}{'/en' if language == 'en' else ''}{path}", wait_until="load")
        self.page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
        while self.asked:
            self.page.wait_for_timeout(10)
        if "no-such-page" in path:
            self.complaints = [text for text in self.complaints if "404 (Not Found)" not in text]
        return self.page

    def _set(self, name: str, value: str) -> None:
        self.context.add_cookies([{"name": name, "value": value, "url": self.address}])

    def _hear(self, message) -> None:
        if message.type == "error":
            self.complaints.append(message.text)

    def _answered(self, request) -> None:
        self.asked.discard(request)

    def _see(self, request) -> None:
        self.asked.add(request)
        if not request.url.startswith((self.address, "data:", "blob:")):
            self.complaints.append(request.url)


@pytest.fixture(scope="package")
def walkers(chromium, address, sessions):
    known: dict[str, Walker] = {}

    def walker(person: str) -> Walker:
        if person not in known:
            known[person] = Walker(chromium, address, sessions[person])
        return known[person]

    yield walker
    for walker_known in known.values():
        walker_known.context.close()


def holds(page: Page, complaints: list[str]) -> None:
    """Accessible, quiet, and no wider than its screen."""
    assert complaints == []
    violations = AXE.run(page).response["violations"]
    assert violations == [], [(rule["id"], [node["html"][:160] for node in rule["nodes"]]) for rule in violations]
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]


@pytest.mark.parametrize(("person", "page", "visit"), ALL_VISITS)
def test_page_holds_in_every_look(walkers, found, person, page, visit: Visit):
    walker = walkers(person)
    path = found(person, page)
    seen = walker.go(path, *visit)
    assert unquote(seen.url).endswith(path) or path == "/accounts/signup/"
    assert seen.get_attribute("html", "lang") == ("en" if visit.language == "en" else "zh-CN")
    holds(seen, walker.complaints)


def test_who_is_asked_for_the_code_of_the_app_is_asked_for_that(walkers):
    """A word of our own for another code ("认领码") once stood there in place of allauth's."""
    page = walkers("asked").go("/accounts/2fa/authenticate/", "plain.light", 360)
    assert page.locator("label[for=id_code]").inner_text().startswith("身份验证器")


@pytest.mark.parametrize(
    ("person", "path"),
    [("leader", "/volunteer/lead/objections/"), ("leader", "/volunteer/lead/records/"), ("clerk", "/shop/aid/work/")],
)
def test_large_type_leaves_a_row_its_width_on_a_phone(walkers, person, path):
    page = walkers(person).go(path, "elder.light", 360, "en")
    narrowest = page.evaluate("Math.min(...[...document.querySelectorAll('.row__main')].map(e => e.offsetWidth))")
    assert narrowest > 160


def test_every_page_is_walked():
    """An address that is new stands in the walks, or says why it is no page."""
    walked = {page.strip("{}") if "{" in page else resolve(page.split("?")[0]).view_name for _person, page in WALKS
              if page != "/no-such-page/"}  # fmt: skip
    named = {name for name in _names(get_resolver()) if not name.startswith("api_")}
    assert named - walked - {*NO_PAGES.split()} == ELSEWHERE


def _names(resolver: URLResolver):
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLPattern):
            yield pattern.name
        elif pattern.namespace != "admin":
            yield from _names(pattern)


@pytest.mark.parametrize("path", ["/", "/parks/", "/places/"])
def test_touch_targets_are_large_enough(walkers, path):
    """44 px, and 60 px for older people; links inside a sentence are as high as their line."""
    for look, least in (("plain.light", 44), ("elder.light", 60)):
        small = (
            walkers("visitor")
            .go(path, look, 360)
            .evaluate(
                """least => [...document.querySelectorAll('button, .button, .chip, nav a, input:not([type=hidden])')]
                .map(e => e.type === 'checkbox' || e.type === 'radio' ? e.closest('label') || e : e)
                .filter(e => e.offsetParent && Math.round(e.getBoundingClientRect().height) < least
                    && !e.closest('.visually-hidden'))
                .map(e => e.outerHTML.slice(0, 120))""",
                least,
            )
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
