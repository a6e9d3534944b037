"""What a frame of a product is made of when a pretend device writes it, and the one writer of all. Pure.

These are not the tables of devices.codecs turned round: each is written from the vendor's own description, so
that one wrong reading of it does not hide behind the other.
"""

import struct
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from devices.contract.quantities import Quality, Value


@dataclass(frozen=True, slots=True)
class Put:
    """One quantity in a frame: `head`, then the raw number, which is the value through `scale`.

    `layout`: as struct writes it, with its byte order. `absent`: the raw number that stands for a value that
    is not there, by the reason; `otherwise`: for any other reason, None leaves the field out. `bits`: what
    the product sets beside a number that is there.
    """

    quantity: str
    layout: str
    scale: float = 1.0
    head: bytes = b""
    absent: Mapping[Quality, int] = field(default_factory=dict)
    otherwise: int | None = None
    bits: int = 0


@dataclass(frozen=True, slots=True)
class Nibbles:
    """Two flags that share a byte, half each."""

    high: str
    low: str


# Bytes stand for themselves.
Part: TypeAlias = Put | Nibbles | bytes


@dataclass(frozen=True, slots=True)
class Layout:
    """The frame of one product: on which LoRaWAN port (None: no LoRaWAN), and its parts in order."""

    fport: int | None
    parts: tuple[Part, ...]

    @property
    def quantities(self) -> tuple[str, ...]:
        """What such a frame can say."""
        names: list[str] = []
        for part in self.parts:
            if isinstance(part, Put):
                names.append(part.quantity)
            elif isinstance(part, Nibbles):
                names += [name for name in (part.high, part.low) if name]
        return tuple(names)

    def resolution(self, quantity: str) -> float:
        """The step in which a quantity is told, in its unit; 0 for a flag or what is not told."""
        scales = (part.scale for part in self.parts if isinstance(part, Put) and part.quantity == quantity)
        return next(scales, 0.0)


def write(layout: Layout, values: Mapping[str, Value], quality: Mapping[str, Quality]) -> bytes:
    """Write one frame; a value beyond what its field can hold is told as the most or least that it can."""
    return b"".join(_written(part, values, quality) for part in layout.parts)


def _written(part: Part, values: Mapping[str, Value], quality: Mapping[str, Quality]) -> bytes:
    match part:
        case bytes():
            return part
        case Nibbles(high, low):
            return bytes([bool(values.get(high)) << 4 | bool(values.get(low))])
        case Put():
            raw = _raw(part, values, quality)
            return b"" if raw is None else part.head + struct.pack(part.layout, raw)


def _raw(put: Put, values: Mapping[str, Value], quality: Mapping[str, Quality]) -> int | None:
    value = values.get(put.quantity)
    if value is None:
        reason = quality.get(put.quantity)
        return put.otherwise if reason is None else put.absent.get(reason, put.otherwise)
    bits = 8 * struct.calcsize(put.layout)
    lowest, highest = (
        (-(1 << bits - 1), (1 << bits - 1) - 1) if put.layout.islower() else (0, (1 << bits) - 1)
    )
    return min(max(round(value / put.scale), lowest), highest) | put.bits
