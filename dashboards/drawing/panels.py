"""A declared panel as one of Grafana's."""

from collections.abc import Callable, Mapping
from typing import TypeAlias

from grafana_foundation_sdk.builders import (
    bargauge,
    common,
    dashboard,
    geomap,
    stat,
    statetimeline,
    statushistory,
    table,
    text,
    timeseries,
)
from grafana_foundation_sdk.cog.builder import Builder
from grafana_foundation_sdk.cog.runtime import UnknownDataquery
from grafana_foundation_sdk.models import common as common_model
from grafana_foundation_sdk.models import dashboard as model
from grafana_foundation_sdk.models import text as text_model

from dashboards.drawing import maps, tables
from dashboards.drawing.colours import built, by_threshold, mapping, meanings, steps, unit
from dashboards.layout import Place
from dashboards.panels import Colour, Look, Panel, Step
from dashboards.queries import Query, Shape
from dashboards.screens.steps import ANY_IS_DOUBTFUL, COUNTED
from dashboards.words import Language, say

Drawn: TypeAlias = (
    bargauge.Panel
    | geomap.Panel
    | stat.Panel
    | statetimeline.Panel
    | statushistory.Panel
    | table.Panel
    | text.Panel
    | timeseries.Panel
)

REFS = "ABCDEFGHIJKLMNOP"
# A reducer of Grafana and the column it makes (packages/grafana-data/src/transformations/fieldReducer.ts).
_NEWEST, _NEWEST_COLUMN = "lastNotNull", "Last *"
_MOST_BARS = 30
# What a text panel keeps after Grafana's sanitizer, which takes scripts, other sources and object-fit away. A
# browser that plays no HLS goes on showing the poster; the pictures one by one are fetched when opened.
_LIVE = """\
<video src="${{video}}" poster="${{picture}}" autoplay muted playsinline controls style="width:100%"></video>
<details><summary>{pictures}</summary>\
<img src="${{live}}" alt="${{device}}" loading="lazy" style="width:100%"/></details>
<p>{always}</p>
"""


def draw(panel: Panel, place: Place, language: Language, source: common_model.DataSourceRef) -> Drawn:
    """One panel at its place, asking that data source."""
    drawn = _LOOKS[panel.look](panel, language)
    drawn.id(panel.id).title(say(f"{panel.name}.title", language)).description(
        say(f"{panel.name}.about", language)
    ).datasource(source).grid_pos(model.GridPos(h=place.height, w=place.width, x=place.x, y=place.y))
    if panel.act:
        drawn.links([_act(panel, language)])
    if panel.queries:
        first = panel.queries[0]
        drawn.unit(panel.unit or unit(first.series, first.fields[0])).no_value(say(panel.empty, language))
        drawn.thresholds(built(steps(*_judging(panel))))
    for ref, query in zip(REFS, panel.queries, strict=False):
        drawn.with_target(_target(ref, query, language, source, is_one_of_many=len(panel.queries) > 1))
    return drawn


def _judging(panel: Panel) -> tuple[Colour, tuple[Step, ...]]:
    return (Colour.NONE, COUNTED) if panel.judged else (panel.first, panel.steps)


def _figures(panel: Panel, _language: Language) -> stat.Panel:
    """Figures side by side; what is too old to count has no value, and the first colour: grey."""
    plain = stat.Panel().reduce_options(_newest()).color_scheme(by_threshold())
    plain.graph_mode(common_model.BigValueGraphMode.NONE)
    for ref, query in zip(REFS, panel.queries, strict=False):
        found = ANY_IS_DOUBTFUL if query.fields[0] in panel.doubted else panel.steps
        if query.fields[0] in (*panel.judged, *panel.doubted):
            value = steps(panel.first, found)
            plain.override_by_query(ref, [model.DynamicConfigValue(id_val="thresholds", value=value)])
    return plain


