"""Loudspeakers and whether they are there."""

from datetime import datetime

from nicegui import ui

from devices.contract.bodies import DeviceClass
from hub.console.panels.missing import missing, missing_at_all
from hub.console.parts import Rows, div, dress, hint, panel, text
from hub.console.snapshot import Snapshot
from hub.console.voice import Voice
from hub.domain.health import Presence
from hub.services.watch import DeviceView
from hub.words import PRESENCES

_ORDER = (Presence.OFFLINE, Presence.UNKNOWN, Presence.LATE, Presence.NEVER, Presence.ONLINE)


class SpeakerRow:
    """One loudspeaker."""

    def __init__(self, voice: Voice) -> None:
        self._voice = voice
        self.root: ui.element = div("entry speaker")
        with self.root:
            with div("what"):
                self._name = text("", "name")
                self._where = text("", "quiet")
            with div("figure"):
                self._presence = text("", "presence")
                self._age = text("", "quiet")

    def show(self, item: tuple[DeviceView, datetime]) -> None:
        """Show a loudspeaker and what time it is."""
        view, now = item
        self._name.set_text(view.device.name)
        said = [view.village.name] if view.village else []
        gap = missing(self._voice, view, now)
        self._where.set_text(" · ".join([*said, gap] if gap else said))
        hint(self._where, missing_at_all(self._voice, view, now))
        self._presence.set_text(self._voice.word(PRESENCES[view.presence]))
        dress(self._presence, f"presence {view.presence.value}")
        self._age.set_text(self._voice.ago(now - view.seen_at) if view.seen_at else "")


class Speakers:
    """All loudspeakers, those that are away first."""

    def __init__(self, voice: Voice) -> None:
        with panel(voice.say("speakers"), "speakers"):
            self._rows = Rows(
                lambda: SpeakerRow(voice),
                more=lambda count: voice.say("more", count=count),
                empty=voice.say("no_data"),
            )

    def show(self, seen: Snapshot) -> None:
        """Show the loudspeakers of a snapshot."""
        speakers = sorted(
            seen.of(DeviceClass.SPEAKER), key=lambda view: (_ORDER.index(view.presence), view.device.id)
        )
        self._rows.show([(view.device.id, (view, seen.at)) for view in speakers])
