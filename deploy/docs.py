"""Documents made out of the models by `python -m deploy.docs`: AsyncAPI, schemas, quantities, series."""

import json
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

import yaml
from pydantic import BaseModel, JsonValue
from pydantic.json_schema import models_json_schema

from devices.contract.bodies import Snapshot
from devices.contract.channels import CHANNELS, Channel, Direction
from devices.contract.fields import Body
from devices.contract.quantities import QUANTITIES
from devices.contract.topics import ID_PATTERN
from devices.contract.wire import MAX_JSON_BYTES, MAX_SNAPSHOT_BYTES
from hub.series import SERIES

OUT_DIR = Path(__file__).parent.parent / "docs" / "generated"
_BINDING_VERSION = "0.2.0"
_PARAMETERS = {
    "site": "The township.",
    "device": "The device that speaks or is spoken to.",
    "group": "A group of devices.",
    "command": "The id of the command that is answered.",
}
_NOTE = "Generated from the code by `python -m deploy.docs`; do not edit."


def build(out_dir: Path) -> list[Path]:
    """Write every generated document below `out_dir`; the same code gives the same bytes.

    Returns:
        The files written, in a fixed order.
    """
    texts = {f"schemas/{body.__name__}.json": _schema(body) for body in _bodies()}
    texts["asyncapi.yaml"] = _asyncapi()
    texts["quantities.md"] = _quantities()
    texts["series.md"] = _series()
    paths = []
    for name, text in texts.items():
        path = out_dir / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
        paths.append(path)
    return paths


def _bodies() -> Sequence[type[Body]]:
    """List the JSON bodies once each, in the order of the channels."""
    found = (body for channel in CHANNELS for body in channel.bodies)
    return list(dict.fromkeys(body for body in found if issubclass(body, BaseModel)))


def _schema(body: type[Body]) -> str:
    schema = body.model_json_schema(by_alias=True) | {
        "$schema": "https://json-schema.org/draft/2020-12/schema"
    }
    return json.dumps(schema, ensure_ascii=False, indent=2, sort_keys=True) + "\n"


def _asyncapi() -> str:
    _, definitions = models_json_schema(
        [(body, "validation") for body in _bodies()],
        by_alias=True,
        ref_template="#/components/schemas/{model}",
    )
    document: dict[str, JsonValue] = {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Smart-village hub, wire contract",
            "version": "1",
            "description": (
                f"{_NOTE} Ids match {ID_PATTERN}. JSON bodies are at most {MAX_JSON_BYTES} bytes, pictures "
                f"{MAX_SNAPSHOT_BYTES}. Times are milliseconds UTC. Operations are those of the hub."
            ),
        },
        "defaultContentType": "application/json",
        "channels": {channel.name: _channel(channel) for channel in CHANNELS},
        "operations": {channel.name: _operation(channel) for channel in CHANNELS},
        "components": {
            "messages": {
                **{body.__name__: _message(body.__name__, body.__doc__) for body in _bodies()},
                "Snapshot": {
                    "name": "Snapshot",
                    "summary": _first_line(Snapshot.__doc__),
                    "contentType": "image/jpeg",
                    "payload": {"type": "string", "contentMediaType": "image/jpeg"},
                },
            },
            "schemas": definitions["$defs"],
        },
    }
    return yaml.safe_dump(document, allow_unicode=True, sort_keys=False, width=110)


def _channel(channel: Channel) -> JsonValue:
    names = [body.__name__ for body in channel.bodies]
    return {
        "address": channel.address,
        "description": channel.says,
        "parameters": {
            name: {"description": text}
            for name, text in _PARAMETERS.items()
            if f"{{{name}}}" in channel.address
        },
        "messages": {name: {"$ref": f"#/components/messages/{name}"} for name in names},
    }


def _operation(channel: Channel) -> JsonValue:
    return {
        "action": "receive" if channel.direction is Direction.UP else "send",
        "channel": {"$ref": f"#/channels/{channel.name}"},
        "messages": [
            {"$ref": f"#/channels/{channel.name}/messages/{body.__name__}"} for body in channel.bodies
        ],
        "bindings": {
            "mqtt": {"qos": channel.qos, "retain": channel.retained, "bindingVersion": _BINDING_VERSION}
        },
    }


def _message(name: str, doc: str | None) -> JsonValue:
    return {
        "name": name,
        "summary": _first_line(doc),
        "payload": {"$ref": f"#/components/schemas/{name}"},
    }


def _first_line(doc: str | None) -> str:
    return (doc or "").strip().partition("\n")[0]


def _quantities() -> str:
    rows = (
        (
            f"`{quantity.name}`",
            quantity.zh,
            quantity.en,
            quantity.unit,
            "true / false" if quantity.is_flag else f"{quantity.lowest:.10g} .. {quantity.highest:.10g}",
            quantity.lwm2m,
        )
        for quantity in QUANTITIES.values()
    )
    table = _table(("name", "中文", "English", "unit", "range", "LwM2M"), rows)
    return f"# Quantities\n\n{_NOTE}\n\n{table}"


def _series() -> str:
    parts = [f"# Time series\n\n{_NOTE}\n"]
    for series in SERIES.values():
        rows = ((f"`{name}`", field.type.value, field.unit) for name, field in series.fields.items())
        tags = ", ".join(f"`{tag}`" for tag in series.tags)
        parts.append(f"## {series.name}\n\nTags: {tags}\n\n{_table(('field', 'type', 'unit'), rows)}")
    return "\n".join(parts)


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)


def main() -> None:
    """Rebuild the committed documents and say where they are."""
    for path in build(OUT_DIR):
        sys.stdout.write(f"{path}\n")


if __name__ == "__main__":
    main()
