"""Messages that could not be used (死信), by device and fault, the newest first."""

from collections.abc import Awaitable, Callable
from datetime import datetime

from nicegui import ui

from hub.console.parts import Rows, div, hint, panel, text
from hub.console.snapshot import Snapshot
from hub.console.voice import Voice
from hub.domain.area import Catalog
from hub.domain.dead_letters import LetterGroup
from hub.words import FAULTS

_MOST = 8


class LetterRow:
    """One group of dead letters."""

    def __init__(self, voice: Voice) -> None:
        self._voice = voice
        self.root: ui.element = div("entry letter")
        with self.root:
            with div("what"):
                self._name = text("", "name")
                self._fault = text("", "quiet")
            with div("figure"):
                self._count = text("", "level")
                self._age = text("", "quiet")

    def show(self, item: tuple[LetterGroup, Catalog, datetime]) -> None:
        """Show a group, the names of the registry, and what time it is."""
        group, catalog, now = item
        self._name.set_text(subject(self._voice, group, catalog))
        self._fault.set_text(fault(self._voice, group))
        hint(self._fault, group.reason)
        self._count.set_text(f"{group.count:,}")
        self._age.set_text(self._voice.ago(now - group.last_at))
        first = self._voice.clock(group.first_at, now)
        hint(self._count, self._voice.say("letters_since", first=first, kept=group.kept))


class LetterGroups:
    """The groups with the newest letters; the panel is there only when there are some.

    `replay` is offered to those who may read them again.
    """

    def __init__(self, voice: Voice, replay: Callable[[], Awaitable[None]] | None) -> None:
        self._body = panel(voice.say("letters"), "letters")
        with self._body:
            if replay is not None:
                ui.button(voice.say("letters_look"), on_click=replay).props("flat dense no-caps")
            self._rows = Rows(
                lambda: LetterRow(voice), most=_MOST, more=lambda count: voice.say("more", count=count)
            )

    def show(self, seen: Snapshot) -> None:
        """Show the groups of a snapshot."""
        outside = self._body.parent_slot
        if outside is not None:
            outside.parent.set_visibility(bool(seen.letters))
        self._rows.show([(group.kind.id, (group, seen.catalog, seen.at)) for group in seen.letters])


def subject(voice: Voice, group: LetterGroup, catalog: Catalog) -> str:
    """Whose letters they are: a device by its name, else the topic."""
    device = catalog.devices.get(group.kind.device)
    return device.name if device else group.kind.subject or voice.say("letters_of_many")


def fault(voice: Voice, group: LetterGroup) -> str:
    """What is wrong with them."""
    said = voice.word(FAULTS[group.kind.fault])
    return voice.say("letters_partial", fault=said) if group.kind.is_partial else said
