"""The unreached list as something to walk by: a page to print and a table, grid member by grid member."""

import csv
import io
from collections.abc import Iterator, Sequence
from html import escape
from itertools import groupby

from hub.api.sheets import page
from hub.api.shown import Scene
from hub.api.words import WALKING
from hub.broadcast_words import UNREACHED
from hub.domain.registry_csv import harmless
from hub.services.follow import Unreached, UnreachedList
from hub.words import Language

_COLUMNS = (
    "owner", "phone", "village", "grid", "point", "speaker", "device", "why", "detail", "since", "told",
)  # fmt: skip
_TABLE = '<table class="walk">'


def walking_table(language: Language, scene: Scene, found: UnreachedList) -> bytes:
    """Write the list as CSV (UTF-8 with BOM, for Excel); the last column is for a tick."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([WALKING[name].of(language) for name in _COLUMNS])
    for row in found.rows:
        writer.writerow([harmless(cell) for cell in (*_cells(language, scene, row), "")])
    return out.getvalue().encode("utf-8-sig")


def walking_page(language: Language, scene: Scene, found: UnreachedList) -> str:
    """Write the list as a page to print: the text to be told, then one table for each grid member."""
    said = found.announcement
    title = escape(WALKING["title"].of(language))
    at = scene.local(scene.now)
    note = WALKING["complete" if found.is_complete else "incomplete"].of(language)
    head = (
        f'<h1>{title}</h1><p class="quiet">{escape(WALKING["as_of"].of(language))} {at:%Y-%m-%d %H:%M:%S} · '
        f'{escape(note)}</p><p class="name">{escape(said.text)}</p>'
    )
    rows = "".join(_person(language, scene, list(rows)) for _, rows in groupby(found.rows, _walker))
    empty = f"<p>{escape(WALKING['nobody'].of(language))}</p>"
    return page(language, title, head + (rows or empty))


def _walker(row: Unreached) -> tuple[str, str]:
    return row.owner, row.phone


def _person(language: Language, scene: Scene, rows: Sequence[Unreached]) -> str:
    owner, phone = _walker(rows[0])
    name = owner or WALKING["no_owner"].of(language)
    shown = ("village", "grid", "point", "speaker", "why", "told")
    heads = "".join(f"<th>{escape(WALKING[column].of(language))}</th>" for column in shown)
    body = "".join(_line(language, scene, row) for row in rows)
    return f"<h2>{escape(name)} {escape(phone)}</h2>{_TABLE}<tr>{heads}</tr>{body}</table>"


def _line(language: Language, scene: Scene, row: Unreached) -> str:
    why = " ".join(filter(None, (UNREACHED[row.missed.why].of(language), row.missed.detail)))
    since = f"{scene.local(row.missed.since):%H:%M:%S}"
    cells = (row.village, row.grid, row.point, row.name, f"{why} ({since})", "☐")
    return "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in cells) + "</tr>"


def _cells(language: Language, scene: Scene, row: Unreached) -> Iterator[str]:
    yield from (row.owner, row.phone, row.village, row.grid, row.point, row.name, row.missed.device)
    yield UNREACHED[row.missed.why].of(language)
    yield row.missed.detail
    yield f"{scene.local(row.missed.since):%Y-%m-%d %H:%M:%S}"
