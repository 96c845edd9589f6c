"""A real Chromium. What it complains about, and every request that leaves this machine, fails the test."""

from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings as django_settings
from django.test import Client
from playwright.sync_api import Page

LOCAL = ("localhost", "127.0.0.1")


class LiveBrowser:
    """`open("/parks/", user=…, width=360)` is a page; `complaints` is what the browser did not like."""

    def __init__(self, browser, url: str):
        self.browser = browser
        self.url = url
        self.complaints: list[str] = []
        self.contexts: list = []

    def open(self, path: str, *, user=None, width: int = 1280, height: int = 900, **context) -> Page:
        opened = self.browser.new_context(
            viewport={"width": width, "height": height}, locale="zh-CN", base_url=self.url, **context
        )
        self.contexts.append(opened)
        if user is not None:
            self._sign_in(opened, user)
        page = opened.new_page()
        page.on("console", lambda message: self._hear(message.type, message.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("request", lambda request: self._see(request.url))
        page.goto(path)
        return page

    def barriers(self, page: Page) -> list[str]:
        """What axe finds against WCAG 2 A and AA. Its own inline styles, which our policy refuses, are forgiven."""
        heard = len(self.complaints)
        found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa"]}).response["violations"]
        del self.complaints[heard:]
        return [f"{rule['id']}: {node['html'][:120]}" for rule in found for node in rule["nodes"]]

    def close(self) -> None:
        for context in self.contexts:
            context.close()

    def _sign_in(self, context, user) -> None:
        client = Client()
        client.force_login(user)
        name = django_settings.SESSION_COOKIE_NAME
        context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": self.url}])

    def _hear(self, kind: str, text: str) -> None:
        if kind == "error" or "Content Security Policy" in text:
            self.complaints.append(text)

    def _see(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme in ("http", "https", "ws", "wss") and parts.hostname not in LOCAL:
            self.complaints.append(f"left this machine: {url}")


@pytest.fixture
def live_browser(chromium, live_server, settings):
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = False
    browser = LiveBrowser(chromium, live_server.url)
    yield browser
    browser.close()
    assert browser.complaints == []
