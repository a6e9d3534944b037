"""The map of the township with every bin, camera and loudspeaker."""

from nicegui import ui

from devices.contract.bodies import DeviceClass
from hub.console.drawing import Mark, draw
from hub.console.panels.bins import fill_state
from hub.console.parts import div, panel, text
from hub.console.snapshot import Snapshot
from hub.console.voice import Voice
from hub.console.words import TEXTS
from hub.domain.health import Presence
from hub.services.watch import DeviceView
from hub.words import PRESENCES, Language

_SHAPES = {DeviceClass.BIN: "bin", DeviceClass.CAMERA: "camera", DeviceClass.SPEAKER: "speaker"}
_LEGEND = (
    ("bin full", "map_full"),
    ("bin filling", "map_filling"),
    ("bin low", "map_low"),
    ("bin checking", "map_checking"),
    ("bin wild", "map_wild"),
    ("bin stale", "map_stale"),
    ("camera here", "map_camera"),
    ("speaker here", "map_speaker"),
    ("camera away", "map_away"),
)
_THERE = frozenset({Presence.ONLINE, Presence.LATE})


class Drawings:
    """The drawing of the newest snapshot in each language, made once for all pages."""

    def __init__(self) -> None:
        self._kept: dict[Language, tuple[Snapshot, str]] = {}

    def of(self, seen: Snapshot, voice: Voice) -> str:
        """Draw a snapshot, unless another page had it drawn already."""
        kept = self._kept.get(voice.language)
        if kept is not None and kept[0] is seen:
            return kept[1]
        marks = [found for view in seen.views if (found := mark(view, voice)) is not None]
        drawn = draw(seen.base, marks, voice.language, TEXTS["map_scale"].of(voice.language))
        self._kept[voice.language] = (seen, drawn)
        return drawn


class TownshipMap:
    """The map; sent anew only when something on it changed."""

    def __init__(self, voice: Voice, drawings: Drawings) -> None:
        self._voice = voice
        self._drawings = drawings
        with panel(voice.say("map"), "township-map"):
            self._drawing = ui.html("", sanitize=True).classes("drawing")
            with div("legend"):
                for classes, word in _LEGEND:
                    with div("legend-item"):
                        div(f"dot {classes}", "span")
                        text(voice.say(word))

    def show(self, seen: Snapshot) -> None:
        """Show the devices of a snapshot."""
        drawn = self._drawings.of(seen, self._voice)
        if drawn != self._drawing.content:
            self._drawing.set_content(drawn)


def mark(view: DeviceView, voice: Voice) -> Mark | None:
    """How a device stands on the map; None for classes that are not drawn."""
    shape = _SHAPES.get(view.device.device_class)
    if shape is None:
        return None
    presence = voice.word(PRESENCES[view.presence])
    level = float(view.level.value) if view.level else 0.0
    said = f" {level:.0f}%" if view.level else ""
    state = fill_state(view) if shape == "bin" else "here" if view.presence in _THERE else "away"
    title = f"{view.device.name}{said} · {presence}"
    return Mark(shape, state, view.device.lat, view.device.lon, title, level)
