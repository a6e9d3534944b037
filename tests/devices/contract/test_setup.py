"""What may be drawn on a camera's picture."""

from math import cos, sin, tau

import pytest
from pydantic import ValidationError

from devices.contract.setup import (
    MOST_CORNERS,
    MOST_JUDGED,
    MOST_SHAPES,
    CameraSetup,
    Judgement,
    MarkedPile,
    SetupGround,
    SetupScene,
    SetupZone,
)
from devices.contract.topics import Kind, device_address
from devices.contract.wire import MAX_JSON_BYTES, Message, encode

SQUARE = ((0.2, 0.2), (0.6, 0.2), (0.6, 0.6), (0.2, 0.6))


@pytest.mark.parametrize(
    "corners",
    [
        ((0.1, 0.1), (0.5, 0.5), (0.9, 0.9)),
        ((0.3, 0.3), (0.3, 0.3), (0.3, 0.3)),
        ((0.2, 0.2), (0.6, 0.6), (0.6, 0.2), (0.2, 0.6)),
    ],
    ids=["one line", "one spot", "crossed in the middle"],
)
def test_a_shape_that_encloses_nothing_is_refused(corners):
    with pytest.raises(ValidationError, match="enclose nothing"):
        SetupZone(name="gate", corners=corners)


@pytest.mark.parametrize("corner", [(-0.1, 0.5), (0.5, 1.1), (float("nan"), 0.5)])
def test_a_corner_outside_of_the_picture_is_refused(corner):
    with pytest.raises(ValidationError):
        MarkedPile(id="p", corners=(corner, *SQUARE))


def test_ground_whose_corners_cross_is_refused():
    crossed = (SQUARE[0], SQUARE[2], SQUARE[1], SQUARE[3])
    with pytest.raises(ValidationError, match="in order around a rectangle"):
        SetupGround(corners=crossed, width_m=1, depth_m=1)


def test_ground_with_corners_on_one_line_is_refused():
    with pytest.raises(ValidationError, match="in order around a rectangle"):
        SetupGround(corners=((0.1, 0.1), (0.2, 0.2), (0.3, 0.3), (0.1, 0.4)), width_m=1, depth_m=1)


def test_ground_may_be_clicked_around_either_way():
    assert SetupGround(corners=tuple(reversed(SQUARE)), width_m=1, depth_m=1).width_m == 1


def test_the_largest_setup_there_can_be_is_a_message():
    turns = [tau * number / MOST_CORNERS for number in range(MOST_CORNERS)]
    arch = tuple((0.5 + cos(turn) / 3, 0.5 + sin(turn) / 3) for turn in turns)
    largest = CameraSetup(
        at_ms=253_402_300_799_999,
        revision=2**53 - 1,
        scene=SetupScene(
            zones=(SetupZone(name="村" * 40, corners=arch, unattended_s=86_399.5),) * MOST_SHAPES,
            masks=(arch,) * MOST_SHAPES,
            ground=SetupGround(corners=SQUARE, width_m=999.999, depth_m=999.999),
        ),
        piles=(MarkedPile(id="p" * 32, corners=arch),) * MOST_SHAPES,
        judged=(Judgement(finding="f" * 32, is_litter=False),) * MOST_JUDGED,
    )
    _, payload = encode(Message(device_address("daxi", "cam-1", Kind.SETUP), largest))
    assert len(payload) < MAX_JSON_BYTES
