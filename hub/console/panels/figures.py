"""The township's figures in one row of large numbers, and what is wrong above them."""

from dataclasses import dataclass

from nicegui import ui

from hub.console.parts import div, dress, text
from hub.console.snapshot import Note, Snapshot
from hub.console.voice import Voice
from hub.domain.health import Presence
from hub.health_words import NOTES, note


class Tile:
    """One large number with what it counts and what stands beside it."""

    def __init__(self, title: str) -> None:
        self._root = div("tile")
        with self._root:
            self._value = text("–", "tile-value")
            text(title, "tile-title")
            self._beside = text("", "tile-beside")

    def show(self, value: str, beside: str, mood: str = "") -> None:
        """Show a value; `mood` is good, watch, bad or nothing."""
        self._value.set_text(value)
        self._beside.set_text(beside)
        dress(self._root, f"tile {mood}".strip())


@dataclass(frozen=True, slots=True)
class _Tiles:
    villages: Tile
    online: Tile
    offline: Tile
    bins: Tile
    tickets: Tile
    unclaimed: Tile
    messages: Tile


class Figures:
    """The row of numbers."""

    def __init__(self, voice: Voice) -> None:
        self._voice = voice
        titles = (
            "villages",
            "devices_online",
            "devices_offline",
            "bins_full",
            "tickets_open",
            "unclaimed",
            "messages",
        )
        with div("tiles"):
            self._tiles = _Tiles(*(Tile(voice.say(title)) for title in titles))

    def show(self, seen: Snapshot) -> None:
        """Show the figures of a snapshot."""
        say, overview, tiles = self._voice.say, seen.overview, self._tiles
        count = {presence: overview.presence.get(presence, 0) for presence in Presence}
        total = sum(count.values())
        unknown = say("devices_unknown", unknown=count[Presence.UNKNOWN], never=count[Presence.NEVER])
        tiles.villages.show(str(overview.villages), seen.catalog.places[_township(seen)].name)
        tiles.online.show(str(overview.tally.online), say("devices_of", total=total), "good")
        mood = "watch" if overview.tally.offline else ""
        tiles.offline.show(str(overview.tally.offline), unknown, mood)
        beside = say("bins_of", total=overview.tally.bins, stale=overview.tally.bins_unknown)
        tiles.bins.show(str(overview.tally.bins_full), beside, "bad" if overview.tally.bins_full else "")
        overdue = say("tickets_overdue", overdue=overview.tickets_overdue)
        mood = "bad" if overview.tickets_overdue else "watch" if overview.tickets_open else ""
        tiles.tickets.show(str(overview.tickets_open), overdue, mood)
        unreadable = say("dead_letters", count=overview.balance.dead_letter)
        tiles.unclaimed.show(str(overview.unclaimed), unreadable, "watch" if overview.unclaimed else "")
        balance = overview.balance
        beside = say("messages_of", received=f"{balance.received:,}", held=f"{balance.in_journal:,}")
        is_good = balance.is_even and not balance.lost
        verdict = say("balanced" if balance.is_even else "unbalanced")
        if balance.is_even and balance.lost:
            verdict = say("lost", count=f"{balance.lost:,}")
        tiles.messages.show(("✓ " if is_good else "✗ ") + verdict, beside, _good(is_good=is_good))


class Notes:
    """What is away or broken, in sentences; nothing when all is well."""

    def __init__(self, voice: Voice) -> None:
        self._voice = voice
        self._line: ui.label = text("", "note").props('role="status"')
        self._line.set_visibility(False)

    def show(self, seen: Snapshot) -> None:
        """Show what a snapshot says is wrong."""
        said = [self._sentence(item, seen) for item in seen.notes]
        if seen.is_old:
            said.append(self._voice.say("snapshot_old", at=self._voice.clock(seen.at, seen.at)))
        self._line.set_text("\n".join(said))
        dress(self._line, "note bad" if any(item.is_problem for item in seen.notes) else "note")
        self._line.set_visibility(bool(said))

    def _sentence(self, item: Note, seen: Snapshot) -> str:
        say = self._voice.say
        what = self._voice.word(note(item.code))
        if item.code not in NOTES:
            what = say("problem", what=what)
        detail = self._voice.word(item.detail)
        what = say("detail", what=what, detail=detail) if detail else what
        since = say("since", what=what, since="", at=self._voice.clock(item.since, seen.at))
        return since + (say("held", count=f"{item.held:,}") if item.held else "")


def _good(*, is_good: bool) -> str:
    return "good" if is_good else "bad"


def _township(seen: Snapshot) -> str:
    village = next(iter(seen.catalog.villages()), None)
    return village.parent or village.id if village else next(iter(seen.catalog.places))
