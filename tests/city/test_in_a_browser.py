"""Every page in a real browser: phone and desk, Chinese and English, light, dark and elder."""

import pytest
from axe_playwright_python.sync_playwright import Axe

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.django_db,
    pytest.mark.xdist_group("city"),
    pytest.mark.timeout(300),
]

PAGES = [
    "/", "/parks/", "/parks/?view=map", "/parks/{park}/", "/places/", "/places/coverage/", "/places/{park}/feedback/",
    "/figures/", "/search/?q=公园", "/search/?q=没有这个", "/privacy/", "/accounts/login/", "/accounts/signup/",
    "/shop/", "/shop/fund/meihao/", "/shop/fund/meihao/entries/", "/shop/fund/meihao/entries/25/", "/shop/box/MH-01/",
    "/shop/fund/meihao/disclosures/", "/notices/", "/notices/answer/",
    "/api/v1/", "/styleguide/", "/inbox/", "/offline/", "/no-such-page/",
]  # fmt: skip
LOOKS = {
    "phone-light": ("plain.light", 360),
    "desk-dark": ("plain.dark", 1280),
    "phone-elder": ("elder.light", 360),
    "desk-elder-dark": ("elder.dark", 1280),
}


@pytest.fixture(scope="package")
def park(planted):
    from parks.models import Park

    return Park.objects.for_public().order_by("pk").first().pk


@pytest.fixture
def walk(chromium, address):
    """`walk(path, look)` opens a page and returns it with everything that it complained about."""
    contexts = []

    def walk(path: str, look: str):
        mode, width = LOOKS[look]
        context = chromium.new_context(viewport={"width": width, "height": 760}, locale="zh-CN")
        contexts.append(context)
        context.add_cookies([{"name": "mode", "value": mode, "url": address}])
        page = context.new_page()
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
    for context in contexts:
        context.close()


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("path", PAGES)
def test_page_is_accessible_and_quiet(walk, park, path, look):
    page, complaints = walk(path.format(park=park), look)
    assert complaints == []
    violations = Axe().run(page).response["violations"]
    assert violations == [], [(rule["id"], [node["html"][:160] for node in rule["nodes"]]) for rule in violations]


@pytest.mark.parametrize("look", ["phone-light", "phone-elder"])
@pytest.mark.parametrize("path", PAGES)
def test_page_fits_the_phone(walk, park, path, look):
    page, _complaints = walk(path.format(park=park), look)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


@pytest.mark.parametrize("path", ["/en/", "/en/parks/", "/en/parks/{park}/", "/en/places/", "/en/figures/"])
def test_english_page_is_accessible_and_english(walk, park, path):
    page, complaints = walk(path.format(park=park), "phone-light")
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
