"""What every page carries: languages, modes, the government's footer and its meta tags."""

import re

import pytest
from django.conf import settings
from django.template import engines
from django.test.utils import override_script_prefix
from django.urls import reverse

from civic.styleguide import icon_names

pytestmark = pytest.mark.django_db
TEMPLATES = settings.BASE_DIR / "templates"


def page(client, path="/figures/", **extra) -> str:
    return client.get(path, **extra).content.decode()


def test_chinese_and_english_know_each_other(client, settings):
    settings.SITE_ORIGIN = "https://wm.example.cn"
    chinese, english = page(client, "/search/?q=a"), page(client, "/en/search/?q=a")
    assert '<html lang="zh-CN"' in chinese
    assert '<html lang="en"' in english
    assert 'href="/en/search/?q=a"' in chinese
    assert 'href="/search/?q=a"' in english
    assert '<link rel="alternate" hreflang="en" href="https://wm.example.cn/en/search/' in chinese
    assert '<link rel="canonical" href="https://wm.example.cn/en/search/">' in english


def test_page_of_a_list_keeps_its_number_in_its_own_address(client, settings):
    settings.SITE_ORIGIN = "https://wm.example.cn"
    text = page(client, "/search/?q=a&page=2&utm=x")
    assert '<link rel="canonical" href="https://wm.example.cn/search/?page=2">' in text


def test_address_under_a_sub_path_stays_there(client):
    with override_script_prefix("/wmb/"):
        text = page(client)
    assert 'href="/wmb/en/figures/"' in text
    assert 'href="/wmb/places/" aria-current' not in text
    assert 'href="/wmb/places/"' in text


def test_footer_shows_what_is_known(client, site_identity):
    site_identity.icp_no = "苏ICP备00000000号"
    site_identity.site_code = "3205820001"
    site_identity.save()
    text = page(client)
    assert "苏ICP备00000000号" in text
    assert '<meta name="SiteIDCode" content="3205820001">' in text
    assert site_identity.host in text
    assert "beian.mps.gov.cn" not in text


def test_notice_to_everyone_is_on_every_page(client, site_identity):
    site_identity.emergency_notice = "台风蓝色预警"
    site_identity.emergency_notice_en = "Typhoon, blue warning"
    site_identity.save()
    assert "台风蓝色预警" in page(client)
    assert "Typhoon, blue warning" in page(client, "/en/nowhere/")


@pytest.mark.parametrize("path", ["/", "/figures/", "/nowhere/"])
def test_mode_is_on_every_page(client, path):
    assert "data-elder" not in page(client, path)
    client.cookies["mode"] = "elder.dark"
    text = page(client, path)
    assert 'data-theme="dark" data-elder>' in text
    assert "elder=0" in text


def test_one_plain_link_switches_and_leads_back(client):
    response = client.get("/mode/", {"elder": "1", "next": "/en/figures/?a=1"})
    assert (response.status_code, response["Location"]) == (302, "/en/figures/?a=1")
    assert client.cookies["mode"].value == "elder.auto"
    client.get("/mode/", {"theme": "dark"})
    assert client.cookies["mode"].value == "elder.dark"
    assert "no-store" in response["Cache-Control"]


def test_switch_leads_nowhere_else(client):
    assert client.get("/mode/", {"elder": "1", "next": "//evil.example/"})["Location"] == "/"


@pytest.mark.parametrize("name", ["home", "figures", "search", "site_map", "styleguide", "offline"])
def test_nothing_inline(client, name, park, figure):
    text = page(client, reverse(name))
    assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=", text)


def test_you_are_here(client):
    assert re.search(r'href="/figures/" aria-current="page"', page(client))


def test_templates_use_icons_that_are_drawn():
    used = set()
    for path in TEMPLATES.rglob("*.html"):
        used |= set(re.findall(r'{% icon "([a-z-]+)" %}', path.read_text()))
    assert used <= set(icon_names())


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("{{ 230000|wan }}", "23万"),
        ("{{ 6150000|exact }}", "6,150,000"),
        ("{{ 3|minutes }}", "3"),
        ("{{ '43000.00'|exact }}", "43,000"),
        ("{{ '0.50'|exact }}", "0.5"),
    ],
)
def test_words_of_the_templates(source, text):
    assert text in engines["django"].from_string(source).render()
