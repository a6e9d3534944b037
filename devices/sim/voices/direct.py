"""How devices speak that reach the hub without a broker: NB-IoT bins, HJ 212 stations, vendors' platforms."""

from collections.abc import Callable, Iterable, Mapping
from typing import TypeAlias

from devices.sim.voices import hj212, vendor_json
from devices.sim.voices.courier import Courier, Errand
from devices.sim.voices.garbling import garbled
from devices.sim.voices.layouts import write
from devices.sim.voices.products import dingtek_tcp, profile_of
from devices.sim.voices.record import Record
from devices.sim.world.cast import Actor
from devices.sim.world.saying import Manner, Saying, Speech

Encode: TypeAlias = Callable[[Actor, Saying], bytes]

_SAYINGS = frozenset({Manner.READING, Manner.EVENT, Manner.GARBLED})


def _dingtek(actor: Actor, saying: Saying) -> bytes:
    return write(dingtek_tcp(actor.device.key), saying.values, saying.quality)


def _hj212(actor: Actor, saying: Saying) -> bytes:
    key = actor.device.key
    return hj212.frame(profile_of(actor.device.model), key, saying.values, saying.quality, saying.clock_ms)


def _vendor_json(_actor: Actor, saying: Saying) -> bytes:
    return vendor_json.body(saying.values, saying.quality, saying.clock_ms)


ENCODERS: Mapping[Speech, Encode] = {
    Speech.DINGTEK: _dingtek,
    Speech.HJ212: _hj212,
    Speech.VENDOR_JSON: _vendor_json,
}


class Directs:
    """All such devices. They have no connection that anybody watches: only what they measure is said.

    Args:
        actors: the devices.
        couriers: one for each speech among them.
        record: gets what was sent.
    """

    def __init__(
        self,
        actors: Iterable[Actor],
        couriers: Mapping[Speech, Courier],
        record: Record,
    ) -> None:
        self._actors = {actor.id: actor for actor in actors}
        self._couriers = couriers
        self._record = record

    @property
    def unconfirmed(self) -> int:
        """What waits to be carried."""
        return sum(courier.unconfirmed for courier in self._couriers.values())

    @property
    def adrift(self) -> int:
        """How many families of them want to be heard, and nobody is there."""
        return sum(courier.is_adrift for courier in self._couriers.values())

    def say(self, saying: Saying) -> None:
        """Hand over what a device measured."""
        if saying.manner not in _SAYINGS:
            return
        actor = self._actors[saying.device]
        payload, is_garbled = ENCODERS[actor.speech](actor, saying), saying.manner is Manner.GARBLED
        if is_garbled:
            payload = garbled(payload, saying.device, saying.number)
        for copy in range(saying.copies):
            self._couriers[actor.speech].send(
                Errand(saying.device, saying.number, actor.device.key, payload, copy > 0, is_garbled)
            )
        self._record.note(
            "sent", saying.device, number=saying.number, manner=saying.manner.value,
            ts_ms=_filed_ms(actor.speech, saying),
        )  # fmt: skip


def _filed_ms(speech: Speech, saying: Saying) -> int | None:
    """Under which time the hub files it: the frame's own, None where it bears none."""
    if saying.manner is Manner.GARBLED or speech is Speech.DINGTEK:
        return None
    # HJ 212 tells whole seconds.
    return saying.clock_ms // 1000 * 1000 if speech is Speech.HJ212 else saying.clock_ms
