"""Points keep the lines that were made of them, and are read from these where they are not at hand."""

from hub.line_protocol import encode
from hub.lines import Lines, joined, lined
from hub.series import Point


def a_point(n: int) -> Point:
    return Point("bin_level", {"village": "v", "device": f"bin-{n}"}, {"level_pct": float(n)}, n)


POINTS = [a_point(n) for n in range(5)]
LINES = [encode(point) for point in POINTS]
UNFIT = Point("bin_level", {}, {}, 0)


def test_points_are_read_from_their_lines() -> None:
    lines = Lines(LINES)
    assert (len(lines), lines[3], list(lines)) == (5, POINTS[3], POINTS)
    assert lines[1:3] == POINTS[1:3]


def test_points_at_hand_are_given_as_they_are() -> None:
    lines = lined(POINTS)
    assert isinstance(lines, Lines)
    assert lines.lines == LINES
    assert lines[2] is POINTS[2]
    assert lines[2:][0] is POINTS[2]


def test_lines_are_made_once() -> None:
    lines = lined(POINTS)
    assert lined(lines) is lines


def test_a_point_without_a_line_leaves_all_of_them_as_they_are() -> None:
    points = [*POINTS, UNFIT]
    assert lined(points) is points
    assert joined([lined(POINTS), points]) == (*POINTS, *points)


def test_joining_keeps_lines_and_what_is_at_hand() -> None:
    both = joined([lined(POINTS), lined(POINTS[:1])])
    assert isinstance(both, Lines)
    assert both.lines == [*LINES, LINES[0]]
    assert both[5] is POINTS[0]
    from_lines = joined([lined(POINTS), Lines(LINES[:1])])
    assert isinstance(from_lines, Lines)
    assert from_lines.at_hand is None
    assert from_lines == [*POINTS, POINTS[0]]


def test_nothing_joined_is_nothing() -> None:
    assert list(joined([])) == []


def test_lines_equal_what_holds_the_same_points_and_nothing_else() -> None:
    assert Lines(LINES) == tuple(POINTS)
    assert Lines(LINES) != POINTS[:4]
    assert Lines(LINES) != 5
