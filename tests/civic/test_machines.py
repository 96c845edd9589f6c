"""What browsers, phones and robots ask for by themselves."""

import re
from datetime import datetime
from xml.etree import ElementTree

import pytest
from django.conf import settings as real
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.utils import timezone
from PIL import Image

from civic.views import machines

pytestmark = pytest.mark.django_db
MAP = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}
MACHINES = [
    "/sw.js",
    "/robots.txt",
    "/sitemap.xml",
    "/manifest.webmanifest",
    "/.well-known/security.txt",
    "/favicon.ico",
]


@pytest.mark.parametrize("path", MACHINES)
def test_read_only(client, path):
    assert client.post(path).status_code == 405


def test_robots_keep_out_of_what_is_personal(client, settings):
    settings.SITE_ORIGIN = "https://wm.example.cn"
    text = client.get("/robots.txt").content.decode()
    for path in ("/me/", "/en/me/", "/admin/", "/mode/"):
        assert f"Disallow: {path}\n" in text
    assert "Sitemap: https://wm.example.cn/sitemap.xml" in text


def test_sitemap_lists_public_places_in_both_languages(client, settings, make_park):
    settings.SITE_ORIGIN = "https://wm.example.cn"
    shown, hidden = make_park(), make_park(is_public=False)
    tree = ElementTree.fromstring(client.get("/sitemap.xml").content)
    addresses = [loc.text for loc in tree.findall("s:url/s:loc", MAP)]
    assert f"https://wm.example.cn{shown.get_absolute_url()}" in addresses
    assert f"https://wm.example.cn/en{shown.get_absolute_url()}" in addresses
    assert not [address for address in addresses if address.endswith(hidden.get_absolute_url())]
    assert tree.findall("s:url/x:link[@hreflang='en']", MAP)


def test_every_address_of_the_sitemap_opens(client, park, site_identity, notice):
    tree = ElementTree.fromstring(client.get("/sitemap.xml").content)
    addresses = [loc.text.removeprefix(real.SITE_ORIGIN) for loc in tree.findall("s:url/s:loc", MAP)]
    assert {address: client.get(address).status_code for address in addresses} == dict.fromkeys(addresses, 200)


def test_security_txt_is_rfc_9116(client, site_identity):
    site_identity.security_contact = "mailto:security@example.cn"
    site_identity.save()
    response = client.get("/.well-known/security.txt")
    lines = dict(line.split(": ", 1) for line in response.content.decode().splitlines())
    assert lines["Contact"] == "mailto:security@example.cn"
    ahead = datetime.fromisoformat(lines["Expires"]) - timezone.now()
    assert 0 < ahead.days < 366
    assert response["Content-Type"].startswith("text/plain")


def test_security_txt_without_contact_does_not_pretend(client, site_identity):
    assert client.get("/.well-known/security.txt").status_code == 404


def test_manifest_names_icons_of_their_true_size(client, site_identity):
    manifest = client.get("/en/manifest.webmanifest").json()
    assert (manifest["name"], manifest["start_url"], manifest["lang"]) == ("Civic Harbour", "/en/", "en")
    for icon in manifest["icons"]:
        if icon["type"] == "image/png":
            path = finders.find(icon["src"].removeprefix("/static/"))
            with Image.open(path) as image:
                assert "{}x{}".format(*image.size) == icon["sizes"]


def test_worker_keeps_files_that_exist(client):
    response = client.get("/sw.js")
    text = response.content.decode()
    assert response["Content-Type"].startswith("text/javascript")
    files = re.search(r"var FILES = \[(.+)\]", text)[1].replace("OFFLINE_ENGLISH", '"/en/offline/"')
    files = files.replace("PHONE[0]", '"/volunteer/offline/"').replace("PHONE[1]", '"/en/volunteer/offline/"')
    paths = re.findall(r'"([^"]+)"', files.replace("\\u002D", "-"))
    assert len(paths) == 16
    for path in paths:
        is_file = path.startswith("/static/")
        assert finders.find(path.removeprefix("/static/")) if is_file else client.get(path).status_code == 200


def test_favicon_for_those_who_do_not_read_the_page(client):
    assert client.get("/favicon.ico")["Location"].endswith("app-32.png")


def test_service_worker_stands_where_static_files_have_hashes(client, settings):
    """As in production: a storage that knows its files by name refuses to be asked for none."""
    storage = "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": storage}}
    files = {path: path.replace(".", ".0123456789ab.") for path in machines.SHELL}
    staticfiles_storage.hashed_files = files
    page = client.get("/sw.js").content.decode()
    assert "css/tokens.0123456789ab.css" in page
    assert f'"{settings.STATIC_URL}"' in page
