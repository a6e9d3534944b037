"""Writes networks as ONNX: the few messages of onnx.proto (ONNX IR 8, opset 13) that they need. Pure."""

from collections.abc import Iterable, Mapping

import numpy as np

from vision.arrays import Plane
from vision.train.convolution import SIDE, ConvNet
from vision.train.network import Network

_VARINT, _BYTES = 0, 2
_FLOAT, _HALF = 1, 10
_INT, _INTS = 2, 7
_IR_VERSION, _OPSET = 8, 13


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


def conv_onnx(*nets: ConvNet) -> bytes:
    """Write `picture` (1, c, H, W) -> `places` (1, kinds, h, w): the mean of what networks of one kind say.

    H and W may vary. The numbers are written with half the bits, which moves an answer by a thousandth.
    """
    nodes: list[bytes] = []
    tensors: dict[str, Plane] = {}
    for number, net in enumerate(nets):
        _stack(net, f"net_{number}", 1 / len(nets), (nodes, tensors))
    nodes.append(_node("Sum", [f"net_{number}_places" for number in range(len(nets))], "places"))
    kinds = nets[0].out.shape[0]
    border = (_value("picture", (1, nets[0].channels, "H", "W")), _value("places", (1, kinds, "h", "w")))
    return _model(nodes, tensors, border)


def _stack(net: ConvNet, name: str, share: float, made: tuple[list[bytes], dict[str, Plane]]) -> None:
    nodes, tensors = made
    seen = "picture"
    for number, layer in enumerate(net.layers):
        kernel, bias, after = (f"{name}_{part}_{number}" for part in ("kernel", "bias", "seen"))
        tensors[kernel], tensors[bias] = layer.kernel, layer.bias
        apart = layer.dilation
        attributes = (
            _ints("kernel_shape", (SIDE, SIDE)),
            _ints("pads", (apart, apart, apart, apart)),
            _ints("strides", (layer.stride, layer.stride)),
            _ints("dilations", (apart, apart)),
        )
        nodes.append(_node("Conv", (seen, kernel, bias), f"{name}_before_{number}", attributes))
        nodes.append(_node("Relu", (f"{name}_before_{number}",), after))
        seen = after
    out, bias = f"{name}_out", f"{name}_out_bias"
    tensors[out], tensors[bias] = share * net.out[:, :, None, None], share * net.out_bias
    nodes.append(_node("Conv", (seen, out, bias), f"{name}_places", (_ints("kernel_shape", (1, 1)),)))


def _model(nodes: Iterable[bytes], tensors: Mapping[str, Plane], border: tuple[bytes, bytes]) -> bytes:
    taken, given = border
    widened = [_node("Cast", (f"{name}_half",), name, (_int("to", _FLOAT),)) for name in tensors]
    graph = b"".join(
        [
            *(_message(1, node) for node in (*widened, *nodes)),
            _text(2, "looks"),
            *(_message(5, _tensor(f"{name}_half", values)) for name, values in tensors.items()),
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


def _int(name: str, value: int) -> bytes:
    return b"".join([_text(1, name), _number(3, value), _number(20, _INT)])


def _tensor(name: str, values: Plane) -> bytes:
    raw = np.ascontiguousarray(values, "<f2").tobytes()
    shape = b"".join(_number(1, size) for size in values.shape)
    return b"".join([shape, _number(2, _HALF), _text(8, name), _message(9, raw)])


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
