"""Signs of life: births, the word that a device is there or gone, and what only shows that it lives."""

from datetime import datetime

from devices.contract.bodies import Birth, DeviceClass, Sign, SpeakerState, Status
from hub.domain.area import Device
from hub.domain.device_state import DeviceState, Said
from hub.domain.instants import instant, millis
from hub.domain.intake import Outcome
from hub.domain.sequences import Verdict
from hub.domain.speaker_keys import Presented
from hub.domain.telemetry import believed_time
from hub.series import Point
from hub.services import enrolment
from hub.services.batch import Batch, Heard

_NS_PER_MS = 1_000_000


def presented(
    batch: Batch, heard: Heard, device: Device, body: Birth | Status | SpeakerState | Sign
) -> Outcome:
    """Give a birth, a status or another sign of life its effect."""
    if isinstance(body, SpeakerState | Sign):
        return _alive(batch, heard, body)
    state = batch.state(device.id)
    if heard.is_overtaken(state.seen_at):
        return Outcome.STORED
    told_at = heard.at if body.at_ms is None else min(instant(body.at_ms), heard.at)
    if body.boot < state.sequence.boot:
        return Outcome.DUPLICATE  # the word, or the Will, of a session that is over
    if isinstance(body, Birth):
        if device.device_class is DeviceClass.SPEAKER and body.public_key:
            enrolment.present(batch.tx, device.id, Presented(body.public_key, body.believes), heard.at)
        born = state._replace(
            model=body.model, period_s=body.period_s, via=body.via or "", obeys=body.commands
        )
        # A gateway that comes back says all births again, of devices that died meanwhile, too.
        is_known = state.seen_at is not None and body.boot == state.sequence.boot
        batch.keep(born if is_known and body.via else seen(born, heard, not_after_ms=body.at_ms))
        return Outcome.STORED
    if state.told_at is not None and told_at <= state.told_at and state.says_online is body.online:
        return Outcome.DUPLICATE
    said = state.told(online=body.online, told_at=told_at, heard_at=heard.at)
    batch.keep(seen(said, heard, not_after_ms=body.at_ms) if body.online else said)
    tags = {
        "village": batch.catalog.village_id(device),
        "device": device.id,
        "device_class": device.device_class.value,
    }
    counts_at, _ = believed_time(millis(told_at), heard.at)
    batch.points.append(Point("presence", tags, {"online": body.online}, millis(counts_at) * _NS_PER_MS))
    return Outcome.STORED


def _alive(batch: Batch, heard: Heard, body: SpeakerState | Sign) -> Outcome:
    """Note that a device lives; what a network only tells of it changes nothing."""
    state = batch.state(heard.device)
    if isinstance(body, Sign):
        said = Said(0, 0, None)
        numbers, verdict = state.numbers.take(said, heard.transmission, since=heard.at, until=heard.at)
        if verdict is Verdict.DUPLICATE:
            return Outcome.DUPLICATE
        state = state._replace(**numbers._asdict())
    if isinstance(body, SpeakerState):
        state = state._replace(is_muted=body.muted)
    is_alive = isinstance(body, SpeakerState) or body.is_alive
    batch.keep(seen(state, heard) if is_alive else state)
    return Outcome.STORED


def seen(state: DeviceState, heard: Heard, *, not_after_ms: int | None = None) -> DeviceState:
    """Note the sign of life."""
    return state._replace(seen_at=seen_at(state, heard, not_after_ms=not_after_ms))


def seen_at(state: DeviceState, heard: Heard, *, not_after_ms: int | None = None) -> datetime | None:
    """When a device was last alive: a retained message is as old as it says, not as new as our asking."""
    if not heard.is_retained:
        return state.seen_by(heard.at)
    return state.seen_at if not_after_ms is None else state.seen_by(min(heard.at, instant(not_after_ms)))
