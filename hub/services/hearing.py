"""What each kind of message does to what the hub knows; one method for each kind."""

import logging
from dataclasses import dataclass

from devices.contract.bodies import (
    Birth,
    DeviceClass,
    HubStatus,
    HubTime,
    LitterFinding,
    SecurityEvent,
    Sign,
    Snapshot,
    SpeakerState,
    Status,
    Telemetry,
    Upto,
    ViewEvent,
)
from devices.contract.commands import Command, Refusal
from devices.contract.faults import Fault
from devices.contract.problems import listed
from devices.contract.receipts import Ack
from devices.contract.setup import CameraSetup
from devices.contract.talk import Piece
from devices.contract.topics import BadMessage
from hub.domain.area import Device
from hub.domain.device_state import DeviceState, Numbers, Said
from hub.domain.instants import millis
from hub.domain.intake import Outcome
from hub.domain.readings import remember
from hub.domain.sequences import Verdict
from hub.domain.telemetry import believed_time, is_dated, judge, reading_point
from hub.series import FieldValue, Point
from hub.services import enrolment
from hub.services.batch import Batch, Heard, Numbered
from hub.services.bin_readings import BinNews, BinReadings
from hub.services.life_signs import presented, seen, seen_at
from hub.services.rectify import Rectify
from hub.services.sending import Receipt, Sending

log = logging.getLogger(__name__)
_NS_PER_MS = 1_000_000
# What a speaker takes for a replay when the broker was handed an order twice around a broken connection.
HANDED_AGAIN = "handed_again"
_BOX = ("box_left", "box_top", "box_width", "box_height")


