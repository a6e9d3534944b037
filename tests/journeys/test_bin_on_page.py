"""What mosquitto_pub says stands on the page, with its age, in a real browser."""

import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.journeys.conftest import _folder, answers, published, registry_csv
from tests.journeys.test_bin_to_screen import LORAWAN, NATIVE, an_upright_uplink, tele
from tests.journeys.test_page import ROOT, Screen, browser, screen
from tests.servers import free_port, influxd, mosquitto
from tests.wait import until

pytestmark = [
    pytest.mark.journey,
    pytest.mark.server,
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.timeout(120),
]
__all__ = ["browser", "screen"]  # fixtures


@pytest.fixture
def mqtt_port(tmp_path: Path) -> Iterator[int]:
    with mosquitto(_folder(tmp_path, "mosquitto")) as port:
        yield port


@pytest.fixture
def url(tmp_path: Path, mqtt_port: int) -> Iterator[str]:
    (tmp_path / "registry.csv").write_bytes(registry_csv(NATIVE, LORAWAN))
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    with influxd(_folder(tmp_path, "influx")) as influx_url:
        command = [sys.executable, "-m", "tests.journeys.hub_server", str(tmp_path), str(port)]
        server = subprocess.Popen([*command, str(mqtt_port), influx_url], cwd=ROOT)
        try:
            until(lambda: server.poll() is not None or answers(address), 30, "the hub")
            yield address
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(timeout=10)


def test_a_native_reading_and_a_lorawan_uplink_stand_on_the_page_with_their_age(
    screen: Screen, mqtt_port: int
) -> None:
    published(mqtt_port, "vh1/daxi/d/bin-0012/tele", tele(1, 600))
    published(mqtt_port, *an_upright_uplink())
    screen.sign_in()
    bins = screen.page.locator(".bin:has(.level)")
    screen.page.wait_for_function("document.querySelectorAll('.bin .level').length == 2")
    shown = [" ".join(text.split()) for text in bins.all_inner_texts()]
    screen.shoot("two-bins", {"width": 1920, "height": 1080})
    assert [re.search(r"\d+%", text).group() for text in shown] == ["63%", "50%"]
    assert all(re.search(r"秒前|刚刚", text) for text in shown)
