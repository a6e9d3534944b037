"""What can be said of a picture without knowing what it is about: is it a photo at all? Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from hub.domain.photos.likeness import Looks

MOST_PIXELS = 50_000_000
"""Larger ones are not decoded; phones of 2024 save 12 to 50 million pixels."""

_LEAST_WH = (320, 240)
# Of 929 photos of streets, bins and litter by day the darkest has 61 of 255 at its 95th percentile, the most
# even one 41 % even blocks, the weakest a contrast of 20; most screenshots of pages have more even blocks
# than that (our own measurement on the litter detector's test sets, 2026-11-26).
_DARK_P95 = 40.0
_EVEN_PCT = 45.0
_LEAST_CONTRAST = 10.0


class PictureFlaw(StrEnum):
    """Why a picture shows nothing of a place."""

    TINY = "tiny"
    DARK = "dark"
    FLAT = "flat"


class Unusable(StrEnum):
    """Why nothing can be made of what was sent."""

    NOT_JPEG = "not_jpeg"
    TOO_MANY_PIXELS = "too_many_pixels"
    BROKEN = "broken"
    TOO_COSTLY = "too_costly"


@dataclass(frozen=True, slots=True)
class Picture:
    """What was seen in one picture.

    Attributes:
        size_wh: pixels.
        bright_p95: 95th percentile of its brightness, 0..255.
        contrast: standard deviation of its brightness, 0..255.
        even_pct: share of blocks of 8 x 8 pixels, at 640 x 480, without any grain, percent.
        looks: its perceptual hashes.
    """

    size_wh: tuple[int, int]
    bright_p95: float
    contrast: float
    even_pct: float
    looks: Looks

    def flaws(self) -> Iterator[PictureFlaw]:
        """Name what keeps it from showing a place."""
        if max(self.size_wh) < _LEAST_WH[0] or min(self.size_wh) < _LEAST_WH[1]:
            yield PictureFlaw.TINY
        if self.bright_p95 < _DARK_P95:
            yield PictureFlaw.DARK
        elif self.even_pct > _EVEN_PCT or self.contrast < _LEAST_CONTRAST:
            yield PictureFlaw.FLAT
