"""Writes a network as ONNX: the few messages of onnx.proto (ONNX IR 8, opset 13) that it needs. Pure."""

from collections.abc import Iterable

import numpy as np

from vision.arrays import Plane
from vision.train.network import Network

_VARINT, _BYTES = 0, 2
_FLOAT = 1
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
    graph = b"".join(
        [
            *(_message(1, node) for node in nodes),
            _text(2, "appearance"),
            *(_message(5, _tensor(name, values)) for name, values in tensors.items()),
            _message(11, _value("rows", (1, hidden.shape[0]))),
            _message(12, _value("shares", (1, network.out.shape[1]))),
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


def _node(kind: str, inputs: Iterable[str], output: str) -> bytes:
    return b"".join([*(_text(1, name) for name in inputs), _text(2, output), _text(4, kind)])


def _tensor(name: str, values: Plane) -> bytes:
    raw = np.ascontiguousarray(values, "<f4").tobytes()
    shape = b"".join(_number(1, size) for size in values.shape)
    return b"".join([shape, _number(2, _FLOAT), _text(8, name), _message(9, raw)])


def _value(name: str, shape: Iterable[int]) -> bytes:
    sizes = b"".join(_message(1, _number(1, size)) for size in shape)
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
