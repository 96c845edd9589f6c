"""Screenshots for the README: a resident's phone, a volunteer's phone, the staff's desk. Kept small, as WebP."""

import io
import os
import re
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

OUT = Path(__file__).resolve().parent.parent / "docs" / "img"
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 800}
RESIDENT = "13800000001"
STAFF = ("office", "Harbour-Sample-2026")


def keep(page: Page, name: str) -> None:
    picture = Image.open(io.BytesIO(page.screenshot()))
    picture.save(OUT / f"{name}.webp", quality=72, method=6)


def visit(browser: Browser, address: str, size: dict) -> Page:
    context = browser.new_context(viewport=size, locale="zh-CN", color_scheme="light")
    page = context.new_page()
    page.set_default_timeout(15_000)
    page.goto(address, wait_until="networkidle")
    return page


def sign_in_by_code(page: Page, address: str) -> None:
    page.goto(f"{address}/accounts/login/")
    page.fill("main input[type=tel], main input[name=phone]", RESIDENT)
    page.click("main button[type=submit]")
    inbox = page.context.new_page()
    inbox.goto(f"{address}/inbox/")
    code = re.search(r"\b(\d{6})\b", inbox.inner_text("main"))[1]
    inbox.close()
    page.fill("main input[name=code]", code)
    page.click("main button[type=submit]")
    page.wait_for_load_state("networkidle")


def sign_in_as_staff(page: Page, address: str) -> None:
    page.goto(f"{address}/accounts/staff/?next=/admin/")
    name, password = STAFF
    page.fill("main input[type=text]", name)
    page.fill("main input[type=password]", password)
    page.click("main button[type=submit]")
    page.wait_for_load_state("networkidle")
    page.goto(f"{address}/admin/", wait_until="networkidle")


def main(address: str) -> None:
    OUT.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"),
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"],
        )
        keep(visit(browser, f"{address}/", PHONE), "home-phone")
        page = visit(browser, f"{address}/", PHONE)
        sign_in_by_code(page, address)
        page.goto(f"{address}/volunteer/today/", wait_until="networkidle")
        keep(page, "today-phone")
        page = visit(browser, f"{address}/", DESK)
        sign_in_as_staff(page, address)
        keep(page, "desk")
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1].rstrip("/"))
