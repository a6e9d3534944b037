import json

from devices.mqtt import LinkDown
from hub.outlets import home_assistant
from hub.services import exports
from hub.services.exports import HomeAssistant
from hub.settings import HubSettings
from tests.builders import a_catalog, a_reading, a_record
from tests.hub.services.conftest import Hub


class Broker:
    """Keeps what is retained and counts what is published; while `is_down` it takes nothing."""

    def __init__(self) -> None:
        self.retained: dict[str, bytes] = {}
        self.published = 0
        self.is_down = False

    def publish(self, topic: str, payload: bytes) -> None:
        if self.is_down:
            raise LinkDown("down by the test")
        self.published += 1
        self.retained[topic] = payload


def exporting(hub: Hub, broker: Broker) -> HomeAssistant:
    return home_assistant(HubSettings(), hub.watch(), broker.publish)


def test_everything_goes_out_once_and_then_what_has_changed(hub: Hub) -> None:
    broker = Broker()
    pushing = exporting(hub, broker)
    pushing.push()
    first = broker.published
    assert first == 2 * len(hub.registry.catalog.devices)
    pushing.push()
    assert broker.published == first
    hub.hear(a_record(1, a_reading(device="bin-1", seq=1)))
    pushing.push()
    assert broker.published == first + 2
    state = json.loads(broker.retained["homeassistant/device/daxi-bin-1/state"])
    assert state["availability"] == "online"


def test_what_the_broker_did_not_take_goes_out_later(hub: Hub) -> None:
    broker = Broker()
    pushing = exporting(hub, broker)
    broker.is_down = True
    pushing.push()
    broker.is_down = False
    pushing.push()
    assert broker.published == 2 * len(hub.registry.catalog.devices)


def test_a_device_that_is_gone_is_withdrawn_once(hub: Hub) -> None:
    broker = Broker()
    pushing = exporting(hub, broker)
    pushing.push()
    before = broker.published
    kept = [device for device in hub.registry.catalog.devices.values() if device.id != "bin-1"]
    hub.registry._catalog = a_catalog(*kept)
    pushing.push()
    pushing.push()
    assert broker.published == before + 2
    assert broker.retained["homeassistant/device/daxi-bin-1/config"] == b""


def test_asked_again_everything_goes_out_once_more(hub: Hub) -> None:
    broker = Broker()
    pushing = exporting(hub, broker)
    pushing.push()
    pushing.again()
    pushing.push()
    assert broker.published == 4 * len(hub.registry.catalog.devices)


def test_a_township_goes_out_in_several_turns(hub: Hub, monkeypatch) -> None:
    monkeypatch.setattr(exports, "_MOST_A_TURN", 1)
    broker = Broker()
    pushing = exporting(hub, broker)
    pushing.push()
    pushing.push()
    assert broker.published == 2
