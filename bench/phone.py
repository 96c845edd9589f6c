"""What a phone downloads on its first visit: bytes and requests, in headless Chromium."""

import os

from bench import ground

PAGES = {"home": ("/", 50, 6), "park map": ("/parks/?view=map", 150, 10), "places": ("/places/", 150, 10)}


def weigh(browser, url: str) -> tuple[float, int]:
    """Kilobytes over the wire and number of requests of a cold visit, tiles aside."""
    context = browser.new_context(viewport={"width": 360, "height": 760}, service_workers="block")
    page = context.new_page()
    sizes: list[float] = []
    client = context.new_cdp_session(page)
    client.send("Network.enable")
    client.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    page.goto(url, wait_until="networkidle")
    context.close()
    return sum(sizes) / 1024, len(sizes)


def main() -> None:
    from playwright.sync_api import sync_playwright

    with ground.city(), ground.server("civic.wsgi:application") as base, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"),
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"],
        )
        for name, (path, most_kb, most_requests) in PAGES.items():
            kilobytes, requests = weigh(browser, base + path)
            verdict = "yes" if kilobytes <= most_kb and requests <= most_requests else "MISSED"
            print(  # noqa: T201
                f"| {name} | {kilobytes:.1f} KB | {requests} | at most {most_kb} KB, {most_requests}: {verdict} |"
            )
        browser.close()


if __name__ == "__main__":
    main()
