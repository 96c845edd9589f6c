from hypothesis import given
from hypothesis import strategies as st

from lib.sampling import SampleCity, shares


@given(st.integers(0, 10_000_000), st.lists(st.floats(0.01, 1000), min_size=1, max_size=60))
def test_shares_sum_exactly_and_follow_their_weights(total, weights):
    parts = shares(total, weights)

    assert sum(parts) == total
    assert all(
        abs(part - total * weight / sum(weights)) <= 1 + 1e-6 * total
        for part, weight in zip(parts, weights, strict=True)
    )


def test_rows_are_read_as_text(tmp_path):
    (tmp_path / "towns.csv").write_text("code,name\n001,杨舍镇\n", encoding="utf-8")

    assert SampleCity(data=tmp_path, say=print).rows("towns.csv") == [{"code": "001", "name": "杨舍镇"}]
