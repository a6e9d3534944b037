"""The shapes over a camera's picture as a drawing (SVG); names are escaped. Pure."""

from collections.abc import Iterable
from html import escape

from devices.contract.setup import Corner, MarkedPile
from hub.console.camera_places.sketch import Sketch, labelled

_DOT_SHARE, _TEXT_SHARE = 0.006, 0.022


def overlay(sketch: Sketch, piles: Iterable[MarkedPile], width_px: int, height_px: int) -> str:
    """Draw the scene, marked piles and the shape in progress over a picture of that size."""

    def points(corners: Iterable[Corner]) -> str:
        return " ".join(f"{x * width_px:.1f},{y * height_px:.1f}" for x, y in corners)

    drawn = [
        f'<polygon class="shape {shape.value}" points="{points(corners)}"/>'
        + _label(name, corners, width_px, height_px)
        for shape, _, name, corners in labelled(sketch.scene)
    ]
    drawn += [f'<polygon class="shape pile" points="{points(pile.corners)}"/>' for pile in piles]
    if sketch.draft:
        drawn.append(f'<polyline class="shape draft" points="{points(sketch.draft)}"/>')
        drawn += [
            f'<circle class="corner" cx="{x * width_px:.1f}" cy="{y * height_px:.1f}" '
            f'r="{max(3.0, _DOT_SHARE * width_px):.1f}"/>'
            for x, y in sketch.draft
        ]
    return "".join(drawn)


def _label(name: str, corners: tuple[Corner, ...], width_px: int, height_px: int) -> str:
    if not name:
        return ""
    x = sum(x for x, _ in corners) / len(corners) * width_px
    y = sum(y for _, y in corners) / len(corners) * height_px
    size = max(11.0, _TEXT_SHARE * width_px)
    return f'<text class="shape-name" x="{x:.1f}" y="{y:.1f}" font-size="{size:.1f}">{escape(name)}</text>'
