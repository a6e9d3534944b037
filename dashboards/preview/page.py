"""The preview as a whole page: Grafana's grid, a box for each panel. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

from dashboards.layout import Place, Screen, places
from dashboards.panels import Cell, Colour, Column, Look, Panel, Step
from dashboards.preview.charts import Feature, Row, lines, township
from dashboards.preview.values import Moment, hue, meaning_hue, stepped, text
from dashboards.queries import Query
from dashboards.screens.steps import ANY_IS_DOUBTFUL, COUNTED
from dashboards.words import Language, say

Answers = Mapping[int, Sequence[Sequence[Row]]]
_STYLE = Path(__file__).with_name("wall.css")
# As wall.css draws them: a unit of the grid with its gap, title and heads of a table, rows, the last line.
_UNIT_PX, _HEAD_PX, _ROW_PX, _PICTURE_ROW_PX, _MORE_PX = 38, 62, 29, 65, 24


@dataclass(frozen=True, slots=True)
class Notice:
    """One sentence above the panels: what is away, broken or pretended; red where somebody should act."""

    said: str
    is_red: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """What a page is made of: the township's name, the answers by panel, the drawn base of the map.

    `again_s`: after how many seconds the page asks anew by itself, being a page of the hub that leads on to
    others; 0: never, being a file. `notices`: what must not be overlooked, whatever the panels say.
    """

    township: str
    answers: Answers
    base: Sequence[Feature]
    moment: Moment
    again_s: int = 0
    notices: Sequence[Notice] = ()


def page(screen: Screen, shown: Shown) -> str:
    """The whole page, without a script and without anything from elsewhere but pictures of the hub."""
    language = shown.moment.language
    boxes = "".join(_box(panel, place, shown) for panel, place in places(screen))
    title = f"{escape(shown.township)} · {escape(say(f'{screen.name}.title', language))}"
    again = f'<meta http-equiv="refresh" content="{shown.again_s}">' if shown.again_s else ""
    above = _above(shown.notices) + (_ways_out(shown) if shown.again_s else "")
    made = shown.moment.told("made", at=f"{shown.moment.at:%Y-%m-%d %H:%M:%S}")
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>{title}</title>'
        f'<meta name="viewport" content="width=device-width,initial-scale=1">'
        f'<meta name="description" content="{escape(made)}">{again}<link rel="icon" href="data:,">'
        f"<style>{_STYLE.read_text('utf-8')}</style></head>"
        f"<body>{above}<main>{boxes}</main></body></html>"
    )


def _above(notices: Sequence[Notice]) -> str:
    told = "".join(
        f'<span class="red">{escape(each.said)}</span>'
        if each.is_red
        else f"<span>{escape(each.said)}</span>"
        for each in notices
    )
    return f'<p class="notices" role="status">{told}</p>' if told else ""


def _ways_out(shown: Shown) -> str:
    """To the workbench, where one acts, and to the other language."""
    told, other = shown.moment.told, next(each for each in Language if each is not shown.moment.language)
    return (
        f'<nav><a href="/workbench">{escape(told("workbench"))}</a>'
        f'<a href="/language/{other}">{escape(told("other_language"))}</a></nav>'
    )


def _box(panel: Panel, place: Place, shown: Shown) -> str:
    answers = shown.answers[panel.id]
    where = f"grid-column:{place.x + 1}/span {place.width};grid-row:{place.y + 1}/span {place.height}"
    title = escape(say(f"{panel.name}.title", shown.moment.language))
    match panel.look:
        case Look.FIGURES:
            inside = _figures(panel, answers, shown.moment)
        case Look.MAP:
            inside = township(panel, answers, shown.base, shown.moment)
        case Look.TABLE:
            inside = _table(panel, place, answers[0], shown.moment)
        case _:
            inside = lines(panel, answers, shown.moment)
    return f'<section style="{where}"><h2>{title}</h2>{inside}</section>'


def _figures(panel: Panel, answers: Sequence[Sequence[Row]], moment: Moment) -> str:
    found = [_figure(panel, query, rows, moment) for query, rows in zip(panel.queries, answers, strict=True)]
    return f'<div class="figures">{"".join(found)}</div>'


def _figure(panel: Panel, query: Query, rows: Sequence[Row], moment: Moment) -> str:
    field = query.fields[0]
    value = rows[-1].get(field) if rows else None
    name = escape(say(field, moment.language)) if len(panel.queries) > 1 else ""
    if not isinstance(value, int | float):
        word = escape(say(panel.empty, moment.language))
        return f'<div class="figure long"><b style="color:{hue(Colour.NONE)}">{word}</b><p>{name}</p></div>'
    colour = stepped(value, panel.first, _steps(panel, field))
    said = escape(text(query.series, field, value, moment, panel.unit))
    if not panel.unit:
        # A unit stands small beside its number, so that the number can be large.
        said = re.sub(r"^(\S+) (.+)$", r"\1<small>\2</small>", said)
    size = " long" if panel.unit else ""
    return f'<div class="figure{size}"><b style="color:{colour}">{said}</b><p>{name}</p></div>'


def _steps(panel: Panel, field: str) -> tuple[Step, ...]:
    if field in panel.doubted:
        return ANY_IS_DOUBTFUL
    return panel.steps if not panel.judged or field in panel.judged else COUNTED


def _table(panel: Panel, place: Place, rows: Sequence[Row], moment: Moment) -> str:
    found = _ordered(panel, rows)
    shown = found[: _room(panel, place, len(found))]
    if not shown:
        return f'<p class="none">{escape(say(panel.empty, moment.language))}</p>'
    (query,) = panel.queries
    heads = "".join(
        f"<th{_width(column)}>{escape(say(column.name, moment.language))}</th>" for column in panel.columns
    )
    lines_ = "".join(
        "<tr>" + "".join(_cell(query, column, row, moment) for column in panel.columns) + "</tr>"
        for row in shown
    )
    rest = len(found) - len(shown)
    more = f'<p class="more">{escape(moment.told("more", count=rest))}</p>' if rest else ""
    return f"<table><tr>{heads}</tr>{lines_}</table>{more}"


def _room(panel: Panel, place: Place, wanted: int) -> int:
    """How many rows stand there whole: a page does not scroll, so it says how many more there are."""
    row_px = _PICTURE_ROW_PX if any(column.cell is Cell.PICTURE for column in panel.columns) else _ROW_PX
    free_px = place.height * _UNIT_PX - _HEAD_PX
    return wanted if wanted * row_px <= free_px else (free_px - _MORE_PX) // row_px


def _ordered(panel: Panel, rows: Sequence[Row]) -> Sequence[Row]:
    """As Grafana's sortBy and limit: what has no value comes last."""
    if panel.having:
        rows = [row for row in rows if panel.having in row and panel.wanted in {None, row[panel.having]}]
    by, is_falling = panel.sort.removeprefix("-"), panel.sort.startswith("-")
    known = [row for row in rows if by in row]
    known.sort(key=lambda row: _sortable(row[by]), reverse=is_falling)
    found = [*known, *(row for row in rows if by not in row)]
    return found[: panel.limit] if panel.limit else found


