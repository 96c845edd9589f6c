"""A public notice in a real browser: it fits, can be read by everybody, and is objected to without script."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe

from office.actions import notices
from office.models import Objection, PublicNotice

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TEXTS = {
    "kind": "other",
    "title": "拟资助家庭名单公示",
    "title_en": "Families to be helped",
    "body": "杨舍镇 张**，因病，2000元\n塘桥镇 李**，因学，1500元",
    "body_en": "Zhang ** of Yangshe, illness, 2,000 yuan\nLi ** of Tangqiao, schooling, 1,500 yuan",
    "posted_at": "各镇政务公开栏",
}
AXE = Axe()


@pytest.fixture
def on_show(superuser, site_identity) -> PublicNotice:
    notice = notices.open_notice(**TEXTS, by=superuser)
    return notices.extend(notice=notice, days=2, reason="有情况需要核实。", by=superuser)


@pytest.mark.parametrize(("language", "mode"), [("", "plain.light"), ("/en", "elder.dark")])
@pytest.mark.parametrize("width", [360, 1280])
def test_pages_fit_and_are_accessible(live_browser, live_server, on_show, language, width, mode):
    page = live_browser.open(language + "/notices/", width=width, service_workers="block")
    page.context.add_cookies([{"name": "mode", "value": mode, "url": live_server.url}])
    own = on_show.get_absolute_url()
    for path in ("/notices/", own, f"{own}object/", "/notices/answer/"):
        page.goto(language + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        found = AXE.run(page).response["violations"]
        assert [(path, rule["id"], rule["nodes"][0]["html"]) for rule in found] == []


def test_somebody_objects_without_script_and_reads_the_answer(live_browser, on_show, resident):
    page = live_browser.open(on_show.get_absolute_url(), width=360, java_script_enabled=False)
    page.click("main .button--big")
    for name, value in {"text": "名单里的一户不住在本镇。", "name": "样小例", "phone": "13900000005"}.items():
        page.fill(f"main [name={name}]", value)
    page.click("main button[type=submit]")
    code = re.search(r"[A-Z2-7]{4}(-[A-Z2-7]{4}){3}", page.inner_text("main"))[0]
    notices.answer_objection(
        objection=Objection.objects.get(), answer="已核实，住在本镇。", is_upheld=False, by=resident
    )
    page.goto("/notices/answer/")
    page.fill("main [name=code]", code.lower())
    page.click("main button[type=submit]")
    assert "已核实，住在本镇。" in page.inner_text("main")
    assert code not in page.url
