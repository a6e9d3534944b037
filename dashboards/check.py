"""Rules that every dashboard keeps, checked on the JSON that Grafana gets. Pure.

The first four are those of grafana/dashboard-linter (lint/ at 4d0844b); the rest are ours.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from dashboards.names import SOURCE_UID

Json = Mapping[str, object]

# The data source that the reader chooses, or the only one on a board for the public, which has no choices.
_SOURCES = ("${source}", SOURCE_UID)
# A question about a span, or about how something stood at its end.
_SPANS = ("$timeFilter", "${__to}")
_TEXT = "text"
_COLUMNS = 24
# Grafana refuses longer ones.
_UID_CHARACTERS = 40


def flaws(document: Json) -> tuple[str, ...]:
    """Everything that is wrong with a dashboard, each as one sentence; nothing when it is good."""
    panels = [_mapping(panel) for panel in _list(document.get("panels"))]
    return (*_of_board(document), *(flaw for panel in panels for flaw in _of_panel(panel)), *_of_all(panels))


def _of_board(document: Json) -> Iterator[str]:
    uid = str(document.get("uid") or "")
    if not 0 < len(uid) <= _UID_CHARACTERS:
        yield f"the uid {uid!r} must have 1 to {_UID_CHARACTERS} characters"
    if document.get("editable") is not False:
        yield "the dashboard must not be editable: it is generated"
    if "id" in document:
        yield "the dashboard must not carry an id of one Grafana"
    for key in ("title", "description"):
        if not document.get(key):
            yield f"the dashboard has no {key}"


def _of_panel(panel: Json) -> Iterator[str]:
    name = f"panel {panel.get('id')} ({panel.get('title')})"
    for key in ("title", "description"):
        if not panel.get(key):
            yield f"{name} has no {key}"
    if panel.get("type") == _TEXT:
        return
    defaults = _mapping(_mapping(panel.get("fieldConfig")).get("defaults"))
    if not defaults.get("unit"):
        yield f"{name} has no unit"
    yield from _of_targets(panel, name)


def _of_targets(panel: Json, name: str) -> Iterator[str]:
    targets = [_mapping(target) for target in _list(panel.get("targets"))]
    if not any(target.get("query") for target in targets):
        yield f"{name} asks nothing"
    for asked in (panel, *targets):
        if _mapping(asked.get("datasource")).get("uid") not in _SOURCES:
            yield f"{name} takes its data source from elsewhere than {' or '.join(_SOURCES)}"
    for target in targets:
        if not any(span in str(target.get("query")) for span in _SPANS):
            yield f"{name} asks without the time range of the screen"


def _of_all(panels: Sequence[Json]) -> Iterator[str]:
    for number, times in Counter(panel.get("id") for panel in panels).items():
        if times > 1:
            yield f"{times} panels have the id {number}"
    taken: Counter[tuple[int, int]] = Counter()
    for panel in panels:
        taken.update(_cells(_mapping(panel.get("gridPos"))))
    if any(x >= _COLUMNS for x, _ in taken):
        yield f"a panel is wider than the {_COLUMNS} columns of the grid"
    if any(times > 1 for times in taken.values()):
        yield "panels overlap"


def _cells(place: Json) -> Iterator[tuple[int, int]]:
    x, y, width, height = (value if isinstance(value := place.get(key), int) else 0 for key in "xywh")
    return ((x + column, y + row) for column in range(width) for row in range(height))


def _mapping(value: object) -> Json:
    return value if isinstance(value, Mapping) else {}


def _list(value: object) -> Sequence[object]:
    return value if isinstance(value, list) else []
