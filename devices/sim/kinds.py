"""What each class of device is called in the pretend township, and what stands for it. Pure."""

from collections.abc import Mapping
from typing import NamedTuple

from devices.contract.bodies import DeviceClass


class Kind(NamedTuple):
    """One class: the beginning of its ids, its Chinese name, our own product, and its signs of life.

    `period_s`: seconds between two of them; None: as the township's bins report.
    """

    short: str
    zh: str
    model: str
    period_s: int | None


KINDS: Mapping[DeviceClass, Kind] = {
    DeviceClass.BIN: Kind("bin", "垃圾桶", "VH-UB1", None),
    DeviceClass.CAMERA: Kind("cam", "探头", "VH-CAM1", 10),
    DeviceClass.SPEAKER: Kind("horn", "大喇叭", "VH-HORN1", 30),
    DeviceClass.GATEWAY: Kind("gw", "网关", "VH-GW1", 60),
    DeviceClass.SENSOR: Kind("env", "监测站", "VH-AIR1", 60),
}
