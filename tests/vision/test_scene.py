import cv2
import numpy as np
import pytest

from vision.scene import Ground, Scene, Zone, foot_of

SQUARE = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0))
LEFT = Zone("left", ((0.0, 0.0), (0.5, 0.0), (0.5, 1.0), (0.0, 1.0)), unattended_s=0.0)
ROAD = Zone("road", ((0.2, 0.2), (0.4, 0.2), (0.4, 0.8), (0.2, 0.8)), is_kept_out=True)


def a_camera(height_m, tilt_deg, focal_px=500.0):
    """From metres on the ground (x right, y away) to pixels of 640 x 360, as a pinhole camera sees them."""
    tilt = np.radians(tilt_deg)
    turn = np.array([[1, 0, 0], [0, -np.sin(tilt), -np.cos(tilt)], [0, np.cos(tilt), -np.sin(tilt)]])
    lens = np.array([[focal_px, 0, 320], [0, focal_px, 180], [0, 0, 1]])
    place = turn @ np.array([0, 0, -height_m])
    return lens @ np.column_stack([turn[:, 0], turn[:, 1], place])


def seen(camera, points_m):
    return cv2.perspectiveTransform(np.float32(points_m).reshape(-1, 1, 2), camera).reshape(-1, 2)


@pytest.mark.parametrize(("height_m", "tilt_deg"), [(4, 30), (6, 45), (3, 22)])
@pytest.mark.parametrize(("x_m", "y_m", "side_m"), [(0, 8, 1.0), (-1.5, 6, 0.6), (1, 9.5, 1.5)])
def test_ground_covered_is_right_within_a_quarter_after_four_imprecise_clicks(
    height_m, tilt_deg, x_m, y_m, side_m
):
    camera = a_camera(height_m, tilt_deg)
    clicks = seen(camera, [(-1.5, 10), (1.5, 10), (1.5, 6), (-1.5, 6)])
    clicks += np.random.default_rng(1).normal(0, 1.0, clicks.shape)
    ground = Ground(tuple((float(x) / 640, float(y) / 360) for x, y in clicks), 3.0, 4.0)
    half = side_m / 2
    litter = [(x_m + dx * half, y_m + dy * half) for dx, dy in ((-1, -1), (1, -1), (1, 1), (-1, 1))]
    plane = np.zeros((360, 640), np.uint8)
    cv2.fillPoly(plane, [np.rint(seen(camera, litter)).astype(np.int32)], 1)
    area_m2 = ground.area_m2(plane > 0)
    assert area_m2 == pytest.approx(side_m**2, rel=0.25)


def test_no_pixels_cover_no_ground():
    assert Ground(SQUARE, 2, 2).area_m2(np.zeros((10, 10), np.bool_)) == 0


def test_the_whole_rectangle_covers_what_was_measured():
    assert Ground(SQUARE, 3, 4).area_m2(np.ones((90, 160), np.bool_)) == pytest.approx(12, rel=0.01)


@pytest.mark.parametrize(
    "corners", [SQUARE[:3], (SQUARE[0], SQUARE[2], SQUARE[1], SQUARE[3])], ids=["three corners", "crossed"]
)
def test_corners_of_no_rectangle_are_refused(corners):
    with pytest.raises(ValueError, match="four corners in order"):
        Ground(corners, 3, 4)


def test_a_grid_of_metres_ends_at_the_corners():
    lines = Ground(SQUARE, 2, 1).grid(200, 100, 1.0)
    assert len(lines) == 3 + 2
    assert np.allclose(lines[0], [(0, 0), (0, 100)])
    assert np.allclose(lines[-1], [(0, 100), (200, 100)])


def test_litter_counts_in_zones_and_not_where_it_is_kept_out():
    counted = Scene((LEFT, ROAD)).counted(100, 100)
    assert counted[10, 10]
    assert not counted[50, 30]
    assert not counted[50, 80]


def test_without_zones_it_counts_everywhere():
    assert Scene().counted(20, 10).all()


def test_a_zone_has_its_own_unattended_time():
    scene = Scene((LEFT, ROAD))
    assert scene.unattended_s((0.1, 0.1), 180) == 0
    assert scene.unattended_s((0.9, 0.1), 180) == 180
    assert scene.shortest_s(180) == 0
    assert scene.zone_at(0.9, 0.9) is None


def test_a_zone_without_a_time_has_the_usual_one():
    assert Scene((Zone("all", SQUARE),)).unattended_s((0.5, 0.5), 180) == 180


def test_a_thing_stands_on_its_foot():
    assert foot_of((0.2, 0.3, 0.2, 0.4)) == pytest.approx((0.3, 0.7))
