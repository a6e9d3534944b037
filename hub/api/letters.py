"""What the API asks and answers about dead letters (死信)."""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated

from pydantic import Field, model_validator

from hub.api.asked import Asked
from hub.api.models import Answer, Named
from hub.api.shown import Scene, named
from hub.domain.dead_letters import DeadLetter, LetterGroup, LetterKind
from hub.services.letters import Place, Replayed, Source
from hub.words import FAULTS

_BEGIN_BYTES, _MOST_BYTES = 200, 16 * 1024
_MOST_TOPIC = 400


class LetterOut(Answer):
    """A message, or a part of one, that could not be used.

    `payload_begin` is text, or hexadecimal where the bytes are no UTF-8 (`is_hex`); `payload_bytes` is how
    long the whole is.
    """

    seq: int
    topic: str
    device: str
    fault: Named
    reason: str
    received_at: datetime
    age_s: float
    is_partial: bool
    payload_bytes: int
    payload_begin: str
    is_hex: bool


class LetterGroupOut(Answer):
    """Letters that are alike: exactly `count` were set aside and not used since, `kept` are here with bytes.

    `subject` is the device or the topic; "" stands for many.
    """

    id: str
    fault: Named
    subject: str
    device: str
    device_name: str
    is_partial: bool
    count: int
    kept: int
    kept_bytes: int
    first_at: datetime
    last_at: datetime
    age_s: float
    reason: str


class DeadLetterList(Answer):
    """The groups, and the newest letters of all of them; `forgotten` are counted, but not kept here."""

    at: datetime
    forgotten: int
    groups: list[LetterGroupOut]
    dead_letters: list[LetterOut]


class LetterGroupList(Answer):
    """One group and its kept letters, newest first."""

    at: datetime
    group: LetterGroupOut
    dead_letters: list[LetterOut]


class ReplayIn(Asked):
    """Which letters to read again: those of one group, of one device, or all. `place`: where a part ended."""

    group: Annotated[str, Field(pattern=r"^[0-9a-f]{12}$")] | None = None
    device: Annotated[str, Field(min_length=1, max_length=64)] | None = None
    all: bool = False
    place: Annotated[str, Field(pattern=r"^[0-9a-f]{12}\.(kept|journal)\.[0-9]{1,18}$")] | None = None

    @model_validator(mode="after")
    def _names_one(self) -> "ReplayIn":
        if [self.group is not None, self.device is not None, self.all].count(True) != 1:
            raise ValueError("expected exactly one of group, device, all: true")
        return self

    def chosen(self) -> Callable[[LetterKind], bool]:
        """Tell which groups are meant."""
        return lambda kind: self.all or kind.id == self.group or kind.device == self.device

    def which(self) -> str:
        """The same for the book of deeds."""
        return self.group or self.device or "all"

    def from_place(self) -> Place | None:
        """Where to go on."""
        if self.place is None:
            return None
        group, source, after = self.place.split(".")
        return Place(group, Source(source), int(after))


class ReplayOut(Answer):
    """What became of the letters that were read again.

    `again` remain dead letters, `gone` are not in the journal any more. With a `place` it is not over: ask
    again with it.
    """

    stored: int
    duplicate: int
    again: int
    gone: int
    place: str | None


def letter(scene: Scene, known: DeadLetter, *, is_begin: bool = True) -> LetterOut:
    """One letter, only its first bytes where it stands in a long list."""
    begin = known.payload[: _BEGIN_BYTES if is_begin else _MOST_BYTES]
    content, is_hex = _content(begin, is_cut=len(begin) < len(known.payload))
    return LetterOut(
        seq=known.seq,
        topic=known.topic[:_MOST_TOPIC],
        device=known.device,
        fault=named(known.fault.value, FAULTS[known.fault]),
        reason=known.reason,
        received_at=scene.local(known.received_at),
        age_s=scene.age_s(known.received_at),
        is_partial=known.is_partial,
        payload_bytes=len(known.payload),
        payload_begin=content,
        is_hex=is_hex,
    )


def group(scene: Scene, known: LetterGroup) -> LetterGroupOut:
    """One group."""
    kind = known.kind
    device = scene.catalog.devices.get(kind.device)
    return LetterGroupOut(
        id=kind.id,
        fault=named(kind.fault.value, FAULTS[kind.fault]),
        subject=kind.subject,
        device=kind.device,
        device_name=device.name if device else kind.device,
        is_partial=kind.is_partial,
        count=known.count,
        kept=known.kept,
        kept_bytes=known.kept_bytes,
        first_at=scene.local(known.first_at),
        last_at=scene.local(known.last_at),
        age_s=scene.age_s(known.last_at),
        reason=known.reason,
    )


def replayed(done: Replayed) -> ReplayOut:
    """What a part of a replay came to."""
    place = done.place
    return ReplayOut(
        stored=done.stored,
        duplicate=done.duplicate,
        again=done.again,
        gone=done.gone,
        place=None if place is None else f"{place.group}.{place.source}.{place.after}",
    )


def _content(begin: bytes, *, is_cut: bool) -> tuple[str, bool]:
    """Text where it is text; a character that the cut went through does not make it bytes."""
    try:
        return begin.decode(), False
    except UnicodeDecodeError as error:
        if is_cut and error.start >= len(begin) - 3 and error.reason == "unexpected end of data":
            return begin[: error.start].decode(), False
        return begin.hex(), True
