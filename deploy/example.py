"""village.toml as we ship it: every setting with its default and bounds, out of the models."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from deploy.config import VillageSettings

_HEAD = """\
# Settings of village-hub. Every line shows a default: uncomment what you change.
# 村庄中枢的全部设置。每行都是默认值：要改哪一项，就去掉它前面的 #。
# An unknown key, or a value out of bounds, stops the start with a sentence that names it.
"""

CAMERA = """\
# Cameras that the vision worker watches, one block each. `zone`: where litter counts; `masks`: painted over
# before anything leaves; `initial_piles`: where litter lies already, so that its clearing is seen;
# `zones`: areas with a name, a time of their own (seconds, 0: at once) or `keep_out`; `ground`: four
# corners, in order, of a rectangle on the ground and its sides in metres (village-hub vision calibrate), so
# that findings have square metres. Corners are shares (x, y) of the picture's width and height.
# [[cameras]]
# id = "cam-001"
# name = "村口探头"
# url = "rtsp://user:password@192.0.2.20:554/stream1"
# zone = [[0.1, 0.5], [0.9, 0.5], [0.9, 0.95], [0.1, 0.95]]
# zones = [{ name = "村口", corners = [[0.2, 0.6], [0.4, 0.6], [0.3, 0.8]], unattended_s = 300 }]
# ground = { corners = [[0.3, 0.5], [0.6, 0.5], [0.8, 0.9], [0.2, 0.9]], width_m = 3.0, depth_m = 6.0 }
# masks = [[[0.0, 0.0], [0.3, 0.0], [0.3, 0.2]]]
# initial_piles = [[[0.4, 0.6], [0.5, 0.6], [0.5, 0.7], [0.4, 0.7]]]
"""
CAP = """\
# Who may warn, one block each, and addresses that are asked for warnings (docs/operations.md).
# [[cap.senders]]
# id = "qxj@county.example"
# name = "县气象局"
# level = "county"
# certificate = "/etc/village-hub/qxj.pem"
# trust = "draft"
# [[cap.feeds]]
# name = "county"
# url = "https://warnings.county.example/cap.atom"
# networks = ["10.0.0.0/8"]
"""
# Lists of blocks, and what only demo and simulation set.
_ELSEWHERE = {"cameras", "simulation", "senders", "feeds"}


def example() -> str:
    """Write the file."""
    lines = [_HEAD.rstrip()]
    for name, info in VillageSettings.model_fields.items():
        model = _section(info)
        if model is None and name not in _ELSEWHERE:
            lines += ["", f"{_setting(name, info)}{_bounds(name, VillageSettings)}"]
    for name, info in VillageSettings.model_fields.items():
        model = _section(info)
        if model is not None:
            lines += ["", *_lines(name, model)]
    return "\n".join([*lines, "", CAP, CAMERA])


def _lines(path: str, model: type[BaseModel]) -> Iterator[str]:
    yield from (f"# {line}".rstrip() for line in _summary(model))
    yield f"[{path}]"
    deeper = []
    for name, info in model.model_fields.items():
        section = _section(info)
        if section is not None:
            deeper.append((f"{path}.{name}", section))
        elif name not in _ELSEWHERE:
            yield f"{_setting(name, info)}{_bounds(name, model)}"
    for inner, section in deeper:
        yield ""
        yield from _lines(inner, section)


def _summary(model: type[BaseModel]) -> list[str]:
    text = (model.__doc__ or "").strip().partition("\n\n")[0]
    return [line.strip() for line in text.splitlines()]


def _section(info: FieldInfo) -> type[BaseModel] | None:
    kind = info.annotation
    return kind if isinstance(kind, type) and issubclass(kind, BaseModel) else None


def _setting(name: str, info: FieldInfo) -> str:
    return f"# {name} = {_toml(info.get_default(call_default_factory=True))}"


def _toml(value: Any) -> str:
    match value:
        case bool():
            return str(value).lower()
        case int() | float():
            return repr(value)
        case list() | tuple():
            return "[" + ", ".join(_toml(item) for item in value) + "]"
        case dict():
            return "{" + ", ".join(f"{key} = {_toml(item)}" for key, item in value.items()) + "}"
        case str() | Path():
            return json.dumps(str(value), ensure_ascii=False)
        case _:  # a password, or a setting without default
            return '""'


_WORDS = {
    "minimum": "from {}", "maximum": "to {}", "exclusiveMinimum": "above {}", "exclusiveMaximum": "below {}",
    "minLength": "at least {} characters", "maxLength": "at most {} characters", "pattern": "like {}",
}  # fmt: skip


def _bounds(name: str, model: type[BaseModel]) -> str:
    schema = model.model_json_schema()["properties"][name]
    if "enum" in schema:
        return f"  # one of {', '.join(map(str, schema['enum']))}"
    words = [text.format(schema[key]) for key, text in _WORDS.items() if key in schema]
    return "  # " + " ".join(words) if words else ""
