"""Q71 to Q100: bad MQTT on a real mosquitto with a running hub behind it, and a good neighbour beside it."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from hub.adapters.process import resident_mib
from hub.app import HubApp
from hub.domain.intake import Balance
from hub.settings import HttpSettings, HubSettings, MqttSettings
from tests.journeys.bad_mqtt import CASES, ME, SITE_TOPIC, Case, Field
from tests.journeys.conftest import registry_csv
from tests.raw_mqtt import RETAIN, connect, connected, publish
from tests.servers import free_port, mosquitto
from tests.wait import until

pytestmark = [pytest.mark.journey, pytest.mark.slow]

_BIN = {"class": "bin", "name": "垃圾桶", "empty_mm": "1000", "full_mm": "200"}
_MOST_MORE_MIB = 100.0


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Field]:
    folder = tmp_path_factory.mktemp("bad-mqtt")
    with mosquitto(folder) as port:
        settings = HubSettings(
            data_dir=folder / "hub", mqtt=MqttSettings(port=port), http=HttpSettings(port=free_port())
        )
        app = HubApp(settings)
        app.start()
        try:
            app.context.registry.import_csv(
                registry_csv(*({"device_id": name} | _BIN for name in ("bin-1", "bin-2"))),
                by="test",
            )
            until(lambda: not app.context.health().notes, timeout_s=10, what="the hub")
            yield Field(app, port, settings.mqtt.client_id, resident_mib())
        finally:
            app.stop()


def test_every_class_has_a_case() -> None:
    # 74, what is retained, has tests of its own below.
    assert {case.number for case in CASES} | {74} == set(range(71, 101))


@pytest.mark.parametrize("case", CASES, ids=str)
def test_bad_mqtt_has_its_verdict_and_its_neighbour_is_stored(place: Field, case: Case) -> None:
    before = place.settled()
    case.act(place)
    expected = Balance(
        before.received + case.stored + case.duplicate + case.dead,
        before.stored + case.stored,
        before.duplicate + case.duplicate,
        before.dead_letter + case.dead,
        before.rejected,
        0,
    )
    until(lambda: place.balance() == expected, what=f"{expected}")
    place.hears_the_neighbour()
    assert place.settled() == replace(expected, received=expected.received + 1, stored=expected.stored + 1)
    assert place.app.context.health().notes == ()
    assert place.app.failure == ""
    # What other tests left in this process is not the hub's.
    assert resident_mib() - place.began_mib < _MOST_MORE_MIB


def _throw_out(place: Field, *, clean: bool) -> None:
    """Take the hub's name away for a moment: it has to connect anew, with or without its session."""
    health = place.app.context.health
    with connected(place.port, connect(place.client_id, clean=clean)):
        until(lambda: health().notes, what="the hub to be thrown out")
    until(lambda: not health().notes, what="the hub to be back")


@pytest.mark.parametrize("session", ["kept", "lost"])
def test_q74_what_is_retained_makes_no_point_at_a_reconnect(place: Field, session: str) -> None:
    garbage = {"bin-1/state": b"\xff\x00", "bin-1/birth": b"[]", "x/tele": b"x" * 250_000}
    place.said(publish(ME, place.reading(), flags=RETAIN))
    place.said(*(publish(f"{SITE_TOPIC}/{tail}", payload, flags=RETAIN) for tail, payload in garbage.items()))
    for boot in range(2, 6):
        place.said(publish(ME, b'{"bd":%d,"seq":1,"m":{"fill_pct":5}}' % boot))
    place.hears_the_neighbour()
    before, points = place.settled(), place.points()
    _throw_out(place, clean=session == "lost")
    kept = len(garbage) + 1
    until(lambda: place.balance().dead_letter == before.dead_letter + kept, what="what the broker keeps")
    place.hears_the_neighbour()
    assert place.settled().stored == before.stored + 1
    assert place.points() == points
