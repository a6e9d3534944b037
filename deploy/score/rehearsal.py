"""The bins of a scenario, straight from the world into the hub's pure core, as a run to be scored. Pure.

No broker, no store and no process in between: seconds instead of half an hour, so that a rule can be tried
on many seeds. What the system itself does to messages (restarts, outages) is not in it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import zip_longest
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

from deploy.score.answered import AnswerLine, LevelsShown, Stood, TicketSaid
from deploy.score.lines import Lines
from deploy.score.rehearsed_looks import Known, row_ms, stood
from deploy.score.run import Run, bins, run_of
from deploy.score.spans import DAY_MS, MINUTE_MS
from deploy.score.truth import TRUTH, TrueDay, TrueDevice, TrueLine
from devices.contract.bodies import Telemetry
from devices.contract.quantities import Quality
from devices.sim.world.cast import Actor
from devices.sim.world.fact import Said, written
from devices.sim.world.saying import Manner, Saying, Speech
from devices.sim.world.world import World
from hub.domain.bin_alarms import alarms
from hub.domain.bins import BinChange, Geometry
from hub.domain.device_state import BinHistory, DeviceState
from hub.domain.health import Patience, max_age
from hub.domain.instants import instant, millis
from hub.domain.looks import collected
from hub.domain.readings import Reading, remember
from hub.domain.same_day import FullSpell, clearance
from hub.domain.telemetry import judge
from hub.domain.tickets import TicketKind

_MEASURED = frozenset({Manner.READING, Manner.EVENT})
# The rows of the screens: once a minute what changed, everything every five (hub.services.chronicle.devices).
_AGAIN_MS, _STEP_PCT = 5 * MINUTE_MS, 5.0
_NEW = DeviceState("").bin_history


class _Heard(NamedTuple):
    """What was known of a bin from `at_ms` on."""

    at_ms: int
    history: BinHistory
    change: BinChange


@dataclass(slots=True)
class _Bin:
    """One bin of the world as the hub comes to know it."""

    actor: Actor
    history: BinHistory = _NEW
    heard: list[_Heard] = field(default_factory=list)
    known: list[Known] = field(default_factory=list)
    readings: dict[str, Reading] = field(default_factory=dict)

    def hear(self, saying: Saying) -> None:
        """Let one saying have its effect."""
        device = self.actor.device
        geometry = Geometry(device.empty_mm or 0, device.full_mm or 0)
        body = Telemetry(
            boot=1, seq=saying.number, at_ms=_dated_ms(self.actor, saying), values=dict(saying.values),
            quality=_told(self.actor, saying),
        )  # fmt: skip
        before = dict(self.readings)
        for sample in judge(body, instant(saying.at_ms)):
            remember(self.readings, sample)
            self.history, change = self.history.take(sample, geometry)
            if change is not None:
                self.heard.append(_Heard(saying.at_ms, self.history, change))
        said = alarms(self.known[-1].alarms if self.known else (), before, self.readings)
        self.known.append(Known(saying.at_ms, self.history, said))


def rehearse(world: World) -> Run:
    """Let the pure core hear every bin of a world, and put what the screens would say beside the truth."""
    known = {actor.id: _Bin(actor) for actor in world.actors if actor.device.empty_mm is not None}
    truth: list[TrueLine] = []
    for told in world.truth():
        truth.append(TRUTH.validate_json(written(told)))
        if isinstance(told, Said) and told.saying.manner in _MEASURED and told.device in known:
            known[told.device].hear(told.saying)
    run = run_of(Lines(truth), Lines([]), Lines([]), Path("truth.jsonl"))
    midnights_ms = [*run.midnights, *(line.at_ms for line in run.truth.of(TrueDay))]
    answers: list[AnswerLine] = []
    for device in bins(run):
        answers += _answers(known[device.device], device, run, midnights_ms)
    return Run(run.began, run.truth, run.sent, Lines(answers))


def _dated_ms(actor: Actor, saying: Saying) -> int | None:
    """When the message says that it was measured: by the device's clock, the network's, or not at all."""
    match actor.speech:
        case Speech.NATIVE | Speech.VENDOR_JSON:
            return saying.clock_ms
        case Speech.CHIRPSTACK | Speech.THINGS_STACK:
            return saying.at_ms
        case _:
            return None


def _told(actor: Actor, saying: Saying) -> dict[str, Quality]:
    """The quality of what was measured: only our own contract carries it."""
    if actor.speech is not Speech.NATIVE:
        return {}
    return dict(saying.quality)


def _answers(known: _Bin, device: TrueDevice, run: Run, midnights_ms: Iterable[int]) -> Iterator[AnswerLine]:
    yield from stood(device.device, known.known, timedelta(seconds=device.period_s))
    yield LevelsShown(device=device.device, rows=tuple(_levels(known, device, run.span.until_ms)))
    emptied = [
        (row_ms(heard.at_ms), millis(heard.change.emptied_at))
        for heard in known.heard
        if heard.change.emptied_at is not None
    ]
    yield Stood(device=device.device, field="emptied_at_ms", rows=tuple(emptied))
    zone = ZoneInfo(run.began.timezone)
    yield Stood(device=device.device, field="collection", rows=tuple(_collections(known, zone, midnights_ms)))
    yield from _tickets(known)


def _levels(known: _Bin, device: TrueDevice, ends_ms: int) -> Iterator[tuple[int, float]]:
    """The rows with the level of a bin, as the chronicle writes them."""
    oldest = max_age(timedelta(seconds=device.period_s), Patience())
    written_ms, written_step = 0, -1.0
    for heard, following in zip_longest(known.heard, known.heard[1:]):
        level_pct, level_at = heard.history.level_pct, heard.history.level_at
        until_ms = ends_ms if following is None else following.at_ms
        if level_pct is None or level_at is None:
            continue
        until_ms = min(until_ms, millis(level_at + oldest))
        for at_ms in range(row_ms(heard.at_ms), until_ms, MINUTE_MS):
            if level_pct // _STEP_PCT != written_step or at_ms - written_ms >= _AGAIN_MS:
                written_ms, written_step = at_ms, level_pct // _STEP_PCT
                yield at_ms, level_pct


def _collections(known: _Bin, zone: ZoneInfo, midnights_ms: Iterable[int]) -> Iterator[tuple[int, str]]:
    """Each change of a bin's same-day clearance."""
    moments = [(heard.at_ms, heard.history) for heard in known.heard]
    for midnight_ms in sorted(set(midnights_ms)):
        before = [history for at_ms, history in moments if at_ms < midnight_ms]
        moments += [(midnight_ms, before[-1])] if before else []
        moments.sort(key=lambda moment: moment[0])
    said = ""
    for at_ms, history in moments:
        local = datetime.fromtimestamp(at_ms / 1000, zone).replace(hour=0, minute=0, second=0, microsecond=0)
        spell = FullSpell(history.full_at, history.room_at, history.emptied_at)
        now = collected(clearance(spell, local)).value
        if now != said:
            said = now
            yield row_ms(at_ms), now


def _tickets(known: _Bin) -> Iterator[TicketSaid]:
    """The matters of a full bin: from when it became so until it was settled."""
    since_ms: int | None = None
    for heard in known.heard:
        change = heard.change
        if since_ms is None and change.became_full:
            since_ms = heard.at_ms
        if since_ms is not None and (change.became_clear or change.emptied_at is not None):
            yield _ticket(known, since_ms, heard.at_ms)
            since_ms = None
    if since_ms is not None:
        yield _ticket(known, since_ms, None)


def _ticket(known: _Bin, since_ms: int, closed_ms: int | None) -> TicketSaid:
    return TicketSaid(
        at_ms=since_ms, device=known.actor.id, kind=TicketKind.BIN_FULL,
        ticket=f"{known.actor.id}-{since_ms}", subject="",
        due_ms=since_ms + DAY_MS, closed_ms=closed_ms, because="", sightings=1, pictures=0,
    )  # fmt: skip
