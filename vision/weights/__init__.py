"""The weights that are shipped, and their model card."""

from importlib.resources import files

from vision.agreement import Weights


def appearance() -> Weights:
    """Read the networks that together tell litter from all else."""
    return Weights(_read("appearance.onnx"), _read("closeups.onnx"))


def heaps() -> bytes:
    """Read the heap model, ONNX."""
    return _read("heaps.onnx")


def _read(name: str) -> bytes:
    return (files(__package__) / name).read_bytes()
