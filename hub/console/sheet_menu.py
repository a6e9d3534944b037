"""The way to the QR sheets that technicians take along, one for each village."""

from nicegui import ui

from hub.console.voice import Voice
from hub.domain.area import Catalog


def sheet_menu(voice: Voice, catalog: Catalog) -> None:
    """A button that opens a list of the villages; each leads to its sheet."""
    with ui.button(voice.say("sheets")).props("flat dense no-caps").classes("top-link"), ui.menu():
        for village in catalog.villages():
            ui.link(village.name, f"/sheets/{village.id}").classes("menu-link")
