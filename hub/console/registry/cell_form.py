"""Fields for cells of a device's row, with the names people have for them."""

from collections.abc import Mapping, Sequence

from nicegui import ui

from devices.contract.bodies import DeviceClass
from hub.console.parts import div
from hub.console.voice import Voice
from hub.context import Context
from hub.domain.area import PlaceKind
from hub.domain.registry_row import has_cell
from hub.registry_words import CELLS
from hub.words import DEVICE_CLASSES

_CHOSEN = ("class", "model", "village_id", "grid_id")


class CellForm:
    """One field for each cell; what they hold is text, as it stands in a table.

    What devices of that class do not have is hidden, unless something stands there.
    """

    def __init__(self, context: Context, voice: Voice, names: Sequence[str]) -> None:
        self._context = context
        self._voice = voice
        self._fields: dict[str, ui.select | ui.input] = {}
        self._class = ""
        with div("cells") as self.root:
            for name in names:
                label = voice.word(CELLS[name])
                field = ui.select({}, label=label, with_input=True) if name in _CHOSEN else ui.input(label)
                self._fields[name] = field.props("outlined dense").classes(f"cell cell-{name}")
        if "class" in self._fields:
            self._fields["class"].on_value_change(self._choose_class)

    def fill(self, cells: Mapping[str, str]) -> None:
        """Show these cells, the class among them; those that are not there are empty."""
        self._class = cells["class"]
        for name, field in self._fields.items():
            value = cells.get(name, "")
            if isinstance(field, ui.select):
                field.set_options(self._options(name, value), value=value)
            else:
                field.set_value(value)
        self._dress()

    def _choose_class(self) -> None:
        self._class = str(self._fields["class"].value or "")
        self._dress()

    def _dress(self) -> None:
        for name, text in self.cells().items():
            self._fields[name].set_visibility(bool(text) or has_cell(self._class, name))

    def cells(self) -> dict[str, str]:
        """Read what stands in the fields."""
        return {name: str(field.value or "").strip() for name, field in self._fields.items()}

    def _options(self, name: str, value: str) -> dict[str, str]:
        known = {"": "—", **self._known(name)}
        return known if value in known else {**known, value: value}

    def _known(self, name: str) -> Mapping[str, str]:
        match name:
            case "class":
                return {kind.value: self._voice.word(DEVICE_CLASSES[kind]) for kind in DeviceClass}
            case "model":
                profiles = self._context.products.products.profiles
                return {
                    each: f"{profile.brand} {profile.model} ({each})"
                    for each, profile in sorted(profiles.items())
                }
            case _:
                kind = PlaceKind.VILLAGE if name == "village_id" else PlaceKind.GRID
                places = self._context.registry.catalog.places.values()
                return {place.id: f"{place.name} ({place.id})" for place in places if place.kind is kind}
