import pytest
from hypothesis import given
from hypothesis import strategies as st

from places.reach import Profile, reach_m, walk_minutes


@pytest.mark.parametrize(
    ("profile", "metres"), [(Profile.ADULT, 553.8), (Profile.ELDER, 369.2), (Profile.CHILD, 415.4)]
)
def test_ten_minutes_in_metres(profile, metres):
    """600 s at 1.2, 0.8 and 0.9 m/s, over a detour of 1.3."""
    assert reach_m(10, profile) == pytest.approx(metres, abs=0.05)


@pytest.mark.parametrize(("metres", "minutes"), [(0, 1), (1, 1), (55.3, 1), (55.5, 2), (553.8, 10), (554, 11)])
def test_minutes_are_whole_and_rounded_up(metres, minutes):
    assert walk_minutes(metres) == minutes


@given(st.integers(1, 120), st.sampled_from(Profile))
def test_who_stands_at_the_edge_of_a_reach_walks_just_that_long(minutes, profile):
    assert walk_minutes(reach_m(minutes, profile), profile) == minutes
