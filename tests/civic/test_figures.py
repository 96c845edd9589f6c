import pytest
from django.db import connection

from civic.figures import LIVE, sql_of

pytestmark = pytest.mark.django_db


def test_figure_has_its_birth_certificate(client, figure):
    page = client.get("/en/figures/").content.decode()
    for part in ("Area of pocket parks", "43,000", "m²", "All in all", "Dec. 31, 2021", "A report"):
        assert part in page


def test_live_count_stands_beside_with_its_question(client, figure, make_park):
    make_park(area_m2=1200)
    make_park(area_m2=300)
    make_park(area_m2=9000, is_public=False)
    page = client.get("/en/figures/").content.decode()
    assert "1,500" in page
    assert "SELECT SUM(" in page


def test_figure_that_nobody_counts_has_no_live_number(client, volunteers_figure):
    assert "Counted by this site" not in client.get("/en/figures/").content.decode()


@pytest.mark.parametrize("key", LIVE)
def test_printed_question_is_the_one_that_is_asked(key, make_park):
    make_park(area_m2=77)
    rows = LIVE[key]()
    with connection.cursor() as cursor:
        cursor.execute(sql_of(rows))
        assert cursor.fetchone()[0] == rows.get()["live"]


@pytest.mark.parametrize("extra", [0, 2])
def test_figures_ask_three_times(client, figure, site_identity, extra, django_assert_num_queries):
    for number in range(extra):
        figure.pk, figure.key = None, f"other{number}"
        figure.save(force_insert=True)
    with django_assert_num_queries(3):
        client.get("/figures/")


def test_no_figures_yet(client, db):
    assert "No figure has been published yet" in client.get("/en/figures/").content.decode()
