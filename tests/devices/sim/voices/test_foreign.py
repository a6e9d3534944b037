"""Devices of other makers speak through network servers and past the broker; what became of it is noted."""

import json
from itertools import pairwise

import pytest

from devices.contract.topics import BadMessage
from devices.envelopes.table import read_uplink
from devices.mqtt.swarm_client import Login
from devices.sim.voices.direct import ENCODERS, Directs
from devices.sim.voices.networks import Radios
from devices.sim.world.saying import Manner, Speech
from tests.devices.sim.voices.builders import AT_MS, FakeClient, Notes, a_saying, actors

RADIO = (Speech.CHIRPSTACK, Speech.THINGS_STACK)
GATEWAY_EUI = "24e124fffef00001"

each_radio = pytest.mark.parametrize("speech", RADIO)


class Ether:
    """One LoRaWAN device and its network server."""

    def __init__(self, speech: Speech) -> None:
        (self.actor,) = actors(speech, count=1)
        self.client = FakeClient(Login("server", "server", "secret"), ())
        self.record = Notes()
        gateways = {self.actor.gateway: GATEWAY_EUI}
        self.radios = Radios([self.actor], gateways, {speech: self.client}, self.record)
        self.client.come_up()

    def say(self, number: int = 1, **changes: object) -> None:
        self.radios.say(a_saying(self.actor.id, number, **changes))

    def frames(self):
        return [read_uplink(topic, payload) for topic, payload in self.client.sent]


class FakeCourier:
    """Remembers its errands."""

    def __init__(self) -> None:
        self.errands = []
        self.unconfirmed = 0

    def send(self, errand) -> None:
        self.errands.append(errand)


@each_radio
def test_an_uplink_bears_key_counter_time_and_gateway(speech):
    ether = Ether(speech)
    ether.say(1)
    ether.say(2, at_ms=AT_MS + 60_000)
    frames = ether.frames()
    assert [(frame.device, frame.fcnt, frame.received_ms) for frame in frames] == [
        (ether.actor.device.key, 0, AT_MS), (ether.actor.device.key, 1, AT_MS + 60_000),
    ]  # fmt: skip
    assert frames[0].radio.gateways == (GATEWAY_EUI,)
    assert [(line["number"], line["fcnt"], line["ts_ms"]) for line in ether.record.of("sent")] == [
        (1, 0, AT_MS), (2, 1, AT_MS + 60_000),
    ]  # fmt: skip
    assert [line["number"] for line in ether.record.of("confirmed")] == [1, 2]


@each_radio
def test_two_copies_are_one_transmission_and_confirmed_once(speech):
    ether = Ether(speech)
    ether.say(copies=2)
    first, second = ether.frames()
    assert first.dedup == second.dedup
    assert len(ether.record.of("confirmed")) == 1


@each_radio
def test_a_device_that_starts_joins_again_and_counts_from_zero(speech):
    ether = Ether(speech)
    for number in (1, 3):
        ether.say(number, manner=Manner.BIRTH)
        ether.say(number + 1)
    before, after = ether.frames()
    assert (before.fcnt, after.fcnt) == (0, 0)
    assert before.session != after.session


@each_radio
def test_garbled_bytes_are_no_uplink(speech):
    ether = Ether(speech)
    ether.say(manner=Manner.GARBLED)
    with pytest.raises(BadMessage):
        ether.frames()


@each_radio
def test_who_has_no_connection_cannot_lose_one(speech):
    ether = Ether(speech)
    for manner in (Manner.WILL, Manner.STATUS_ONLINE, Manner.STATUS_OFFLINE, Manner.SIGN):
        ether.say(manner=manner)
    assert ether.client.sent == ether.record.lines == []


@pytest.mark.parametrize("speech", sorted(ENCODERS))
def test_a_frame_past_the_broker_is_an_errand_and_a_copy_another(speech):
    (actor,) = actors(speech, count=1)
    courier, record = FakeCourier(), Notes()
    directs = Directs([actor], {speech: courier}, record)
    directs.say(a_saying(actor.id, copies=2, values={"distance_mm": 640.0, "pm10_ugm3": 40.0}))
    directs.say(a_saying(actor.id, 2, manner=Manner.BIRTH))
    first, second = courier.errands
    assert (first.payload, first.is_copy, second.is_copy) == (second.payload, False, True)
    assert (first.key, first.number) == (actor.device.key, 1)
    assert [line["number"] for line in record.of("sent")] == [1]


def test_the_time_by_which_the_hub_files_it_is_the_frames_own():
    filed = {}
    for speech in ENCODERS:
        (actor,) = actors(speech, count=1)
        record = Notes()
        Directs([actor], {speech: FakeCourier()}, record).say(a_saying(actor.id, clock_ms=AT_MS + 1_234))
        filed[speech] = record.of("sent")[0]["ts_ms"]
    assert filed == {
        Speech.DINGTEK: None, Speech.HJ212: AT_MS + 1_000, Speech.VENDOR_JSON: AT_MS + 1_234,
    }  # fmt: skip


def test_garbled_errands_differ_from_the_true_ones_and_are_the_same_each_time():
    (actor,) = actors(Speech.VENDOR_JSON, count=1)
    courier = FakeCourier()
    directs = Directs([actor], {Speech.VENDOR_JSON: courier}, Notes())
    for _ in range(2):
        directs.say(a_saying(actor.id, manner=Manner.GARBLED))
    assert all(before.payload == after.payload for before, after in pairwise(courier.errands))
    with pytest.raises(ValueError, match="codec"):
        json.loads(courier.errands[0].payload)
