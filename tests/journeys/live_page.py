"""A whole hub with its page on a real broker and a real InfluxDB, with two bins."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.journeys.conftest import folder, registry_csv
from tests.journeys.serving import Served, served
from tests.journeys.test_bin_to_screen import LORAWAN, NATIVE
from tests.servers import free_port, influxd, mosquitto


@pytest.fixture
def mqtt_port(tmp_path: Path) -> Iterator[int]:
    with mosquitto(folder(tmp_path, "mosquitto")) as port:
        yield port


@pytest.fixture
def page_server(tmp_path: Path, mqtt_port: int) -> Iterator[Served]:
    (tmp_path / "registry.csv").write_bytes(registry_csv(NATIVE, LORAWAN))
    port = free_port()
    with influxd(folder(tmp_path, "influx")) as influx_url:
        command = [sys.executable, "-m", "tests.journeys.hub_server", str(tmp_path), str(port)]
        with served([*command, str(mqtt_port), influx_url], port, tmp_path / "hub_server.log") as server:
            yield server
