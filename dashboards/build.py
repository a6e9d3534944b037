"""Turn the screens into Grafana dashboards: `village-hub dashboards build` writes dashboards/generated/."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TypeAlias

from grafana_foundation_sdk.builders import dashboard
from grafana_foundation_sdk.cog.encoder import JSONEncoder
from grafana_foundation_sdk.cog.runtime import UnknownDataquery
from grafana_foundation_sdk.models import common as common_model
from grafana_foundation_sdk.models import dashboard as model

from dashboards.alerts import provisioning
from dashboards.drawing.panels import Asked, draw
from dashboards.layout import Screen, places
from dashboards.names import SOURCE_UID
from dashboards.queries import Of, newest_text, tag_values
from dashboards.screens import SCREENS
from dashboards.words import Language, say

GENERATED = Path(__file__).parent / "generated"

Document: TypeAlias = Mapping[str, object]

_CHOSEN = common_model.DataSourceRef(type_val="influxdb", uid="${source}")
_FIXED = common_model.DataSourceRef(type_val="influxdb", uid=SOURCE_UID)
_ANY = ".*"
_EVENTS = (
    ("announcements", "#5794f2", 'SELECT "text", "by" FROM "announcement" WHERE $timeFilter', "text"),
    (
        "ticket_marks",
        "#f2495c",
        'SELECT "device_name", "act" FROM "ticket_event" WHERE $timeFilter AND "village" =~ /^$village$/',
        "device_name",
    ),
)


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
    source = _FIXED if screen.is_public else _CHOSEN
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
    )
    if not screen.is_public:
        _connect(board, screen, language)
    for panel, place in places(screen):
        board = board.with_panel(draw(panel, place, language, source))
    return pruned(json.loads(json.dumps(board.build(), cls=JSONEncoder)))


def pruned(board: Document) -> Document:
    """Without what the builders write and Grafana 13 does not know, as its types say; all are defaults."""
    for panel in board["panels"]:  # type: ignore[attr-defined]
        if panel["type"] == "table":
            panel["options"].pop("footer", None)
    for variable in board.get("templating", {}).get("list", []):  # type: ignore[attr-defined]
        for key in ("auto", "auto_count", "auto_min"):
            variable.pop(key, None)
    return board


def _connect(board: dashboard.Dashboard, screen: Screen, language: Language) -> None:
    """Choices at the top, the way to the other screens, and marks on the time axis."""
    board.with_variable(_source_variable(language))
    board.with_variable(_text_variable("console", newest_text(Of("hub"), "console_url"), language))
    for tag in screen.chooses:
        board.with_variable(_choice(tag, screen, language))
    if screen.name == "cameras":
        for name in ("video", "picture", "live"):
            address = newest_text(Of("device", chosen=("device",)), name)
            board.with_variable(_text_variable(name, address, language))
    board.link(
        dashboard.DashboardLink(say("screens", language))
        .type(model.DashboardLinkType.DASHBOARDS)
        .tags(["village", str(language)])
        .as_dropdown(as_dropdown=True)
        .include_vars(include_vars=True)
        .keep_time(keep_time=True)
    )
    if screen.is_annotated:
        for name, colour, statement, column in _EVENTS:
            board.annotation(_marks(name, colour, statement, column, language))


def _source_variable(language: Language) -> dashboard.DatasourceVariable:
    return (
        dashboard.DatasourceVariable("source")
        .label(say("variable.source", language))
        .type("influxdb")
        .hide(model.VariableHide.HIDE_VARIABLE)
    )


def _choice(tag: str, screen: Screen, language: Language) -> dashboard.QueryVariable:
    found = (
        dashboard.QueryVariable(tag)
        .label(say(f"variable.{tag}", language))
        .datasource(_CHOSEN)
        .query(_values(tag, screen))
        .refresh(model.VariableRefresh.ON_TIME_RANGE_CHANGED)
        .sort(model.VariableSort.ALPHABETICAL_ASC)
    )
    if tag == "village":
        found.multi(multi=True).include_all(include_all=True).all_value(_ANY).current(
            model.VariableOption(selected=True, text=["All"], value=["$__all"])
        )
    # Devices are chosen one by one: a chart of five hundred takes the store seconds and shows nothing.
    return found.multi(multi=True) if tag == "device" and screen.many_devices else found


def _values(tag: str, screen: Screen) -> str:
    if tag == "village":
        return tag_values("village", "village")
    of_class = f" AND \"device_class\" = '{screen.device_class}'" if screen.device_class else ""
    return tag_values("device", "device", chosen=True) + of_class


def _text_variable(name: str, statement: str, language: Language) -> dashboard.QueryVariable:
    """One hidden text, asked anew with the screen: an address that the hub wrote into its series."""
    return (
        dashboard.QueryVariable(name)
        .label(say(f"variable.{name}", language))
        .datasource(_CHOSEN)
        .query(statement)
        .hide(model.VariableHide.HIDE_VARIABLE)
        .refresh(model.VariableRefresh.ON_TIME_RANGE_CHANGED)
    )


def _marks(
    name: str, colour: str, statement: str, column: str, language: Language
) -> dashboard.AnnotationQuery:
    target = {
        "refId": "Anno",
        "query": statement,
        "rawQuery": True,
        "textColumn": column,
        "fromAnnotations": True,
    }
    return (
        dashboard.AnnotationQuery()
        .name(say(name, language))
        .datasource(_CHOSEN)
        .enable(enable=True)
        .icon_color(colour)
        .target(Asked(UnknownDataquery(target)))
    )


def alert_files() -> Iterator[tuple[str, str]]:
    """The alert rules in every language, for file provisioning."""
    for language in Language:
        yield f"alerting.{language}.yaml", provisioning(language)


def write(folder: Path) -> list[Path]:
    """Write every dashboard, and the alert rules, into a folder, and remove what is none any more.

    Returns:
        The files, in a fixed order.
    """
    folder.mkdir(parents=True, exist_ok=True)
    made = dict(documents()) | dict(alert_files())
    for old in (*folder.glob("*.json"), *folder.glob("*.yaml")):
        if old.name not in made:
            old.unlink()
    for name, content in made.items():
        (folder / name).write_text(content, encoding="utf-8")
    return [folder / name for name in made]


def main() -> None:
    """Write every dashboard into dashboards/generated/."""
    write(GENERATED)


if __name__ == "__main__":
    main()
