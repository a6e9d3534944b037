"""Boxes: left, top, right, foot, all in the same unit. Pure."""

from vision.arrays import XYXY


def overlap(one: XYXY, other: XYXY) -> float:
    """Intersection over union of two boxes, 0..1."""
    width = min(one[2], other[2]) - max(one[0], other[0])
    height = min(one[3], other[3]) - max(one[1], other[1])
    both = max(0.0, width) * max(0.0, height)
    either = _area(one) + _area(other) - both
    return both / either if either > 0 else 0.0


def around(one: XYXY, other: XYXY) -> XYXY:
    """The smallest box that holds two."""
    left, top = min(one[0], other[0]), min(one[1], other[1])
    return left, top, max(one[2], other[2]), max(one[3], other[3])


def _area(box: XYXY) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])
