import math
import re
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.console.drawing import WIDTH, Mark, apart, draw, frame
from hub.words import Language
from tests.townships import pretend_township

BASE = list(pretend_township(7, villages=3).geojson()["features"])  # type: ignore[call-overload]
SCALE = "{km:g} km"


def a_mark(title: str = "a bin", state: str = "low", shape: str = "bin", lat: float = 29.1) -> Mark:
    return Mark(shape, state, lat, 119.65, title, 50)


def drawn(*marks: Mark, base: object = BASE, language: Language = Language.ZH) -> ET.Element:
    return ET.fromstring(draw(base, marks, language, SCALE))  # type: ignore[arg-type]  # noqa: S314  # our own


def classes(svg: ET.Element) -> list[str]:
    return [part.get("class", "") for part in svg]


def test_the_base_and_the_marks_are_drawn() -> None:
    svg = drawn(a_mark(), a_mark(shape="camera", state="here"), a_mark(shape="speaker", state="away"))
    found = classes(svg)
    assert (found.count("village"), found.count("river"), found.count("village-name")) == (3, 1, 3)
    assert {"mark bin low", "mark camera here", "mark speaker away"} <= set(found)


@pytest.mark.parametrize(
    ("language", "name"), [(Language.ZH, "柳树湾村"), (Language.EN, "Liushuwan Village")]
)
def test_villages_are_named_in_the_reader_s_language(language: Language, name: str) -> None:
    assert name in [text.text for text in drawn(language=language).iter("text")]


@given(st.text(st.characters(min_codepoint=32, max_codepoint=0xD7FF)))
def test_a_name_can_never_become_markup(name: str) -> None:
    village = {
        "type": "Feature",
        "geometry": None,
        "properties": {"kind": "village", "zh": name, "label": [0, 0]},
    }
    svg = drawn(a_mark(name), base=[village])
    assert {part.tag for part in svg.iter()} <= {"svg", "g", "rect", "title", "text", "path"}


def test_marks_of_one_spot_step_aside() -> None:
    placed = apart([(100.0, 100.0)] * 12)
    gaps = [math.dist(a, b) for i, a in enumerate(placed) for b in placed[:i]]
    assert min(gaps) > 20
    assert placed[-1] == (100.0, 100.0)


@pytest.mark.parametrize("language", Language)
def test_no_mark_hides_a_name(language: Language) -> None:
    village = {
        "type": "Feature",
        "geometry": None,
        "properties": {
            "kind": "village", "zh": "樟树下村", "en": "Zhangshuxia Village", "label": [119.65, 29.1],
        },
    }  # fmt: skip
    marks = [Mark("bin", "low", 29.1, 119.65 + step / 6_500, "", 50) for step in range(-12, 13)]
    svg = drawn(*marks, base=[village], language=language)
    (name,) = [text for text in svg.iter("text") if text.get("class") == "village-name"]
    half = len(name.text or "") * (12 if language is Language.ZH else 8)
    middle = float(name.get("x", "")), float(name.get("y", "")) - 8
    placed = [map(float, re.findall(r"[\d.-]+", mark.get("transform", ""))) for mark in svg.findall("g")]
    assert [(x, y) for x, y in placed if abs(x - middle[0]) < half and abs(y - middle[1]) < 13] == []


def test_a_crowd_of_marks_becomes_dots() -> None:
    svg = drawn(*(a_mark(lat=29.1 + number / 1e5) for number in range(401)), base=[])
    assert len(svg.findall("g/circle")) == 401


def test_urgent_marks_lie_on_top() -> None:
    found = classes(drawn(a_mark(state="full"), a_mark(), a_mark(state="stale"), base=[]))
    assert found[:3] == ["mark bin low", "mark bin stale", "mark bin full"]


@pytest.mark.parametrize(
    "geometry",
    [None, {}, {"type": "Point", "coordinates": [1, 2]}, {"type": "Polygon", "coordinates": "x"},
     {"type": "LineString", "coordinates": [["a", 1], [1], [math.nan, 2], None]}],
)  # fmt: skip
def test_a_strange_feature_leaves_the_rest(geometry: object) -> None:
    strange = {"type": "Feature", "properties": {"kind": "village"}, "geometry": geometry}
    assert "mark bin low" in classes(drawn(a_mark(), base=[strange, {"properties": 5}]))


@pytest.mark.parametrize("spots", [[], [(119.65, 29.1)], [(-180.0, 89.9), (180.0, -89.9)]])
def test_any_spots_have_a_frame(spots: list[tuple[float, float]]) -> None:
    view = frame(spots)
    assert all(0 <= x <= WIDTH and 0 <= y <= view.height for x, y in (view.xy(*spot) for spot in spots))


def test_few_devices_lie_in_the_middle() -> None:
    view = frame([(119.65, 29.1), (119.6501, 29.1001)])
    x, y = view.xy(119.65005, 29.10005)
    assert (x, y) == pytest.approx((WIDTH / 2, view.height / 2), abs=0.2)
