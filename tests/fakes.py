"""In-memory stand-ins for what the hub needs from outside; they pass the same contracts as the real ones."""

import threading
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from errno import EIO, ENOSPC
from hashlib import sha256
from pathlib import Path

from devices.contract.wire import Message
from devices.mqtt import LinkDown
from devices.pace import MachineTime
from hub.books import Transaction
from hub.domain.photos.jpeg import NoJpeg, read_header
from hub.domain.photos.picture import MOST_PIXELS, Picture, Unusable
from hub.domain.sound_flaws import SoundFlaw
from hub.journal.disk import LocalDisk
from hub.ports import (
    BadPhoto,
    BadSound,
    BrokerUnchanged,
    Clip,
    Condition,
    NameTaken,
    Paper,
    Refused,
    Row,
    SourceDown,
    SpeechFailed,
    StoreDown,
)
from hub.series import SERIES, FieldValue, Point, check, numeric


class FakeSeriesStore:
    """A SeriesStore in memory.

    Attributes:
        is_down: while true every call raises StoreDown.
        why: what it says then.
        retry_after_s: what it asks for then.
        is_refused: says which points the store will never take.
        is_over_limit: says which points are one series too many for now.
        says: what it says about itself.
        pruned_ns: when it was last told to forget.
        writes: how many times `write` was called and answered.
        taken: what was taken, in order, again and again.
    """

    def __init__(self) -> None:
        self.is_down = False
        self.why = "the fake store is down"
        self.retry_after_s: float | None = None
        self.is_refused: Callable[[Point], bool] = lambda _: False
        self.is_over_limit: Callable[[Point], bool] = lambda _: False
        self.says = Condition()
        self.pruned_ns = 0
        self.writes = 0
        self.taken: list[Point] = []
        self._kept: dict[tuple[str, tuple[tuple[str, str], ...], int], Point] = {}

    def start(self) -> None:
        self._demand_up()

    def stop(self) -> None:
        self.is_down = True

    def points(self, series: str) -> list[Point]:
        """What is kept of a series, oldest first."""
        return sorted((p for p in self._kept.values() if p.series == series), key=lambda point: point.at_ns)

    def write(self, points: Sequence[Point]) -> Sequence[Refused]:
        self._demand_up()
        self.writes += 1
        refused: list[Refused] = []
        for index, point in enumerate(points):
            try:
                check(point)
            except ValueError as error:
                refused.append(Refused(index, str(error)))
                continue
            if self.is_refused(point):
                refused.append(Refused(index, "refused by the test"))
            elif self.is_over_limit(point):
                refused.append(Refused(index, "the test's limit is reached", is_for_now=True))
            else:
                self._keep(point)
        return refused

    def means(
        self, series: str, field: str, *, device: str, since_ns: int, until_ns: int, every_ns: int
    ) -> Sequence[Row]:
        numeric(series, field)
        found: dict[int, list[float]] = {}
        for row in self.history(series, field, device=device, since_ns=since_ns, until_ns=until_ns):
            begin_ns = int(row["at_ns"] or 0) // every_ns * every_ns
            found.setdefault(begin_ns, []).append(float(row["value"] or 0.0))
        return [{"value": sum(values) / len(values), "at_ns": at_ns} for at_ns, values in found.items()]

    def prune(self, now_ns: int) -> None:
        self._demand_up()
        self.pruned_ns = now_ns

    def missing(self, points: Sequence[Point]) -> Sequence[Point]:
        self._demand_up()
        return [point for point in points if not self._has(point)]

    def condition(self) -> Condition:
        self._demand_up()
        return self.says

    def lose(self, is_lost: Callable[[Point], bool]) -> None:
        """Forget points, as a server does that was killed before they were on its disk."""
        self._kept = {key: point for key, point in self._kept.items() if not is_lost(point)}

    def latest(self, series: str, field: str) -> Sequence[Row]:
        schema = SERIES[series]
        _ = schema.fields[field]
        self._demand_up()
        newest: dict[tuple[tuple[str, str], ...], Row] = {}
        for point in self.points(series):
            if field in point.fields:
                row = {**point.tags, "value": point.fields[field], "at_ns": point.at_ns}
                newest[_tag_set(point.tags)] = row
        return list(newest.values())

    def history(self, series: str, field: str, *, device: str, since_ns: int, until_ns: int) -> Sequence[Row]:
        schema = SERIES[series]
        _ = schema.fields[field]
        if "device" not in schema.tags:
            raise KeyError(f"series {series!r} has no devices")
        self._demand_up()
        rows: list[Mapping[str, FieldValue | None]] = [
            {"value": point.fields[field], "at_ns": point.at_ns}
            for point in self.points(series)
            if point.tags["device"] == device and field in point.fields and since_ns <= point.at_ns < until_ns
        ]
        return rows[:5_000]

    def _keep(self, point: Point) -> None:
        self.taken.append(point)
        key = (point.series, _tag_set(point.tags), point.at_ns)
        before = self._kept.get(key)
        fields = {**before.fields, **point.fields} if before else point.fields
        self._kept[key] = replace(point, fields=fields)

    def _has(self, point: Point) -> bool:
        kept = self._kept.get((point.series, _tag_set(point.tags), point.at_ns))
        return kept is not None and point.fields.keys() <= kept.fields.keys()

    def _demand_up(self) -> None:
        if self.is_down:
            raise StoreDown(self.why, retry_after_s=self.retry_after_s)


