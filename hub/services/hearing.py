"""What each kind of message does to what the hub knows; one method for each kind."""

from dataclasses import dataclass, replace
from typing import TypeAlias

from devices.contract.bodies import (
    Ack,
    Announce,
    Birth,
    Cancel,
    DeviceClass,
    HubStatus,
    HubTime,
    LitterFinding,
    Snapshot,
    SpeakerState,
    Status,
    Telemetry,
    Upto,
    ViewEvent,
    ViewFault,
)
from devices.contract.problems import listed
from devices.contract.topics import BadMessage
from devices.contract.wire import Message
from hub.books import HeldMessage
from hub.domain.area import Device
from hub.domain.bins import BinChange, level, observe
from hub.domain.device_state import DeviceState, Reading
from hub.domain.instants import instant, millis
from hub.domain.intake import Outcome
from hub.domain.sequences import Verdict
from hub.domain.telemetry import Judged, believed_time, judge, reading_point
from hub.series import FieldValue, Point
from hub.services.batch import Batch, Heard
from hub.services.broadcast import Broadcast
from hub.services.rectify import Rectify

# Nobody installs more devices than this before registering one; more strangers are refused, not remembered.
MAX_UNCLAIMED = 1_000
_TRANSMISSIONS = 32
_NS_PER_MS = 1_000_000
Numbered: TypeAlias = Telemetry | LitterFinding | ViewEvent | Ack


@dataclass(frozen=True, slots=True)
class Hearing:
    """Knows whom each kind of message concerns.

    A method first computes, then writes to the books inside a savepoint, and only then changes the batch:
    a message that raises has had no effect.
    """

    rectify: Rectify
    broadcast: Broadcast

    def hear(self, batch: Batch, heard: Heard) -> Outcome:
        """Give one message its effect.

        Raises:
            BadMessage: a device may not say this, or nothing in it can be kept; dead-letter it.
        """
        device = batch.catalog.devices.get(heard.device)
        if device is None:
            return _unclaimed(batch, heard)
        match heard.message.body:
            case Telemetry() as body:
                return self._telemetry(batch, heard, device, body)
            case LitterFinding() as body:
                return self._litter(batch, heard, device, body)
            case ViewEvent() as body:
                return _view(batch, heard, body)
            case Ack() as body:
                return self._receipt(batch, heard, device, body)
            case Birth() | Status() | SpeakerState() as body:
                return _presented(batch, heard, device, body)
            case Announce() | Cancel() | Upto() | HubStatus() | HubTime() | Snapshot():
                raise BadMessage(f"device {device.id!r} may not send {heard.message.address.kind} here")

    def _telemetry(self, batch: Batch, heard: Heard, device: Device, body: Telemetry) -> Outcome:
        state, verdict = _numbered(_seen(batch.state(device.id), heard), heard.message, body.boot, body.seq)
        if verdict is Verdict.DUPLICATE:
            return Outcome.DUPLICATE
        samples = judge(body, heard.at)
        refused = [why for sample in samples for _, why in sample.refused]
        if refused and not any(sample.values for sample in samples):
            raise BadMessage(listed(refused))
        doubts = [*heard.message.doubts, *refused]
        village = _village(batch, device)
        points: list[Point] = []
        changes: list[BinChange] = []
        for sample in samples:
            point = reading_point(sample, village, device.id, device.device_class.value)
            points += [point] if point else []
            state = _with_readings(state, sample)
            if device.device_class is DeviceClass.BIN:
                state, change, level_point = _bin(state, sample, device, village)
                changes.append(change)
                points += [level_point] if level_point else []
        if any(change.became_full or change.became_clear or change.was_emptied for change in changes):
            with batch.tx.savepoint():
                self._bin_changes(batch, heard, device, changes)
        batch.keep(state)
        batch.points += points
        if doubts:
            batch.letters.append(heard.letter(listed(doubts), is_partial=True))
        return Outcome.STORED

    def _bin_changes(self, batch: Batch, heard: Heard, device: Device, changes: list[BinChange]) -> None:
        for change in changes:
            if change.became_full:
                self.rectify.bin_full(batch.tx, batch.catalog, device, heard.seq, heard.at)
            if change.became_clear or change.was_emptied:
                self.rectify.bin_clear(batch.tx, device, heard.at)

    def _litter(self, batch: Batch, heard: Heard, device: Device, body: LitterFinding) -> Outcome:
        state, verdict = _numbered(_seen(batch.state(device.id), heard), heard.message, body.boot, body.seq)
        if verdict is Verdict.DUPLICATE:
            return Outcome.DUPLICATE
        fields: dict[str, FieldValue] = {
            "sight": body.sight.value,
            "confidence": float(body.confidence),
            "area_share": float(body.area_share),
        }
        seen_at, _ = believed_time(body.at_ms, heard.at)
        at_ns = millis(seen_at) * _NS_PER_MS + body.seq % _NS_PER_MS
        point = Point("litter", {"village": _village(batch, device), "device": device.id}, fields, at_ns)
        with batch.tx.savepoint():
            self.rectify.litter(batch.tx, batch.catalog, device, heard.seq, body, heard.at)
        batch.keep(state)
        batch.points.append(point)
        return Outcome.STORED

    def _receipt(self, batch: Batch, heard: Heard, device: Device, body: Ack) -> Outcome:
        state, verdict = _numbered(_seen(batch.state(device.id), heard), heard.message, body.boot, body.seq)
        if verdict is Verdict.DUPLICATE:
            return Outcome.DUPLICATE
        with batch.tx.savepoint():
            point = self.broadcast.receipt(
                batch.tx, _village(batch, device), device.id, heard.message.address.name, body, heard.at
            )
        batch.keep(state)
        batch.points += [point] if point else []
        return Outcome.STORED


