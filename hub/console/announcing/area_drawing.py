"""What lies over the map while an area is drawn: border, corners, loudspeakers in and out of it. Pure."""

from collections.abc import Collection, Sequence

from hub.console.drawing import WIDTH, Frame
from hub.domain.announcements import Horn
from hub.domain.shapes import Corner


def overlay(view: Frame, corners: Sequence[Corner], horns: Sequence[Horn], inside: Collection[str]) -> str:
    """Draw an area in the frame of the map below it.

    Args:
        view: how the map is drawn.
        corners: (latitude, longitude), in order; the area closes with three.
        horns: all loudspeakers, drawn where they stand.
        inside: the ids of those that the area holds.
    """
    spots = [view.xy(lon, lat) for lat, lon in corners]
    points = " ".join(f"{x:g},{y:g}" for x, y in spots)
    parts = [f'<svg class="area" viewBox="0 0 {WIDTH:g} {view.height:g}">']
    parts += [f'<polygon class="border" points="{points}"></polygon>'] if spots else []
    for horn in horns:
        x, y = view.xy(horn.lon, horn.lat)
        side = "inside" if horn.id in inside else "outside"
        parts.append(f'<circle class="horn {side}" cx="{x:g}" cy="{y:g}" r="9"></circle>')
    parts += [f'<circle class="corner" cx="{x:g}" cy="{y:g}" r="6"></circle>' for x, y in spots]
    return "".join([*parts, "</svg>"])
