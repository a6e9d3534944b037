"""What somebody plants at a real mosquitto for speakers of the future, the hub takes away (A12)."""

from pathlib import Path

import pytest

from devices.mqtt import Link, LinkOptions
from devices.mqtt.publication import Packet
from hub.app import HubApp
from hub.settings import HttpSettings, HubSettings, MqttSettings
from tests.servers import free_port, mosquitto
from tests.wait import until

pytestmark = pytest.mark.server


def a_link(port: int, name: str, *filters: str, found: list[Packet] | None = None) -> Link:
    taken = [] if found is None else found
    link = Link(LinkOptions("127.0.0.1", port, name, name, ""), filters=filters, on_packet=taken.append)
    link.start()
    assert link.wait_up(10)
    return link


def test_planted_orders_are_gone_before_the_next_speaker_comes(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    folder = tmp_path / "broker"
    folder.mkdir()
    with mosquitto(folder) as port:
        attacker = a_link(port, "attacker")
        attacker.publish("vh1/daxi/d/horn-1/cmd/announce", b"before the hub came", retain=True)
        settings = HubSettings(
            data_dir=tmp_path / "hub", mqtt=MqttSettings(port=port), http=HttpSettings(port=free_port())
        )
        app = HubApp(settings)
        app.start()
        assert app._link.wait_up(20)
        attacker.publish("vh1/daxi/g/west/cmd/announce", b"while it is there", retain=True)

        until(lambda: caplog.text.count("somebody left an order on") == 2, 20, "both are taken away")
        found: list[Packet] = []
        speaker = a_link(port, "speaker", "vh1/daxi/+/+/cmd/+", found=found)
        attacker.publish("vh1/daxi/d/horn-1/cmd/last", b"not retained")
        until(lambda: found)
        speaker.stop()
        attacker.stop()
        app.stop()
    assert app.failure == ""
    assert [packet.topic for packet in found] == ["vh1/daxi/d/horn-1/cmd/last"]
