"""What people read about a sensor whose readings cannot be relied on, and what to do about it."""

from hub.domain.steadiness import SETTLED_READINGS
from hub.domain.wildness import Wildness
from hub.words import Word

_SEEN = Word(
    "最近 {readings} 次读数中有 {strayed} 次与桶内实际不符",
    "{strayed} of its last {readings} readings had nothing to do with the bin",
)
# What makes ultrasonic sensors stray, as installation sheets of vendors name it, the easiest to see first.
ADVICE = Word(
    "到场检查：传感器是否松动、是否正对桶底；镜面有无泡沫、树叶、水珠或蛛网；登记的空桶、满桶距离是否属实。"
    f"读数连续 {SETTLED_READINGS} 次以上正常后自动解除",
    "on the spot: does it sit firmly and point at the bottom; is there foam, a leaf, a drop or a cobweb "
    "before the lens; are the registered distances of the empty and the full bin true? It is taken off the "
    f"list by itself after {SETTLED_READINGS} or more readings in a row that are in order",
)


def seen(found: Wildness) -> Word:
    """How often a sensor strayed of late."""
    figures = {"strayed": found.strayed, "readings": found.readings}
    return Word(_SEEN.zh.format(**figures), _SEEN.en.format(**figures))
