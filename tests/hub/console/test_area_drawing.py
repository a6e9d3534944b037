"""An area over the map: it lies where it was pointed at, and tells the loudspeakers in it from the others."""

from xml.etree import ElementTree as ET

import pytest

from hub.console.announcing.area_drawing import overlay
from hub.console.drawing import WIDTH, frame
from hub.domain.announcements import Horn

VIEW = frame([(119.60, 29.10), (119.70, 29.20)])
HORNS = [Horn("in", "v", frozenset(), 29.15, 119.65), Horn("out", "v", frozenset(), 29.11, 119.69)]
AREA = [(29.14, 119.64), (29.16, 119.64), (29.16, 119.66)]


def drawn(corners: list[tuple[float, float]]) -> ET.Element:
    return ET.fromstring(overlay(VIEW, corners, HORNS, {"in"}))  # noqa: S314  # our own


@pytest.mark.parametrize("corner", AREA)
def test_a_corner_is_where_it_was_pointed_at(corner: tuple[float, float]) -> None:
    lat, lon = corner
    assert VIEW.spot(*VIEW.xy(lon, lat)) == pytest.approx(corner, abs=2e-5)


def test_the_border_and_its_corners_are_drawn() -> None:
    svg = drawn(AREA)
    assert svg.get("viewBox") == f"0 0 {WIDTH:g} {VIEW.height:g}"
    border = next(part for part in svg if part.get("class") == "border")
    assert len((border.get("points") or "").split()) == 3
    assert [part.get("class") for part in svg].count("corner") == 3


def test_loudspeakers_within_look_unlike_those_without() -> None:
    found = [part.get("class") for part in drawn(AREA) if (part.get("class") or "").startswith("horn")]
    assert found == ["horn inside", "horn outside"]


def test_before_the_first_corner_there_is_no_border() -> None:
    assert "border" not in [part.get("class") for part in drawn([])]
