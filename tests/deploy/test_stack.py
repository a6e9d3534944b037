import os

import pytest

from deploy.config import SimulationSettings, VillageSettings, load, parse
from deploy.parts import PartMissing
from deploy.ports import any_ports
from deploy.servers import Clients, Place
from deploy.stack import build, influx_port

CLIENTS = Clients("hub")


@pytest.fixture
def place(tmp_path):
    return Place(tmp_path, dict(os.environ))


def names(stack) -> list[str]:
    return [child.name for child in stack.children]


@pytest.mark.server
def test_the_children_know_each_other_s_addresses_and_passwords(place):
    ports = any_ports()
    stack = build(place, ports, VillageSettings(), CLIENTS)
    written = load(place.home / "run" / "settings.json")
    assert written == stack.settings
    assert (written.mqtt.port, written.http.port) == (ports.mqtt, ports.console)
    assert written.mqtt.password.get_secret_value() == place.credentials().password("mqtt.hub")
    assert (written.series.store, written.series.url) == ("influx1", f"http://127.0.0.1:{ports.influx}")


def test_without_influxd_the_series_go_to_sqlite_and_the_person_is_told(place, monkeypatch):
    from deploy import parts

    monkeypatch.setattr(
        parts, "find", lambda part, _home, _path=None: None if part.program == "influxd" else "/bin/true"
    )
    stack = build(place, any_ports(), VillageSettings(), CLIENTS)
    assert "influxdb" not in names(stack)
    assert stack.settings.series.store == "sqlite"
    assert "SQLite" in stack.notes[0]


def test_a_missing_broker_stops_the_start_with_the_way_out(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", "/nonexistent")
    monkeypatch.setattr("deploy.parts._SYSTEM_BIN", ())
    with pytest.raises(PartMissing, match="run `make demo` once"):
        build(Place(tmp_path, {}, tmp_path), any_ports(), VillageSettings(), CLIENTS)


def test_external_servers_are_used_as_the_settings_say(place):
    wanted = parse(
        {
            "run": {"broker": "external", "influxdb": "external"},
            "mqtt": {"host": "broker.lan", "port": 8883},
            "series": {"store": "influx2", "url": "http://influx.lan:8086"},
        },
        "test",
    )
    stack = build(place, any_ports(), wanted, CLIENTS)
    assert names(stack) == ["hub"]
    assert (stack.settings.mqtt.host, stack.settings.series.url) == ("broker.lan", "http://influx.lan:8086")


def test_only_what_is_asked_for_runs(place):
    wanted = parse({"run": {"broker": "external", "influxdb": "none"}}, "test")
    camera = {"id": "cam-1", "url": "file:///a.mp4"}
    with_camera = parse({"run": {"broker": "external", "influxdb": "none"}, "cameras": [camera]}, "test")
    shown, simulated = SimulationSettings(), SimulationSettings(clock_file=place.home / "pace")
    with_a_show, with_a_simulation = (
        wanted.model_copy(update={"simulation": each}) for each in (shown, simulated)
    )
    assert names(build(place, any_ports(), with_camera, CLIENTS)) == ["hub", "vision"]
    assert names(build(place, any_ports(), with_a_show, CLIENTS)) == ["hub", "field"]
    assert names(build(place, any_ports(), with_a_simulation, CLIENTS)) == ["hub", "pictures", "voices"]


def test_the_port_of_our_influxdb_is_that_of_its_url():
    assert influx_port(parse({"series": {"url": "http://127.0.0.1:9086"}}, "test")) == 9086
    assert influx_port(parse({"series": {"url": "http://127.0.0.1"}}, "test")) == 8086
