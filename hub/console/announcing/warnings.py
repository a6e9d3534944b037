"""Public warnings on the page: each that came with what became of it and why, and how the feeds stand."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from nicegui import ui

from hub.cap_words import FATES, LEVELS, SEVERITIES, noted, shortly
from hub.console.parts import Rows, div, dress, hint, panel, text
from hub.console.voice import Voice
from hub.domain.cap.alert import Severity, Status
from hub.domain.cap.ranking import Level
from hub.domain.cap.record import Fate, Record
from hub.services.cap.inlets import Standing
from hub.words import NO_WORD, Word

# How a fate is drawn: as something done, to be done, wrong, or of no further interest.
_LOOKS = {
    Fate.ANNOUNCED: "done",
    Fate.CANCELLED: "done",
    Fate.WAITING: "due",
    Fate.HINDERED: "wrong",
}
_ASIDE = {
    Status.EXERCISE.value: "cap_exercise",
    Status.TEST.value: "cap_test",
    Status.SYSTEM.value: "cap_system",
    Status.DRAFT.value: "cap_draft",
}


@dataclass(frozen=True, slots=True)
class Shown:
    """What is shown: the newest messages, and how each way by which they come stands."""

    alerts: Sequence[Record]
    feeds: Sequence[Standing]


class AlertRow:
    """One message: what it says, who sent it, when, what became of it, and why."""

    def __init__(self, voice: Voice) -> None:
        self._voice = voice
        self.root: ui.element = div("alert-row")
        with self.root:
            self._fate = text("", "fate")
            self._headline = text("", "name")
            self._age = text("", "quiet")
            self._from = text("", "quiet from")
            self._why = text("", "why")

    def show(self, item: tuple[Record, datetime]) -> None:
        """Show a message as of now."""
        record, now = item
        voice = self._voice
        look = "wrong" if record.fate.is_refused else _LOOKS.get(record.fate, "quiet")
        dress(self.root, f"alert-row {look}")
        self._fate.set_text(voice.word(FATES[record.fate]))
        self._headline.set_text(headline(voice, record))
        self._age.set_text(voice.ago(now - record.received_at))
        hint(self._age, voice.clock(record.received_at, now))
        self._from.set_text(source(voice, record))
        why = voice.word(reason(record))
        self._why.set_text(why)
        self._why.set_visibility(bool(why))


class FeedRow:
    """One way by which messages come."""

    def __init__(self, voice: Voice) -> None:
        self._voice = voice
        self.root: ui.element = div("feed-row")
        with self.root:
            self._name = text("", "name")
            self._state = text("")

    def show(self, item: tuple[Standing, datetime]) -> None:
        """Show a way as of now."""
        standing, now = item
        voice = self._voice
        self._name.set_text(standing.name)
        hint(self._name, standing.where)
        self._state.set_text(state(voice, standing, now))
        look = "wrong" if standing.is_lost else "due" if standing.why else "done"
        dress(self.root, f"feed-row {look}")


class WarningsPanel:
    """The part of the page for warnings."""

    def __init__(self, voice: Voice) -> None:
        with panel(voice.say("cap_title"), "public-warnings"):
            self._feeds = Rows(lambda: FeedRow(voice), empty=voice.say("cap_no_feeds"), classes="rows feeds")
            self._alerts = Rows(lambda: AlertRow(voice), empty=voice.say("cap_none"))

    def show(self, shown: Shown, now: datetime) -> None:
        """Show what is known now."""
        self._feeds.show([(each.name, (each, now)) for each in shown.feeds])
        self._alerts.show([(each.id, (each, now)) for each in shown.alerts])


def headline(voice: Voice, record: Record) -> str:
    """What a message says in short; what is not meant for real says so first."""
    parts = [voice.say(_ASIDE[record.status])] if record.status in _ASIDE else []
    if record.severity:
        parts.append(voice.word(SEVERITIES[Severity(record.severity)]))
    parts.append(record.headline or record.identifier or voice.say("cap_unreadable"))
    return " · ".join(parts)


def source(voice: Voice, record: Record) -> str:
    """Who sent it, by which way it came, and how often."""
    level = voice.word(LEVELS[Level(record.level)]) if record.level else ""
    parts = [level, record.sender, voice.say("cap_via", via=record.via)]
    if record.times > 1:
        parts.append(voice.say("cap_times", count=record.times))
    return " · ".join(part for part in parts if part)


def reason(record: Record) -> Word:
    """Why it was refused or could not be said, "" where nothing went wrong."""
    if record.problems:
        return shortly(record.problems)
    return noted(record.note) if record.fate in {Fate.HINDERED, Fate.BAD_SIGNATURE} else NO_WORD


def state(voice: Voice, standing: Standing, now: datetime) -> str:
    """How a way by which messages come stands."""
    ago = voice.ago(now - standing.answered_at if standing.answered_at else None)
    if standing.is_lost:
        return voice.say("cap_lost", ago=ago, why=standing.why)
    return (
        voice.say("cap_failing", ago=ago, why=standing.why)
        if standing.why
        else voice.say("cap_answers", ago=ago)
    )
