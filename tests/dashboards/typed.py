"""Writes the generated dashboards as TypeScript, so that `tsc` holds them against Grafana's own types."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

from dashboards.build import documents

# Grafana names a panel by its plug-in and its types by a folder without the dash.
_TYPES = {"state-timeline": "statetimeline", "status-history": "statushistory"}
# The packages export their deep types to nobody, so they are imported by path.
_RAW = "./node_modules/@grafana/schema/dist/types/raw"
# JSON holds the texts of enums, and an enum does not take its own text: this type does.
_PLAIN = """\
type Plain<T> =
  T extends string ? `${T}` :
  T extends number | boolean | null | undefined ? T :
  T extends Array<infer U> ? Array<Plain<U>> :
  T extends object ? { [K in keyof T]: Plain<T[K]> } :
  T;
"""


def source() -> str:
    """All dashboards: the board, and of every panel its options and the settings of its fields and cells."""
    return "\n".join([*_imports(), _PLAIN, *_boards()]) + "\n"


def write(folder: Path) -> Path:
    """Write the file that is compiled, beside the packages it imports."""
    file = folder / "generated.check.ts"
    file.write_text(source(), encoding="utf-8")
    return file


def _kinds() -> list[str]:
    found = {_kind(panel) for _, board in _read() for panel in board["panels"]}
    return sorted(found)


def _imports() -> Iterator[str]:
    yield f'import type {{ Dashboard }} from "{_RAW}/dashboard/x/types.gen";'
    yield 'import type { TableCellOptions, HideSeriesConfig } from "@grafana/schema";'
    for kind in _kinds():
        yield f'import type * as {kind} from "{_RAW}/composable/{kind}/panelcfg/x/types.gen";'


def _boards() -> Iterator[str]:
    for number, (_, board) in enumerate(_read()):
        # The type of a mark's question is that of Grafana's own annotations; InfluxDB's are its plug-in's.
        for mark in board.get("annotations", {}).get("list", []):
            del mark["target"]
        yield _const(f"board{number}", "Plain<Dashboard>", board)
        for panel in board["panels"]:
            name = f"board{number}panel{panel['id']}"
            yield _const(name, f"Plain<{_kind(panel)}.Options>", panel["options"])
            custom = panel.get("fieldConfig", {}).get("defaults", {}).get("custom")
            if custom:
                yield _const(f"{name}custom", f"Partial<Plain<{_kind(panel)}.FieldConfig>>", custom)
            for place, (kind, value) in enumerate(_overridden(panel)):
                yield _const(f"{name}override{place}", kind, value)


def _overridden(panel: Mapping[str, object]) -> Iterator[tuple[str, object]]:
    """What columns are told about their cells, with the type it must have."""
    types = {"custom.cellOptions": "Plain<TableCellOptions>", "custom.hideFrom": "HideSeriesConfig"}
    config = panel.get("fieldConfig", {})
    assert isinstance(config, dict)
    for override in config.get("overrides", []):
        for found in override["properties"]:
            if found["id"] in types:
                yield types[found["id"]], found["value"]


def _const(name: str, kind: str, value: object) -> str:
    return f"export const {name}: {kind} = {json.dumps(value, ensure_ascii=False)};"


def _kind(panel: Mapping[str, object]) -> str:
    kind = str(panel["type"])
    return _TYPES.get(kind, kind)


def _read() -> Iterator[tuple[str, dict]]:  # type: ignore[type-arg]
    for name, content in documents():
        yield name, json.loads(content)
