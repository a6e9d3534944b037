"""What could not be used (死信): single letters, and the groups they are counted in. Pure."""

import re
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from pydantic import TypeAdapter, ValidationError

from devices.contract.faults import Fault
from devices.contract.topics import ID_PATTERN, ROOT, Scope
from hub.series import Point

_DEVICE_TOPIC = re.compile(rf"{ROOT}/[^/]*/{Scope.DEVICE}/({ID_PATTERN[1:-1]})/.*", re.DOTALL)
_MOST_TOPIC = 160
_POINT = TypeAdapter(Point)


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """A message, or a part of one, that could not be used; kept with its bytes so that a fix can replay it.

    `seq` is its number in the journal, 0 for what never was a message of its own (a refused point).
    `device` is whom the balance counts it for, "" for nobody the hub knows.
    `is_partial`: the rest of the message was stored, so the balance counts it there.
    `is_numbered`: the device's number of it was noted as come; a replay must not take it for a duplicate.
    """

    seq: int
    topic: str
    payload: bytes
    reason: str
    device: str
    received_at: datetime
    fault: Fault
    is_partial: bool = False
    is_numbered: bool = False
    is_retained: bool = False

    @property
    def kind(self) -> "LetterKind":
        """The group it belongs to."""
        # Halves of characters are no text that a table could hold.
        subject = self.device or self.topic[:_MOST_TOPIC].encode("utf-8", "backslashreplace").decode()
        return LetterKind(self.fault, subject, self.device, self.is_partial, self.is_numbered)


@dataclass(frozen=True, slots=True)
class LetterKind:
    """What the letters of one group have in common; `subject` is their device, or topic, or "" for many."""

    fault: Fault
    subject: str
    device: str = ""
    is_partial: bool = False
    is_numbered: bool = False

    @property
    def id(self) -> str:
        """A short name that stays the same, for addresses and tables."""
        said = "\0".join((self.fault, self.subject, self.device, f"{self.is_partial:d}{self.is_numbered:d}"))
        return sha256(said.encode()).hexdigest()[:12]

    def overflow(self) -> "LetterKind":
        """The group of everything like it, for when there are too many groups."""
        return LetterKind(self.fault, "", "", self.is_partial, self.is_numbered)


@dataclass(frozen=True, slots=True)
class LetterGroup:
    """Letters of one kind: an exact count of those not used yet, and how many of them are kept with bytes."""

    kind: LetterKind
    count: int
    kept: int
    kept_bytes: int
    first_at: datetime
    last_at: datetime
    reason: str


def refused_point(point: Point, why: str, at: datetime) -> DeadLetter:
    """Set aside a point that the series store will never take; the message it came of is stored."""
    return DeadLetter(
        0,
        f"point/{point.series}",
        _POINT.dump_json(point),
        f"the series store refused it: {why}",
        point.tags.get("device", ""),
        at,
        Fault.STORE,
        is_partial=True,
    )


def point_of(letter: DeadLetter) -> Point | None:
    """Read back a refused point; None for a letter that holds none."""
    if letter.fault is not Fault.STORE:
        return None
    try:
        return _POINT.validate_json(letter.payload)
    except ValidationError:
        return None


def speaker(topic: str) -> str:
    """Who may speak on a native topic, readable or not (the broker lets nobody else); "" for other topics."""
    found = _DEVICE_TOPIC.fullmatch(topic)
    return found[1] if found else ""
