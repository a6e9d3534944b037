"""Other hardware for a device, and taking it out of service and back."""

from collections.abc import Awaitable, Callable

from nicegui import ui

from hub.console.parts import div, text
from hub.console.registry.acts import Acts
from hub.console.registry.cell_form import CellForm
from hub.console.result import NotDone, Result
from hub.domain.area import Device
from hub.domain.registry_row import write_row

_HARDWARE = (
    "key", "serial", "model", "period_s", "empty_mm", "full_mm", "blind_mm", "offset_mm", "shape", "source",
)  # fmt: skip
_ITS_OWN = ("key", "serial")


class Leaving:
    """Replaces, retires and restores one device; each is confirmed."""

    def __init__(self, acts: Acts, done: Callable[[str], Awaitable[None]]) -> None:
        self._acts = acts
        self._done = done
        self._device = ""
        self._result: Result
        say = acts.voice.say
        with div("leaving") as self._in_service:
            text(say("replace_hint"), "quiet")
            self._form = CellForm(acts.context, acts.voice, _HARDWARE)
            with div("send"):
                ui.button(say("replace_hardware"), on_click=lambda: self._result.of(self._replace)).props(
                    "unelevated no-caps"
                )
            text(say("retire_hint"), "quiet")
            with div("send"):
                ui.button(say("retire"), on_click=self._ask).props("outline no-caps color=negative")
        with div("send") as self._out_of_service:
            ui.button(say("restore"), on_click=lambda: self._result.of(self._restore)).props(
                "unelevated no-caps"
            )
        self._result = Result()
        self._result.watch(self._form.root)
        with ui.dialog() as self._sure, div("confirm"):
            self._question = text("", "panel-title")
            text(say("retire_hint"), "quiet")
            with div("send"):
                ui.button(say("retire"), on_click=self._retire_now).props("unelevated no-caps color=negative")
                ui.button(say("back"), on_click=self._sure.close).props("flat no-caps")

    def show(self, device: Device) -> None:
        """Offer what may be done with the device as it is."""
        row = write_row(self._acts.context.registry.catalog, device)
        self._device = device.id
        self._form.fill({**row, **dict.fromkeys(_ITS_OWN, "")})
        self._in_service.set_visibility(device.retired_at is None)
        self._out_of_service.set_visibility(device.retired_at is not None)
        self._result.clear()

    async def _replace(self) -> str:
        device, cells = self._device, self._form.cells()
        if not any(cells[name] for name in _ITS_OWN):
            raise NotDone(self._acts.voice.say("replace_needs"))
        await self._acts.do(lambda by: self._acts.context.registry.replace(device, cells, by))
        await self._done(device)
        return self._acts.voice.say("replaced")

    def _ask(self) -> None:
        self._question.set_text(self._acts.voice.say("retire_sure", device=self._device))
        self._sure.open()

    async def _retire_now(self) -> None:
        self._sure.close()
        await self._result.of(self._retire)

    async def _retire(self) -> str:
        device = self._device
        await self._acts.do(lambda by: self._acts.context.registry.retire(device, by))
        await self._done(device)
        return self._acts.voice.say("retired")

    async def _restore(self) -> str:
        device = self._device
        await self._acts.do(lambda by: self._acts.context.registry.restore(device, by))
        await self._done(device)
        return self._acts.voice.say("restored")
