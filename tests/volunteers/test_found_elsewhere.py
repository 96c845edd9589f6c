"""Activities where people look for them beside their own pages: search, sitemap, navigation."""

import pytest

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("words", ["书屋", "tidying", "READING"])
def test_search_finds_activities_by_title(client, shift, words):
    page = client.get("/en/search/", {"q": words}).content.decode()
    assert "Tidying the reading room" in page


def test_search_leaves_out_drafts_and_what_is_over(client, make_activity, make_shift):
    make_shift(of=make_activity(title_en="Over and done"), in_hours=-9)
    make_shift(of=make_activity(title_en="Not yet done", state="draft"))
    page = client.get("/en/search/", {"q": "done"}).content.decode()
    assert "Over and done" not in page
    assert "Not yet done" not in page


def test_the_sitemap_lists_what_is_to_come(client, make_activity, make_shift):
    coming, over = make_activity(), make_activity()
    make_shift(of=coming)
    make_shift(of=over, in_hours=-9)
    text = client.get("/sitemap.xml").content.decode()
    assert f"/volunteer/activities/{coming.pk}/" in text
    assert f"/volunteer/activities/{over.pk}/" not in text


def test_volunteering_is_one_of_the_five_tabs(client, shift):
    page = client.get("/en/volunteer/").content.decode()
    tabs = page[page.index('class="tabs"') :]
    assert tabs.count('class="tab"') == 5
    assert "Volunteer" in tabs
