"""Who changed what of a device, and when, newest first."""

import asyncio
from datetime import datetime

from nicegui import ui

from devices.contract.bodies import DeviceClass
from hub.console.parts import Rows, div, text
from hub.console.voice import Voice
from hub.context import Context
from hub.domain.registry_changes import Change, LoggedChange
from hub.ports import StoreDown
from hub.registry_words import CELLS
from hub.words import ACTS, DEVICE_CLASSES

_AT_ONCE = 20


class ChangeRow:
    """One change."""

    def __init__(self, voice: Voice) -> None:
        self._voice = voice
        self.root: ui.element = div("entry change")
        with self.root:
            with div("what"):
                self._act = text("", "name")
                self._cells = text("", "cells-changed")
            self._by = text("", "figure quiet")

    def show(self, item: tuple[LoggedChange, datetime]) -> None:
        """Show a change and what time it is."""
        entry, now = item
        self._act.set_text(self._voice.word(ACTS[entry.change.act]))
        self._cells.set_text("\n".join(cells_changed(self._voice, entry.change)))
        at = self._voice.clock(entry.at, now)
        self._by.set_text(self._voice.say("log_by", at=at, by=entry.by))


class ChangeLog:
    """The changes of one device, twenty at a time."""

    def __init__(self, context: Context, voice: Voice) -> None:
        self._context = context
        self._voice = voice
        self._device = ""
        self._seen: list[LoggedChange] = []
        self._rows = Rows(lambda: ChangeRow(voice), most=1_000, empty=voice.say("log_none"))
        self._more = ui.button(voice.say("log_more"), on_click=self._read_on).props("flat no-caps")

    async def show(self, device: str) -> None:
        """Show the newest changes of a device."""
        self._device, self._seen = device, []
        await self._read_on()

    async def _read_on(self) -> None:
        before = self._seen[-1].id if self._seen else None
        read = self._context.registry.changes
        try:
            found = await asyncio.to_thread(read, _AT_ONCE, self._device, before)
        except StoreDown:
            ui.notify(self._voice.say("claim_store_down"), type="negative")
            return
        self._seen.extend(found)
        now = self._context.clock.now()
        self._rows.show([(str(entry.id), (entry, now)) for entry in self._seen])
        self._more.set_visibility(len(found) == _AT_ONCE)


def cells_changed(voice: Voice, change: Change) -> list[str]:
    """Say cell by cell what was different; of a new device what was said of it."""
    said = []
    for name, after in change.after.items():
        cell = voice.word(CELLS[name]) if name in CELLS else name
        before = change.before.get(name)
        key = "log_new_cell" if before is None else "log_cell"
        words = {"before": _content(voice, name, before or ""), "after": _content(voice, name, after)}
        said.append(voice.say(key, cell=cell, **words))
    return said


def _content(voice: Voice, cell: str, text: str) -> str:
    """What stands in a cell, as people say it."""
    if cell == "class" and text in DEVICE_CLASSES:
        return voice.word(DEVICE_CLASSES[DeviceClass(text)])
    return text or voice.say("log_empty")
