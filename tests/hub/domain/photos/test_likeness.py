"""Two pictures are one when either looks like the other or like a part of it."""

import pytest

from hub.domain.photos.likeness import MOST_BITS_APART, first_alike, is_alike

WHOLE, PART, OTHER = 0x0F0F_0F0F_0F0F_0F0F, 0x3333_3333_3333_3333, 0x5555_5555_5555_5555


@pytest.mark.parametrize(
    ("bits", "is_one"), [(0, True), (MOST_BITS_APART, True), (MOST_BITS_APART + 1, False)]
)
def test_few_bits_apart_are_one_picture(bits: int, is_one: bool) -> None:  # noqa: FBT001  - given
    assert is_alike((WHOLE,), (WHOLE ^ ((1 << bits) - 1),)) is is_one


def test_a_part_cut_out_of_a_picture_is_that_picture_whichever_came_first() -> None:
    assert is_alike((PART,), (WHOLE, PART))
    assert is_alike((WHOLE, PART), (PART,))


def test_two_pictures_that_share_only_parts_are_two() -> None:
    assert not is_alike((WHOLE, PART), (OTHER, PART))


def test_the_first_that_is_the_same_is_named() -> None:
    known = [("t1", (OTHER,)), ("t2", (WHOLE,)), ("t3", (WHOLE,))]
    assert first_alike((WHOLE,), known) == "t2"
    assert first_alike((PART,), known) is None
