import cv2
import numpy as np
import pytest

from tests.vision.scenes import a_scene
from vision.align import beyond_view, moved_along, way_back

STREET = a_scene().draw(0)
LATER = a_scene().draw(1)


def pushed(x_px=0.0, y_px=0.0, turn_deg=0.0, scale=1.0):
    way = cv2.getRotationMatrix2D((320, 180), turn_deg, scale)
    way[:, 2] += (x_px, y_px)
    return cv2.warpAffine(LATER, way, (640, 360), borderMode=cv2.BORDER_REPLICATE)


@pytest.mark.parametrize(
    "how",
    [{"x_px": 70}, {"y_px": -40, "turn_deg": 4}, {"scale": 1.1, "x_px": -30}],
    ids=["aside", "turned", "nearer"],
)
def test_a_pushed_view_is_brought_back(how):
    way = way_back(STREET, pushed(**how))
    assert way is not None
    middle = np.s_[120:300, 150:490]
    apart = np.abs(moved_along(pushed(**how), way)[middle].astype(int) - LATER[middle]).mean()
    assert apart < 8


@pytest.mark.parametrize(
    "view",
    [
        np.full_like(STREET, 90),
        np.random.default_rng(1).integers(0, 255, STREET.shape).astype(np.uint8),
        pushed(x_px=400),
    ],
    ids=["plain", "noise", "too far"],
)
def test_a_view_with_too_little_in_common_has_no_way_back(view):
    assert way_back(STREET, view) is None


def test_what_a_pushed_view_does_not_show_is_known():
    aside = np.float32([[1, 0, -70], [0, 1, 20]])
    beyond = beyond_view(aside, (360, 640))
    assert beyond[:20].all()
    assert beyond[:, 570:].all()
    assert not beyond[20:, :570].any()
