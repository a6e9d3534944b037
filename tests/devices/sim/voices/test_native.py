"""Native devices number, keep and say again; they lose their power, reboot, and drift as it is written."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from devices.contract.bodies import Birth, HubStatus, Status, Telemetry, Upto
from devices.contract.topics import Address, Kind, Scope, device_address
from devices.contract.wire import Message, decode, encode
from devices.mqtt.swarm_client import Login
from devices.sim.voices.native import Natives
from devices.sim.world.saying import Manner, Speech
from devices.spool import Spool
from tests.devices.sim.voices.builders import (
    AT_MS,
    SITE,
    FakeClient,
    FakeSwarm,
    Notes,
    a_saying,
    actors,
    gateway,
)

FIRST, SECOND = "bin-001", "bin-002"


class World:
    """Two bins with a connection of their own, or two behind a gateway."""

    def __init__(self, *, behind_gateway: bool = False) -> None:
        self.gateway = gateway()
        cast = actors(Speech.NATIVE) if behind_gateway else actors(Speech.NATIVE, gateway="")
        everybody = [self.gateway, *cast]
        self.swarm, self.record = FakeSwarm(), Notes()
        self.spool = Spool(Path(":memory:"))
        self.spool.start()
        logins = {actor.id: Login(actor.id, actor.id, "secret") for actor in everybody}
        self.natives = Natives(SITE, everybody, logins, self.swarm, self.spool, self.record)

    def say(self, device: str = FIRST, number: int = 1, **changes: object) -> None:
        self.natives.say(a_saying(device, number, **changes))

    def client(self, holder: str = FIRST) -> FakeClient:
        return self.swarm.clients[holder]

    def upto(self, device: str, boot: int, seq: int, holder: str = FIRST) -> None:
        self.client(holder).hear(
            *encode(Message(device_address(SITE, device, Kind.UPTO), Upto(boot=boot, seq=seq)))
        )


@pytest.fixture
def world() -> Iterator[World]:
    made = World()
    yield made
    made.spool.stop()


@pytest.fixture
def village() -> Iterator[World]:
    made = World(behind_gateway=True)
    yield made
    made.spool.stop()


def numbers(bodies: list[Telemetry]) -> list[tuple[int, int]]:
    return [(body.boot, body.seq) for body in bodies]


def test_a_device_presents_itself_says_that_it_is_there_and_reports(world):
    world.say(manner=Manner.BIRTH)
    world.client().come_up()
    world.say(number=2)
    (birth,), (status,), (tele,) = (world.client().bodies(kind) for kind in (Birth, Status, Telemetry))
    assert (birth.id, birth.boot, birth.at_ms, birth.via) == (FIRST, 1, AT_MS, None)
    assert (status.online, status.boot) == (True, 1)
    assert (tele.boot, tele.seq, tele.at_ms, tele.values["distance_mm"]) == (1, 1, AT_MS, 640.0)
    assert world.record.of("sent") == [
        {
            "what": "sent",
            "device": FIRST,
            "number": 2,
            "manner": "reading",
            "ts_ms": AT_MS,
            "boot": 1,
            "seq": 1,
        }
    ]


def test_the_first_word_is_enough_to_begin(world):
    world.say()
    world.client().come_up()
    assert len(world.client().bodies(Birth)) == len(world.client().bodies(Telemetry)) == 1


def test_the_time_is_that_of_the_devices_own_clock(world):
    world.say(clock_ms=AT_MS - 3_600_000)
    world.client().come_up()
    assert world.client().bodies(Telemetry)[0].at_ms == AT_MS - 3_600_000
    assert world.record.of("sent")[0]["ts_ms"] == AT_MS - 3_600_000


def test_what_is_said_without_a_broker_is_kept_and_said_in_order(world):
    for number in (1, 2, 3):
        world.say(number=number)
    world.client().come_up()
    assert numbers(world.client().bodies(Telemetry)) == [(1, 1), (1, 2), (1, 3)]


def test_what_the_hub_confirms_is_confirmed_by_its_number_and_not_said_again(world):
    for number in (5, 6, 9):
        world.say(number=number)
    world.client().come_up()
    assert world.natives.unconfirmed == 3
    world.upto(FIRST, boot=1, seq=2)
    assert [(line["number"], line["by"]) for line in world.record.of("confirmed")] == [
        (5, "upto"),
        (6, "upto"),
    ]
    world.client().sent.clear()
    hub = Address(SITE, Scope.HUB, "hub", Kind.STATUS)
    world.client().hear(*encode(Message(hub, HubStatus(online=True))))
    assert numbers(world.client().bodies(Telemetry)) == [(1, 3)]
    assert world.natives.unconfirmed == 1


def test_a_retained_word_of_the_hub_is_no_reason_to_say_it_again(world):
    world.say()
    world.client().come_up()
    world.client().sent.clear()
    hub = Address(SITE, Scope.HUB, "hub", Kind.STATUS)
    world.client().hear(*encode(Message(hub, HubStatus(online=True))), is_retained=True)
    assert world.client().sent == []


def test_a_copy_has_the_same_number(world):
    world.say(manner=Manner.BIRTH)
    world.client().come_up()
    world.say(number=2, copies=2)
    first, second = world.client().bodies(Telemetry)
    assert first == second
    assert len(world.record.of("sent")) == 1


def test_a_reboot_breaks_the_connection_and_begins_a_new_boot_and_the_old_words_are_not_forgotten(world):
    world.say(manner=Manner.BIRTH)
    world.say(number=2)
    world.client().come_up()
    world.say(number=3, manner=Manner.BIRTH)
    assert (world.client().ends, world.client().is_wanted) == (["died"], True)
    world.client().sent.clear()
    world.say(number=4)
    world.client().come_up()
    assert numbers(world.client().bodies(Telemetry)) == [(1, 1), (2, 1)]
    world.upto(FIRST, boot=1, seq=1)
    assert [line["number"] for line in world.record.of("confirmed")] == [2]


def test_the_will_says_that_the_connection_of_that_boot_was_lost(world):
    world.say(manner=Manner.BIRTH)
    will = world.client().will
    status = decode(will.topic, will.payload).body
    assert (status.online, status.boot, status.why) == (False, 1, "connection lost")


def test_a_power_cut_is_no_goodbye_and_a_goodbye_is_no_power_cut(world):
    for device in (FIRST, SECOND):
        world.say(device, manner=Manner.BIRTH)
        world.client(device).come_up()
    world.say(FIRST, number=2, manner=Manner.WILL)
    world.say(SECOND, number=2, manner=Manner.STATUS_OFFLINE)
    assert (world.client(FIRST).ends, world.client(SECOND).ends) == (["died"], ["left"])
    assert [body.online for body in world.client(SECOND).bodies(Status)] == [True, False]


def test_a_device_that_comes_back_without_a_restart_goes_on_with_its_numbers(world):
    world.say(number=1)
    world.client().come_up()
    world.say(number=2, manner=Manner.WILL)
    world.say(number=3, manner=Manner.STATUS_ONLINE)
    world.client().come_up()
    world.say(number=4)
    assert numbers(world.client().bodies(Telemetry))[-1] == (1, 2)


def test_garbled_bytes_cannot_be_read_and_take_no_number(world):
    world.say(manner=Manner.BIRTH)
    world.client().come_up()
    world.say(number=2, manner=Manner.GARBLED)
    world.say(number=3)
    assert len(world.client().sent) == len(world.client().messages()) + 1
    assert numbers(world.client().bodies(Telemetry)) == [(1, 1)]
    assert "seq" not in world.record.of("sent")[0]


def test_garbled_bytes_that_no_broker_takes_are_lost(world):
    world.say(number=2, manner=Manner.GARBLED)
    assert [line["number"] for line in world.record.of("lost")] == [2]


def test_bins_behind_a_gateway_share_its_connection_and_name_it(village):
    holder = village.gateway.id
    assert set(village.swarm.clients) == {holder}
    village.say(holder, manner=Manner.BIRTH)
    village.client(holder).come_up()
    village.say(FIRST)
    village.say(SECOND)
    births = {birth.id: birth.via for birth in village.client(holder).bodies(Birth)}
    assert births == {holder: None, FIRST: holder, SECOND: holder}
    assert [status.boot for status in village.client(holder).bodies(Status)] == [1]
    village.upto(SECOND, 1, 1, holder)
    assert [line["device"] for line in village.record.of("confirmed")] == [SECOND]


def test_what_is_said_behind_a_dead_gateway_waits_there(village):
    holder = village.gateway.id
    village.say(holder, manner=Manner.BIRTH)
    village.client(holder).come_up()
    village.say(holder, number=2, manner=Manner.WILL)
    village.say(FIRST)
    village.say(SECOND, manner=Manner.WILL)
    assert not village.client(holder).is_wanted
    village.say(holder, number=3, manner=Manner.BIRTH)
    village.client(holder).come_up()
    assert len(village.client(holder).bodies(Telemetry)) == 1


def test_a_word_for_somebody_else_is_nothing(village):
    village.say(FIRST)
    village.upto("bin-999", 1, 1, village.gateway.id)
    assert village.record.of("confirmed") == []


def test_at_the_end_all_leave_without_a_word(world):
    world.say(manner=Manner.BIRTH)
    world.client().come_up()
    world.client().sent.clear()
    world.natives.leave()
    assert (world.client().ends, world.client().sent) == (["left"], [])