def note_number(batch: Batch, heard: Heard) -> None:
    """Count the number of a message that was set aside: it is in the hub, and its device may forget it."""
    body = heard.message.body
    is_known = heard.device in batch.catalog.devices or heard.device in batch.states
    if is_known and isinstance(body, Numbered):
        state, _ = _numbered(batch.state(heard.device), heard.message, body.boot, body.seq)
        batch.keep(state)


def _unclaimed(batch: Batch, heard: Heard) -> Outcome:
    """Keep a stranger's message: never dropped, never trusted."""
    state = batch.state(heard.device)
    if state.seen_at is None and len(batch.tx.intake.held_devices()) >= MAX_UNCLAIMED:
        raise BadMessage(
            f"device {heard.device!r} is not registered, and {MAX_UNCLAIMED} others wait already"
        )
    body = heard.message.body
    state = _seen(state, heard)
    if isinstance(body, Numbered):
        state, verdict = _numbered(state, heard.message, body.boot, body.seq)
        if verdict is Verdict.DUPLICATE:
            return Outcome.DUPLICATE
    if isinstance(body, Telemetry):
        for sample in judge(body, heard.at):
            state = _with_readings(state, sample)
    batch.tx.intake.hold(heard.device, HeldMessage(heard.seq, heard.topic, heard.payload, heard.at))
    batch.keep(state)
    return Outcome.STORED


def _presented(batch: Batch, heard: Heard, device: Device, body: Birth | Status | SpeakerState) -> Outcome:
    state = batch.state(device.id)
    told_at = heard.at if body.at_ms is None else min(instant(body.at_ms), heard.at)
    if isinstance(body, SpeakerState):
        batch.keep(_seen(state, heard))
        return Outcome.STORED
    if body.boot < state.sequence.boot:
        return Outcome.DUPLICATE  # the word, or the Will, of a session that is over
    if isinstance(body, Birth):
        born = replace(state, model=body.model, period_s=body.period_s, via=body.via or "")
        batch.keep(_seen(born, heard, not_after_ms=body.at_ms))
        return Outcome.STORED
    if state.told_at is not None and told_at <= state.told_at and state.says_online is body.online:
        return Outcome.DUPLICATE
    said = replace(state, says_online=body.online, told_at=told_at)
    batch.keep(_seen(said, heard, not_after_ms=body.at_ms) if body.online else said)
    tags = {
        "village": _village(batch, device),
        "device": device.id,
        "device_class": device.device_class.value,
    }
    counts_at, _ = believed_time(millis(told_at), heard.at)
    batch.points.append(Point("presence", tags, {"online": body.online}, millis(counts_at) * _NS_PER_MS))
    return Outcome.STORED


def _view(batch: Batch, heard: Heard, body: ViewEvent) -> Outcome:
    state, verdict = _numbered(_seen(batch.state(heard.device), heard), heard.message, body.boot, body.seq)
    if verdict is Verdict.DUPLICATE:
        return Outcome.DUPLICATE
    batch.keep(replace(state, view_fault="" if body.fault is ViewFault.NONE else body.fault.value))
    return Outcome.STORED


def _seen(state: DeviceState, heard: Heard, *, not_after_ms: int | None = None) -> DeviceState:
    """Note the sign of life; a retained message is as old as it says, not as new as our subscription."""
    at = heard.at
    if heard.is_retained:
        if not_after_ms is None:
            return state
        at = min(at, instant(not_after_ms))
    return state if state.seen_at is not None and at <= state.seen_at else replace(state, seen_at=at)


def _numbered(state: DeviceState, message: Message, boot: int, seq: int) -> tuple[DeviceState, Verdict]:
    """Note the message's number, or its network's id: frame counters of radios begin anew unasked."""
    if message.dedup:
        if message.dedup in state.transmissions:
            return state, Verdict.DUPLICATE
        kept = (*state.transmissions, message.dedup)[-_TRANSMISSIONS:]
        return replace(state, transmissions=kept), Verdict.FRESH
    boots, verdict = state.boots.take(boot, seq)
    return replace(state, sequence=boots.newest, earlier=boots.earlier), verdict


def _with_readings(state: DeviceState, sample: Judged) -> DeviceState:
    newer = {
        name: Reading(value, sample.quality[name], sample.at)
        for name, value in sample.values.items()
        if name not in state.readings or state.readings[name].at <= sample.at
    }
    return replace(state, readings={**state.readings, **newer}) if newer else state


def _bin(
    state: DeviceState, sample: Judged, device: Device, village: str
) -> tuple[DeviceState, BinChange, Point | None]:
    """Let a sample act on a bin, unless a newer one already has."""
    seen = level(sample.values, sample.quality, device.geometry)
    is_late = state.level_at is not None and sample.at <= state.level_at
    if is_late or seen.pct is None:
        return state, BinChange(state.bin), None
    change = observe(state.bin, seen)
    after = replace(
        state,
        bin=change.state,
        level_pct=change.state.level_pct,
        level_at=sample.at,
        emptied_at=sample.at if change.was_emptied else state.emptied_at,
    )
    if after.level_pct is None:
        return after, change, None
    fields: dict[str, FieldValue] = {
        "level_pct": float(after.level_pct),
        "is_full": change.state.is_full,
        "emptied": change.was_emptied,
    }
    return after, change, Point("bin_level", {"village": village, "device": device.id}, fields, sample.at_ns)


def _village(batch: Batch, device: Device) -> str:
    village = batch.catalog.village_of(device)
    return village.id if village else "none"
