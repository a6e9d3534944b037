import numpy as np
import pytest

from tests.vision.scenes import a_scene
from vision.heaps import HeapFinder
from vision.train.convolution import ConvNet, Layer
from vision.train.onnx_file import conv_onnx
from vision.weights import heaps


def finds_red():
    """A network that takes what is red for litter: all its layers only hand on how red a place is."""
    first = np.zeros((9 * 3, 1), np.float32)
    first[4 * 3 : 5 * 3, 0] = (-1, -1, 1)
    on = np.zeros((9, 1), np.float32)
    on[4] = 1
    nothing = np.zeros(1, np.float32)
    layers = (Layer(first, nothing, 2), Layer(on, nothing, 2), Layer(on, nothing, 2))
    return HeapFinder(conv_onnx(ConvNet(layers, np.full((1, 1), 2, np.float32), np.full(1, -3, np.float32))))


def a_street(*boxes):
    frame = np.full((180, 320, 3), 127, np.uint8)
    for left, top, right, foot in boxes:
        frame[top:foot, left:right] = (0, 0, 255)
    return frame


def test_what_looks_like_litter_is_boxed():
    heat, (heap,) = finds_red().look(a_street((160, 60, 300, 170)))
    left, top, right, foot = heap.xyxy_share
    assert heat.shape == (36, 64)
    assert (left, top, right, foot) == pytest.approx((160 / 320, 60 / 180, 300 / 320, 170 / 180), abs=0.12)
    assert heap.likelihood > 0.6


def test_in_a_clean_picture_nothing_is_found():
    heat, found = finds_red().look(a_street())
    assert (found, heat.max() < 0.1) == ([], True)


def test_two_heaps_are_two_boxes_the_likelier_one_first():
    _, found = finds_red().look(a_street((10, 20, 120, 170), (230, 60, 310, 150)))
    firsts = [heap for heap in found if heap.likelihood > 0.5]
    assert [heap.xyxy_share[0] < 0.3 for heap in firsts] == [True, False]


def test_a_very_small_picture_is_judged_too():
    assert finds_red().look(a_street()[:40, :40])[1] == []


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
    assert finder.heat(littered).max() > finder.heat(clean).max()
    assert len(heaps()) < 3 * 2**20
