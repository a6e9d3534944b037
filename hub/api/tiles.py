"""The drawn base of the township as map tiles: SVG pictures of 256 pixels in Web Mercator (EPSG:3857). Pure.

Grafana's geomap loads them like any other tiles, so that its map needs no internet.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape

from hub.map_base import Feature

SIZE_PX = 256
DEEPEST = 20
# Beyond this latitude Web Mercator ends.
_MOST_LAT = 85.0511
_LABELS_FROM = 11
_STYLES: Mapping[str, str] = {
    "township": 'fill="#16222b" stroke="#5b7486" stroke-width="2"',
    "village": 'fill="#1b2a34" stroke="#33495a" stroke-width="1"',
    "river": 'fill="none" stroke="#27506b" stroke-width="4"',
    "road": 'fill="none" stroke="#4a4a3c" stroke-width="2"',
}
_GROUND = "#101a21"


@dataclass(frozen=True, slots=True)
class Tile:
    """One tile: `column` counts from the west, `row` from the north."""

    zoom: int
    column: int
    row: int

    def pixel(self, lon: float, lat: float) -> tuple[float, float]:
        """Where a position lies, pixels from the tile's upper left corner."""
        world_px = SIZE_PX * 2**self.zoom
        rad = math.radians(max(-_MOST_LAT, min(_MOST_LAT, lat)))
        x = (lon + 180.0) / 360.0 * world_px - self.column * SIZE_PX
        y = (1.0 - math.asinh(math.tan(rad)) / math.pi) / 2.0 * world_px - self.row * SIZE_PX
        return x, y

    @property
    def is_on_the_map(self) -> bool:
        """Tell whether there is such a tile."""
        most = 2**self.zoom
        return self.zoom <= DEEPEST and self.column < most and self.row < most


def draw(features: Sequence[Feature], tile: Tile) -> str:
    """Draw a tile; features of a kind or shape that nobody draws are left out."""
    shapes = [drawn for feature in features for drawn in _shape(feature, tile)]
    labels = [drawn for feature in features for drawn in _label(feature, tile)]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{SIZE_PX}" height="{SIZE_PX}" '
        f'viewBox="0 0 {SIZE_PX} {SIZE_PX}"><rect width="{SIZE_PX}" height="{SIZE_PX}" fill="{_GROUND}"/>'
        f"{''.join(shapes)}{''.join(labels)}</svg>"
    )


def _shape(feature: Feature, tile: Tile) -> Iterator[str]:
    style = _STYLES.get(_property(feature, "kind"))
    if style is None:
        return
    for line, is_closed in _lines(feature):
        pixels = [tile.pixel(lon, lat) for lon, lat in line]
        if not _is_near(pixels):
            continue
        path = "L".join(f"{x:.1f} {y:.1f}" for x, y in pixels)
        yield f'<path d="M{path}{"Z" if is_closed else ""}" {style} stroke-linejoin="round"/>'


def _label(feature: Feature, tile: Tile) -> Iterator[str]:
    name = _property(feature, "zh")
    if tile.zoom < _LABELS_FROM or _property(feature, "kind") != "village" or not name:
        return
    for line, _ in _lines(feature):
        pixels = [tile.pixel(lon, lat) for lon, lat in line]
        x = sum(pixel[0] for pixel in pixels) / len(pixels)
        y = sum(pixel[1] for pixel in pixels) / len(pixels)
        if _is_near([(x, y)]):
            yield (
                f'<text x="{x:.1f}" y="{y:.1f}" fill="#8fa6b5" font-size="13" text-anchor="middle" '
                f'font-family="sans-serif">{escape(name)}</text>'
            )


def _lines(feature: Feature) -> Iterator[tuple[list[tuple[float, float]], bool]]:
    geometry = feature.get("geometry")
    if not isinstance(geometry, dict):
        return
    coordinates = geometry.get("coordinates")
    match geometry.get("type"):
        case "LineString":
            yield from ((line, False) for line in _positions(coordinates))
        case "Polygon" if isinstance(coordinates, list):
            yield from ((line, True) for ring in coordinates for line in _positions(ring))
        case _:
            return


def _positions(coordinates: object) -> Iterator[list[tuple[float, float]]]:
    """One line, or none where the file says something else."""
    if not isinstance(coordinates, list) or not coordinates:
        return
    line = []
    for position in coordinates:
        match position:
            case [int() | float() as lon, int() | float() as lat, *_]:
                line.append((float(lon), float(lat)))
            case _:
                return
    yield line


def _is_near(pixels: Sequence[tuple[float, float]]) -> bool:
    """Tell whether something may be seen on the tile, with a margin for strokes and letters."""
    xs, ys = [x for x, _ in pixels], [y for _, y in pixels]
    margin = SIZE_PX / 2
    return (
        max(xs) > -margin and min(xs) < SIZE_PX + margin and max(ys) > -margin and min(ys) < SIZE_PX + margin
    )


def _property(feature: Feature, name: str) -> str:
    properties = feature.get("properties")
    return str(properties.get(name, "")) if isinstance(properties, dict) else ""
