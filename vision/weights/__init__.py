"""The weights that are shipped, and their model card."""

from importlib.resources import files


def appearance() -> bytes:
    """Read the appearance model, ONNX."""
    return (files(__package__) / "appearance.onnx").read_bytes()


def heaps() -> bytes:
    """Read the heap model, ONNX."""
    return (files(__package__) / "heaps.onnx").read_bytes()
