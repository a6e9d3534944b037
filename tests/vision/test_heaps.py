import numpy as np
import pytest

from tests.vision.scenes import a_scene
from tests.vision.tiny_heaps import finds_red
from vision.boxes import overlap
from vision.heaps import HeapFinder, picture_likelihood
from vision.weights import heaps


def a_street(*boxes):
    frame = np.full((180, 320, 3), 127, np.uint8)
    for left, top, right, foot in boxes:
        frame[top:foot, left:right] = (0, 0, 255)
    return frame


def test_what_looks_like_litter_is_boxed():
    heat, (heap, *_) = finds_red().look(a_street((130, 60, 190, 120)))
    assert heat[0, 0] < 0.1
    assert heat.max() > 0.6
    assert heap.likelihood > 0.6
    assert overlap(heap.xyxy_share, (130 / 320, 60 / 180, 190 / 320, 120 / 180)) > 0.3


def test_in_a_clean_picture_nothing_is_found():
    heat, found = finds_red().look(a_street())
    assert (found, heat.max() < 0.1) == ([], True)


def test_boxes_of_one_heap_are_drawn_together_and_those_of_two_are_not():
    _, found = finds_red().look(a_street((30, 60, 60, 90), (250, 60, 280, 90)))
    middles = sorted((heap.xyxy_share[0] + heap.xyxy_share[2]) / 2 for heap in found[:2])
    assert middles == pytest.approx([45 / 320, 265 / 320], abs=0.06)


def test_a_very_small_picture_is_judged_too():
    assert finds_red().look(a_street()[:40, :40])[1] == []


def test_a_picture_is_as_likely_littered_as_its_likeliest_places():
    heat = np.zeros((10, 10), np.float32)
    heat[0] = 0.8
    assert picture_likelihood(heat) == pytest.approx(0.8)


def test_bytes_that_are_no_network_are_refused():
    with pytest.raises(ValueError, match="heap model cannot be used"):
        HeapFinder(b"nothing of the kind")


@pytest.mark.slow
def test_the_shipped_weights_find_less_in_a_drawn_street_than_in_one_full_of_litter():
    clean = a_scene().draw(0)
    littered = clean.copy()
    random = np.random.default_rng(1)
    for _ in range(120):
        x, y = int(random.integers(0, 620)), int(random.integers(180, 350))
        littered[y : y + 12, x : x + 16] = random.integers(0, 255, 3)
    finder = HeapFinder(heaps())
    (dirty, _), (tidy, _) = finder.look(littered), finder.look(clean)
    assert picture_likelihood(dirty) > picture_likelihood(tidy)
    assert len(heaps()) < 3 * 2**20