def _tag_set(tags: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(tags.items()))


class FakeClock:
    """A Clock that stands still until it is moved."""

    def __init__(self, now: datetime) -> None:
        self._now = now
        self._monotonic_s = 0.0

    def now(self) -> datetime:
        return self._now

    def monotonic_s(self) -> float:
        return self._monotonic_s

    def wait(self, event: threading.Event, seconds: float) -> bool:
        return event.wait(min(seconds, 0.01))

    def ago(self, real_s: float) -> datetime:
        return self._now - timedelta(seconds=real_s)

    @property
    def machine(self) -> "FakeClock":
        return self

    @property
    def pretend_speed(self) -> float | None:
        return None

    def move(self, seconds: float) -> None:
        """Let time pass."""
        self._now += timedelta(seconds=seconds)
        self._monotonic_s += seconds


class DatedTime(MachineTime):
    """The machine's time, but for its date."""

    def __init__(self, now_ms: Callable[[], int]) -> None:
        self.now_ms = now_ms  # type: ignore[method-assign]  # that is the fake


class FakeBus:
    """A Bus that remembers what was sent; while `is_down` it raises LinkDown."""

    def __init__(self) -> None:
        self.is_down = False
        self.sent: list[Message] = []
        self.resent: dict[str, float] = {}
        self.forgotten: list[str] = []

    def forget(self, topic: str) -> None:
        if self.is_down:
            raise LinkDown(f"down by the test ({topic=})")
        self.forgotten.append(topic)

    def resent_ago_s(self, topic: str) -> float | None:
        return self.resent.get(topic)

    def send(
        self, message: Message, *, qos: int = 1, retain: bool = False, expiry_s: int | None = None
    ) -> None:
        if self.is_down:
            raise LinkDown(f"down by the test ({qos=}, {retain=}, {expiry_s=})")
        self.sent.append(message)


class FakeBrokerAccess:
    """A BrokerAccess that keeps passwords by user; while `is_down` it raises BrokerUnchanged."""

    def __init__(self, programs: Collection[str] = ()) -> None:
        self.is_down = False
        self.users: dict[str, str] = {}
        self._programs = frozenset(programs)

    def grant(self, user: str, password: str) -> None:
        if user in self._programs:
            raise NameTaken(user)
        self._demand_up()
        self.users[user] = password

    def revoke(self, users: Collection[str]) -> Collection[str]:
        self._demand_up()
        return {user for user in set(users) - self._programs if self.users.pop(user, None) is not None}

    def _demand_up(self) -> None:
        if self.is_down:
            raise BrokerUnchanged("down by the test")


class FakeSpeech:
    """A Speech whose clip lasts 100 ms per character; `fails_with` makes it fail."""

    def __init__(self) -> None:
        self.fails_with = ""

    def speak(self, text: str) -> Clip:
        if self.fails_with:
            raise SpeechFailed(self.fails_with)
        wav = b"RIFF" + text.encode()
        return Clip(wav, "audio/wav", sha256(wav).hexdigest(), 100 * len(text))


