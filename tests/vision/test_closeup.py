import numpy as np

from vision.closeup import CHANNELS, SIDE_PX, close_up, seen

GROUND = np.full((60, 90, 3), 100, np.uint8)
BOX, MASK = (30, 20, 20, 20), np.ones((20, 20), np.bool_)


def with_spot():
    frame = GROUND.copy()
    frame[20:40, 30:50] = (200, 30, 30)
    return frame


def test_the_change_is_in_the_middle_and_the_empty_place_behind_it():
    taken = close_up(with_spot(), GROUND, BOX, MASK, 480)
    middle, corner = taken[SIDE_PX // 2, SIDE_PX // 2], taken[0, 0]
    assert (middle.tolist(), corner.tolist()) == (
        [200, 30, 30, 100, 100, 100, 255, 21],
        [100, 100, 100, 100, 100, 100, 0, 21],
    )


def test_a_single_pixel_at_the_border_can_be_cut_out():
    taken = close_up(GROUND, GROUND, (89, 59, 1, 1), np.ones((1, 1), np.bool_), 480)
    assert taken.shape == (SIDE_PX, SIDE_PX, 8)
    assert taken[..., 6].max() > 0


def test_the_network_sees_how_now_and_the_empty_place_differ():
    sight = seen(close_up(with_spot(), GROUND, BOX, MASK, 480)[None])
    assert sight.shape == (1, SIDE_PX, SIDE_PX, CHANNELS)
    assert sight[0, SIDE_PX // 2, SIDE_PX // 2, 6] == (200 - 100) / 32


def test_the_same_thing_is_larger_in_a_narrower_picture():
    scales = [int(close_up(with_spot(), GROUND, BOX, MASK, wide)[0, 0, 7]) for wide in (720, 480, 240, 30)]
    assert scales == sorted(scales)
    assert (scales[0], scales[-1]) == (0, 255)
