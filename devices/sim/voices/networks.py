"""How LoRaWAN devices speak: a product's bytes by radio, then by a network server that publishes by MQTT."""

from collections.abc import Callable, Iterable, Mapping
from typing import TypeAlias

from devices.mqtt.swarm_client import Client
from devices.sim.voices import chirpstack, things_stack
from devices.sim.voices.garbling import garbled
from devices.sim.voices.layouts import write
from devices.sim.voices.products import LAYOUTS, profile_of
from devices.sim.voices.radio import STRANGE_GATEWAY, Uplink
from devices.sim.voices.record import Record
from devices.sim.world.cast import Actor
from devices.sim.world.saying import Manner, Saying, Speech

Wrap: TypeAlias = Callable[[Uplink], tuple[str, bytes]]

WRAPS: Mapping[Speech, Wrap] = {Speech.CHIRPSTACK: chirpstack.up, Speech.THINGS_STACK: things_stack.up}


class Radios:
    """All devices behind network servers. One thread calls it: the swarm's.

    Such a device keeps nothing. Its network server keeps what the broker has not acknowledged.

    Args:
        actors: the LoRaWAN devices.
        gateways: the EUI of each gateway, by its id.
        servers: the network servers' connections.
        record: gets what was sent and confirmed.
    """

    def __init__(
        self,
        actors: Iterable[Actor],
        gateways: Mapping[str, str],
        servers: Mapping[Speech, Client],
        record: Record,
    ) -> None:
        self._actors = {actor.id: actor for actor in actors}
        self._gateways = gateways
        self._servers = servers
        self._record = record
        self._frames: dict[str, int] = {}
        self._joins: dict[str, int] = {}
        for client in servers.values():
            client.on_confirmed = self._confirm
            client.connect()

    @property
    def unconfirmed(self) -> int:
        """What the broker has not acknowledged."""
        return sum(client.unconfirmed for client in self._servers.values())

    def say(self, saying: Saying) -> None:
        """Let a device do as it is written; one that starts joins its network, which nobody hears."""
        match saying.manner:
            case Manner.READING | Manner.EVENT | Manner.GARBLED:
                self._send(saying)
            case Manner.BIRTH:
                self._joins[saying.device] = self._joins.get(saying.device, 0) + 1
                self._frames[saying.device] = 0
            case Manner.STATUS_ONLINE | Manner.STATUS_OFFLINE | Manner.WILL | Manner.SIGN:
                return

    def leave(self) -> None:
        """Let the network servers go."""
        for client in self._servers.values():
            client.leave()

    def _send(self, saying: Saying) -> None:
        actor = self._actors[saying.device]
        fcnt = self._frames.get(saying.device, 0)
        self._frames[saying.device] = fcnt + 1
        topic, payload = WRAPS[actor.speech](self._uplink(actor, saying, fcnt))
        if saying.manner is Manner.GARBLED:
            payload = garbled(payload, saying.device, saying.number)
        client, tag = self._servers[actor.speech], (saying.device, saying.number)
        for copy in range(saying.copies):
            client.hand_over(topic, payload, None if copy else tag)
        self._record.note(
            "sent", saying.device, number=saying.number, manner=saying.manner.value,
            ts_ms=None if saying.manner is Manner.GARBLED else saying.at_ms, fcnt=fcnt,
        )  # fmt: skip

    def _uplink(self, actor: Actor, saying: Saying, fcnt: int) -> Uplink:
        profile = profile_of(actor.device.model)
        layout = LAYOUTS[profile]
        return Uplink(
            eui=actor.device.key,
            name=actor.device.name,
            profile=profile,
            fport=layout.fport or 0,
            fcnt=fcnt,
            payload=write(layout, saying.values, saying.quality),
            at_ms=saying.at_ms,
            gateways=(self._gateways.get(actor.gateway, STRANGE_GATEWAY),),
            joins=self._joins.get(actor.id, 1),
        )

    def _confirm(self, tag: object) -> None:
        match tag:
            case (str(device), int(number)):
                self._record.note("confirmed", device, number=number, by="puback")
            case _:
                return