@dataclass(frozen=True, slots=True)
class Hearing:
    """Knows whom each kind of message concerns.

    A method first computes, then writes to the books inside a savepoint, and only then changes the batch:
    a message that raises has had no effect.
    """

    rectify: Rectify
    sending: Sending
    bins: BinReadings

    def hear(self, batch: Batch, heard: Heard) -> Outcome:
        """Give one message its effect.

        Raises:
            BadMessage: a device may not say this, or nothing in it can be kept; dead-letter it.
        """
        device = batch.catalog.devices.get(heard.device)
        if device is None:
            return _unregistered(batch, heard)
        match heard.message.body:
            case Telemetry() as body:
                return self._telemetry(batch, heard, device, body)
            case LitterFinding() as body:
                return self._litter(batch, heard, device, body)
            case Ack() as body:
                return self._receipt(batch, heard, device, body)
            case Birth() | Status() | SpeakerState() | Sign() as body:
                return presented(batch, heard, device, body)
            case ViewEvent() | SecurityEvent() as body:
                return self._event(batch, heard, device, body)
            case Command() | Piece() | Upto() | CameraSetup() | HubStatus() | HubTime() | Snapshot():
                raise BadMessage(
                    f"device {device.id!r} may not send {heard.message.address.kind} here", Fault.SENDER
                )

    def _telemetry(self, batch: Batch, heard: Heard, device: Device, body: Telemetry) -> Outcome:
        before = batch.state(device.id)
        numbers, verdict = _numbers(before, heard, body)
        if verdict is Verdict.DUPLICATE:
            return Outcome.DUPLICATE
        if heard.is_retained and not is_dated(body, heard.at):
            why = "retained without a time that can be believed: when it was measured is unknown"
            raise BadMessage(why, Fault.TIME)
        samples = judge(body, heard.at)
        refused = [why for sample in samples for _, why in sample.refused]
        if refused and not any(sample.values for sample in samples):
            raise BadMessage(listed(refused), Fault.VALUES)
        doubts = [*heard.message.doubts, *refused]
        village = batch.catalog.village_id(device)
        readings = dict(before.readings)
        points: list[Point] = []
        for sample in samples:
            point = reading_point(sample, village, device.id, device.device_class.value)
            points += [point] if point else []
            remember(readings, sample)
        news = BinNews(before.bin_history, before.alarms)
        if device.device_class is DeviceClass.BIN:
            news = self.bins.read(device, before, samples, readings, village)
            points += news.points
        if news.alarms != before.alarms or not news.is_quiet:
            with batch.tx.savepoint():
                self.bins.settle(batch, heard, device, before, news)
        after = before._replace(
            seen_at=seen_at(before, heard),
            is_best_effort=heard.is_best_effort(before.is_best_effort),
            readings=readings,
            sequence=numbers.sequence,
            earlier=numbers.earlier,
            transmissions=numbers.transmissions,
            gaps=numbers.gaps,
            said_ms=numbers.said_ms,
            alarms=news.alarms,
            bin=news.history.bin,
            level_pct=news.history.level_pct,
            level_at=news.history.level_at,
            emptied_at=news.history.emptied_at,
            full_at=news.history.full_at,
            room_at=news.history.room_at,
        )
        batch.keep(after)
        batch.points += points
        if doubts:
            fault = Fault.FRAME if heard.message.dedup and not refused else Fault.VALUES
            batch.set_aside(heard.letter(listed(doubts), fault, is_partial=True))
        return Outcome.STORED

    def _litter(self, batch: Batch, heard: Heard, device: Device, body: LitterFinding) -> Outcome:
        state, verdict = _with_number(batch.state(device.id), heard, body)
        if verdict is Verdict.DUPLICATE:
            return Outcome.DUPLICATE
        fields: dict[str, FieldValue] = {
            "sight": body.sight.value,
            "confidence": float(body.confidence),
            "area_share": float(body.area_share),
            "growth": float(body.growth),
            "pile": body.id,
            "phase": body.phase.value,
            **dict(zip(_BOX, map(float, body.xywh), strict=True)),
        }
        if body.area_px is not None:
            fields["area_px"] = body.area_px
        if body.area_m2 is not None:
            fields["area_m2"] = float(body.area_m2)
        seen_at, _ = believed_time(body.at_ms, heard.at)
        at_ns = millis(seen_at) * _NS_PER_MS + body.seq % _NS_PER_MS
        tags = {"village": batch.catalog.village_id(device), "device": device.id}
        point = Point("litter", tags, fields, at_ns)
        with batch.tx.savepoint():
            self.rectify.litter(batch.tx, batch.catalog, device, heard.seq, body, heard.at)
        batch.keep(state)
        batch.points.append(point)
        return Outcome.STORED

    def _receipt(self, batch: Batch, heard: Heard, device: Device, body: Ack) -> Outcome:
        is_signed = enrolment.is_signed(batch.tx, device.id, heard.topic, heard.payload, body)
        state, verdict = _with_number(batch.state(device.id), heard, body)
        if verdict is Verdict.DUPLICATE:
            return Outcome.DUPLICATE
        receipt = Receipt(heard.message.address.name, body, heard.at, is_signed=is_signed)
        village = batch.catalog.village_id(device)
        with batch.tx.savepoint():
            point = self.sending.receipt(batch.tx, village, device.id, receipt)
        batch.keep(state)
        batch.points += [point] if point else []
        return Outcome.STORED

    def _event(self, batch: Batch, heard: Heard, device: Device, body: ViewEvent | SecurityEvent) -> Outcome:
        if isinstance(body, ViewEvent):
            return _view(batch, heard, body)
        return self._security(batch, heard, device, body)

    def _security(self, batch: Batch, heard: Heard, device: Device, body: SecurityEvent) -> Outcome:
        """Note what a speaker refused to obey; what the hub itself handed over twice is no attack."""
        state, verdict = _with_number(batch.state(device.id), heard, body)
        if verdict is Verdict.DUPLICATE:
            return Outcome.DUPLICATE
        is_ours = body.refusal is Refusal.REPLAYED and self.sending.may_repeat(body.topic)
        refusal = HANDED_AGAIN if is_ours else body.refusal.value
        fields: dict[str, FieldValue] = {
            "refusal": refusal,
            "topic": body.topic,
            "command": body.command,
            "refused": 1 + body.more,
        }
        seen_at, _ = believed_time(body.at_ms, heard.at)
        at_ns = millis(seen_at) * _NS_PER_MS + body.seq % _NS_PER_MS
        tags = {"village": batch.catalog.village_id(device), "device": device.id}
        batch.keep(state)
        batch.points.append(Point("security", tags, fields, at_ns))
        level = logging.INFO if is_ours else logging.WARNING
        log.log(level, "speaker %s refused an order on %s: %s", device.id, body.topic, refusal)
        return Outcome.STORED


