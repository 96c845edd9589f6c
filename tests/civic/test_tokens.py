"""Colours are held to WCAG 2.1 AA by arithmetic, in light and in dark."""

import re

import pytest
from django.conf import settings

CSS = settings.BASE_DIR / "static" / "css"
TEXT_ON = {
    "ink": (
        "paper",
        "surface",
        "tide",
        "leaf-fill",
        "amber-fill",
        "blush",
        "sand",
        "map-land",
        "map-water",
        "map-green",
    ),
    "ink-2": ("paper", "surface"),
    "harbour": ("paper", "surface", "tide"),
    "harbour-strong": ("paper", "surface", "tide"),
    "on-harbour": ("harbour", "harbour-strong"),
    "on-panel": ("panel",),
    "on-panel-2": ("panel",),
    "vermilion": ("paper", "surface", "blush"),
    "on-vermilion": ("vermilion",),
    "leaf": ("leaf-fill", "surface"),
    "amber": ("amber-fill", "surface"),
    "stone": ("stone-fill", "surface"),
    "gold": ("sand", "surface"),
}
THEMES = {
    "light": r":root \{(.*?)\}",
    "dark by device": r"prefers-color-scheme: dark\) \{\s*:root\[data-theme=\"auto\"\] \{(.*?)\}",
    "dark by choice": r"\n:root\[data-theme=\"dark\"\] \{(.*?)\}",
}


def colours(theme: str) -> dict[str, str]:
    block = re.search(THEMES[theme], (CSS / "tokens.css").read_text(), re.DOTALL)[1]
    return dict(re.findall(r"--([a-z0-9-]+): (#[0-9a-f]{6});", block))


def luminance(colour: str) -> float:
    parts = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_contrast_is_that_of_the_standard():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("theme", THEMES)
def test_text_can_be_read_in(theme):
    tokens = colours(theme)
    pairs = [(text, ground) for text, grounds in TEXT_ON.items() for ground in grounds]
    weak = {f"{text} on {ground}": contrast(tokens[text], tokens[ground]) for text, ground in pairs}
    assert {pair: round(ratio, 2) for pair, ratio in weak.items() if ratio < 4.5} == {}


@pytest.mark.parametrize("theme", THEMES)
def test_fields_can_be_seen_in(theme):
    tokens = colours(theme)
    assert contrast(tokens["control"], tokens["surface"]) >= 3


def test_both_darks_are_the_same():
    assert colours("dark by device") == colours("dark by choice")


def test_dark_knows_every_colour():
    assert colours("dark by choice").keys() == colours("light").keys()


def test_colours_stand_in_the_tokens_alone():
    used = set(re.findall(r"var\(--([a-z0-9-]+)\)", (CSS / "civic.css").read_text()))
    defined = set(re.findall(r"--([a-z0-9-]+):", (CSS / "tokens.css").read_text()))
    assert used <= defined
