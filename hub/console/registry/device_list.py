"""The devices of the registry, to be found and chosen."""

from collections.abc import Awaitable, Callable, Sequence

from nicegui import ui

from hub.console.parts import Rows, div, dress, text
from hub.console.voice import Voice
from hub.domain.area import Catalog, Device
from hub.words import DEVICE_CLASSES

_MOST = 200
IN_SERVICE, RETIRED = "in_service", "retired"


class DeviceRow:
    """One device; the whole row is a button."""

    def __init__(self, voice: Voice, choose: Callable[[str], Awaitable[None]]) -> None:
        self._voice = voice
        self._choose = choose
        self._device = ""
        self.root: ui.element = div("entry device-row", "button").props('type="button"')
        self.root.on("click", self._chosen)
        with self.root:
            with div("what"):
                self._name = text("", "name")
                self._where = text("", "quiet")
            with div("figure"):
                self._id = text("", "code")
                self._kind = text("", "quiet")

    def show(self, item: tuple[Device, Catalog, bool]) -> None:
        """Show a device; the one that is opened stands out."""
        device, catalog, is_open = item
        self._device = device.id
        village = catalog.village_of(device)
        self._name.set_text(device.name)
        self._where.set_text(
            " · ".join(part for part in (village.name if village else "", device.model) if part)
        )
        self._id.set_text(device.id)
        self._kind.set_text(self._voice.word(DEVICE_CLASSES[device.device_class]))
        dress(self.root, "entry device-row open" if is_open else "entry device-row")

    async def _chosen(self) -> None:
        await self._choose(self._device)


class DeviceList:
    """Every device that is meant, found by what people remember of it."""

    def __init__(self, voice: Voice, choose: Callable[[str], Awaitable[None]]) -> None:
        self._voice = voice
        self._catalog = Catalog.of((), (), ())
        self._open = ""
        say = voice.say
        with div("list-head"):
            self._search = ui.input(say("registry_search"), on_change=self._fill).props(
                "outlined dense clearable debounce=200"
            )
            kinds = {IN_SERVICE: say("registry_in_service"), RETIRED: say("registry_retired")}
            self._which = ui.toggle(kinds, value=IN_SERVICE, on_change=self._fill).props(
                "no-caps dense unelevated"
            )
            self._count = text("", "quiet")
        self._rows = Rows(
            lambda: DeviceRow(voice, choose),
            most=_MOST,
            more=lambda count: say("more", count=count),
            empty=say("registry_none"),
        )

    def show(self, catalog: Catalog, opened: str) -> None:
        """Show the registry as it is now; `opened` is the device that is looked at."""
        self._catalog, self._open = catalog, opened
        self._fill()

    def _fill(self) -> None:
        from_all = self._catalog.retired if self._which.value == RETIRED else self._catalog.devices
        found = matching(self._catalog, list(from_all.values()), str(self._search.value or ""))
        self._count.set_text(self._voice.say("registry_count", count=len(found)))
        self._rows.show([(one.id, (one, self._catalog, one.id == self._open)) for one in found])


def matching(catalog: Catalog, devices: Sequence[Device], asked: str) -> list[Device]:
    """The devices, by id, of which each asked word is part of something that is known of them."""
    words = asked.lower().split()
    return [
        device
        for device in sorted(devices, key=lambda each: each.id)
        if all(word in _known_of(catalog, device) for word in words)
    ]


def _known_of(catalog: Catalog, device: Device) -> str:
    places = (place.name for place in catalog.around(device.point))
    known = (device.id, device.name, device.model, device.serial, device.key, *places)
    return "\n".join(known).lower()
