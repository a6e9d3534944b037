"""Orders that somebody planted at the broker are taken away and told; the hub's own never are."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from devices.contract.bodies import Phase, SecurityEvent
from devices.contract.commands import Refusal
from devices.contract.topics import Kind, device_address
from devices.contract.wire import Message
from devices.mqtt.publication import Packet
from hub.domain.instants import millis
from hub.services.order_watch import OrderWatch
from tests.builders import NOON, SITE, a_record
from tests.hub.services.conftest import Hub, a_hub

ON_A_SPEAKER = f"vh1/{SITE}/d/horn-1/cmd/announce"
ON_A_GROUP = f"vh1/{SITE}/g/west/cmd/cancel"
A_PIECE = f"vh1/{SITE}/g/t-1/sound"


def found_on(topic: str, payload: bytes = b"{}", *, is_retained: bool = True) -> Packet:
    return Packet(topic, payload, qos=1, is_retained=is_retained, is_dup=False, mid=1, epoch=1)


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[Hub]:
    with a_hub(tmp_path) as made:
        yield made


@pytest.fixture
def watch(hub: Hub) -> OrderWatch:
    return OrderWatch(hub.ledger, hub.clock, hub.bus)


def told(hub: Hub) -> list[tuple[object, ...]]:
    points = hub.points("security")
    return [(p.tags["device"], p.fields["refusal"], p.fields["topic"], p.fields["refused"]) for p in points]


@pytest.mark.parametrize("topic", [ON_A_SPEAKER, ON_A_GROUP, A_PIECE])
def test_what_was_planted_is_taken_away_and_told_once(hub: Hub, watch: OrderWatch, topic: str) -> None:
    assert watch.take(found_on(topic))
    for _ in range(2):
        watch.step(hub.registry.catalog)
    assert hub.bus.forgotten == [topic]
    assert told(hub) == [(topic.split("/")[3], "retained", topic, 1)]


@pytest.mark.parametrize(
    "packet", [found_on(ON_A_SPEAKER, is_retained=False), found_on(ON_A_SPEAKER, b"")], ids=["live", "empty"]
)
def test_what_is_not_retained_is_left_alone(hub: Hub, watch: OrderWatch, packet: Packet) -> None:
    assert watch.take(packet)
    watch.step(hub.registry.catalog)
    assert (hub.bus.forgotten, told(hub)) == ([], [])


@pytest.mark.parametrize("topic", [f"vh1/{SITE}/d/horn-1/status", "zigbee2mqtt/x", f"vh1/{SITE}/hub/status"])
def test_what_devices_say_is_none_of_its_business(watch: OrderWatch, topic: str) -> None:
    assert not watch.take(found_on(topic))


def test_while_the_broker_is_away_it_stays_to_be_done(hub: Hub, watch: OrderWatch) -> None:
    watch.take(found_on(ON_A_SPEAKER))
    hub.bus.is_down = True
    watch.step(hub.registry.catalog)
    assert told(hub) == []
    hub.bus.is_down = False
    watch.step(hub.registry.catalog)
    assert len(told(hub)) == 1


def test_of_more_than_can_be_kept_the_number_is_told(hub: Hub, watch: OrderWatch) -> None:
    for number in range(1_002):
        watch.take(found_on(f"vh1/{SITE}/d/horn-{number}/cmd/announce"))
    watch.step(hub.registry.catalog)
    assert sum(int(str(refused)) for *_, refused in told(hub)) == 1_002


@pytest.mark.parametrize(("ago_s", "shown"), [(None, "replayed"), (5.0, "handed_again"), (901.0, "replayed")])
def test_what_the_hub_itself_handed_over_again_is_no_attack(
    hub: Hub, ago_s: float | None, shown: str
) -> None:
    if ago_s is not None:
        hub.bus.resent[ON_A_SPEAKER] = ago_s
    event = SecurityEvent(
        id="sec-1", at_ms=millis(NOON), boot=1, seq=1, phase=Phase.START, severity=2,
        refusal=Refusal.REPLAYED, topic=ON_A_SPEAKER, command="c-1",
    )  # fmt: skip
    hub.hear(a_record(1, Message(device_address(SITE, "horn-1", Kind.EVENT, "security"), event)))
    assert [refusal for _, refusal, *_ in told(hub)] == [shown]
