import pytest
from django.test import RequestFactory
from django.utils import translation

from lib import drawing
from lib.frames import render_framed
from lib.modes import Mode
from office.models import SiteIdentity
from parks.querysets import CityParks

PLAIN = Mode()
pytestmark = pytest.mark.django_db


@pytest.fixture
def page(site_identity):
    """The home page with an empty city around what is given."""

    def page(path="/", mode=PLAIN, **context):
        request = RequestFactory().get(path)
        request.mode, request.resolver_match = mode, None
        context = {"section": "home", "rows": (), "newest": (), "area": 0, "count": 0, "reference": None} | context
        return render_framed(request, "civic/home.html", {"figures": (), **context}, by=("section",)).content.decode()

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


def test_content_is_filled_each_time(page):
    assert "1,234" not in page()
    assert "1,234" in page(area=1234)
    assert "1,234" not in page()


def test_other_content_draws_one_fragment_and_no_frame(page):
    page()
    assert draws_of(lambda: page(area=1234)) == 1


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
