import cv2
import numpy as np
import pytest

from vision.train.convolution import ConvNet, Examples, Layer, answers, slopes, taught, untrained
from vision.train.onnx_file import conv_onnx

SHAPE = ((6, 2), (8, 1), (8, 2))


def seen(pictures):
    return (pictures.astype(np.float32) - 127.5) / 64


def examples(count=320):
    """Squares of 12 x 12 that are bright above, or red, or both."""
    random = np.random.default_rng(1)
    wanted = (random.random((count, 2)) < 0.5).astype(np.float32)
    pictures = random.integers(40, 90, (count, 12, 12, 3)).astype(np.uint8)
    pictures[wanted[:, 0] > 0, :6] += 100
    pictures[wanted[:, 1] > 0, :, :, 2] += 60
    return Examples(pictures, wanted, np.ones(count, np.float32), seen)


def a_net(seed=2):
    return untrained(np.random.default_rng(seed), 3, SHAPE, 2)


def loss(net, pictures, wanted):
    logits = net.logits(pictures).astype(np.float64)
    aim = np.clip(wanted, 0.01, 0.99)
    return float((np.logaddexp(0, logits) - aim * logits).sum() / len(wanted))


def moved(net, number, place, step):
    """The same net with some of its weights moved a little."""
    inner = [part for layer in net.layers for part in (layer.kernel, layer.bias)]
    parts = [part.copy() for part in (*inner, net.out, net.out_bias)]
    parts[number][place] += step
    layers = tuple(Layer(parts[2 * n], parts[2 * n + 1], layer.stride) for n, layer in enumerate(net.layers))
    return ConvNet(layers, parts[-2], parts[-1])


@pytest.mark.parametrize("number", range(8))
def test_slopes_are_those_of_the_loss(number):
    random = np.random.default_rng(5)
    net = a_net()
    for part in range(1, 6, 2):
        net = moved(net, part, slice(None), random.normal(0, 0.1, net.layers[part // 2].bias.shape))
    pictures = random.normal(0, 1, (6, 8, 8, 3)).astype(np.float32)
    wanted = (random.random((6, 2)) < 0.5).astype(np.float32)
    found = slopes(net, pictures, wanted, np.ones(6, np.float32))[number]
    place = np.unravel_index(int(np.argmax(np.abs(found))), found.shape)
    up, down = (loss(moved(net, number, place, step), pictures, wanted) for step in (1e-4, -1e-4))
    assert (up - down) / 2e-4 == pytest.approx(found[place], rel=0.05)


@pytest.mark.slow
def test_what_was_taught_is_known():
    course = examples()
    net = taught(np.random.default_rng(3), a_net(), course, 25, lambda _: None)
    assert ((answers(net, course.pictures, seen) > 0.5) == (course.wanted > 0.5)).mean() > 0.95


def test_the_same_dice_give_the_same_network():
    one, other = (
        taught(np.random.default_rng(3), a_net(), examples(70), 1, lambda _: None) for _ in range(2)
    )
    assert np.array_equal(one.out, other.out)


def test_written_as_onnx_it_answers_the_same_in_opencv_at_any_size():
    net = a_net()
    model = cv2.dnn.readNetFromONNX(np.frombuffer(conv_onnx(net), np.uint8))
    for height, width in ((12, 12), (24, 40)):
        picture = np.random.default_rng(4).normal(0, 1, (1, height, width, 3)).astype(np.float32)
        model.setInput(np.ascontiguousarray(picture.transpose(0, 3, 1, 2)))
        assert model.forward().mean(axis=(2, 3)) == pytest.approx(net.logits(picture), abs=1e-4)
