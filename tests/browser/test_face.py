"""The face in a real browser: it fits, can be read by everybody, works without script and without a signal."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PAGES = ["/", "/search/?q=park", "/figures/", "/styleguide/", "/offline/", "/site-map/", "/health/"]
AXE = Axe()


LOOKS = [("", "plain.light"), ("/en", "plain.dark"), ("", "elder.dark"), ("/en", "elder.light")]


@pytest.mark.parametrize(("language", "mode"), LOOKS)
@pytest.mark.parametrize("width", [360, 1280])
def test_pages_fit_and_are_accessible(live_browser, live_server, park, site_identity, language, width, mode):
    page = live_browser.open(language + "/", width=width, service_workers="block")
    page.context.add_cookies([{"name": "mode", "value": mode, "url": live_server.url}])
    for path in PAGES:
        page.goto(language + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        found = AXE.run(page).response["violations"]
        assert [(path, rule["id"], rule["nodes"][0]["html"]) for rule in found] == []


def test_large_type_is_large(live_browser, park):
    page = live_browser.open("/en/", width=360, service_workers="block")
    page.get_by_role("link", name="Large type").click()
    sizes = page.evaluate(
        "Array.from(document.querySelectorAll('p, a, span, h1, h2')).filter(e => e.textContent.trim())"
        ".map(e => parseFloat(getComputedStyle(e).fontSize))"
    )
    assert min(sizes) >= 20
    assert page.locator(".tab").first.bounding_box()["height"] >= 60
    page.get_by_role("link", name="Standard").click()
    expect(page.get_by_role("link", name="Large type")).to_be_visible()


def test_everything_works_without_script(live_browser, park):
    page = live_browser.open("/en/", java_script_enabled=False)
    page.get_by_role("searchbox").fill("Xinshi")
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_role("link", name=park.name_en)).to_be_visible()
    page.locator(".bar__nav").get_by_role("link", name="Nearby").click()
    expect(page.get_by_role("link", name=park.name_en).first).to_be_visible()
    page.get_by_role("link", name="中文").click()
    assert page.locator("html").get_attribute("lang") == "zh-CN"


def test_near_me_asks_once_and_leads_to_the_list(live_browser, park):
    here = {"latitude": 31.87512, "longitude": 120.55512}
    page = live_browser.open("/en/", geolocation=here, permissions=["geolocation"], service_workers="block")
    page.get_by_role("link", name="Near me").click()
    page.wait_for_url("**/en/places/?lon=120.5551&lat=31.8751")


def test_refused_place_is_said(live_browser, park):
    page = live_browser.open("/en/", permissions=[], service_workers="block")
    page.get_by_role("link", name="Near me").click()
    expect(page.locator("#locate-says")).to_contain_text("did not say where you are")


def test_pages_open_without_a_signal(live_browser, park):
    page = live_browser.open("/en/figures/")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.goto("/en/")
    page.context.set_offline(True)
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("What is near my door?")
    expect(page.locator("#no-signal")).to_be_visible()
    page.goto("/en/search/?q=never")
    expect(page.get_by_role("heading", level=1)).to_have_text("No signal here")
    page.goto("/site-map/")
    assert page.locator("html").get_attribute("lang") == "zh-CN"
    live_browser.complaints.clear()


def test_nothing_personal_is_kept_in_the_phone(live_browser, resident, notice):
    page = live_browser.open("/en/figures/", user=resident)
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    for path in ("/en/figures/", "/en/me/", "/en/health/", "/en/accounts/login/"):
        page.goto(path)
    kept = page.evaluate(
        "caches.keys().then(names => Promise.all(names.map(n => caches.open(n).then(c => c.keys()))))"
        ".then(lists => [].concat(...lists).map(r => new URL(r.url).pathname))"
    )
    assert "/en/figures/" in kept
    assert not [path for path in kept if "/me/" in path or "/accounts/" in path or "/health/" in path]


def test_cold_home_is_light(live_browser, park):
    page = live_browser.open("about:blank", width=360, service_workers="block")
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(live_browser.url + "/", wait_until="networkidle")
    assert len(asked) <= 6
