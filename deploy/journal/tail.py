"""`village-hub journal tail`: the newest messages as a person can read them."""

import json
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import tzinfo
from fnmatch import fnmatchcase
from pathlib import Path

from deploy.journal.check import known_segments
from hub.domain.instants import instant
from hub.journal.format import Record
from hub.journal.segments import Segment, Walk, worked_off

_TOGETHER = 1_000
_SHOWN = 400


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which messages: `topic` is a pattern with * and ?, `device` one level of the topic; "" is any."""

    topic: str = ""
    device: str = ""

    def fits(self, record: Record) -> bool:
        """Tell whether a message is one of them."""
        topic = record.entry.topic
        if self.topic and not fnmatchcase(topic, self.topic):
            return False
        return not self.device or self.device in topic.split("/")


def newest(folder: Path, hub_id: str, wanted: Wanted, limit: int) -> Sequence[Record]:
    """The newest messages that are wanted, oldest first.

    Raises:
        CannotRun: there is no journal, it cannot be read, or it is another hub's.
    """
    found: deque[Record] = deque(maxlen=limit)
    for segment in reversed(known_segments(folder, hub_id)):
        older = deque(_wanted(segment, wanted), maxlen=limit - len(found))
        found.extendleft(reversed(older))
        if len(found) == limit:
            break
    return list(found)


def follow(
    folder: Path, hub_id: str, wanted: Wanted, after_seq: int, is_over: Callable[[], bool]
) -> Iterator[Record]:
    """Give what comes behind a number, as it comes; `is_over` waits a little and says when to end.

    Raises:
        CannotRun: as `newest`.
    """
    walks: dict[Path, Walk] = {}
    while not is_over():
        segments = known_segments(folder, hub_id)
        for segment in segments[sum(1 for _ in worked_off(segments, after_seq)) :]:
            walk = walks.setdefault(segment.file, Walk(segment))
            while records := walk.take(_TOGETHER, segment.size, is_growing=True):
                for record in records:
                    if record.seq > after_seq:
                        after_seq = record.seq
                        if wanted.fits(record):
                            yield record


def line(record: Record, zone: tzinfo) -> str:
    """Show one message on one line: number, time, QoS, R retained, D sent again, topic, payload."""
    seq, entry = record
    flags = f"q{entry.qos}{'R' if entry.is_retained else ''}{'D' if entry.is_dup else ''}"
    at = instant(entry.received_ms).astimezone(zone)
    return f"{seq} {at:%Y-%m-%d %H:%M:%S} {flags} {_printable(entry.topic)} {_shown(entry.payload)}"


def as_json(record: Record, zone: tzinfo) -> str:
    """Give one message as one line of JSON; a payload that is no text as `payload_hex`."""
    seq, entry = record
    try:
        said = {"payload": entry.payload.decode()}
    except UnicodeDecodeError:
        said = {"payload_hex": entry.payload.hex()}
    plain = {
        "seq": seq,
        "at": instant(entry.received_ms).astimezone(zone).isoformat(timespec="milliseconds"),
        "topic": entry.topic,
        "qos": entry.qos,
        "is_retained": entry.is_retained,
        "is_dup": entry.is_dup,
        **said,
    }
    # Half a surrogate pair, which a topic may hold, cannot be printed.
    return json.dumps(plain, ensure_ascii=False).encode("utf-8", "backslashreplace").decode()


def _wanted(segment: Segment, wanted: Wanted) -> Iterator[Record]:
    walk = Walk(segment)
    with suppress(FileNotFoundError):  # finished, and deleted by its hub meanwhile
        while records := walk.take(_TOGETHER, segment.size, is_growing=True):
            yield from (record for record in records if wanted.fits(record))


def _shown(payload: bytes) -> str:
    try:
        text = _printable(payload.decode())
    except UnicodeDecodeError:
        text = f"0x{payload.hex()}"
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}… ({len(payload)} B)"


def _printable(text: str) -> str:
    """Escape what a terminal would obey instead of show."""
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in text)
