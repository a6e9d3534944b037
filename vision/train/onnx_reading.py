"""Reads networks out of the ONNX that `vision.train.onnx_file.conv_onnx` wrote, to teach them on. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from vision.arrays import Plane
from vision.train.convolution import ConvNet, Layer

_VARINT, _BYTES, _WIRE_BITS = 0, 2, 3
_GRAPH, _NODE, _TENSOR = 7, 1, 5
_INPUT, _KIND, _ATTRIBUTE = 1, 4, 5
_SIZE, _NAME, _RAW = 1, 8, 9
_ATTRIBUTE_NAME, _ATTRIBUTE_INTS = 1, 8
_NONE = "no network of convolutions that this project wrote"


@dataclass(frozen=True, slots=True)
class _Convolution:
    """One node: the names of its tensors and its lists of whole numbers."""

    kernel: str
    bias: str
    numbers: Mapping[str, list[int]]


def conv_nets(onnx: bytes) -> tuple[ConvNet, ...]:
    """Give the networks whose mean a file of `conv_onnx` says, as they were but for half of their bits.

    Raises:
        ValueError: the file is none of those; give one that `village-hub vision train-...` wrote.
    """
    try:
        nets = _nets(_last(onnx, _GRAPH))
    except (IndexError, KeyError, ValueError) as error:
        raise ValueError(_NONE) from error
    if not nets:
        raise ValueError(_NONE)
    return nets


def _nets(graph: bytes) -> tuple[ConvNet, ...]:
    tensors = dict(_tensor(content) for content in _all(graph, _TENSOR))
    convolutions = [
        _convolution(node) for node in _all(graph, _NODE) if _last(node, _KIND).decode() == "Conv"
    ]
    nets, layers = [], []
    outs = [each for each in convolutions if "strides" not in each.numbers]
    for each in convolutions:
        kernel, bias = tensors[each.kernel], tensors[each.bias]
        if "strides" in each.numbers:
            layers.append(Layer(kernel, bias, each.numbers["strides"][0], each.numbers["dilations"][0]))
        else:
            # What a file says is the mean: each network's last layer was written divided by their number.
            nets.append(ConvNet(tuple(layers), len(outs) * kernel[:, :, 0, 0], len(outs) * bias))
            layers = []
    return tuple(nets)


def _tensor(content: bytes) -> tuple[str, Plane]:
    shape = [size for field, size in _fields(content) if field == _SIZE and isinstance(size, int)]
    values = np.frombuffer(_last(content, _RAW), "<f2").astype(np.float32)
    return _last(content, _NAME).decode().removesuffix("_half"), values.reshape(shape)


def _convolution(node: bytes) -> _Convolution:
    _, kernel, bias = (name.decode() for name in _all(node, _INPUT))
    numbers = {
        _last(attribute, _ATTRIBUTE_NAME).decode(): [
            value
            for field, value in _fields(attribute)
            if field == _ATTRIBUTE_INTS and isinstance(value, int)
        ]
        for attribute in _all(node, _ATTRIBUTE)
    }
    return _Convolution(kernel, bias, numbers)


def _all(message: bytes, wanted: int) -> list[bytes]:
    return [value for field, value in _fields(message) if field == wanted and isinstance(value, bytes)]


def _last(message: bytes, wanted: int) -> bytes:
    return _all(message, wanted)[-1]


def _fields(message: bytes) -> Iterator[tuple[int, int | bytes]]:
    at = 0
    while at < len(message):
        key, at = _varint(message, at)
        value, at = _varint(message, at)
        if key & (1 << _WIRE_BITS) - 1 == _VARINT:
            yield key >> _WIRE_BITS, value
        elif key & (1 << _WIRE_BITS) - 1 == _BYTES:
            yield key >> _WIRE_BITS, message[at : at + value]
            at += value
        else:
            raise ValueError(f"field {key} of a kind that is not written here")
        if at > len(message):
            raise IndexError(at)


def _varint(message: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        part = message[at]
        value |= (part & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if part < 0x80:  # noqa: PLR2004  the eighth bit says that more follow
            return value, at
