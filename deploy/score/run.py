"""One run: its truth, what happened in it, and what the hub said, side by side."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import cached_property
from pathlib import Path
from zoneinfo import ZoneInfo

from deploy.score.answered import ANSWERS, AnswerLine
from deploy.score.lines import BadRun, Lines, read_lines
from deploy.score.sent import SENT, Did, SentLine
from deploy.score.spans import MINUTE_MS, Stretch, joined
from deploy.score.truth import TRUTH, RunBegan, Silence, Spell, TrueDevice, TrueLine
from deploy.score.words import told
from devices.sim.world.deed import DeedKind
from hub.domain.earshot import GRACE
from hub.domain.instants import millis

_DEAFENING = frozenset({DeedKind.BROKER_RESTART, DeedKind.HUB_KILLED})
# Devices have so long to come back (docs/design.md), and the screens' rows are a minute old.
_BACK_MS = round(GRACE.total_seconds() * 1000) + MINUTE_MS
TRUTH_FILE, SENT_FILE, ANSWERS_FILE = "truth.jsonl", "sent.jsonl", "answers.jsonl"


@dataclass(frozen=True)
class Run:
    """Everything a score is computed from."""

    began: RunBegan
    truth: Lines[TrueLine]
    sent: Lines[SentLine]
    answers: Lines[AnswerLine]

    @property
    def span(self) -> Stretch:
        """The time that was played."""
        return Stretch(self.began.began_ms, self.began.ends_ms)

    @cached_property
    def midnights(self) -> Sequence[int]:
        """Every midnight of the township's clocks in the run; not its end: the truth ends there, too."""
        zone = ZoneInfo(self.began.timezone)
        first = datetime.fromtimestamp(self.began.began_ms / 1000, zone).date()
        last = datetime.fromtimestamp(self.began.ends_ms / 1000, zone).date()
        days = (first + timedelta(days=n) for n in range(1, (last - first).days + 1))
        midnights = (millis(datetime.combine(day, time(), zone)) for day in days)
        return [midnight_ms for midnight_ms in midnights if midnight_ms < self.began.ends_ms]

    @cached_property
    def devices(self) -> Mapping[str, TrueDevice]:
        """All devices, by id."""
        return {device.device: device for device in self.truth.of(TrueDevice)}

    @cached_property
    def registered(self) -> frozenset[str]:
        """The ids of those that the hub should know."""
        return frozenset(name for name, device in self.devices.items() if device.is_registered)

    @cached_property
    def silences(self) -> Mapping[str, list[Stretch]]:
        """When each device could not say anything."""
        found = self.truth.by_device(Silence)
        return {device: joined(map(self.stretch, spells)) for device, spells in found.items()}

    @cached_property
    def deaf(self) -> Sequence[Stretch]:
        """When the hub could not hear the devices, for it or the broker was down, or they just came back."""
        return [
            Stretch(did.at_ms, did.until_ms + _BACK_MS)
            for did in self.sent.of(Did)
            if did.kind in _DEAFENING and did.until_ms is not None
        ]

    def stretch(self, spell: Spell) -> Stretch:
        """The part of a spell that lies in the run."""
        until_ms = self.began.ends_ms if spell.until_ms is None else spell.until_ms
        return Stretch(spell.from_ms, until_ms).common(self.span)


def read_run(truth: Path) -> Run:
    """Read a run by its folder, or by its truth file there; the other two lie beside it.

    Raises:
        BadRun: a file is missing, cut off or not of its format, or the truth does not say what run it is of.
    """
    if truth.is_dir():
        truth /= TRUTH_FILE
    return run_of(
        read_lines(truth, TRUTH),
        read_lines(truth.with_name(SENT_FILE), SENT),
        read_lines(truth.with_name(ANSWERS_FILE), ANSWERS),
        truth,
    )


def run_of(truth: Lines[TrueLine], sent: Lines[SentLine], answers: Lines[AnswerLine], file: Path) -> Run:
    """Put the three beside each other; `file` is where the truth came from.

    Raises:
        BadRun: the truth does not say what run it is of.
    """
    began = truth.of(RunBegan)
    if len(began) != 1:
        raise BadRun(told.NO_RUN_LINE.of(path=file, count=len(began)))
    return Run(began[0], truth, sent, answers)


def bins(run: Run) -> Iterable[TrueDevice]:
    """The registered bins."""
    return [
        device for device in run.devices.values() if device.device_class == "bin" and device.is_registered
    ]
