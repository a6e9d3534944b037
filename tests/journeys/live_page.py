"""A whole hub with its page on a real broker and a real InfluxDB, with two bins."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.journeys.conftest import answers, folder, registry_csv
from tests.journeys.screen import ROOT
from tests.journeys.test_bin_to_screen import LORAWAN, NATIVE
from tests.servers import free_port, influxd, mosquitto
from tests.wait import until


@pytest.fixture
def mqtt_port(tmp_path: Path) -> Iterator[int]:
    with mosquitto(folder(tmp_path, "mosquitto")) as port:
        yield port


@pytest.fixture
def url(tmp_path: Path, mqtt_port: int) -> Iterator[str]:
    (tmp_path / "registry.csv").write_bytes(registry_csv(NATIVE, LORAWAN))
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    with influxd(folder(tmp_path, "influx")) as influx_url:
        command = [sys.executable, "-m", "tests.journeys.hub_server", str(tmp_path), str(port)]
        server = subprocess.Popen([*command, str(mqtt_port), influx_url], cwd=ROOT)
        try:
            until(lambda: server.poll() is not None or answers(address), 30, "the hub")
            yield address
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(timeout=10)
