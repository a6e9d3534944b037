"""Keeping what was chosen as a target under a name (常用范围), to be chosen again."""

from collections.abc import Callable

from nicegui import ui

from hub.console.announcing.doing import Doing
from hub.console.parts import div, text
from hub.console.result import NotDone
from hub.domain.announcements import Target, TargetScope, TargetSet


class SaveTarget:
    """A dialog that asks for the name; `done` is called when it is kept."""

    def __init__(self, doing: Doing, chosen: Callable[[], Target], done: Callable[[], None]) -> None:
        self._doing = doing
        self._chosen = chosen
        self._done = done
        voice = doing.voice
        with ui.dialog() as self._dialog, div("confirm"):
            text(voice.say("target_save"), "panel-title")
            self._name = ui.input(voice.say("target_name")).props("outlined dense maxlength=40")
            with div("send"):
                ui.button(voice.say("schedule_save"), on_click=self._saved).props("unelevated no-caps")
                ui.button(voice.say("back"), on_click=self._dialog.close).props("flat no-caps")

    def open(self) -> None:
        """Ask for a name, where something was chosen that can be kept."""
        target = self._chosen()
        if target.is_empty or target.scope is TargetScope.SAVED:
            ui.notify(self._doing.voice.say("target_none"), type="negative")
            return
        self._name.set_value("")
        self._dialog.open()

    async def _saved(self) -> None:
        name, target = str(self._name.value or "").strip(), self._chosen()
        if not name:
            return
        context = self._doing.context
        kept = TargetSet(f"set-{int(context.clock.now().timestamp() * 1000)}", name, (target,))
        try:
            await self._doing.decide(lambda account: context.speaking.save(kept, account.name))
        except NotDone as error:
            ui.notify(str(error), type="negative")
            return
        self._dialog.close()
        self._done()
        ui.notify(self._doing.voice.say("target_saved", name=name), type="positive")
