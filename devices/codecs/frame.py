"""What travels between envelope, codec and hub: the frame, its product's profile, the decoded values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from devices.codecs.json_rules import JsonMap
from devices.contract.bodies import DeviceClass
from devices.contract.quantities import Quality, Value

Parameter: TypeAlias = str | int | float | bool


class CodecError(ValueError):
    """A frame no value could be read from; keep the raw bytes and say the reason."""


@dataclass(frozen=True, slots=True)
class Radio:
    """How the best gateway heard the frame. `gateways`: ids of all that did, best first, lower case."""

    rssi_dbm: float
    snr_db: float
    spreading_factor: int | None
    gateways: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Hints:
    """What the network server says about the product; only a hint, the hub's registry comes first."""

    brand: str = ""
    model: str = ""
    profile: str = ""
    tags: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Frame:
    """One uplink as bytes, whatever network brought it.

    `device` is the key by which the network knows the device (DevEUI, IMEI), lower case. `session` changes
    when `fcnt` starts anew. `received_ms` is the network server's time, `device_ms` the device's own; both
    milliseconds UTC. Frames with the same `dedup` are the same transmission; "" where the network has no id.
    `reported` is what the network server itself knows of the device, such as its battery.
    """

    network: str
    device: str
    payload: bytes
    dedup: str
    fport: int | None = None
    fcnt: int | None = None
    session: str = ""
    received_ms: int | None = None
    device_ms: int | None = None
    radio: Radio | None = None
    hints: Hints = field(default_factory=Hints)
    simulated: bool = False
    reported: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Decoded:
    """What a frame says.

    `values`: registered quantities in their registered units. `quality`: of the values that are not simply
    good, and of those that are absent because the device sent a sentinel instead. `raw`: everything else the
    frame says. `warnings`: what could not be read, one sentence each; the values before it are kept.
    """

    values: Mapping[str, Value]
    quality: Mapping[str, Quality] = field(default_factory=dict)
    raw: Mapping[str, Parameter] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Label:
    """What people call it."""

    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Geometry:
    """How the sensor sits in the container unless the registry says otherwise; millimetres from the sensor.

    `empty_mm` and `full_mm`: distance to the surface in an empty and in a full container. Nearer than
    `blind_mm` the sensor cannot measure. `offset_mm`: how far the sensor sits behind the plane these are
    measured from. `shape`: how much of the volume lies below a height, (height, volume) in percent, both
    rising; empty for upright walls.
    """

    empty_mm: float
    full_mm: float
    blind_mm: float
    offset_mm: float = 0.0
    shape: tuple[tuple[float, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Downlink:
    """What can be sent to a device at its network server: the bytes, and the LoRaWAN port for them."""

    label: Label
    fport: int
    payload: bytes


@dataclass(frozen=True, slots=True)
class Profile:
    """What one product needs to be understood.

    `name` is the id under which the registry refers to it. `models`: lower-case model names by which network
    servers hint at it. `period_s`: how often it speaks as delivered. `stale_after_s`: a value older than that
    is not shown as current. `json_map`: how a product that speaks JSON is read; its codec is "jsonmap".
    """

    name: str
    brand: str
    model: str
    models: tuple[str, ...]
    device_class: DeviceClass
    codec: str
    parameters: Mapping[str, Parameter]
    quantities: Mapping[str, Label]
    period_s: int
    stale_after_s: int
    fport: int | None = None
    geometry: Geometry | None = None
    json_map: JsonMap | None = None
    downlinks: Mapping[str, Downlink] = field(default_factory=dict)
