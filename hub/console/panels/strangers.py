"""Devices that wait to be claimed (待认领)."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from functools import partial

from nicegui import ui

from devices.contract.quantities import QUANTITIES
from hub.console.parts import Rows, div, panel, text
from hub.console.reading import figure
from hub.console.snapshot import Snapshot
from hub.console.voice import Voice
from hub.services.watch import Stranger

_MOST_SAID = 4


class StrangerRow:
    """One unclaimed device; `claim` is offered to those who may."""

    def __init__(self, voice: Voice, claim: Callable[[str], Awaitable[None]] | None) -> None:
        self._voice = voice
        self._device = ""
        self.root: ui.element = div("entry stranger")
        with self.root:
            with div("what"):
                self._name = text("", "name code")
                self._says = text("", "quiet")
            with div("figure"):
                self._messages = text("", "quiet")
                self._age = text("", "quiet")
            if claim is not None:
                ui.button(voice.say("claim"), on_click=partial(self._claim, claim)).props(
                    "outline dense no-caps"
                )

    def show(self, item: tuple[Stranger, datetime]) -> None:
        """Show an unclaimed device and what time it is."""
        unknown, now = item
        self._device = unknown.device
        self._name.set_text(unknown.device)
        self._says.set_text(newest(self._voice, unknown))
        self._messages.set_text(self._voice.say("stranger_messages", count=unknown.messages))
        self._age.set_text(self._voice.ago(now - unknown.seen_at) if unknown.seen_at else "")

    async def _claim(self, claim: Callable[[str], Awaitable[None]]) -> None:
        await claim(self._device)


def newest(voice: Voice, unknown: Stranger) -> str:
    """What an unclaimed device last said, as far as it can be read before anybody says what it is."""
    known = sorted(unknown.figures.items(), key=lambda named: named[1].at, reverse=True)
    said = [figure(voice, name, shown.value) for name, shown in known if name in QUANTITIES]
    return voice.listed(said[:_MOST_SAID])


class Strangers:
    """Unclaimed devices; the panel is there only when there are some."""

    def __init__(self, voice: Voice, claim: Callable[[str], Awaitable[None]] | None) -> None:
        self._body = panel(voice.say("strangers"), "strangers")
        with self._body:
            self._rows = Rows(
                lambda: StrangerRow(voice, claim),
                most=10,
                more=lambda count: voice.say("more", count=count),
            )

    def show(self, seen: Snapshot) -> None:
        """Show the unclaimed devices of a snapshot."""
        outside = self._body.parent_slot
        if outside is not None:
            outside.parent.set_visibility(bool(seen.strangers))
        self._rows.show([(unknown.device, (unknown, seen.at)) for unknown in seen.strangers])
