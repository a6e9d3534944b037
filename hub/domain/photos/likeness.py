"""Whether two pictures are one picture, whatever it was cut and saved as: 64-bit perceptual hashes. Pure.

Each picture has many: of the whole, of windows of it, and of its mirror image (hub.adapters.photo.looking). A
picture that was cut out of another looks like one of the other's windows.
"""

from collections.abc import Iterable, Sequence
from typing import TypeAlias

# The first is of the whole picture.
Looks: TypeAlias = Sequence[int]

MOST_BITS_APART = 8
"""How far two hashes of one picture are apart at most, of 64 bits.

Measured on 420 photos of streets, bins and litter (python -m deploy.bench.reuse FOLDER, 2026-11-26): saved
darker and worse all are known, cut to 90..100 % of each side 99.5 %, to 80..90 % 94 %, to 70..80 % 69 %,
of 87,990 pairs of different photos two were taken for one.
"""


def is_alike(one: Looks, other: Looks) -> bool:
    """Tell whether either picture as a whole looks like the other or like a part of it."""
    return _is_among(one[0], other) or _is_among(other[0], one)


def first_alike(look: Looks, others: Iterable[tuple[str, Looks]]) -> str | None:
    """The name of the first of the others that is the same picture; None when none is."""
    return next((name for name, known in others if is_alike(look, known)), None)


def _is_among(whole: int, looks: Looks) -> bool:
    return any((whole ^ look).bit_count() <= MOST_BITS_APART for look in looks)
