"""Lines and the map of the preview, as SVG. Pure."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

from dashboards.drawing.maps import layer_of
from dashboards.panels import Panel
from dashboards.preview.values import Moment, meaning_hue
from dashboards.queries import Query
from dashboards.words import say

Row = Mapping[str, object]
Feature = Mapping[str, object]
_LINES = ("#5794f2", "#73bf69", "#ff9830", "#f2495c", "#b877d9", "#8ab8ff")
_WIDTH, _HEIGHT, _LEFT, _BOTTOM = 600.0, 200.0, 34.0, 18.0
_BASE = {
    "village": 'fill="#1b2a34" stroke="#3a5366" stroke-width="1.2"',
    "river": 'fill="none" stroke="#27506b" stroke-width="5"',
    "road": 'fill="none" stroke="#4a4a3c" stroke-width="2"',
}
_SHAPES = {
    "bin": '<circle cx="{x:.1f}" cy="{y:.1f}" r="4.5" {style}/>',
    "camera": '<path d="M{x:.1f} {y:.1f}m-8 -4h16l-8-13z" {style}/>',
    "speaker": '<rect x="{x5:.1f}" y="{y5:.1f}" width="10" height="10" {style}/>',
    "open_ticket": '<circle cx="{x:.1f}" cy="{y:.1f}" r="11" fill="none" stroke="{hue}" stroke-width="2.5"/>',
}


def lines(panel: Panel, answers: Sequence[Sequence[Row]], moment: Moment) -> str:
    """One line for each question, on a common scale from zero."""
    courses = [
        (say(query.name or query.fields[0], moment.language), _points(query, rows))
        for query, rows in zip(panel.queries, answers, strict=True)
    ]
    all_points = [point for _, points in courses for point in points]
    if not all_points:
        return f'<p class="none">{escape(say(panel.empty, moment.language))}</p>'
    first, last = min(at for at, _ in all_points), max(at for at, _ in all_points)
    top = max(1.0, max(value for _, value in all_points) * 1.1)
    drawn, legend = [], []
    for number, (name, points) in enumerate(courses):
        colour = _LINES[number % len(_LINES)]
        path = " ".join(f"{_x(at, first, last):.1f},{_y(value, top):.1f}" for at, value in points)
        drawn.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        newest = f" {points[-1][1]:,.0f}" if points else ""
        legend.append(f'<span><i style="background:{colour}"></i>{escape(name)}{newest}</span>')
    marks = "".join(
        f'<text x="0" y="{_y(top * share, top) + 4:.1f}">{top * share:,.0f}</text>'
        f'<line x1="{_LEFT}" x2="{_WIDTH}" y1="{_y(top * share, top):.1f}" y2="{_y(top * share, top):.1f}"/>'
        for share in (0.0, 0.5, 0.9)
    )
    return (
        f'<svg class="lines" viewBox="0 0 {_WIDTH:g} {_HEIGHT:g}" preserveAspectRatio="none">{marks}'
        f'{"".join(drawn)}</svg><p class="legend">{"".join(legend)}</p>'
    )


def township(panel: Panel, answers: Sequence[Sequence[Row]], base: Sequence[Feature], moment: Moment) -> str:
    """The drawn township with its devices and open tickets; grey is what is not known now."""
    places = [position for feature in base for line in _rings(feature) for position in line]
    places += [(_number(row, "lon"), _number(row, "lat")) for rows in answers for row in rows if "lat" in row]
    if not places:
        return f'<p class="none">{escape(say(panel.empty, moment.language))}</p>'
    view = _View.around(places)
    ground = "".join(_ground(feature, view) for feature in base)
    marks = "".join(
        _mark(query, row, view)
        for query, rows in zip(panel.queries, answers, strict=True)
        for row in rows
        if "lat" in row
    )
    names = "".join(_name(feature, view) for feature in base)
    legend = "".join(
        f'<span><svg width="20" height="20" viewBox="-13 -13 26 26">{_shape(kind, 0.0, 0.0, "#c8d3db")}</svg>'
        f"{escape(say(f'layer.{kind}', moment.language))}</span>"
        for kind in dict.fromkeys(layer_of(query) for query in panel.queries)
    )
    return (
        f'<svg class="map" viewBox="0 0 {view.width:.0f} {view.height:.0f}">{ground}{marks}{names}</svg>'
        f'<p class="legend">{legend}</p>'
    )


@dataclass(frozen=True, slots=True)
class _View:
    """Degrees to pixels: a thousand pixels across, north up."""

    west: float
    north: float
    per_lon: float
    per_lat: float
    width: float
    height: float

    @classmethod
    def around(cls, places: Sequence[tuple[float, float]]) -> "_View":
        lons, lats = [lon for lon, _ in places], [lat for _, lat in places]
        narrow = math.cos(math.radians(sum(lats) / len(lats)))
        across = max((max(lons) - min(lons)) * narrow, max(lats) - min(lats), 1e-6)
        per_lat = 960.0 / across
        per_lon = per_lat * narrow
        width = (max(lons) - min(lons)) * per_lon + 40
        height = (max(lats) - min(lats)) * per_lat + 40
        return cls(min(lons), max(lats), per_lon, per_lat, width, height)

    def pixel(self, lon: float, lat: float) -> tuple[float, float]:
        return (lon - self.west) * self.per_lon + 20, (self.north - lat) * self.per_lat + 20


def _points(query: Query, rows: Sequence[Row]) -> list[tuple[float, float]]:
    field = query.fields[0]
    return [(_number(row, "time"), _number(row, field)) for row in rows if field in row]


def _x(at: float, first: float, last: float) -> float:
    return _LEFT + (at - first) / max(1.0, last - first) * (_WIDTH - _LEFT)


def _y(value: float, top: float) -> float:
    return (_HEIGHT - _BOTTOM) * (1.0 - value / top) + 6


def _mark(query: Query, row: Row, view: _View) -> str:
    field = "look" if "look" in query.fields else "kind"
    x, y = view.pixel(_number(row, "lon"), _number(row, "lat"))
    return _shape(layer_of(query), x, y, meaning_hue(query.series, field, row.get(field)) or "#c8d3db")


def _shape(kind: str, x: float, y: float, colour: str) -> str:
    style = f'fill="{colour}" stroke="#0d1419" stroke-width="1"'
    return _SHAPES[kind].format(x=x, y=y, x5=x - 5, y5=y - 5, style=style, hue=colour)


def _ground(feature: Feature, view: _View) -> str:
    style = _BASE.get(_property(feature, "kind"))
    if style is None:
        return ""
    paths = (
        "L".join("{:.1f} {:.1f}".format(*view.pixel(*position)) for position in line)
        for line in _rings(feature)
    )
    return "".join(f'<path d="M{path}" {style}/>' for path in paths)


def _name(feature: Feature, view: _View) -> str:
    rings = _rings(feature)
    if _property(feature, "kind") != "village" or not rings:
        return ""
    pixels = [view.pixel(*position) for position in rings[0]]
    x, y = (sum(pixel[axis] for pixel in pixels) / len(pixels) for axis in (0, 1))
    return f'<text x="{x:.0f}" y="{y:.0f}">{escape(_property(feature, "zh"))}</text>'


def _rings(feature: Feature) -> list[list[tuple[float, float]]]:
    geometry = feature.get("geometry")
    if not isinstance(geometry, dict):
        return []
    coordinates = geometry.get("coordinates")
    if not isinstance(coordinates, list):
        return []
    rings = coordinates if geometry.get("type") == "Polygon" else [coordinates]
    return [[(float(lon), float(lat)) for lon, lat, *_ in ring] for ring in rings]


def _property(feature: Feature, name: str) -> str:
    properties = feature.get("properties")
    return str(properties.get(name, "")) if isinstance(properties, dict) else ""


def _number(row: Row, name: str) -> float:
    value = row.get(name)
    return float(value) if isinstance(value, int | float) else 0.0
