"""A table of devices brought in: first what it would change, then the change."""

from collections.abc import Callable

from nicegui import events, ui

from hub.api.access import MOST_TABLE_BYTES
from hub.console.parts import div, text
from hub.console.registry.acts import Acts
from hub.console.result import NotDone, Result
from hub.console.voice import Voice
from hub.context import Context
from hub.registry_words import row_fault
from hub.services.registry import Imported

_MOST_SAID = 20


class Importing:
    """A dialog for one table at a time; nothing is done before a person confirms."""

    def __init__(self, context: Context, acts: Acts, voice: Voice, done: Callable[[], None]) -> None:
        self._context = context
        self._acts = acts
        self._voice = voice
        self._done = done
        self._table = b""
        say = voice.say
        with ui.dialog() as self._dialog, div("confirm claiming"):
            text(say("registry_import"), "panel-title")
            text(say("import_hint"), "quiet")
            self._upload = ui.upload(
                label=say("import_choose"),
                auto_upload=True,
                max_file_size=MOST_TABLE_BYTES,
                on_upload=self._brought,
            ).props("flat bordered accept=.csv,.txt")
            self._would = text("", "cells-changed")
            self._result = Result()
            with div("send"):
                self._confirm = ui.button(say("import_do"), on_click=lambda: self._result.of(self._take))
                self._confirm.props("unelevated no-caps")
                ui.button(say("close"), on_click=self._dialog.close).props("flat no-caps")

    def open(self) -> None:
        """Ask for a table."""
        self._forget()
        self._result.clear()
        self._dialog.open()

    def _forget(self) -> None:
        self._table = b""
        self._upload.reset()
        self._would.set_text("")
        self._confirm.set_visibility(False)

    async def _brought(self, event: events.UploadEventArguments) -> None:
        table = await event.file.read()
        self._forget()
        self._result.clear()
        try:
            would = await self._acts.do(lambda _by: self._context.registry.preview(table))
        except NotDone as error:
            self._result.bad(str(error))
            return
        self._table = table
        self._would.set_text("\n".join(said(self._voice, would)))
        self._confirm.set_visibility(bool(would.changes))

    async def _take(self) -> str:
        table = self._table
        taken = await self._acts.do(lambda by: self._context.registry.import_csv(table, by))
        self._forget()
        self._done()
        return self._voice.say("import_done", devices=taken.devices)


def said(voice: Voice, would: Imported) -> list[str]:
    """Say what a table would do, then which rows are wrong and why."""
    added = sum(not change.before for change in would.changes)
    counted = voice.say(
        "import_would",
        devices=would.devices,
        added=added,
        changed=len(would.changes) - added,
        unchanged=would.unchanged,
        flawed=len(would.flawed),
    )
    flaws = [
        voice.say("import_flaw", line=flaw.line, why=voice.word(row_fault(flaw.fault)))
        for flaw in would.flawed[:_MOST_SAID]
    ]
    rest = len(would.flawed) - len(flaws)
    columns = voice.listed(would.unknown_columns)
    return [
        counted,
        *([voice.say("import_unknown", columns=columns)] if columns else []),
        *flaws,
        *([voice.say("more", count=rest)] if rest else []),
    ]
