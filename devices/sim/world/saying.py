"""What a device says, and in which tongue; how it travels is another's matter. Times: milliseconds UTC."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from devices.contract.quantities import Quality, Value


class Manner(StrEnum):
    """What a saying is.

    READING: a measurement in its turn. EVENT: one out of turn, because something happened (fire, tilt).
    GARBLED: bytes nobody can read. BIRTH: the device presents itself, with a new boot number.
    STATUS_ONLINE and STATUS_OFFLINE: it comes and goes on purpose. WILL: its connection dies without a word.
    SIGN: a gateway's own sign of life.
    """

    READING = "reading"
    EVENT = "event"
    GARBLED = "garbled"
    BIRTH = "birth"
    STATUS_ONLINE = "status_online"
    STATUS_OFFLINE = "status_offline"
    WILL = "will"
    SIGN = "sign"


class Speech(StrEnum):
    """The tongue of a kind of product: network server, vendor's protocol, or our own contract."""

    NATIVE = "native"
    CHIRPSTACK = "chirpstack"
    THINGS_STACK = "things_stack"
    DINGTEK = "dingtek"
    HJ212 = "hj212"
    VENDOR_JSON = "vendor_json"
    CAMERA = "camera"
    SPEAKER = "speaker"
    HORN = "horn"


@dataclass(frozen=True, slots=True)
class Saying:
    """One thing a device says.

    Attributes:
        at_ms: when it leaves the device.
        device: who says it.
        number: 1, 2, 3 ... of that device; joins the truth, what was sent, and the store. A number that is
            missing was said while nobody could hear it (the gateway was down).
        manner: what it is.
        clock_ms: what the device's own clock said when it measured.
        values: by quantity of `devices.contract`; empty unless it is a READING or an EVENT.
        quality: of values that are not simply good; of an absent value it says why.
        copies: 2 when the network hands the same uplink over twice.
        measured_ms: when it was measured, if that was earlier than `at_ms` (kept while nobody listened).
    """

    at_ms: int
    device: str
    number: int
    manner: Manner
    clock_ms: int
    values: Mapping[str, Value] = field(default_factory=dict)
    quality: Mapping[str, Quality] = field(default_factory=dict)
    copies: int = 1
    measured_ms: int | None = None
