import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.domain.shape_table import BadShape, read_shape, write_shape

SHARES = st.floats(0.01, 99.9)


def test_a_table_is_written_as_people_write_it() -> None:
    assert read_shape("20=10  50.5=40") == ((20, 10), (50.5, 40))
    assert write_shape(((20.0, 10.0), (50.5, 40.0))) == "20=10 50.5=40"
    assert read_shape("") == ()


@given(st.sets(SHARES, max_size=6), st.lists(SHARES, min_size=6, max_size=6))
def test_what_is_written_is_read_again(heights: set[float], volumes: list[float]) -> None:
    shape = tuple(zip(sorted(heights), sorted(volumes), strict=False))
    assert read_shape(write_shape(shape)) == shape


@pytest.mark.parametrize(
    "text",
    ["round", "20", "20=x", "20=10=5", "50=40 20=10", "20=30 50=10", "0=0", "100=100", "20=101", "nan=5"],
)
def test_a_table_that_does_not_rise_from_0_to_100_is_refused(text: str) -> None:
    with pytest.raises(BadShape, match="expected pairs such as 20=10 50=40"):
        read_shape(text)
