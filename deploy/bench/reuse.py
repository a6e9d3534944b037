"""`python -m deploy.bench.reuse FOLDER`: how surely a photo that was used before is known again.

Each JPEG of a folder is cut, darkened and made grainy, and compared with what it was; then all are compared
with each other. Photos that share a view (frames of one camera) are rightly alike: give different places.
"""

import sys
from itertools import combinations
from pathlib import Path

import numpy as np

from hub.adapters.photo.looking import Grey, looks
from hub.adapters.photo.workbench import Unreadable, decoded
from hub.domain.photos.likeness import is_alike

_SEED = 1
_MOST = 420
_GRAIN = 4.0
# Shares of each side that a cut keeps, from and to.
_CUTS = ((1.0, 1.0), (0.9, 1.0), (0.8, 0.9), (0.7, 0.8))


def read(folder: Path) -> list[Grey]:
    """The brightness of every JPEG below a folder, at most so many of them by chance."""
    files = sorted(folder.rglob("*.jp*g"))
    chosen = np.random.default_rng(_SEED).permutation(len(files))[:_MOST]
    found = []
    for index in chosen:
        try:
            found.append(decoded(files[index].read_bytes())[1])
        except Unreadable as error:
            sys.stderr.write(f"{files[index]}: {error}\n")
    return found


def altered(grey: Grey, low: float, high: float, dice: np.random.Generator) -> Grey:
    """What somebody makes of a photo so that it is not known: a part of it, darker or brighter, and worse."""
    height, width = grey.shape
    share = dice.uniform(low, high)
    top, left = (int((1 - share) * side * dice.uniform()) for side in (height, width))
    part = grey[top : top + int(share * height), left : left + int(share * width)]
    changed = part * dice.uniform(0.8, 1.2) + dice.uniform(-15, 15) + dice.normal(0.0, _GRAIN, part.shape)
    return np.asarray(np.clip(changed, 0, 255), np.float64)


def main(folder: str) -> int:
    """Print the figures."""
    dice = np.random.default_rng(_SEED)
    greys = read(Path(folder))
    known = [looks(grey) for grey in greys]
    for low, high in _CUTS:
        again = (looks(altered(grey, low, high, dice)) for grey in greys)
        found = sum(is_alike(look, before) for look, before in zip(again, known, strict=True))
        sys.stdout.write(f"sides cut to {low:.0%}..{high:.0%}: {found} of {len(greys)} known again\n")
    pairs = list(combinations(known, 2))
    alike = sum(is_alike(one, other) for one, other in pairs)
    sys.stdout.write(f"alike among {len(pairs)} pairs of different photos: {alike}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
