"""The hub as a whole while the world around it does not answer."""

import socket
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from devices.pace import PacedTime, PaceWriter
from hub.adapters.clock import PacedClock
from hub.app import HubApp
from hub.domain.instants import millis
from hub.domain.people import ALERTS
from hub.health_words import NOTES
from hub.journal import Journal
from hub.settings import (
    HttpSettings,
    HubSettings,
    JournalSettings,
    ListenerSettings,
    MqttSettings,
    SeriesSettings,
)
from hub.words import Word
from tests.builders import NOON, SITE
from tests.devices.codecs.test_streams import a_station_frame
from tests.hub.test_flow import a_packet
from tests.servers import free_port
from tests.wait import until

pytestmark = pytest.mark.slow


@pytest.fixture
def silent_port() -> Iterator[int]:
    """A server that takes connections and never says a word, like a process that was stopped."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield int(listening.getsockname()[1])


@pytest.mark.parametrize("is_broker_silent", [True, False])
def test_it_stops_within_five_seconds_and_loses_nothing_while_nobody_answers(
    tmp_path: Path, silent_port: int, *, is_broker_silent: bool
) -> None:
    app = HubApp(
        HubSettings(
            data_dir=tmp_path,
            mqtt=MqttSettings(port=silent_port if is_broker_silent else free_port()),
            series=SeriesSettings(store="influx1", url=f"http://127.0.0.1:{silent_port}"),
            http=HttpSettings(port=free_port()),
        )
    )
    app.start()
    for mid in (1, 2, 3):
        app._receiver.take(a_packet(mid))
    until(lambda: app.context.watch.balance().in_journal == 3, timeout_s=5)
    begun_s = time.monotonic()
    app.stop()
    assert time.monotonic() - begun_s < 5
    assert app.failure == ""
    again = Journal(tmp_path / "journal", SITE)
    again.open()
    assert len(again.reader(0).next(9, 0)) == 3
    again.close()


def test_a_disk_without_room_is_said_and_the_hub_still_stops(tmp_path: Path) -> None:
    app = HubApp(
        HubSettings(
            data_dir=tmp_path,
            mqtt=MqttSettings(port=free_port()),
            http=HttpSettings(port=free_port()),
            journal=JournalSettings(reserve_mib=1_000_000),
        )
    )
    app.start()
    app._receiver.take(a_packet(1))
    until(lambda: "journal_disk" in [note.code for note in app.context.health().notes])
    assert app.context.health().problems == ()
    app.stop()
    assert app.failure == ""


def test_a_station_is_answered_when_its_data_are_safe_and_waits_for_its_claim(tmp_path: Path) -> None:
    port = free_port()
    app = HubApp(
        HubSettings(
            data_dir=tmp_path,
            mqtt=MqttSettings(port=free_port()),
            http=HttpSettings(port=free_port()),
            listeners=ListenerSettings(host="127.0.0.1", hj212_tcp_port=port),
        )
    )
    app.start()
    with socket.create_connection(("127.0.0.1", port), timeout=5) as station:
        station.sendall(a_station_frame(7))
        assert b"QN=00000000000000007;ST=91;CN=9014" in station.recv(4096)
    until(lambda: [stranger.device for stranger in app.context.watch.strangers()] == ["abc1"])
    app.stop()
    assert app.failure == ""
    again = Journal(tmp_path / "journal", SITE)
    again.open()
    (record,) = again.reader(0).next(9, 0)
    again.close()
    assert (record.entry.topic, record.entry.payload) == ("tcp/hj212/ABC1", a_station_frame(7))


def test_a_hub_by_a_pretend_clock_says_so_and_dates_everything_by_it(tmp_path: Path) -> None:
    writer = PaceWriter(tmp_path / "pace", millis(NOON))
    writer.set_speed(120)
    pace = PacedTime(tmp_path / "pace")
    settings = HubSettings(data_dir=tmp_path, mqtt=MqttSettings(port=free_port()))
    app = HubApp(settings, clock=PacedClock(pace))

    note = next(note for note in app.context.health().notes if note.code == "pretend_clock")

    assert note.detail == Word("120 倍速", "120 x")
    assert NOON <= note.since < NOON + timedelta(hours=1)
    pace.close()
    writer.close()


def test_a_grafana_that_is_turned_away_stands_among_the_notes(tmp_path: Path) -> None:
    app = HubApp(HubSettings(data_dir=tmp_path, http=HttpSettings(port=free_port())))
    app._ledger.start()
    try:
        before = {note.code for note in app._vitals.health().notes}
        for _ in range(2):
            app._machine.note(ALERTS.name, None, frozenset({ALERTS.role}), app._clock.now())
        (told,) = (note for note in app._vitals.health().notes if note.code not in before)
    finally:
        app._ledger.stop()
    assert (told.code, told.detail) == ("alerts_refused", Word("2 次", "2 times"))
    assert "service.alerts" in NOTES[told.code].zh
    assert "service.alerts" in NOTES[told.code].en