def _sortable(value: object) -> tuple[float, str]:
    return (float(value), "") if isinstance(value, int | float) else (0.0, str(value))


def _cell(query: Query, column: Column, row: Row, moment: Moment) -> str:
    value, width = row.get(column.name), _width(column)
    if value is None or value == "":
        return f"<td{width}></td>"
    if column.name not in query.fields:
        return f"<td{width}>{escape(str(value))}</td>"
    if column.cell is Cell.PICTURE:
        return f'<td><img src="{escape(str(value))}" alt=""></td>'
    said = escape(text(query.series, column.name, value, moment))
    number = float(value) if isinstance(value, int | float) else 0.0
    colour = stepped(number, Colour.NONE, column.steps) if column.steps else ""
    if column.cell is Cell.BAR:
        share = max(0.0, min(100.0, number))
        fill = colour or hue(Colour.NEUTRAL)
        return (
            f'<td><div class="bar"><i style="width:{share:.0f}%;background:{fill}"></i>'
            f"<span>{said}</span></div></td>"
        )
    colour = colour or meaning_hue(query.series, column.name, value)
    return f'<td{width} style="color:{colour}">{said}</td>' if colour else f"<td{width}>{said}</td>"


def _width(column: Column) -> str:
    """A column without a width of its own gives way to the others, and its texts are cut short."""
    return "" if column.width_px else ' class="wide"'