def _bars(_panel: Panel, _language: Language) -> bargauge.Panel:
    """Bars, the highest first: InfluxQL cannot sort by value, so Grafana sorts a table of the newest ones."""
    bars = bargauge.Panel().color_scheme(by_threshold()).min(0.0).max(100.0)
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


def _lines(panel: Panel, _language: Language) -> timeseries.Panel:
    lines = timeseries.Panel().legend(
        common.VizLegendOptions()
        .show_legend(show_legend=True)
        .display_mode(common_model.LegendDisplayMode.LIST)
        .placement(common_model.LegendPlacement.BOTTOM)
    )
    if panel.look is Look.COLUMNS:
        lines.draw_style(common_model.GraphDrawStyle.BARS).fill_opacity(60)
    units = [unit(query.series, query.fields[0]) for query in panel.queries]
    for ref, name in zip(REFS, units, strict=False):
        if name != units[0]:
            lines.override_by_query(ref, [model.DynamicConfigValue("unit", name)])
    return lines


def _states(panel: Panel, language: Language) -> statetimeline.Panel:
    timeline = statetimeline.Panel().merge_values(merge_values=True).row_height(0.9)
    for ref, query in zip(REFS, panel.queries, strict=False):
        if meanings(query.series, query.fields[0]):
            timeline.override_by_query(ref, _mapped(query, language))
    return timeline


def _days(panel: Panel, language: Language) -> statushistory.Panel:
    days = statushistory.Panel().row_height(0.9).col_width(0.9)
    for ref, query in zip(REFS, panel.queries, strict=False):
        days.override_by_query(ref, _mapped(query, language))
    return days


def _map(panel: Panel, language: Language) -> geomap.Panel:
    return maps.township(panel, language, REFS)


def _live(_panel: Panel, language: Language) -> text.Panel:
    return text.Panel().mode(text_model.TextMode.HTML).content(live(language))


def live(language: Language) -> str:
    """The live view as HTML, with Grafana's variables in it."""
    return _LIVE.format(pictures=say("live.pictures", language), always=say("live.always", language))


_LOOKS: Mapping[Look, Callable[[Panel, Language], Drawn]] = {
    Look.FIGURES: _figures,
    Look.BARS: _bars,
    Look.TABLE: tables.rows,
    Look.LINES: _lines,
    Look.COLUMNS: _lines,
    Look.STATES: _states,
    Look.DAYS: _days,
    Look.MAP: _map,
    Look.LIVE: _live,
}


def _mapped(query: Query, language: Language) -> list[model.DynamicConfigValue]:
    return [model.DynamicConfigValue("mappings", [mapping(query.series, query.fields[0], language)])]


def _act(panel: Panel, language: Language) -> dashboard.DashboardLink:
    return (
        dashboard.DashboardLink(say("act.link", language))
        .type(model.DashboardLinkType.LINK)
        .url(f"${{console}}{panel.act}")
        .target_blank(target_blank=True)
    )


def _target(
    ref: str, query: Query, language: Language, source: common_model.DataSourceRef, *, is_one_of_many: bool
) -> Builder[UnknownDataquery]:
    target: dict[str, object] = {
        "refId": ref,
        "datasource": source.to_json(),
        "query": query.statement,
        "rawQuery": True,
        "resultFormat": str(query.shape),
    }
    if query.shape is Shape.LINES:
        name = say(query.name or query.fields[0], language)
        # Several questions about one device give several lines: each says what it is about.
        by_tag = f"$tag_{query.legend} · {name}" if is_one_of_many else f"$tag_{query.legend}"
        target["alias"] = by_tag if query.legend else name
    return Asked(UnknownDataquery(target))


class Asked(Builder[UnknownDataquery]):
    """A query that is already built, for a builder that wants builders."""

    def __init__(self, query: UnknownDataquery) -> None:
        self._query = query

    def build(self) -> UnknownDataquery:
        """Give it."""
        return self._query


def _newest() -> common.ReduceDataOptions:
    return common.ReduceDataOptions().calcs([_NEWEST]).values(values=False).fields("")
