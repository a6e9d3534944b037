"""Bins by fill, each with its age; a figure that is too old is grey and says so (数据过期)."""

from datetime import datetime

from nicegui import ui

from devices.contract.bodies import DeviceClass
from hub.console.panels.missing import missing, missing_at_all
from hub.console.parts import Rows, div, dress, hint, panel, text
from hub.console.snapshot import Snapshot
from hub.console.voice import Voice
from hub.domain.bins import CLEAR_AT_PCT
from hub.services.watch import DeviceView

_LOW_BATTERY_PCT = 20


def fill_state(view: DeviceView) -> str:
    """How a bin stands: full, filling, low, or stale when its level is unknown or too old."""
    if view.level is None or view.level.is_stale:
        return "stale"
    if view.is_full:
        return "full"
    return "filling" if view.level.value >= CLEAR_AT_PCT else "low"


def urgency(view: DeviceView) -> tuple[int, float, str]:
    """The order of the list: known bins by fill, then stale ones, then those never heard of."""
    if view.level is None:
        return 2, 0.0, view.device.id
    return int(view.level.is_stale), -float(view.level.value), view.device.id


class BinRow:
    """One bin."""

    def __init__(self, voice: Voice) -> None:
        self._voice = voice
        self.root: ui.element = div("entry bin")
        with self.root:
            with div("gauge"):
                self._bar = div("gauge-fill")
            with div("what"):
                self._name = text("", "name")
                self._where = text("", "quiet")
            with div("figure"):
                self._level = text("", "level")
                self._age = text("", "quiet")

    def show(self, item: tuple[DeviceView, datetime]) -> None:
        """Show a bin as it is now."""
        view, now = item
        say, level = self._voice.say, view.level
        self._name.set_text(view.device.name)
        self._where.set_text(" · ".join(self._beside(view, now)))
        hint(self._where, missing_at_all(self._voice, view, now))
        dress(self.root, f"entry bin {fill_state(view)}")
        self._bar.style(replace=f"width:{float(level.value) if level else 0:.0f}%")
        self._level.set_text(f"{float(level.value):.0f}%" if level else "—")
        if level is None:
            self._age.set_text(say("no_data"))
        else:
            ago = self._voice.ago(level.age)
            self._age.set_text(f"{say('stale')} · {ago}" if level.is_stale else ago)

    def _beside(self, view: DeviceView, now: datetime) -> list[str]:
        village, owner = view.village, view.owner
        said = [village.name] if village and village.name not in view.device.name else []
        said += [owner.name] if owner else []
        battery = view.figures.get("battery_pct")
        if battery is not None and battery.value <= _LOW_BATTERY_PCT:
            said.append(self._voice.say("battery_low", pct=f"{battery.value:.0f}"))
        gap = missing(self._voice, view, now)
        return [*said, gap] if gap else said


class Bins:
    """The list of bins."""

    def __init__(self, voice: Voice) -> None:
        with panel(voice.say("bins"), "bins"):
            self._rows = Rows(
                lambda: BinRow(voice),
                more=lambda count: voice.say("more", count=count),
                empty=voice.say("no_data"),
            )

    def show(self, seen: Snapshot) -> None:
        """Show the bins of a snapshot."""
        bins = sorted(seen.of(DeviceClass.BIN), key=urgency)
        self._rows.show([(view.device.id, (view, seen.at)) for view in bins])
