"""What a preview found: whom it reaches, how it sounds, and everything that forbids it."""

from dataclasses import dataclass
from datetime import datetime

from nicegui import ui

from hub.console.panels.broadcast import lowered
from hub.console.parts import div, dress, text
from hub.console.voice import Voice
from hub.domain.area import Catalog
from hub.services.examine import Examined, Hindrance
from hub.services.follow import Whole
from hub.words import refusal


@dataclass(frozen=True, slots=True)
class Found:
    """An examined draft and whom it reaches; `at` is when that was looked at."""

    examined: Examined
    reach: Whole
    interrupts: int
    at: datetime


class Findings:
    """The block below the form; hidden until something was looked at."""

    def __init__(self, voice: Voice) -> None:
        self._voice = voice
        with div("findings") as self._block:
            self._reach = text("", "found-reach")
            self._sound = text("", "quiet")
            self._player = ui.element("audio").props("controls preload=metadata")
            self._verdict = text("", "result").props('role="status" aria-live="polite"')
        self._block.set_visibility(False)

    def clear(self) -> None:
        """Show nothing."""
        self._block.set_visibility(False)

    def show(self, found: Found, catalog: Catalog, asked_pct: int) -> None:
        """Show what was found of a draft whose author asked for that volume."""
        voice, examined = self._voice, found.examined
        self._reach.set_text(reached(voice, found))
        seconds = f"{examined.duration_ms / 1000:.1f}"
        volume = examined.draft.volume_pct
        said = voice.say("found_sound", seconds=seconds, volume=volume)
        self._sound.set_text(said + lowered(voice, asked_pct, volume))
        for part in (self._sound, self._player):
            part.set_visibility(bool(examined.sha256))
        if examined.sha256 and self._player.props.get("src") != f"/media/{examined.sha256}":
            self._player.props["src"] = f"/media/{examined.sha256}"
        flaws = examined.hindrance.flaws
        is_good = not flaws
        self._verdict.set_text(
            voice.say("found_good") if is_good else hindered(voice, examined.hindrance, catalog, found.at)
        )
        dress(self._verdict, "result good" if is_good else "result bad")
        self._block.set_visibility(True)


def reached(voice: Voice, found: Found) -> str:
    """Whom it reaches and disturbs, in one line."""
    reach = found.reach
    counts = {"speakers": reach.speakers, "online": reach.online, "offline": reach.offline}
    said = [voice.say("found_reach", muted=reach.muted, **counts)]
    if reach.households is not None:
        said.append(voice.say("found_households", count=reach.households))
    if found.interrupts:
        said.append(voice.say("found_interrupts", count=found.interrupts))
    if found.examined.disturbs:
        said.append(voice.say("found_disturbs"))
    if found.examined.needs_second_person:
        said.append(voice.say("found_second"))
    return " · ".join(said)


def hindered(voice: Voice, found: Hindrance, catalog: Catalog, now: datetime) -> str:
    """Everything that forbids an announcement, in one line."""
    why = voice.word(refusal(found.flaws))
    said = [voice.say("in_brackets", what=why, more=found.quiet) if found.quiet else why]
    if found.next_slot is not None:
        said[0] += voice.say("next_slot", at=voice.clock(found.next_slot, now))
    if found.unmatched:
        said.append(voice.say("found_unmatched", names=voice.listed(found.unmatched)))
    for item in found.overspent:
        place = catalog.places.get(item.village)
        figures = {
            "spent": round(item.spent.total_seconds() / 60),
            "allowed": round(item.allowed.total_seconds() / 60),
        }
        said.append(voice.say("found_overspent", village=place.name if place else item.village, **figures))
    return " · ".join(said)
