"""The way to the broker, and the only imports of paho-mqtt; nothing is acknowledged before it is safe."""

from devices.mqtt.link import Link
from devices.mqtt.options import LinkDown, LinkOptions
from devices.mqtt.publication import Packet

__all__ = ["Link", "LinkDown", "LinkOptions", "Packet"]
