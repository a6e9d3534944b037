"""What tables of codecs are made of (numbers, flags, details), and the reading that they fill. Pure."""

import math
import struct
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from devices.codecs.frame import CodecError, Decoded, Parameter
from devices.contract.quantities import Quality, Value

# As struct writes them: little-endian, big-endian.
Order: TypeAlias = Literal["<", ">"]
Content: TypeAlias = int | float | bytes

_YES_NO: Mapping[int, bool] = {0: False, 1: True}


@dataclass(frozen=True, slots=True)
class Number:
    """A figure: the raw number times `scale` plus `offset`; one among `sentinels` means there is no figure.

    A layout of bytes ("3s") is a signed integer of that length.
    """

    quantity: str
    layout: str
    scale: float = 1.0
    sentinels: Mapping[int, Quality] = field(default_factory=dict)
    quality: Quality = Quality.GOOD
    offset: float = 0.0
    digits: int = 6


@dataclass(frozen=True, slots=True)
class Flag:
    """A yes or no; a raw number that `meanings` lacks is no answer."""

    quantity: str
    layout: str = "B"
    meanings: Mapping[int, bool] = field(default_factory=lambda: _YES_NO)


@dataclass(frozen=True, slots=True)
class Detail:
    """What is no quantity of ours: kept under its own name, bytes in hexadecimal."""

    name: str
    layout: str = "B"
    scale: float = 1


@dataclass(frozen=True, slots=True)
class Fork:
    """The last item of a group: one byte, kept as a detail, that says what follows it."""

    name: str
    ways: Mapping[int, "Items"]
    layout: str = "B"


Item: TypeAlias = Number | Flag | Detail | Fork
Items: TypeAlias = tuple[Item, ...]


@dataclass(slots=True)
class Reading:
    """What a frame has said so far. `warnings`: what could not be read; a walker stops at the first one."""

    values: dict[str, Value] = field(default_factory=dict)
    quality: dict[str, Quality] = field(default_factory=dict)
    raw: dict[str, Parameter] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)

    def take(self, items: Items, order: Order, content: bytes) -> None:
        """Read `items` one after another out of `content`, which has at least the bytes of `width(items)`."""
        parts = struct.unpack_from(order + "".join(item.layout for item in items), content)
        for item, part in zip(items, parts, strict=True):
            self._keep(item, _integer(part, order) if isinstance(item, Number) else part)

    def put(self, quantity: str, value: Value, quality: Quality = Quality.GOOD) -> None:
        """Keep a value; it replaces what the frame said of the same quantity before."""
        self.values[quantity] = value
        self.quality[quantity] = quality

    def leave_out(self, quantity: str, quality: Quality) -> None:
        """Say that there is no value and why."""
        self.values.pop(quantity, None)
        self.quality[quantity] = quality

    def decoded(self) -> Decoded:
        """Close the reading.

        Raises:
            CodecError: the frame said nothing that could be read.
        """
        if not (self.values or self.quality or self.raw):
            raise CodecError(self.warnings[0] if self.warnings else "the frame is empty")
        doubts = {name: quality for name, quality in self.quality.items() if quality is not Quality.GOOD}
        return Decoded(self.values, doubts, self.raw, tuple(self.warnings))

    def _keep(self, item: Item, content: Content) -> None:
        if isinstance(item, Number):
            self._keep_number(item, content)
        elif isinstance(item, Flag):
            self._keep_flag(item, content)
        else:
            self.raw[item.name] = _detail(item, content)

    def _keep_flag(self, flag: Flag, content: Content) -> None:
        meaning = flag.meanings.get(content) if isinstance(content, int) else None
        if meaning is None:
            self.leave_out(flag.quantity, Quality.BAD)
        else:
            self.put(flag.quantity, meaning)

    def _keep_number(self, number: Number, content: Content) -> None:
        if content in number.sentinels:
            self.leave_out(number.quantity, number.sentinels[int(content)])
        elif not math.isfinite(float(content)):
            self.leave_out(number.quantity, Quality.BAD)
        else:
            # Rounded to what the integer can say: 257 * 0.1 is 25.7, not 25.700000000000003.
            value = round(float(content) * number.scale + number.offset, number.digits)
            self.put(number.quantity, value, number.quality)


def width(items: Items) -> int:
    """Tell how many bytes the items take."""
    return struct.calcsize("<" + "".join(item.layout for item in items))


def one_of(parameters: Mapping[str, Parameter], name: str, known: Mapping[str, object]) -> str:
    """Read the parameter that picks a table.

    Raises:
        CodecError: the profile names none of the known ones; mend the profile.
    """
    wanted = str(parameters.get(name))
    if wanted not in known:
        raise CodecError(f"{name} {parameters.get(name)!r}: expected one of {', '.join(known)}")
    return wanted


def figure(parameters: Mapping[str, Parameter], name: str, otherwise: float) -> float:
    """Read a number that the profile may set.

    Raises:
        CodecError: the profile sets it to something else than a number; mend the profile.
    """
    value = parameters.get(name, otherwise)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise CodecError(f"parameter {name} {value!r}: expected a number")
    return value


def expect_fport(fport: int | None, *known: int) -> None:
    """Refuse a port that carries something else; None (a network without ports) is accepted.

    Raises:
        CodecError: the frame came on another port.
    """
    if fport is not None and fport not in known:
        raise CodecError(f"fPort {fport}: expected {' or '.join(map(str, known))}")


def _integer(content: Content, order: Order) -> int | float:
    if isinstance(content, bytes):
        return int.from_bytes(content, "little" if order == "<" else "big", signed=True)
    return content


def _detail(item: Detail | Fork, content: Content) -> Parameter:
    if isinstance(content, bytes):
        return content.hex()
    return content if isinstance(item, Fork) or item.scale == 1 else round(content * item.scale, 6)
