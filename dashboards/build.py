"""Turn the screens into Grafana dashboards: `python -m dashboards.build` writes dashboards/generated/."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TypeAlias

from grafana_foundation_sdk.builders import bargauge, common, dashboard, stat, table, timeseries
from grafana_foundation_sdk.cog.builder import Builder
from grafana_foundation_sdk.cog.encoder import JSONEncoder
from grafana_foundation_sdk.cog.runtime import UnknownDataquery
from grafana_foundation_sdk.models import common as common_model
from grafana_foundation_sdk.models import dashboard as model

from dashboards.layout import SCREENS, Place, Screen, places
from dashboards.panels import Colour, Look, Panel, Step
from dashboards.queries import Query, Shape, kept, villages
from dashboards.words import Language, say

GENERATED = Path(__file__).parent / "generated"

Document: TypeAlias = Mapping[str, object]
_PanelBuilder: TypeAlias = bargauge.Panel | stat.Panel | table.Panel | timeseries.Panel

_SOURCE = common_model.DataSourceRef(type_val="influxdb", uid="${source}")
# Grafana's names for the units of hub.series (packages/grafana-data/src/valueFormats/categories.ts).
_UNITS = {"": "none", "%": "percent", "ms": "ms", "MiB": "mbytes"}
# Shares of one have no symbol; people read them in percent.
_SHARES = {"confidence", "area_share"}
_ANY_VILLAGE = ".*"
# A reducer of Grafana and the column it makes (packages/grafana-data/src/transformations/fieldReducer.ts).
_NEWEST, _NEWEST_COLUMN = "lastNotNull", "Last *"
_MOST_BARS = 30


def documents() -> Iterator[tuple[str, str]]:
    """Every dashboard in every language: file name and content, the same bytes every time."""
    for screen in SCREENS:
        for language in Language:
            yield f"{screen.name}.{language}.json", render(build(screen, language))


def render(document: Document) -> str:
    """A dashboard as text whose order never changes, so that a difference means a change."""
    return json.dumps(document, ensure_ascii=False, indent=2, sort_keys=True) + "\n"


def build(screen: Screen, language: Language) -> Document:
    """One screen in one language, as Grafana imports it."""
    board = (
        dashboard.Dashboard(say(f"{screen.name}.title", language))
        .uid(f"village-{screen.name}-{language}")
        .description(say(f"{screen.name}.about", language))
        .tags(["village", str(language)])
        .time(f"now-{screen.past}", "now")
        .refresh(screen.refresh)
        .timezone("browser")
        .readonly()
        .tooltip(model.DashboardCursorSync.CROSSHAIR)
        .with_variable(_source_variable(language))
    )
    if any("$village" in query.statement for panel, _ in places(screen) for query in panel.queries):
        board = board.with_variable(_village_variable(language))
    for panel, place in places(screen):
        board = board.with_panel(_panel(panel, place, language))
    plain: Document = json.loads(json.dumps(board.build(), cls=JSONEncoder))
    return plain


def _source_variable(language: Language) -> dashboard.DatasourceVariable:
    return (
        dashboard.DatasourceVariable("source")
        .label(say("variable.source", language))
        .type("influxdb")
        .hide(model.VariableHide.HIDE_VARIABLE)
    )


def _village_variable(language: Language) -> dashboard.QueryVariable:
    return (
        dashboard.QueryVariable("village")
        .label(say("variable.village", language))
        .datasource(_SOURCE)
        .query(villages())
        .refresh(model.VariableRefresh.ON_DASHBOARD_LOAD)
        .multi(multi=True)
        .include_all(include_all=True)
        .all_value(_ANY_VILLAGE)
        .current(model.VariableOption(selected=True, text=["All"], value=["$__all"]))
    )


def _panel(panel: Panel, place: Place, language: Language) -> _PanelBuilder:
    look = _with_look(panel, language)
    look.id(panel.id).title(say(f"{panel.name}.title", language)).description(
        say(f"{panel.name}.about", language)
    ).datasource(_SOURCE).grid_pos(model.GridPos(h=place.height, w=place.width, x=place.x, y=place.y)).unit(
        panel.unit or _unit(panel.queries[0], panel.queries[0].fields[0])
    ).no_value("—").thresholds(_thresholds(panel))
    for ref, query in zip("ABCDEFGH", panel.queries, strict=False):
        look.with_target(_target(ref, query, language))
    return look


def _with_look(panel: Panel, language: Language) -> _PanelBuilder:
    match panel.look:
        case Look.FIGURES:
            return _judged(_figures(), panel)
        case Look.BARS:
            return _bars()
        case Look.TABLE:
            return _columns(table.Panel(), panel, language)
        case Look.LINES:
            return timeseries.Panel().legend(
                common.VizLegendOptions()
                .show_legend(show_legend=True)
                .display_mode(common_model.LegendDisplayMode.LIST)
                .placement(common_model.LegendPlacement.BOTTOM)
            )


def _bars() -> bargauge.Panel:
    """Bars, the highest first: InfluxQL cannot sort by value, so Grafana sorts a table of the newest ones."""
    bars = bargauge.Panel().color_scheme(_by_threshold()).min(0.0).max(100.0)
    for name, options in (
        ("reduce", {"mode": "seriesToRows", "reducers": [_NEWEST]}),
        ("sortBy", {"fields": {}, "sort": [{"field": _NEWEST_COLUMN, "desc": True}]}),
    ):
        bars.with_transformation(model.DataTransformerConfig(id_val=name, options=options))
    every_row = common.ReduceDataOptions().calcs([_NEWEST]).values(values=True).fields("").limit(_MOST_BARS)
    return (
        bars.reduce_options(every_row)
        .orientation(common_model.VizOrientation.HORIZONTAL)
        .display_mode(common_model.BarGaugeDisplayMode.BASIC)
    )


def _figures() -> stat.Panel:
    plain = stat.Panel().reduce_options(_newest()).color_scheme(_by_threshold())
    return plain.graph_mode(common_model.BigValueGraphMode.NONE)


def _judged(figures: stat.Panel, panel: Panel) -> stat.Panel:
    """Colour only the fields that the panel judges; the default of the others stays neutral."""
    for ref, query in zip("ABCDEFGH", panel.queries, strict=False):
        if query.fields[0] in panel.judged:
            value = _steps(panel.first, panel.steps)
            figures.override_by_query(ref, [model.DynamicConfigValue(id_val="thresholds", value=value)])
    return figures


def _columns(rows: table.Panel, panel: Panel, language: Language) -> table.Panel:
    """Name every column in the reader's language, give it its unit, and spell out what stored words mean."""
    (query,) = panel.queries
    for name in ("Time", "village", "device"):
        rows.override_by_name(name, [_named(name, language)])
    for name in query.fields:
        properties = [_named(name, language), model.DynamicConfigValue("unit", _unit(query, name))]
        if any(meaning.word.startswith(f"{name}.") for meaning in panel.meanings):
            properties.append(model.DynamicConfigValue("mappings", [_mapping(panel, language)]))
            properties.append(model.DynamicConfigValue("custom.cellOptions", {"type": "color-text"}))
        rows.override_by_name(name, properties)
    return rows


