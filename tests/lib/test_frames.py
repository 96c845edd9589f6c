import pytest
from django.test import RequestFactory
from django.utils import translation

from civic.views import home
from lib import drawing
from lib.frames import render_framed
from lib.modes import Mode
from office.models import SiteIdentity
from parks.querysets import CityParks
from places.present import Doorplate
from places.rows import Row

PLAIN = Mode()
EMPTY = {
    "section": "home", "rows": (), "has_places": True, "newest": (), "area": 0, "count": 0, "reference": None,
    "figures": (),
}  # fmt: skip
pytestmark = pytest.mark.django_db


@pytest.fixture
def page(site_identity):
    """The home page with an empty city around what is given."""

    def page(path="/", mode=PLAIN, **context):
        request = RequestFactory().get(path)
        request.mode, request.resolver_match = mode, None
        context = {**EMPTY, **context}
        return render_framed(request, "civic/home.html", context, by=home.FRAME).content.decode()

    return page


def draws_of(call) -> int:
    before = len(drawing.drawings)
    call()
    return len(drawing.drawings) - before


def test_same_page_draws_nothing(page):
    before = page()
    assert draws_of(page) == 0
    assert page() == before
    assert "<!-- " not in before


def row(name: str) -> Row:
    return Row("/parks/1/", "park", "园", name, "120.5", "31.8", Doorplate("open", "Open"), ("Yangshe",))


def test_holes_are_filled_each_time(page):
    assert "甲园" not in page()
    assert "甲园" in page(rows=[row("甲园")])
    assert "甲园" not in page()


def test_changed_row_draws_itself_and_no_frame(page):
    page(rows=[row("甲园"), row("乙园")])
    assert draws_of(lambda: page(rows=[row("甲园"), row("丙园")])) == 1


def test_what_fills_a_hole_is_escaped(page):
    assert "<script>alert" not in page(rows=[row("<script>alert(1)</script>")])


def test_frame_belongs_to_what_it_shows(page):
    assert "1,234" in page(area=1234)
    assert "1,234" not in page()


def test_frame_belongs_to_its_address(page):
    assert "next=%2F%3Fpage%3D2" in page("/?page=2")
    assert "page%3D2" not in page()


def test_frame_belongs_to_the_readers_mode(page):
    assert "data-elder" in page(mode=Mode(elder=True, theme="dark"))
    assert "data-elder" not in page()


def test_frame_belongs_to_its_language(page):
    chinese = page()
    with translation.override("en"):
        assert '<html lang="en"' in page()
    assert page() == chinese


def test_frame_shows_what_the_view_names(page):
    assert page(section="parks") != page()


def test_frame_shows_the_site_as_it_is_now(page):
    page()
    SiteIdentity.objects.update(name="新名字")
    assert "新名字" in page()


def test_city_is_told_apart_from_another():
    assert drawing.identity(CityParks(area_m2=1)) != drawing.identity(CityParks(area_m2=2))
