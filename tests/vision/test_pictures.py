"""Pictures in and out: decoding, masks, drawing, captions."""

from datetime import UTC
from zoneinfo import ZoneInfo

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vision.drawing import jpeg, marked, snapshot
from vision.picture import MAX_PIXELS, BadPicture, Picture, decoded, narrowed, size_wh
from vision.privacy import covered, inside
from vision.words import CAPTIONS, caption, clock

FRAME = np.random.default_rng(4).integers(0, 255, (90, 160, 3)).astype(np.uint8)
JPEG = jpeg(FRAME)
PNG = bytes(cv2.imencode(".png", FRAME)[1])
LEFT_HALF = ((0.0, 0.0), (0.5, 0.0), (0.5, 1.0), (0.0, 1.0))


@pytest.mark.parametrize("body", [JPEG, PNG], ids=["jpeg", "png"])
def test_a_picture_is_decoded_at_the_size_its_header_says(body):
    assert size_wh(body) == (160, 90)
    assert decoded(body).shape == (90, 160, 3)


def test_a_grey_jpeg_is_decoded_to_three_channels():
    assert decoded(bytes(cv2.imencode(".jpg", FRAME[:, :, 0])[1])).shape == (90, 160, 3)


@given(st.binary(max_size=60) | st.binary(max_size=60).map(lambda tail: JPEG[:40] + tail))
def test_any_bytes_are_a_picture_or_a_bad_picture(body):
    try:
        decoded(body)
    except BadPicture:
        return


def test_a_jpeg_with_nothing_behind_its_header_is_bad():
    with pytest.raises(BadPicture, match="cut off"):
        decoded(JPEG[: JPEG.index(b"\xff\xda")])


def test_a_jpeg_whose_segments_do_not_join_is_bad():
    with pytest.raises(BadPicture, match="header broken at byte"):
        size_wh(b"\xff\xd8\xff\xe0\x00\x04ab" + b"no marker")


def test_fill_bytes_and_bare_markers_are_stepped_over():
    at = JPEG.index(b"\xff\xdb")
    assert size_wh(JPEG[:at] + b"\xff\xff\x01" + JPEG[at:]) == (160, 90)


@pytest.mark.parametrize("wh", [(0, 5), (2**13, 2**13)])
def test_a_size_that_makes_no_sense_is_bad(wh):
    at = PNG.index(b"IHDR") + 4
    body = PNG[:at] + wh[0].to_bytes(4, "big") + wh[1].to_bytes(4, "big") + PNG[at + 8 :]
    with pytest.raises(BadPicture, match=f"at least 32 and {MAX_PIXELS}"):
        decoded(body)


def test_a_picture_is_narrowed_and_keeps_its_time():
    picture = Picture(FRAME, 5).at_most(80)
    assert (picture.frame.shape, picture.taken_at_ms) == ((45, 80, 3), 5)


def test_a_narrow_frame_stays_itself():
    assert narrowed(FRAME, 160) is FRAME


def test_what_is_narrowed_to_a_quarter_shows_the_mean_of_each_sixteen_pixels():
    means = FRAME[:88].reshape(22, 4, 40, 4, 3).mean(axis=(1, 3))
    assert np.abs(narrowed(FRAME[:88], 40) - means).max() <= 1


def test_a_mask_paints_over_its_polygon_and_nothing_else():
    masked = covered(FRAME, [LEFT_HALF])
    assert len(np.unique(masked[:, :79].reshape(-1, 3), axis=0)) == 1
    assert np.array_equal(masked[:, 82:], FRAME[:, 82:])


def test_without_masks_the_frame_is_the_same():
    assert covered(FRAME, []) is FRAME


def test_inside_is_the_polygon():
    mask = inside([LEFT_HALF], 100, 10)
    assert mask[:, :50].all()
    assert not mask[:, 52:].any()


def test_without_a_polygon_inside_is_everywhere():
    assert inside([], 7, 5).all()


def test_a_marked_picture_has_a_box_where_the_pile_lies():
    drawn = marked(np.zeros((360, 640, 3), np.uint8), (0.25, 0.25, 0.5, 0.5), "x")
    assert tuple(drawn[180, 160 - 3]) == (0, 0, 255)
    assert not drawn[180, 320].any()


def test_a_chinese_caption_draws_other_pixels_than_another_one():
    black = np.zeros((360, 640, 3), np.uint8)
    first, second = (marked(black, (0, 0, 0, 0), text)[330:] for text in ("垃圾堆放", "已清除"))
    assert (first != second).any()
    assert (first > 100).mean() > 0.005


def test_a_picture_opencv_cannot_bear_is_bad(monkeypatch):
    def fail(*_):
        raise cv2.error("too much")

    monkeypatch.setattr(cv2, "imdecode", fail)
    with pytest.raises(BadPicture, match="too much"):
        decoded(JPEG)


def test_a_snapshot_gives_up_width_when_quality_is_not_enough():
    noise = np.random.default_rng(5).integers(0, 255, (360, 640, 3)).astype(np.uint8)
    body = snapshot(noise, 640, 5_000)
    assert len(body) <= 5_000


def test_a_snapshot_is_as_narrow_and_small_as_asked():
    noise = np.random.default_rng(5).integers(0, 255, (360, 640, 3)).astype(np.uint8)
    body = snapshot(noise, 320, 20_000)
    assert len(body) <= 20_000
    assert size_wh(body)[0] <= 320


@pytest.mark.parametrize("role", CAPTIONS)
def test_a_caption_says_what_which_camera_and_when_in_chinese_and_english(role):
    text = caption(role, "村口", clock(1_790_000_000_000, ZoneInfo("Asia/Shanghai")), is_veiled=False)
    assert CAPTIONS[role] in text
    assert "村口" in text
    assert "2026-09-21 22:13:20+08:00" in text
    assert any("\u4e00" <= letter <= "\u9fff" for letter in CAPTIONS[role])


def test_a_caption_says_when_people_were_hidden():
    said = caption("at", "村口", clock(0, UTC), is_veiled=True)
    assert said.endswith("+00:00 · 人车已模糊 people blurred")
