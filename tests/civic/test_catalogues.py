"""Chinese is complete: every sentence in the code has its translation, none is fuzzy, none is left over."""

import re
import shutil
import subprocess
import sys

import pytest
from django.conf import settings

CATALOGUE = settings.BASE_DIR / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
SOURCES = ("accounts", "civic", "lib", "office", "parks", "photos", "places", "shop", "templates")


@pytest.fixture(scope="module")
def fresh(tmp_path_factory):
    """The catalogue as makemessages would leave it, made in a copy so that the test changes nothing."""
    copy = tmp_path_factory.mktemp("catalogues")
    for name in SOURCES:
        shutil.copytree(settings.BASE_DIR / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
    (copy / "locale" / "zh_Hans" / "LC_MESSAGES").mkdir(parents=True)
    target = copy / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
    shutil.copy(CATALOGUE, target)
    subprocess.run(
        [sys.executable, "-m", "django", "makemessages", "-l", "zh_Hans", "--no-location", "-v0"],
        cwd=copy, check=True, timeout=110, env={"PATH": "/usr/local/bin:/usr/bin:/bin", "LC_ALL": "C.UTF-8"},
    )  # fmt: skip
    return target


def test_every_sentence_has_its_chinese(fresh):
    listing = subprocess.run(
        ["msgattrib", "--untranslated", "--no-obsolete", "--no-wrap", fresh], capture_output=True, text=True, check=True
    ).stdout
    assert re.findall(r'^msgid "(.+)"$', listing, re.MULTILINE) == []


def test_no_sentence_is_fuzzy(fresh):
    listing = subprocess.run(
        ["msgattrib", "--only-fuzzy", "--no-obsolete", fresh], capture_output=True, text=True, check=True
    ).stdout
    assert "msgid" not in listing


def test_placeholders_agree(fresh):
    check = subprocess.run(["msgfmt", "--check-format", "-o", "/dev/null", fresh], capture_output=True, text=True)
    assert check.returncode == 0, check.stderr
