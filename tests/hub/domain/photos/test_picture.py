"""Whether something is a photo of a place at all."""

from dataclasses import replace

import pytest

from hub.domain.photos.picture import Picture, PictureFlaw

GOOD = Picture((1280, 960), 210.0, 50.0, 3.0, (1,))


def test_an_ordinary_photo_has_no_flaw() -> None:
    assert list(GOOD.flaws()) == []


@pytest.mark.parametrize(
    ("size_wh", "is_tiny"),
    [((320, 240), False), ((240, 320), False), ((319, 240), True), ((2000, 239), True)],
)
def test_a_thumbnail_shows_nothing(size_wh: tuple[int, int], is_tiny: bool) -> None:  # noqa: FBT001  - given
    assert (PictureFlaw.TINY in replace(GOOD, size_wh=size_wh).flaws()) is is_tiny


def test_the_inside_of_a_pocket_is_dark_and_nothing_else() -> None:
    assert list(replace(GOOD, bright_p95=39.0, contrast=2.0, even_pct=99.0).flaws()) == [PictureFlaw.DARK]


@pytest.mark.parametrize("picture", [replace(GOOD, even_pct=46.0), replace(GOOD, contrast=9.0)])
def test_a_screenshot_or_a_wall_is_flat(picture: Picture) -> None:
    assert list(picture.flaws()) == [PictureFlaw.FLAT]
