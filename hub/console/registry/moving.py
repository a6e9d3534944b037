"""Where a device stands, to be changed."""

from collections.abc import Awaitable, Callable

from nicegui import ui

from hub.console.parts import div
from hub.console.registry.acts import Acts
from hub.console.registry.cell_form import CellForm
from hub.console.result import Result
from hub.domain.area import Device
from hub.domain.registry_row import write_row

_WHERE = ("village_id", "grid_id", "hamlet", "point", "lat", "lon", "owner", "phone")


class Moving:
    """Puts one device at another place."""

    def __init__(self, acts: Acts, done: Callable[[str], Awaitable[None]]) -> None:
        self._acts = acts
        self._done = done
        self._device = ""
        self._form = CellForm(acts.context, acts.voice, _WHERE)
        self._result = Result()
        self._result.watch(self._form.root)
        with div("send"):
            ui.button(acts.voice.say("move"), on_click=lambda: self._result.of(self._move)).props(
                "unelevated no-caps"
            )

    def show(self, device: Device) -> None:
        """Begin where the device stands; who answers is asked only if it shall be somebody else."""
        row = write_row(self._acts.context.registry.catalog, device)
        self._device = device.id
        self._form.fill({**row, "owner": "", "phone": ""})
        self._result.clear()

    async def _move(self) -> str:
        device, cells = self._device, self._form.cells()
        await self._acts.do(lambda by: self._acts.context.registry.move(device, cells, by))
        await self._done(device)
        return self._acts.voice.say("moved")