def note_number(batch: Batch, heard: Heard) -> bool:
    """Note the number of a message that is set aside: it is in the hub, and its device may forget it.

    Returns:
        Whether there was a number to note.
    """
    body = heard.message.body
    if not batch.knows(heard.device) or not isinstance(body, Numbered):
        return False
    state = batch.state(heard.device)
    numbers, _ = _numbers(state, heard, body)
    batch.keep(state._replace(**numbers._asdict()))
    return True


def _unregistered(batch: Batch, heard: Heard) -> Outcome:
    """Tell a retired device, whose messages have no effect, from a stranger."""
    if heard.device in batch.catalog.retired:
        raise BadMessage(f"device {heard.device!r} is retired", Fault.RETIRED)
    return _unclaimed(batch, heard)


def _unclaimed(batch: Batch, heard: Heard) -> Outcome:
    """Keep a stranger's message: never dropped, never trusted."""
    state = batch.state(heard.device)
    if state.seen_at is None:
        batch.demand_room(heard.device)
    body = heard.message.body
    if isinstance(body, Numbered):
        state, verdict = _with_number(state, heard, body)
        if verdict is Verdict.DUPLICATE:
            return Outcome.DUPLICATE
    else:
        state = seen(state, heard)
    if isinstance(body, Telemetry):
        readings = dict(state.readings)
        for sample in judge(body, heard.at):
            remember(readings, sample)
        state = state._replace(readings=readings)
    batch.keep(state)
    batch.hold(heard)
    return Outcome.STORED


def _view(batch: Batch, heard: Heard, body: ViewEvent) -> Outcome:
    state, verdict = _with_number(batch.state(heard.device), heard, body)
    if verdict is Verdict.DUPLICATE:
        return Outcome.DUPLICATE
    if heard.is_overtaken(state.seen_at):
        batch.keep(state)
        return Outcome.STORED
    batch.keep(state.viewed(body.fault, tuple(medium.sha256 for medium in body.media), heard.at))
    return Outcome.STORED


def _with_number(state: DeviceState, heard: Heard, body: Numbered) -> tuple[DeviceState, Verdict]:
    """Note the number and the sign of life of a message."""
    numbers, verdict = _numbers(state, heard, body)
    after = state._replace(
        seen_at=seen_at(state, heard),
        is_best_effort=heard.is_best_effort(state.is_best_effort),
        **numbers._asdict(),
    )
    return after, verdict


def _numbers(state: DeviceState, heard: Heard, body: Numbered) -> tuple[Numbers, Verdict]:
    """Note the number of a message; of one that is read again it may be noted already."""
    if heard.is_numbered:
        return state.numbers, Verdict.FRESH
    since = state.seen_at or heard.at
    said = Said(body.boot, body.seq, _said_ms(heard, body))
    return state.numbers.take(said, heard.transmission, since=since, until=heard.at)


def _said_ms(heard: Heard, body: Numbered) -> int | None:
    """The device's own time in a message, where it can be believed; of a batch that of its last sample."""
    at_ms = body.at_ms
    if isinstance(body, Telemetry) and body.batch is not None:
        at_ms = body.batch[-1].at_ms
    return at_ms if believed_time(at_ms, heard.at)[1] is None else None
