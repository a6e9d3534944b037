"""Gateways of radio networks: they live by what they carry, and a lost one is one thing to do."""

import json
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from devices.contract.bodies import DeviceClass
from hub.domain.area import Device
from hub.domain.health import Presence
from hub.domain.tasks import Reason, Task
from hub.journal.format import Record
from hub.services.foretelling import Foretelling
from hub.services.todo import Todo
from tests.builders import NOON, a_bin, a_catalog, a_record, a_status, at, raw_record
from tests.hub.services.conftest import Hub

FOLDER = Path(__file__).parents[2] / "testcases" / "envelopes"
CASES = {file.stem: json.loads(file.read_text("utf-8")) for file in sorted(FOLDER.glob("*.json"))}
# A bin that stands upright.
UP = CASES["chirpstack_v4_up"]["payload"] | {"data": "AXVcA2cBAQSCRAgFAAA="}
MODEL = "milesight-em400-mud"
KEYS = {"bin-1": "24e124713d000001", "bin-2": "24e124713d000002"}
# With the period of a minute that all devices here have.
LOST_S = 366.0


def a_gateway(device: str, key: str) -> Device:
    return a_bin(device, key=key, device_class=DeviceClass.GATEWAY, geometry=None)


def a_body(device: str, seq: int, *gateways: str) -> dict[str, object]:
    """The next frame of a device as ChirpStack tells it, with the gateways that heard it, best first."""
    return UP | {
        "deduplicationId": f"uplink-{seq}",
        "deviceInfo": UP["deviceInfo"] | {"devEui": KEYS[device]},
        "fCnt": seq,
        "rxInfo": [{"gatewayId": name, "snr": -place} for place, name in enumerate(gateways)],
    }


def an_uplink(seq: int, device: str, *gateways: str, received_at: datetime) -> Record:
    topic = f"application/a/device/{KEYS[device]}/event/up"
    body = json.dumps(a_body(device, seq, *gateways)).encode()
    return raw_record(seq, topic, body, received_at=received_at)


@pytest.fixture
def hub(hub: Hub) -> Hub:
    """Two LoRaWAN bins and two gateways, which are known to the network as a and b."""
    bins = [a_bin(name, key=key, model=MODEL) for name, key in KEYS.items()]
    hub.register(a_catalog(*bins, a_gateway("gw-a", "a"), a_gateway("gw-b", "b")))
    return hub


def presences(hub: Hub) -> dict[str, Presence]:
    """What is shown of each device; the figures of the township are counted apart and must agree."""
    shown = {view.device.id: view.presence for view in hub.watch().devices()}
    counted = hub.watch().overview().presence
    assert counted == {each: list(shown.values()).count(each) for each in counted}
    return shown


def things_to_do(hub: Hub) -> list[Task]:
    foretelling = Foretelling(hub.ledger, hub.registry, hub.clock, ZoneInfo("Asia/Shanghai"))
    return list(Todo(hub.registry, hub.watch(), foretelling, hub.clock, list).now())


@pytest.mark.parametrize("case", CASES.values(), ids=list(CASES))
def test_a_real_uplink_shows_that_its_gateways_live_and_which_heard_it_best(hub: Hub, case) -> None:
    expected = case["expect"]
    gateways = [a_gateway(f"gw-{place}", key) for place, key in enumerate(expected["gateways"])]
    device = a_bin("bin-9", key=expected["device"], model=expected.get("registered", ""))
    hub.register(a_catalog(device, *gateways))
    states = hub.hear(raw_record(1, case["topic"], json.dumps(case["payload"]).encode()))
    names = tuple(gateway.id for gateway in gateways)
    assert (states["bin-9"].via, states["bin-9"].ways) == ("gw-0", names)
    assert {states[name].seen_at for name in names} == {NOON}
    assert len(hub.points("reading")) == 1


def test_behind_a_lost_gateway_all_are_unknown_and_that_is_one_thing_to_do(hub: Hub) -> None:
    hub.hear(an_uplink(1, "bin-1", "a", received_at=NOON), an_uplink(2, "bin-2", "a", received_at=NOON))
    hub.clock.move(LOST_S)
    shown = presences(hub)
    assert (shown["gw-a"], shown["gw-b"]) == (Presence.OFFLINE, Presence.NEVER)
    assert {shown[device] for device in KEYS} == {Presence.UNKNOWN}
    (task,) = things_to_do(hub)
    assert (task.reason, task.about, task.count, task.since) == (Reason.GATEWAY_LOST, "gw-a", 2, NOON)


def test_when_one_is_silent_and_its_gateway_carries_others_it_is_lost_itself(hub: Hub) -> None:
    hub.hear(an_uplink(1, "bin-1", "a", received_at=NOON))
    hub.hear(an_uplink(2, "bin-2", "a", received_at=at(LOST_S)))
    hub.clock.move(LOST_S)
    shown = presences(hub)
    assert (shown["bin-1"], shown["bin-2"]) == (Presence.OFFLINE, Presence.ONLINE)
    assert shown["gw-a"] is Presence.ONLINE
    assert [(task.reason, task.about) for task in things_to_do(hub)] == [(Reason.SENSOR_CHECK, "bin-1")]