def _named(name: str, language: Language) -> model.DynamicConfigValue:
    return model.DynamicConfigValue("displayName", say(name, language))


def _mapping(panel: Panel, language: Language) -> object:
    options = {
        meaning.stored: {"text": say(meaning.word, language), "color": str(meaning.colour), "index": index}
        for index, meaning in enumerate(panel.meanings)
    }
    return {"type": "value", "options": options}


def _target(ref: str, query: Query, language: Language) -> Builder[UnknownDataquery]:
    alias = f"$tag_{query.legend}" if query.legend else say(query.fields[0], language)
    target: dict[str, object] = {
        "refId": ref,
        "datasource": _SOURCE.to_json(),
        "query": query.statement,
        "rawQuery": True,
        "resultFormat": str(query.shape),
    }
    if query.shape is Shape.LINES:
        target["alias"] = alias
    return _Built(UnknownDataquery(target))


class _Built(Builder[UnknownDataquery]):
    """A query that is already built, for a builder that wants builders."""

    def __init__(self, query: UnknownDataquery) -> None:
        self._query = query

    def build(self) -> UnknownDataquery:
        return self._query


def _unit(query: Query, field: str) -> str:
    return "percentunit" if field in _SHARES else _UNITS[kept(query.series, field).unit]


def _newest() -> common.ReduceDataOptions:
    return common.ReduceDataOptions().calcs([_NEWEST]).values(values=False).fields("")


def _by_threshold() -> dashboard.FieldColor:
    return dashboard.FieldColor().mode(model.FieldColorModeId.THRESHOLDS)


def _thresholds(panel: Panel) -> dashboard.ThresholdsConfig:
    if panel.judged:
        return _config(_steps(Colour.NEUTRAL, ()))
    return _config(_steps(panel.first, panel.steps))


def _config(steps: model.ThresholdsConfig) -> dashboard.ThresholdsConfig:
    return dashboard.ThresholdsConfig().mode(steps.mode).steps(steps.steps)


def _steps(first: Colour, steps: tuple[Step, ...]) -> model.ThresholdsConfig:
    all_steps = [model.Threshold(value=None, color=str(first))]
    all_steps += [model.Threshold(value=step.value, color=str(step.colour)) for step in steps]
    return model.ThresholdsConfig(mode=model.ThresholdsMode.ABSOLUTE, steps=all_steps)


def main() -> None:
    """Write every dashboard into dashboards/generated/."""
    GENERATED.mkdir(exist_ok=True)
    for name, content in documents():
        (GENERATED / name).write_text(content, encoding="utf-8")


if __name__ == "__main__":
    main()
