"""Bins by fill, each with its age; a figure that is too old is grey and says so (数据过期)."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from nicegui import ui

from devices.contract.bodies import DeviceClass
from hub import sensor_words
from hub.console.panels.missing import missing, missing_at_all
from hub.console.parts import Rows, div, dress, hint, panel, text
from hub.console.snapshot import Snapshot
from hub.console.voice import Voice
from hub.domain.bins import CLEAR_AT_PCT, Jump
from hub.services.foretelling import BinForecast
from hub.services.watch import DeviceView

_LOW_BATTERY_PCT = 20
# A truck that is called now comes within half a day.
SOON = timedelta(hours=12)
_WORTH_SAYING = timedelta(days=1)
_MOST_NAMED = 3
_JUMPS = {Jump.FELL: "level_fell", Jump.ROSE: "level_rose"}


def fill_state(view: DeviceView) -> str:
    """How a bin stands: full, filling, low, stale (its level unknown or too old), wild, checking (a jump)."""
    if view.level is None or view.level.is_stale:
        return "stale"
    if view.wildness is not None:
        return "wild"
    if view.jump is not Jump.NONE:
        return "checking"
    if view.is_full:
        return "full"
    return "filling" if view.level.value >= CLEAR_AT_PCT else "low"


def urgency(view: DeviceView) -> tuple[int, float, str]:
    """The order of the list: known bins by fill, then stale and wild ones, then those never heard of."""
    if view.level is None:
        return 2, 0.0, view.device.id
    is_doubtful = view.level.is_stale or view.wildness is not None
    return int(is_doubtful), -float(view.level.value), view.device.id


def is_filling(view: DeviceView) -> bool:
    """Tell whether it is worth saying when a bin will be full: not of one that is, or is silent or wild."""
    is_known = view.level is not None and not view.level.is_stale and view.wildness is None
    return is_known and not view.is_full


def about_to_fill(seen: Snapshot) -> Sequence[DeviceView]:
    """List the bins that are likely full within SOON, the next first."""
    due = {
        device: made.full_at
        for device, made in seen.forecasts.items()
        if made.full_at is not None and made.full_at - seen.at <= SOON
    }
    views = [view for view in seen.of(DeviceClass.BIN) if view.device.id in due and is_filling(view)]
    return sorted(views, key=lambda view: due[view.device.id])


def full_soon(voice: Voice, foretold: BinForecast | None, now: datetime) -> str:
    """When a bin will be full, if within a day; else nothing."""
    if foretold is None or foretold.full_at is None or foretold.full_at - now > _WORTH_SAYING:
        return ""
    at = voice.minute(foretold.full_at, now)
    if foretold.surely_full_at is None:
        return voice.say("full_soon_open", at=at)
    return voice.say("full_soon", at=at, surely=voice.minute(foretold.surely_full_at, now))


def full_soon_off(voice: Voice, foretold: BinForecast | None) -> str:
    """How far such forecasts were off."""
    if foretold is None or foretold.tested is None:
        return ""
    return voice.say("full_soon_off", hours=f"{foretold.tested.mean_error_h:.1f}")


def unproven(voice: Voice, view: DeviceView) -> str:
    """Why a level is not to be believed yet, or any more; "" where it is."""
    if view.level is not None and view.level.is_stale:
        return voice.say("stale")
    if view.wildness is not None:
        return voice.say("level_wild")
    return voice.say(_JUMPS[view.jump]) if view.jump in _JUMPS else ""


def check_up(voice: Voice, view: DeviceView, now: datetime) -> str:
    """What is seen of a sensor that strays and what to do about it; "" for any other."""
    found = view.wildness
    if found is None:
        return ""
    since = voice.minute(found.since, now)
    said = voice.say("since", what=voice.word(sensor_words.seen(found)), at=since)
    return f"{said}\n{voice.word(sensor_words.ADVICE)}"


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
                self._soon = text("", "soon")
            with div("figure"):
                self._level = text("", "level")
                self._age = text("", "quiet")

    def show(self, item: tuple[DeviceView, BinForecast | None, datetime]) -> None:
        """Show a bin as it is now, and when it will be full."""
        view, foretold, now = item
        say, level = self._voice.say, view.level
        self._name.set_text(view.device.name)
        self._where.set_text(" · ".join(self._beside(view, now)))
        hint(self._where, missing_at_all(self._voice, view, now))
        self._soon.set_text(full_soon(self._voice, foretold, now) if is_filling(view) else "")
        hint(self._soon, full_soon_off(self._voice, foretold))
        dress(self.root, f"entry bin {fill_state(view)}")
        self._bar.style(replace=f"width:{float(level.value) if level else 0:.0f}%")
        self._level.set_text(f"{float(level.value):.0f}%" if level else "—")
        if level is None:
            self._age.set_text(say("no_data"))
        else:
            doubt = unproven(self._voice, view)
            ago = self._voice.ago(level.age)
            self._age.set_text(f"{doubt} · {ago}" if doubt else ago)
        hint(self._age, check_up(self._voice, view, now))

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
    """The list of bins, and above it which ones are about to fill and today's same-day clearance."""

    def __init__(self, voice: Voice) -> None:
        self._voice = voice
        with panel(voice.say("bins"), "bins"):
            self._today = text("", "quiet")
            self._soon = text("", "soon")
            self._rows = Rows(
                lambda: BinRow(voice),
                more=lambda count: voice.say("more", count=count),
                empty=voice.say("no_data"),
            )

    def show(self, seen: Snapshot) -> None:
        """Show the bins of a snapshot."""
        bins = sorted(seen.of(DeviceClass.BIN), key=urgency)
        self._rows.show(
            [(view.device.id, (view, seen.forecasts.get(view.device.id), seen.at)) for view in bins]
        )
        today, soon = seen.overview.clearance, about_to_fill(seen)
        say = self._voice.say
        said = say("clearance", cleared=today.cleared, full=today.full) if today.full else ""
        self._today.set_text(said)
        names = self._voice.listed(view.device.name for view in soon[:_MOST_NAMED])
        self._soon.set_text(say("about_to_fill", count=len(soon), names=names) if soon else "")