def test_the_death_of_one_of_two_gateways_hides_nobody_whom_the_other_heard_too(hub: Hub) -> None:
    hub.hear(an_uplink(1, "bin-1", "a", "b", received_at=NOON))
    hub.hear(an_uplink(2, "bin-2", "b", received_at=at(LOST_S)))
    hub.clock.move(LOST_S)
    assert presences(hub)["bin-1"] is Presence.OFFLINE
    hub.clock.move(LOST_S)
    assert {presences(hub)[device] for device in KEYS} == {Presence.UNKNOWN}
    assert [(task.about, task.count) for task in things_to_do(hub)] == [("gw-a", 1), ("gw-b", 1)]


def test_a_gateway_that_tells_that_it_goes_is_believed_at_once(hub: Hub) -> None:
    told = a_status(online=False, device="gw-a", sent_at=at(1))
    hub.hear(an_uplink(1, "bin-1", "a", received_at=NOON), a_record(2, told, received_at=at(1)))
    hub.clock.move(60)
    assert (presences(hub)["gw-a"], presences(hub)["bin-1"]) == (Presence.OFFLINE, Presence.ONLINE)
    hub.clock.move(100)
    assert presences(hub)["bin-1"] is Presence.UNKNOWN


def test_whoever_is_behind_a_gateway_that_is_back_has_its_time_to_speak(hub: Hub) -> None:
    words = [(0, True), (30, False), (3_600, True)]
    told = [
        a_record(seq, a_status(online=online, device="gw-a", sent_at=at(s)), received_at=at(s))
        for seq, (s, online) in enumerate(words, 2)
    ]
    hub.hear(an_uplink(1, "bin-1", "a", received_at=NOON), *told)
    seen = []
    # It was silent for half a minute before its gateway went: of 155 s until it is late 125 are left.
    for after_s in (3_600, 3_724, 3_726, 3_600 + 337):
        hub.clock.move(after_s - (hub.clock.now() - NOON).total_seconds())
        seen.append(presences(hub)["bin-1"])
    assert seen == [Presence.UNKNOWN, Presence.UNKNOWN, Presence.LATE, Presence.OFFLINE]


def test_gateways_that_are_not_registered_leave_nothing_behind_and_hide_nobody(hub: Hub) -> None:
    foreign = [f"{number:016x}" for number in range(200)]
    states = hub.hear(an_uplink(1, "bin-1", *foreign, "a", received_at=NOON))
    assert set(states) == {"bin-1", "gw-a"}
    assert (states["bin-1"].via, hub.watch().strangers()) == ("gw-a", [])
    hub.clock.move(LOST_S)
    assert presences(hub)["bin-1"] is Presence.OFFLINE


def test_an_uplink_that_two_networks_carry_is_stored_once_and_both_gateways_live(hub: Hub) -> None:
    hub.hear(an_uplink(1, "bin-1", "a", received_at=NOON))
    sent = {"EUI": KEYS["bin-1"], "fcnt": 1, "data": "01755c0367010104824408050000"}
    body = CASES["loriot_up"]["payload"] | sent | {"gws": [{"gweui": "b"}]}
    topic = f"loriot/uplink/{KEYS['bin-1']}"
    states = hub.hear(raw_record(2, topic, json.dumps(body).encode(), received_at=at(1)))
    assert (len(hub.points("reading")), hub.watch().balance().duplicate) == (1, 1)
    assert states["bin-1"].ways == ("gw-b", "gw-a")
    assert states["gw-b"].seen_at == at(1)


def test_a_gateway_was_last_alive_when_it_last_carried_anything_in_whatever_order_it_comes(hub: Hub) -> None:
    times = (at(30), at(90), at(60))
    uplinks = [an_uplink(seq, "bin-1", "a", received_at=when) for seq, when in enumerate(times, 1)]
    assert hub.hear(*uplinks)["gw-a"].seen_at == at(90)
    assert hub.hear(an_uplink(4, "bin-2", "a", received_at=NOON))["gw-a"].seen_at == at(90)


def test_a_frame_that_nobody_can_read_shows_that_its_gateway_lives_all_the_same(hub: Hub) -> None:
    unread = raw_record(
        1,
        f"application/a/device/{KEYS['bin-1']}/event/up",
        json.dumps(a_body("bin-1", 1, "a") | {"data": "/w=="}).encode(),
    )
    assert hub.hear(unread)["gw-a"].seen_at == NOON
    (letter,) = hub.letters()
    assert "bin-1" in letter
    assert presences(hub)["bin-1"] is Presence.NEVER


def test_a_strangers_uplink_is_a_sign_of_its_gateway_and_shows_the_way_once_it_is_claimed(hub: Hub) -> None:
    key = "24e124713d000009"
    body = UP | {"deviceInfo": UP["deviceInfo"] | {"devEui": key}, "rxInfo": [{"gatewayId": "a"}]}
    states = hub.hear(raw_record(1, f"application/a/device/{key}/event/up", json.dumps(body).encode()))
    assert states["gw-a"].seen_at == NOON
    hub.claim(a_bin(f"eui-{key}", key=key, model=MODEL))
    assert {view.device.id: view.via for view in hub.watch().devices()}[f"eui-{key}"] == "gw-a"
