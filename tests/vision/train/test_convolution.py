import cv2
import numpy as np
import pytest

from vision.train.convolution import ConvNet, Layer
from vision.train.onnx_file import conv_onnx
from vision.train.onnx_reading import conv_nets
from vision.weights import appearance


def a_net(seed, dilations=(1, 1, 2)):
    random = np.random.default_rng(seed)
    layers, channels = [], 3
    for stride, dilation in zip((2, 1, 1), dilations, strict=True):
        kernel = random.normal(0, 0.2, (8, channels, 3, 3)).astype(np.float32)
        layers.append(Layer(kernel, random.normal(0, 0.1, 8).astype(np.float32), stride, dilation))
        channels = 8
    out = random.normal(0, 0.2, (2, 8)).astype(np.float32)
    return ConvNet(tuple(layers), out, np.array([0.5, -0.5], np.float32))


def a_picture(height, width):
    return np.random.default_rng(4).normal(0, 1, (1, 3, height, width)).astype(np.float32)


def in_opencv(weights, picture):
    model = cv2.dnn.readNetFromONNX(np.frombuffer(weights, np.uint8))
    model.setInput(picture)
    return model.forward()


@pytest.mark.parametrize(("height", "width"), [(12, 12), (24, 40)])
def test_written_as_onnx_a_network_answers_the_same_in_opencv_at_any_size(height, width):
    net, picture = a_net(1), a_picture(height, width)
    assert in_opencv(conv_onnx(net), picture) == pytest.approx(net.places(picture), abs=0.01)


def test_networks_written_together_answer_with_their_mean():
    one, other, picture = a_net(1), a_net(2, dilations=(1, 4, 1)), a_picture(24, 40)
    mean = (one.places(picture) + other.places(picture)) / 2
    assert in_opencv(conv_onnx(one, other), picture) == pytest.approx(mean, abs=0.01)


def test_a_place_is_answered_for_by_what_lies_around_it():
    kernel = np.zeros((1, 1, 3, 3), np.float32)
    kernel[0, 0, 1, 2] = 1
    net = ConvNet((Layer(kernel, np.zeros(1, np.float32), 1, 2),), np.ones((1, 1), np.float32), np.zeros(1))
    picture = np.zeros((1, 1, 5, 5), np.float32)
    picture[0, 0, 2, 4] = 3
    assert np.argwhere(net.places(picture)[0, 0]).tolist() == [[2, 2]]


def test_what_was_written_is_read_back_with_half_the_bits():
    written = (a_net(1), a_net(2, dilations=(1, 4, 1)))
    for net, read in zip(written, conv_nets(conv_onnx(*written)), strict=True):
        assert read.places(a_picture(24, 40)) == pytest.approx(net.places(a_picture(24, 40)), abs=0.01)


@pytest.mark.parametrize(
    "file",
    [
        b"",
        b"nothing of the kind",
        conv_onnx(a_net(1))[:-40],
        appearance().appearance,
    ],
    ids=["empty", "text", "cut off", "of another kind"],
)
def test_a_file_that_was_not_written_here_is_refused(file):
    with pytest.raises(ValueError, match="no network"):
        conv_nets(file)
