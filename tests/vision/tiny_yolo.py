"""Tiny networks with a YOLO head, written as ONNX: they see magenta, and nothing else."""

import struct

import numpy as np

from vision.train.onnx_file import _message, _node, _number, _tensor, _text, _value, _varint

CELL_PX = 16


def tiny_yolo(*, side_px=64, classes=1, has_objectness=False, box_px=None):
    """A network whose every cell of 16 px gives one box around itself, as sure as the cell is magenta.

    Red and blue minus green, so that magenta gives 1 and grey 0; other classes than the last get 0.
    """
    cells = side_px // CELL_PX
    rows = 4 + has_objectness + classes
    weights = np.zeros((rows, 3, CELL_PX, CELL_PX), np.float32)
    share = 1 / CELL_PX**2
    for row in {rows - 1, 4 if has_objectness else rows - 1}:
        weights[row, 0], weights[row, 1], weights[row, 2] = share / 2, -share, share / 2
    grid = np.zeros((1, rows, cells * cells), np.float32)
    at = np.arange(cells * cells)
    grid[0, 0], grid[0, 1] = (at % cells + 0.5) * CELL_PX, (at // cells + 0.5) * CELL_PX
    grid[0, 2:4] = box_px or CELL_PX
    shape = np.array([1, rows, cells * cells], "<i8")
    nodes = [
        _node("Conv", ("images", "weights"), "seen")
        + _ints("kernel_shape", CELL_PX)
        + _ints("strides", CELL_PX),
        _node("Reshape", ("seen", "shape"), "flat"),
        _node("Add", ("flat", "grid"), "rows" if has_objectness else "output0"),
    ]
    if has_objectness:
        nodes.append(_node("Transpose", ("rows",), "output0") + _ints("perm", 0, 2, 1, pairs=False))
    out = (1, cells * cells, rows) if has_objectness else (1, rows, cells * cells)
    tensors = [_tensor("weights", weights), _tensor("grid", grid), _shape_tensor("shape", shape)]
    return _model(nodes, tensors, ("images", (1, 3, side_px, side_px)), ("output0", out))


def no_head(side_px=64):
    """A network that gives ten numbers for a picture."""
    size = 3 * side_px * side_px
    nodes = [
        _node("Reshape", ("images", "shape"), "flat"),
        _node("Gemm", ("flat", "weights"), "output0"),
    ]
    weights = np.zeros((size, 10), np.float32)
    tensors = [_tensor("weights", weights), _shape_tensor("shape", np.array([1, size], "<i8"))]
    return _model(nodes, tensors, ("images", (1, 3, side_px, side_px)), ("output0", (1, 10)))


def _model(nodes, tensors, taken, given):
    graph = b"".join(
        [
            *(_message(1, node) for node in nodes),
            _text(2, "tiny"),
            *(_message(5, tensor) for tensor in tensors),
            _message(11, _value(*taken)),
            _message(12, _value(*given)),
        ]
    )
    return _number(1, 8) + _message(7, graph) + _message(8, _number(2, 13))


def _ints(name, *values, pairs=True):
    """An attribute of whole numbers; `pairs`: the one number for height and width."""
    listed = values * 2 if pairs else values
    numbers = b"".join(_varint(8 << 3) + _varint(value) for value in listed)
    return _message(5, _text(1, name) + numbers + _number(20, 7))


def _shape_tensor(name, values):
    raw = struct.pack(f"<{len(values)}q", *values)
    return _number(1, len(values)) + _number(2, 7) + _text(8, name) + _message(9, raw)
