"""Which row of a file the database means, when only the database refuses."""

import pytest

from lib.refusals import Refused
from office.tables import first_refused

pytestmark = pytest.mark.django_db


def refuses(*bad):
    def write(entries):
        for entry in entries:
            if entry in bad:
                raise Refused(f"not {entry}")

    return write


@pytest.mark.parametrize("bad", [0, 1, 499, 998, 999])
def test_the_one_row_is_found(bad):
    number, refusal = first_refused(range(1000), refuses(bad))
    assert (number, str(refusal)) == (bad, f"not {bad}")


def test_of_several_the_first_is_named():
    assert first_refused(range(1000), refuses(700, 31, 999))[0] == 31


def test_rows_that_only_together_are_refused_have_no_one_to_name():
    def write(entries):
        if {2, 7} <= set(entries):
            raise Refused("both")

    assert first_refused(range(10), write) is None
    assert first_refused([], refuses()) is None


def test_it_costs_about_two_writings():
    written = []

    def write(entries):
        written.append(len(entries))
        if 999 in entries:
            raise Refused("not the last")

    assert first_refused(range(1000), write)[0] == 999
    assert sum(written) <= 3100
