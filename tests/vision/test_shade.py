import numpy as np

from vision.shade import shade

GROUND = np.random.default_rng(1).integers(90, 150, (270, 480, 3)).astype(np.uint8)
CLOUD = np.s_[60:240, 100:400]
LITTER = np.s_[150:170, 240:270]


def seen(gain=0.6, litter=None, where=CLOUD):
    frame = GROUND.copy()
    frame[where] = (frame[where] * gain).astype(np.uint8)
    if litter is not None:
        frame[LITTER] = litter
    return frame


def shaded(frame):
    changed = (np.abs(frame.astype(int) - GROUND).max(axis=2) > 16).astype(np.uint8) * 255
    return shade(frame, GROUND, changed), changed > 0


def test_the_shade_of_a_cloud_is_no_change():
    shaded_px, changed = shaded(seen())
    assert shaded_px[CLOUD].sum() > 0.95 * changed[CLOUD].sum()


def test_a_patch_of_sun_is_no_change():
    shaded_px, changed = shaded(seen(gain=1.5))
    assert shaded_px[CLOUD].sum() > 0.95 * changed[CLOUD].sum()


def test_coloured_litter_in_the_shade_stays_a_change():
    shaded_px, _ = shaded(seen(litter=(30, 40, 190)))
    assert not shaded_px[LITTER].any()
    assert shaded_px[CLOUD].mean() > 0.8


def test_a_black_bag_in_the_shade_stays_a_change():
    shaded_px, _ = shaded(seen(litter=(18, 18, 18)))
    assert shaded_px[LITTER].mean() < 0.05


def test_a_small_dark_thing_is_no_shade():
    shaded_px, _ = shaded(seen(where=LITTER))
    assert not shaded_px.any()
