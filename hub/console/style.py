"""How the pages look: the style sheet all have in common, and one of a page's own."""

from pathlib import Path

from nicegui import ui

_COMMON = Path(__file__).with_name("console.css")


def dressed(*more: Path) -> None:
    """Give the page that is being built its style sheets and colours."""
    for sheet in (_COMMON, *more):
        ui.add_css(sheet)
    ui.colors(primary="#5fb8a5", dark="#141e26", dark_page="#0d1419", negative="#f0857a", positive="#5fb8a5")
