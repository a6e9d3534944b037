"""Loudspeakers and whether they are there; devices that wait to be claimed."""

from datetime import datetime

from nicegui import ui

from devices.contract.bodies import DeviceClass
from hub.console.panels.missing import missing, missing_at_all
from hub.console.parts import Rows, div, dress, hint, panel, text
from hub.console.snapshot import Snapshot
from hub.console.voice import Voice
from hub.domain.health import Presence
from hub.services.watch import DeviceView, Stranger
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


class StrangerRow:
    """One unclaimed device."""

    def __init__(self, voice: Voice) -> None:
        self._voice = voice
        self.root: ui.element = div("entry stranger")
        with self.root:
            self._name = text("", "name code")
            with div("figure"):
                self._messages = text("", "quiet")
                self._age = text("", "quiet")

    def show(self, item: tuple[Stranger, datetime]) -> None:
        """Show an unclaimed device and what time it is."""
        unknown, now = item
        self._name.set_text(unknown.device)
        self._messages.set_text(self._voice.say("stranger_messages", count=unknown.messages))
        self._age.set_text(self._voice.ago(now - unknown.seen_at) if unknown.seen_at else "")


class Strangers:
    """Unclaimed devices; the panel is there only when there are some."""

    def __init__(self, voice: Voice) -> None:
        self._body = panel(voice.say("strangers"), "strangers")
        with self._body:
            self._rows = Rows(
                lambda: StrangerRow(voice), most=10, more=lambda count: voice.say("more", count=count)
            )

    def show(self, seen: Snapshot) -> None:
        """Show the unclaimed devices of a snapshot."""
        outside = self._body.parent_slot
        if outside is not None:
            outside.parent.set_visibility(bool(seen.strangers))
        self._rows.show([(unknown.device, (unknown, seen.at)) for unknown in seen.strangers])
