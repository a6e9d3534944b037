"""Which loudspeakers a target means."""

import pytest

from hub.domain.announcements.targets import (
    Horn,
    Target,
    TargetScope,
    TargetSet,
    resolved,
    speakers,
    unmatched,
    villages,
)
from hub.domain.shapes import Circle, Polygon

HORNS = (
    Horn("horn-3", "v2", frozenset({"v2", "v2-g1"}), 29.20, 119.60),
    Horn("horn-1", "v1", frozenset({"v1", "v1-g1"}), 29.10, 119.60),
    Horn("horn-2", "v1", frozenset({"v1", "v1-g2"}), 29.11, 119.61),
)
SAVED = {
    "dam": TargetSet(
        "dam", "水库下游", (Target(TargetScope.GROUPS, ("v1-g2",)), Target(TargetScope.DEVICES, ("horn-3",)))
    ),
    "gone": TargetSet("gone", "旧", (Target(TargetScope.DEVICES, ("horn-9",)),)),
}
BOX = Polygon(((29.0, 119.5), (29.0, 119.605), (29.15, 119.605), (29.15, 119.5)))


@pytest.mark.parametrize(
    ("target", "expected", "missed"),
    [
        (Target(TargetScope.TOWNSHIP), ("horn-1", "horn-2", "horn-3"), ()),
        (Target(TargetScope.VILLAGES, ("v1",)), ("horn-1", "horn-2"), ()),
        (Target(TargetScope.VILLAGES, ("v2", "v9")), ("horn-3",), ("v9",)),
        (Target(TargetScope.GROUPS, ("v1-g2", "v9-g1")), ("horn-2",), ("v9-g1",)),
        (Target(TargetScope.DEVICES, ("horn-3", "horn-1", "horn-1")), ("horn-1", "horn-3"), ()),
        (Target(TargetScope.DEVICES, ("horn-9",)), (), ("horn-9",)),
        (Target(TargetScope.AREA, (), (BOX,)), ("horn-1",), ()),
        (Target(TargetScope.AREA, (), (BOX, Circle(29.2, 119.6, 1))), ("horn-1", "horn-3"), ()),
        (Target(TargetScope.SAVED, ("dam",)), ("horn-2", "horn-3"), ()),
        (Target(TargetScope.SAVED, ("dam", "gone", "none")), ("horn-2", "horn-3"), ("gone", "none")),
    ],
)
def test_a_target_names_its_speakers_and_what_it_missed(
    target: Target, expected: tuple[str, ...], missed: tuple[str, ...]
) -> None:
    assert speakers(resolved(target, SAVED), HORNS) == expected
    assert unmatched(target, HORNS, SAVED) == missed


def test_a_set_within_a_set_means_nobody() -> None:
    assert speakers([Target(TargetScope.SAVED, ("dam",))], HORNS) == ()


def test_the_villages_that_hear_are_those_of_the_speakers() -> None:
    assert villages(("horn-1", "horn-2"), HORNS) == ("v1",)
