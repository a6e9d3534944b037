"""The township as a drawing (SVG): the base from GeoJSON, devices as marks; names are escaped. Pure."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape

from hub.map_base import Feature
from hub.words import Language

WIDTH = 1000.0
_MARGIN = 30.0
_LEAST_SPAN_DEG = 0.004
_M_PER_DEG = 111_320.0
_SCALES_KM = (0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0)
_MOST_POINTS = 20_000
# With more devices than this the marks are dots.
_CROWDED = 400
# How wide letters of village names are, drawing units (24 px in console.css).
_WIDE, _NARROW, _LAST_NARROW = 25.0, 16.5, 0x2E7F
# Marks nearer than this (drawing units) hide each other; where they may step aside to, nearest first.
_APART = 27.0
_ASIDE = (
    (0.0, 0.0),
    *(
        (
            _APART * ring * math.cos(math.tau * step / (6 * ring)),
            _APART * ring * math.sin(math.tau * step / (6 * ring)),
        )
        for ring in (1, 2, 3)
        for step in range(6 * ring)
    ),
)
_ORDER = ("here", "low", "stale", "away", "filling", "checking", "wild", "full")  # drawn last is on top


@dataclass(frozen=True, slots=True)
class Mark:
    """One device on the map.

    `shape`: bin, camera or speaker; `state`: low, filling, full, checking, wild, stale, here or away.
    `fill_pct` fills a bin's mark; `title` is what the pointer shows.
    """

    shape: str
    state: str
    lat: float
    lon: float
    title: str
    fill_pct: float = 0.0


@dataclass(frozen=True, slots=True)
class Frame:
    """How degrees become drawing units: the box drawn, and its height when it is WIDTH wide."""

    west: float
    north: float
    per_lon: float
    per_lat: float
    height: float

    def xy(self, lon: float, lat: float) -> tuple[float, float]:
        """Where a spot is drawn."""
        return (
            round(_MARGIN + (lon - self.west) * self.per_lon, 1),
            round(_MARGIN + (self.north - lat) * self.per_lat, 1),
        )

    def spot(self, x: float, y: float) -> tuple[float, float]:
        """The latitude and longitude of a place in the drawing, to a metre."""
        lat, lon = self.north - (y - _MARGIN) / self.per_lat, self.west + (x - _MARGIN) / self.per_lon
        return round(lat, 5), round(lon, 5)


def frame_of(base: Sequence[Feature], otherwise: Sequence[tuple[float, float]]) -> Frame:
    """The frame of a map; around other spots (lon, lat) where nothing is drawn on it."""
    return frame([spot for feature in base for line in _lines(feature) for spot in line] or otherwise)


def frame(spots: Sequence[tuple[float, float]]) -> Frame:
    """Choose a frame around spots (lon, lat); a small township is not blown up beyond 400 m across."""
    lons, lats = [spot[0] for spot in spots] or [0.0], [spot[1] for spot in spots] or [0.0]
    middle_lon, middle_lat = (min(lons) + max(lons)) / 2, (min(lats) + max(lats)) / 2
    squeeze = max(0.1, math.cos(math.radians(middle_lat)))
    lon_span = max(max(lons) - min(lons), _LEAST_SPAN_DEG)
    lat_span = max(max(lats) - min(lats), _LEAST_SPAN_DEG)
    per_lon = (WIDTH - 2 * _MARGIN) / lon_span
    per_lat = per_lon / squeeze
    west, north = middle_lon - lon_span / 2, middle_lat + lat_span / 2
    return Frame(west, north, per_lon, per_lat, round(lat_span * per_lat + 2 * _MARGIN, 1))


def draw(
    base: Sequence[Feature],
    marks: Sequence[Mark],
    language: Language,
    scale: str,
    view: Frame | None = None,
) -> str:
    """Draw everything.

    Args:
        base: features with `kind` village, river or road, and names `zh` and `en`.
        marks: the devices.
        language: of the names.
        scale: how to write a number of kilometres under the scale bar, such as "{km:g} km".
        view: the frame; None for the usual one, around the base or the marks.
    """
    view = view or frame_of(base, [(mark.lon, mark.lat) for mark in marks])
    parts = [f'<svg class="map" viewBox="0 0 {WIDTH:g} {view.height:g}" role="img">']
    for kind in ("village", "road", "river"):
        parts += [_shape(view, kind, line) for feature in _of(base, kind) for line in _lines(feature)]
    names = [name for feature in _of(base, "village") if (name := _name(view, feature, language))]
    is_crowded = len(marks) > _CROWDED
    ordered = sorted(marks, key=lambda mark: _ORDER.index(mark.state))
    spots = [view.xy(mark.lon, mark.lat) for mark in ordered]
    for mark, spot in zip(ordered, spots if is_crowded else apart(spots, _under(names)), strict=True):
        parts.append(_mark(mark, spot, is_small=is_crowded))
    parts += [name.written() for name in names]
    parts += [_scale_bar(view, scale), "</svg>"]
    return "".join(parts)


def _of(base: Sequence[Feature], kind: str) -> Iterator[Feature]:
    return (feature for feature in base if _properties(feature).get("kind") == kind)


def _properties(feature: Feature) -> Mapping[str, object]:
    found = feature.get("properties")
    return found if isinstance(found, dict) else {}


def _lines(feature: Feature) -> list[list[tuple[float, float]]]:
    """The courses of a line or the rings of an area, (lon, lat); nothing for what is neither."""
    geometry = feature.get("geometry")
    if not isinstance(geometry, dict):
        return []
    courses = geometry.get("coordinates")
    match geometry.get("type"):
        case "LineString" if isinstance(courses, list):
            return [_spots(courses)]
        case "Polygon" | "MultiLineString" if isinstance(courses, list):
            return [_spots(line) for line in courses if isinstance(line, list)]
        case _:
            return []


def _spots(line: Sequence[object]) -> list[tuple[float, float]]:
    return [spot for item in line[:_MOST_POINTS] if (spot := _spot(item)) is not None]


def _spot(item: object) -> tuple[float, float] | None:
    match item:
        case [int() | float() as lon, int() | float() as lat, *_] if math.isfinite(lon) and math.isfinite(
            lat
        ):
            return float(lon), float(lat)
        case _:
            return None


def _shape(view: Frame, kind: str, line: Sequence[tuple[float, float]]) -> str:
    points = " ".join(f"{x:g},{y:g}" for x, y in (view.xy(*spot) for spot in line))
    tag = "polygon" if kind == "village" else "polyline"
    return f'<{tag} class="{kind}" points="{points}"></{tag}>'


@dataclass(frozen=True, slots=True)
class _Name:
    text: str
    x: float
    y: float

    def written(self) -> str:
        return f'<text class="village-name" x="{self.x:g}" y="{self.y:g}">{escape(self.text)}</text>'

    def spots(self) -> list[float]:
        """Where it stands, left and right of its middle, so near each other that no mark fits between."""
        width = sum(_WIDE if ord(char) > _LAST_NARROW else _NARROW for char in self.text)
        gaps = max(1, math.ceil(width / _APART))
        return [width * (step / gaps - 0.5) for step in range(gaps + 1)]


def _name(view: Frame, feature: Feature, language: Language) -> _Name | None:
    properties = _properties(feature)
    spot = _spot(properties.get("label"))
    return None if spot is None else _Name(str(properties.get(language.value, ""))[:60], *view.xy(*spot))


def _under(names: Sequence[_Name]) -> list[tuple[float, float]]:
    """The places that names take up, as spots no mark may hide."""
    return [(name.x + along, name.y - _WIDE / 3) for name in names for along in name.spots()]


def apart(
    spots: Sequence[tuple[float, float]], kept_free: Sequence[tuple[float, float]] = ()
) -> list[tuple[float, float]]:
    """Move marks of one spot aside, so that each can be seen; the later ones keep their place best.

    Args:
        spots: (x, y) in drawing units, at most a few hundred.
        kept_free: where no mark may go.
    """
    taken: list[tuple[float, float]] = []
    for x, y in reversed(spots):
        free = (
            (x + dx, y + dy)
            for dx, dy in _ASIDE
            if all(math.hypot(x + dx - a, y + dy - b) >= _APART for a, b in (*kept_free, *taken))
        )
        taken.append(next(free, (x, y)))
    return [(round(x, 1), round(y, 1)) for x, y in reversed(taken)]


def _mark(mark: Mark, spot: tuple[float, float], *, is_small: bool) -> str:
    x, y = spot
    title = f"<title>{escape(mark.title)}</title>"
    begin = f'<g class="mark {mark.shape} {mark.state}" transform="translate({x:g} {y:g})">{title}'
    if is_small:
        return f'{begin}<circle class="body" r="6"></circle></g>'
    return f"{begin}{_SHAPES[mark.shape](mark)}</g>"


def _bin(mark: Mark) -> str:
    height = 24 * min(100.0, max(0.0, mark.fill_pct)) / 100
    return (
        '<rect class="body" x="-9" y="-13" width="18" height="26" rx="4"></rect>'
        f'<rect class="fill" x="-8" y="{12 - height:.1f}" width="16" height="{height:.1f}" rx="3"></rect>'
    )


def _camera(_mark: Mark) -> str:
    return (
        '<circle class="body" r="12.5"></circle>'
        '<rect class="glyph" x="-7.5" y="-4.5" width="10" height="9" rx="2"></rect>'
        '<path class="glyph" d="M3.5 -1.2 L8 -4 V4 L3.5 1.2 Z"></path>'
    )


def _speaker(_mark: Mark) -> str:
    return (
        '<circle class="body" r="12.5"></circle>'
        '<path class="glyph" d="M-7.5 -2.5 H-3.5 L2.5 -7 V7 L-3.5 2.5 H-7.5 Z"></path>'
        '<path class="wave" d="M5 -4 A5 5 0 0 1 5 4"></path>'
    )


_SHAPES = {"bin": _bin, "camera": _camera, "speaker": _speaker}


def _scale_bar(view: Frame, scale: str) -> str:
    """A bar of a round length, about a sixth of the width."""
    units_per_km = view.per_lat / (_M_PER_DEG / 1000)
    km = max((known for known in _SCALES_KM if known * units_per_km <= WIDTH / 6), default=_SCALES_KM[0])
    length, y = km * units_per_km, view.height - 16
    return (
        f'<path class="scale" d="M16 {y - 5:g} V{y:g} H{16 + length:.1f} V{y - 5:g}"></path>'
        f'<text class="scale-name" x="{22 + length:.1f}" y="{y:g}">{escape(scale.format(km=km))}</text>'
    )
