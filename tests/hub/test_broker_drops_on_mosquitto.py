"""What a real mosquitto drops is said by the hub within its interval."""

from pathlib import Path

import pytest

from devices.mqtt import Link, LinkOptions
from hub.app import HubApp
from hub.settings import HttpSettings, HubSettings, MqttSettings
from tests.builders import a_reading
from tests.servers import free_port, mosquitto
from tests.wait import until

pytestmark = pytest.mark.server
_ALARM_S = 15.0


def a_link(port: int, name: str, *filters: str) -> Link:
    link = Link(LinkOptions("127.0.0.1", port, name, name, ""), filters=filters)
    link.start()
    assert link.wait_up(10)
    return link


def test_a_full_queue_at_the_broker_is_an_alarm_with_its_number(tmp_path: Path) -> None:
    folder = tmp_path / "broker"
    folder.mkdir()
    with mosquitto(folder, settings=("max_queued_messages 10", "sys_interval 1")) as port:
        app = HubApp(
            HubSettings(
                data_dir=tmp_path / "hub",
                mqtt=MqttSettings(port=port),
                http=HttpSettings(port=free_port()),
            )
        )
        app.start()
        until(lambda: app._broker.drops.drops.counter == 0, 20, "the broker's counter")
        a_link(port, "sleeper", "vh1/daxi/g/+/cmd/#").stop()
        speaker = a_link(port, "speaker")
        for seq in range(1, 101):
            speaker.publish("vh1/daxi/g/all/cmd/x", b"%d" % seq)
            speaker.send(a_reading(seq=seq))
        until(lambda: app.context.health().notes, _ALARM_S, "the alarm")
        speaker.stop()
        until(lambda: app._broker.drops.drops.total == 90, _ALARM_S, "all that was dropped")
        (note,) = app.context.health().notes
        app.stop()
    assert (note.code, note.detail.en) == ("broker_dropped", "90 messages")
    assert app.failure == ""
