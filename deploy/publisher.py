"""`python -m deploy.publisher SETTINGS HOME MESSAGES RATE`: publish readings, RATE a second (0: any)."""

import sys
import threading
from pathlib import Path
from time import monotonic, time, time_ns

from deploy import pretend, sayings
from deploy.config import PretendSettings, load
from deploy.errors import CannotRun
from deploy.servers import Place, mqtt_passwords
from deploy.told import Told
from devices.contract.bodies import DeviceClass, Telemetry
from devices.contract.topics import Kind, device_address
from devices.contract.wire import Message, encode
from devices.mqtt import Link, LinkDown, LinkOptions

_CONNECT_S = 10.0
_STOP_S = 5
_FULL_PAUSE_S = 0.005


def main(argv: list[str]) -> int:
    """Publish so many readings of the township's bins, then stay until SIGTERM so that all are delivered."""
    settings_file, home, messages, rate_per_s = argv
    settings = load(Path(settings_file))
    township = pretend.build(settings, settings.pretend or PretendSettings())
    devices = [device.id for device in township.of(DeviceClass.BIN) if not device.key]
    gateway = pretend.ids(township, DeviceClass.GATEWAY)[0]
    password = mqtt_passwords(Place.at(Path(home)), [gateway])[gateway]
    told = Told()
    told.listen(_STOP_S)
    link = Link(LinkOptions(settings.mqtt.host, settings.mqtt.port, gateway, gateway, password, session_s=0))
    link.start()
    if not link.wait_up(_CONNECT_S):
        raise CannotRun(sayings.NO_BROKER.of(user=gateway))
    publish(link, settings.site.id, devices, int(messages), float(rate_per_s))
    told.wait()
    link.stop()
    return 0


def publish(link: Link, site: str, devices: list[str], messages: int, rate_per_s: float) -> None:
    """Publish readings of all devices in turn, each numbered without a gap; waits while the queue is full."""
    boot, pause, began_s = int(time()), threading.Event(), monotonic()
    for number in range(messages):
        if rate_per_s:
            pause.wait(max(0.0, began_s + number / rate_per_s - monotonic()))
        device, seq = devices[number % len(devices)], number // len(devices) + 1
        reading = Telemetry(
            boot=boot,
            seq=seq,
            at_ms=time_ns() // 1_000_000,
            values={"distance_mm": 300.0 + number % 600, "battery_pct": 87.0, "temperature_c": 21.5},
        )
        topic, payload = encode(Message(device_address(site, device, Kind.TELE), reading))
        while True:
            try:
                link.publish(topic, payload)
                break
            except LinkDown:
                pause.wait(_FULL_PAUSE_S)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
