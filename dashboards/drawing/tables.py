"""Tables: columns in their order, with names, units, meanings, pictures and links."""

from grafana_foundation_sdk.builders import table
from grafana_foundation_sdk.models import common
from grafana_foundation_sdk.models import dashboard as model

from dashboards.drawing.colours import mapping, meanings, named, steps, unit
from dashboards.drawing.rows import having
from dashboards.panels import Cell, Colour, Column, Panel
from dashboards.queries import Query
from dashboards.words import Language
from hub.series import SERIES

_TIME = "Time"
_HIDDEN = {"viz": True, "legend": True, "tooltip": True}
Property = model.DynamicConfigValue


def rows(panel: Panel, language: Language) -> table.Panel:
    """A table of the one question of a panel."""
    (query,) = panel.queries
    drawn = table.Panel().show_header(show_header=True)
    if any(column.cell is Cell.PICTURE for column in panel.columns):
        drawn.cell_height(common.TableCellHeight.LG)
    for transformation in _order(panel):
        drawn.with_transformation(transformation)
    shown = {column.name for column in panel.columns}
    for column in panel.columns:
        drawn.override_by_name(column.name, _properties(query, column, language))
    for name in _all(query):
        if name not in shown:
            drawn.override_by_name(name, [Property("custom.hideFrom", _HIDDEN)])
    return drawn


def _all(query: Query) -> tuple[str, ...]:
    """Every column that the answer may have: its time, the tags it is grouped by, its fields."""
    return (_TIME, *SERIES[query.series].tags, *query.fields)


def _order(panel: Panel) -> list[model.DataTransformerConfig]:
    found = []
    if panel.having:
        found.append(having(panel))
    if panel.counted_by:
        groups: dict[str, object] = {
            name: {"aggregations": [], "operation": "groupby"} for name in panel.counted_by
        }
        counted = {"ticket": {"aggregations": ["count"], "operation": "aggregate"}}
        found.append(model.DataTransformerConfig(id_val="groupBy", options={"fields": groups | counted}))
    if panel.sort:
        by = {"field": panel.sort.removeprefix("-"), "desc": panel.sort.startswith("-")}
        found.append(model.DataTransformerConfig(id_val="sortBy", options={"fields": {}, "sort": [by]}))
    if panel.limit:
        found.append(model.DataTransformerConfig(id_val="limit", options={"limitField": panel.limit}))
    order = {column.name: place for place, column in enumerate(panel.columns)}
    options = {"excludeByName": {}, "includeByName": {}, "indexByName": order, "renameByName": {}}
    found.append(model.DataTransformerConfig(id_val="organize", options=options))
    return found


def _properties(query: Query, column: Column, language: Language) -> list[Property]:
    found = [named(column.name, language)]
    if column.width_px:
        found.append(Property("custom.width", column.width_px))
    if column.link:
        address = column.link.replace("{language}", str(language))
        found.append(Property("links", [{"title": "", "url": address}]))
    if column.name not in query.fields:
        return found
    found.append(Property("unit", unit(query.series, column.name)))
    if meanings(query.series, column.name):
        found.append(Property("mappings", [mapping(query.series, column.name, language)]))
    return found + _cell(column)


def _cell(column: Column) -> list[Property]:
    """How the cell is drawn; a bar goes from 0 to 100."""
    if column.cell is Cell.PICTURE:
        return [Property("custom.cellOptions", {"type": "image"})]
    if column.cell is Cell.MEANING:
        return [Property("custom.cellOptions", {"type": "color-text"})]
    found = []
    if column.cell is Cell.BAR:
        found = [
            Property("min", 0),
            Property("max", 100),
            Property("custom.cellOptions", {"type": "gauge", "mode": "basic"}),
        ]
    if column.steps:
        found += [
            Property("thresholds", steps(Colour.NONE, column.steps)),
            Property("color", {"mode": "thresholds"}),
        ]
        if column.cell is not Cell.BAR:
            found.append(Property("custom.cellOptions", {"type": "color-text"}))
    return found
