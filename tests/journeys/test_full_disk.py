"""A hub whose disk has no room, on a real broker."""

from pathlib import Path

import pytest

from devices.contract.wire import encode
from devices.mqtt import Link, LinkOptions
from hub.app import HubApp
from hub.settings import HttpSettings, HubSettings, JournalSettings, MqttSettings
from tests.builders import a_reading
from tests.servers import free_port, mosquitto
from tests.wait import until

pytestmark = [pytest.mark.journey, pytest.mark.slow]
COMMAND = "vh1/daxi/d/horn-1/cmd/announce"


def test_commands_go_out_while_no_message_is_taken(tmp_path: Path) -> None:
    with mosquitto(tmp_path) as port:
        options = LinkOptions(host="127.0.0.1", port=port, client_id="horn-1", username="", password="")
        heard: list[str] = []
        horn = Link(options, filters=(COMMAND,), on_packet=lambda packet: heard.append(packet.topic))
        app = HubApp(
            HubSettings(
                data_dir=tmp_path / "hub",
                mqtt=MqttSettings(port=port),
                http=HttpSettings(port=free_port()),
                journal=JournalSettings(reserve_mib=1_000_000),
            )
        )
        horn.start()
        app.start()
        try:
            until(lambda: horn.is_up() and app._link.is_up(), timeout_s=10)
            for number in range(1, 1_000):
                horn.publish(*encode(a_reading(seq=number)))
            until(lambda: "journal_disk" in [note.code for note in app.context.health().notes], timeout_s=10)
            app._link.publish(COMMAND, b"{}")
            until(lambda: heard == [COMMAND], what="the command")
            assert app._journal.last_seq == 0
        finally:
            horn.stop()
            app.stop()
