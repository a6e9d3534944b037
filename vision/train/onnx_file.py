"""Writes networks as ONNX: the few messages of onnx.proto (ONNX IR 8, opset 13) that they need. Pure."""

from collections.abc import Iterable, Mapping

import numpy as np

from vision.arrays import Plane
from vision.train.convolution import ConvNet
from vision.train.network import Network

_VARINT, _BYTES = 0, 2
_FLOAT, _INTS = 1, 7
_IR_VERSION, _OPSET = 8, 13
_PLACES = 9


def onnx(network: Network) -> bytes:
    """Write `rows` (1, d) -> `shares` (1, k), the normalisation folded into the first layer."""
    hidden = network.hidden / network.spread[:, None]
    hidden_bias = network.hidden_bias - (network.mean / network.spread) @ network.hidden
    nodes = [
        _node("Gemm", ("rows", "hidden", "hidden_bias"), "before"),
        _node("Relu", ("before",), "active"),
        _node("Gemm", ("active", "out", "out_bias"), "logits"),
        _node("Softmax", ("logits",), "shares"),
    ]
    tensors = {
        "hidden": hidden,
        "hidden_bias": hidden_bias,
        "out": network.out,
        "out_bias": network.out_bias,
    }
    border = (_value("rows", (1, hidden.shape[0])), _value("shares", (1, network.out.shape[1])))
    return _model(nodes, tensors, border)


def conv_onnx(net: ConvNet) -> bytes:
    """Write `picture` (1, c, H, W) -> `places` (1, kinds, h, w), the logits of each; H and W may vary."""
    nodes: list[bytes] = []
    tensors: dict[str, Plane] = {}
    seen = "picture"
    for number, layer in enumerate(net.layers):
        kernel, bias, after = f"kernel_{number}", f"bias_{number}", f"seen_{number}"
        by_place = layer.kernel.reshape(3, 3, layer.kernel.shape[0] // _PLACES, -1)
        tensors[kernel] = by_place.transpose(3, 2, 0, 1)
        tensors[bias] = layer.bias
        attributes = (
            _ints("kernel_shape", (3, 3)),
            _ints("pads", (1, 1, 1, 1)),
            _ints("strides", (layer.stride, layer.stride)),
        )
        nodes.append(_node("Conv", (seen, kernel, bias), f"before_{number}", attributes))
        nodes.append(_node("Relu", (f"before_{number}",), after))
        seen = after
    tensors["out"], tensors["out_bias"] = net.out.T[:, :, None, None], net.out_bias
    nodes.append(_node("Conv", (seen, "out", "out_bias"), "places", (_ints("kernel_shape", (1, 1)),)))
    channels, kinds = net.layers[0].kernel.shape[0] // _PLACES, net.out.shape[1]
    border = (_value("picture", (1, channels, "H", "W")), _value("places", (1, kinds, "h", "w")))
    return _model(nodes, tensors, border)


def _model(nodes: Iterable[bytes], tensors: Mapping[str, Plane], border: tuple[bytes, bytes]) -> bytes:
    taken, given = border
    graph = b"".join(
        [
            *(_message(1, node) for node in nodes),
            _text(2, "looks"),
            *(_message(5, _tensor(tensor, values)) for tensor, values in tensors.items()),
            _message(11, taken),
            _message(12, given),
        ]
    )
    return b"".join(
        [
            _number(1, _IR_VERSION),
            _text(2, "village-hub"),
            _message(7, graph),
            _message(8, _number(2, _OPSET)),
        ]
    )


def _node(kind: str, inputs: Iterable[str], output: str, attributes: Iterable[bytes] = ()) -> bytes:
    named = b"".join([*(_text(1, name) for name in inputs), _text(2, output), _text(4, kind)])
    return named + b"".join(_message(5, attribute) for attribute in attributes)


def _ints(name: str, values: Iterable[int]) -> bytes:
    return b"".join([_text(1, name), *(_number(8, value) for value in values), _number(20, _INTS)])


def _tensor(name: str, values: Plane) -> bytes:
    raw = np.ascontiguousarray(values, "<f4").tobytes()
    shape = b"".join(_number(1, size) for size in values.shape)
    return b"".join([shape, _number(2, _FLOAT), _text(8, name), _message(9, raw)])


def _value(name: str, shape: Iterable[int | str]) -> bytes:
    sizes = b"".join(
        _message(1, _text(2, size) if isinstance(size, str) else _number(1, size)) for size in shape
    )
    return _text(1, name) + _message(2, _message(1, _number(1, _FLOAT) + _message(2, sizes)))


def _number(field: int, value: int) -> bytes:
    return _varint(field << 3 | _VARINT) + _varint(value)


def _text(field: int, text: str) -> bytes:
    return _message(field, text.encode())


def _message(field: int, content: bytes) -> bytes:
    return _varint(field << 3 | _BYTES) + _varint(len(content)) + content


def _varint(value: int) -> bytes:
    written = bytearray()
    while value > 0x7F:  # noqa: PLR2004  seven bits in each byte, the eighth says that more follow
        written.append(value & 0x7F | 0x80)
        value >>= 7
    written.append(value)
    return bytes(written)
