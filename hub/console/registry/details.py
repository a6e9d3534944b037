"""What is known of a device, to be changed; and a new device with its place."""

from collections.abc import Awaitable, Callable

from nicegui import ui

from devices.contract.bodies import DeviceClass
from hub.console.parts import div
from hub.console.registry.acts import Acts
from hub.console.registry.cell_form import CellForm
from hub.console.result import NotDone, Result
from hub.domain.area import Device
from hub.domain.registry_row import write_row

WHAT = (
    "name", "class", "model", "key", "serial", "period_s", "owner", "phone", "lat", "lon",
    "empty_mm", "full_mm", "blind_mm", "offset_mm", "shape", "source",
)  # fmt: skip
_PLACE = ("village_id", "grid_id", "hamlet", "point")


class Details:
    """Changes what is known of one device."""

    def __init__(self, acts: Acts, done: Callable[[str], Awaitable[None]]) -> None:
        self._acts = acts
        self._done = done
        self._device = ""
        self._before: dict[str, str] = {}
        self._form = CellForm(acts.context, acts.voice, WHAT)
        self._result = Result()
        self._result.watch(self._form.root)
        with div("send"):
            ui.button(acts.voice.say("save"), on_click=lambda: self._result.of(self._save)).props(
                "unelevated no-caps"
            )

    def show(self, device: Device) -> None:
        """Show a device as the registry has it now."""
        row = write_row(self._acts.context.registry.catalog, device)
        self._device = device.id
        self._before = {name: row[name] for name in WHAT}
        self._form.fill(self._before)
        self._result.clear()

    async def _save(self) -> str:
        changed = {name: text for name, text in self._form.cells().items() if text != self._before[name]}
        if not changed:
            raise NotDone(self._acts.voice.say("nothing_changed"))
        device = self._device
        await self._acts.do(lambda by: self._acts.context.registry.edit(device, changed, by))
        await self._done(device)
        return self._acts.voice.say("saved")


class NewDevice:
    """Adds a device that has said nothing yet."""

    def __init__(self, acts: Acts, done: Callable[[str], Awaitable[None]]) -> None:
        self._acts = acts
        self._done = done
        self._form = CellForm(acts.context, acts.voice, ("device_id", *_PLACE, *WHAT))
        self._result = Result()
        self._result.watch(self._form.root)
        with div("send"):
            ui.button(acts.voice.say("save"), on_click=lambda: self._result.of(self._add)).props(
                "unelevated no-caps"
            )

    def show(self) -> None:
        """Begin with an empty row."""
        self._form.fill({"class": DeviceClass.BIN.value, "period_s": "3600"})
        self._result.clear()

    async def _add(self) -> str:
        cells, registry = self._form.cells(), self._acts.context.registry
        if registry.catalog.is_registered(cells["device_id"]):
            raise NotDone(self._acts.voice.say("claim_taken"))
        await self._acts.do(lambda by: registry.put(cells, by))
        await self._done(cells["device_id"])
        return self._acts.voice.say("registry_added", device=cells["device_id"])
