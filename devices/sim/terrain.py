"""The lie of the land: village cells that share their borders, a river, roads. Pure geometry in metres.

Positions are (east, north) of the middle of the township.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeAlias

from devices.sim.chance import dice

Metres: TypeAlias = tuple[float, float]
Line: TypeAlias = tuple[Metres, ...]

_SPACING_M = 1900.0
_STRETCH = 1.45  # the valley is longer than wide
_GOLDEN_ANGLE = math.pi * (3 - math.sqrt(5))  # Vogel 1979: evenly spread points on a spiral
_OUTLINE_CORNERS = 22
_SNAP_M = 1.0
# Sideways swing of a way as share of its length, for each halving: so small that neighbours cannot cross.
_BORDER_SWINGS = (0.08, 0.05, 0.03)
_ROAD_SWINGS = (0.10, 0.07, 0.05)
_STRAIGHT_BELOW_M = 60.0


@dataclass(frozen=True, slots=True)
class Terrain:
    """Villages 0..n-1. `cells` are open rings, counter-clockwise; `roads` join two villages by number."""

    centres: Line
    cells: tuple[Line, ...]
    river: Line
    roads: tuple[tuple[int, int, Line], ...]


def terrain(seed: int, villages: int) -> Terrain:
    """Lay out a valley with that many villages (at least one)."""
    centres = _centres(seed, villages)
    half = _half_width_m(villages)
    corners = _Corners()
    cells = tuple(_cell(seed, number, centres, _outline(seed, half), corners) for number in range(villages))
    return Terrain(centres, cells, _river(seed, half), _roads(seed, centres))


def inner_radius_m(centre: Metres, cell: Line) -> float:
    """Radius of the widest circle round the centre that stays inside the cell, metres."""
    return min(_distance_to_edge_m(centre, a, b) for a, b in _edges(cell))


def contains(ring: Sequence[Metres], place: Metres) -> bool:
    """Tell whether a place lies inside an open ring (even-odd rule)."""
    x, y = place
    inside = False
    for (ax, ay), (bx, by) in _edges(ring):
        if (ay > y) != (by > y) and x < ax + (y - ay) * (bx - ax) / (by - ay):
            inside = not inside
    return inside


class _Corners:
    """Gives neighbouring cells the very same corner, although each computed it on its own."""

    def __init__(self) -> None:
        self._known: dict[tuple[int, int], Metres] = {}

    def same(self, corner: Metres) -> Metres:
        column, row = round(corner[0] / _SNAP_M), round(corner[1] / _SNAP_M)
        for near in ((column + right, row + up) for right in (0, -1, 1) for up in (0, -1, 1)):
            known = self._known.get(near)
            if known is not None and math.dist(known, corner) < _SNAP_M / 2:
                return known
        self._known[column, row] = corner
        return corner


def _half_width_m(villages: int) -> float:
    return _SPACING_M / 2 * math.sqrt(villages) * 1.08


def _centres(seed: int, villages: int) -> Line:
    chance = dice(seed, "centres")
    turn = chance.uniform(0, math.tau)
    places = []
    for number in range(villages):
        radius = _SPACING_M / 2 * math.sqrt(number + 0.3)
        angle = turn + number * _GOLDEN_ANGLE
        jitter = _SPACING_M * 0.13
        east = radius * math.cos(angle) * _STRETCH + chance.uniform(-jitter, jitter) * _STRETCH
        north = radius * math.sin(angle) + chance.uniform(-jitter, jitter)
        places.append((east, north))
    return tuple(places)


def _outline(seed: int, half_m: float) -> Line:
    chance = dice(seed, "outline")
    reach = half_m + _SPACING_M * 0.2
    step = math.tau / _OUTLINE_CORNERS
    angles = [step * (corner + chance.uniform(-0.3, 0.3)) for corner in range(_OUTLINE_CORNERS)]
    return tuple((reach * _STRETCH * math.cos(angle), reach * math.sin(angle)) for angle in angles)


def _cell(seed: int, number: int, centres: Line, outline: Line, corners: _Corners) -> Line:
    centre = centres[number]
    ring = outline
    for other in sorted(centres, key=lambda place: math.dist(place, centre))[1:]:
        if math.dist(other, centre) / 2 > max(math.dist(corner, centre) for corner in ring):
            break
        ring = _nearer_half(ring, centre, other)
    shared = [corners.same(corner) for corner in ring]
    return tuple(
        place for a, b in _edges(shared) if a != b for place in _winding(seed, a, b, _BORDER_SWINGS)[:-1]
    )


def _nearer_half(ring: Line, centre: Metres, other: Metres) -> Line:
    """Cut a convex ring to the part that is nearer to `centre` than to `other`."""
    normal = (other[0] - centre[0], other[1] - centre[1])
    middle = ((other[0] + centre[0]) / 2, (other[1] + centre[1]) / 2)
    beyond = [(x - middle[0]) * normal[0] + (y - middle[1]) * normal[1] for x, y in ring]
    kept: list[Metres] = []
    for (a, b), over_a, over_b in zip(_edges(ring), beyond, (*beyond[1:], beyond[0]), strict=True):
        if over_a <= 0:
            kept.append(a)
        if (over_a <= 0) != (over_b <= 0):
            share = over_a / (over_a - over_b)
            kept.append((a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1])))
    return tuple(kept)


def _winding(seed: int, a: Metres, b: Metres, swings: Sequence[float]) -> Line:
    """Bend the way from a to b by moving middles sideways; the way from b to a is the same one, backwards."""
    if b < a:
        return _winding(seed, b, a, swings)[::-1]
    if math.dist(a, b) < _STRAIGHT_BELOW_M:
        return (a, b)
    chance = dice(seed, "way", a, b)
    way = [a, b]
    for swing in swings:
        bent = [way[0]]
        for (ax, ay), (bx, by) in pairwise(way):
            sideways = chance.uniform(-swing, swing)
            bent += [((ax + bx) / 2 - sideways * (by - ay), (ay + by) / 2 + sideways * (bx - ax)), (bx, by)]
        way = bent
    return tuple(way)


def _river(seed: int, half_m: float) -> Line:
    chance = dice(seed, "river")
    bends = chance.uniform(1.2, 1.8)
    phase = chance.uniform(0, math.tau)
    reach = (half_m + _SPACING_M * 0.2) * _STRETCH
    steps = 60
    course = []
    for step in range(steps + 1):
        along = 2 * step / steps - 1
        swing = 0.33 * half_m * (1 - along * along)
        wave = math.sin(along * math.pi * bends + phase) + 0.25 * math.sin(along * math.pi * bends * 3.3)
        course.append((along * reach, swing * wave))
    return tuple(course)


def _roads(seed: int, centres: Line) -> tuple[tuple[int, int, Line], ...]:
    """Join all villages with the least road (Prim's tree)."""
    nearest = {number: (math.dist(centres[0], centres[number]), 0) for number in range(1, len(centres))}
    roads = []
    while nearest:
        joined = min(nearest, key=lambda number: nearest[number])
        _, origin = nearest.pop(joined)
        roads.append((origin, joined, _winding(seed, centres[origin], centres[joined], _ROAD_SWINGS)))
        for number, known in nearest.items():
            nearest[number] = min(known, (math.dist(centres[joined], centres[number]), joined))
    return tuple(roads)


def _edges(ring: Sequence[Metres]) -> list[tuple[Metres, Metres]]:
    return list(zip(ring, (*ring[1:], ring[0]), strict=True))


def _distance_to_edge_m(place: Metres, a: Metres, b: Metres) -> float:
    length2 = (b[0] - a[0]) ** 2 + (b[1] - a[1]) ** 2
    along = ((place[0] - a[0]) * (b[0] - a[0]) + (place[1] - a[1]) * (b[1] - a[1])) / length2
    share = min(1.0, max(0.0, along))
    return math.dist(place, (a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1])))