class FakeStudio:
    """A Studio whose clip lasts 100 ms per byte; `flaw` makes it refuse."""

    def __init__(self) -> None:
        self.flaw: SoundFlaw | None = None
        self.made_of: list[bytes] = []

    def made(self, recording: bytes) -> Clip:
        if self.flaw is not None:
            raise BadSound(self.flaw, "by the test")
        self.made_of.append(recording)
        content = b"clip of " + recording
        return Clip(content, "audio/mpeg", sha256(content).hexdigest(), 100 * len(recording))


class FakeEye:
    """A Looking that reads headers and sees a fine photo in everything; `shows` says what it sees instead."""

    def __init__(self) -> None:
        self.shows: dict[bytes, Picture] = {}
        self.flaw: Unusable | None = None

    def look(self, jpeg: bytes) -> Picture:
        try:
            size_wh = read_header(jpeg).size_wh
        except NoJpeg as error:
            raise BadPhoto(Unusable.NOT_JPEG, str(error)) from error
        if size_wh[0] * size_wh[1] > MOST_PIXELS:
            raise BadPhoto(Unusable.TOO_MANY_PIXELS, str(size_wh))
        if self.flaw is not None:
            raise BadPhoto(self.flaw, "by the test")
        look = int.from_bytes(sha256(jpeg).digest()[:8], "big")
        return self.shows.get(jpeg, Picture(size_wh, 210.0, 50.0, 3.0, (look,)))


class FakeDisk(LocalDisk):
    """A real disk that can be made small, hasty or broken.

    Attributes:
        free: how many bytes still fit; what does not fit raises ENOSPC after a torn write.
        told_free: how many bytes it says are free; None: what really fits.
        most_at_once: how many bytes one write takes.
        lies: how often a write claims 17 bytes that it leaves out.
        syncs_until_broken: after so many syncs each further one raises EIO; below 0: never.
        synced: how many bytes of each file survive a power cut.
        syncs_after_failure: how often a file whose sync had failed was synced again.
    """

    def __init__(self, free: int = 2**50) -> None:
        self.free = free
        self.told_free: int | None = None
        self.most_at_once = 2**30
        self.lies = 0
        self.syncs_until_broken = -1
        self.synced: dict[Path, int] = {}
        self.syncs_after_failure = 0
        self._failed: set[int] = set()
        self._files: dict[int, Path] = {}

    def create(self, file: Path) -> int:
        descriptor = super().create(file)
        self._files[descriptor] = file
        self._failed.discard(descriptor)
        return descriptor

    def write(self, descriptor: int, content: memoryview) -> int:
        taken = min(len(content), self.most_at_once, self.free)
        if not taken:
            raise OSError(ENOSPC, "No space left on device (by the test)")
        self.free -= taken
        if self.lies:
            self.lies -= 1
            return min(17, taken)
        return super().write(descriptor, content[:taken])

    def sync(self, descriptor: int) -> None:
        self.syncs_after_failure += descriptor in self._failed
        if self.syncs_until_broken == 0:
            self._failed.add(descriptor)
            raise OSError(EIO, "Input/output error (by the test)")
        self.syncs_until_broken -= 1
        super().sync(descriptor)
        self.synced[self._files[descriptor]] = self._files[descriptor].stat().st_size

    def settle(self, file: Path) -> None:
        super().settle(file)
        self.synced[file] = file.stat().st_size

    def free_bytes(self, folder: Path) -> int:
        return min(self.free, super().free_bytes(folder)) if self.told_free is None else self.told_free


class FakeRecounts:
    """Remembers which messages the store refused as a whole, by device."""

    def __init__(self) -> None:
        self.messages: Counter[str] = Counter()

    def refused(self, _tx: Transaction, messages: Mapping[str, int]) -> None:
        self.messages.update(messages)


class FakePaperSource:
    """A PaperSource of papers that a test puts in; `fails_with` makes it be down."""

    def __init__(self) -> None:
        self.waiting: dict[str, bytes] = {}
        self.fails_with = ""
        self.is_forbidden = False
        self.cannot_note = False
        self.refused: list[str] = []

    def papers(self) -> list[Paper]:
        if self.fails_with:
            raise SourceDown(self.fails_with, is_forbidden=self.is_forbidden)
        return [Paper(name, content) for name, content in self.waiting.items()]

    def done(self, paper: Paper, *, is_taken: bool) -> None:
        if self.cannot_note:
            raise SourceDown("cannot be noted, by the test")
        self.waiting.pop(paper.name, None)
        if not is_taken:
            self.refused.append(paper.name)
