"""What the hub needs from the outside, as Protocols, so that callers read nothing else.

The ledger is hub.books.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeAlias

from devices.contract.wire import Message
from hub.domain.sound_flaws import SoundFlaw
from hub.series import FieldValue, Point

Row: TypeAlias = Mapping[str, FieldValue | None]


class StoreDown(ConnectionError):
    """A store cannot answer now; keep the data and try the same call again, with back-off.

    `retry_after_s` is how long it asks to be left alone, None when it does not.
    """

    def __init__(self, *reason: str, retry_after_s: float | None = None) -> None:
        super().__init__(*reason)
        self.retry_after_s = retry_after_s


@dataclass(frozen=True, slots=True)
class Refused:
    """A point that a store did not take; `index` is its place in what was written.

    `is_for_now`: the point is good and the store is at a limit of its own, so keep it and write it again when
    the limit was raised. Otherwise it will never be taken: set it aside with the reason.
    """

    index: int
    reason: str
    is_for_now: bool = False


@dataclass(frozen=True, slots=True)
class Condition:
    """What a store says about itself.

    Attributes:
        started_ms: when its process began, ms UTC; another number means that it restarted; 0: it cannot say.
        unsaved_s: acknowledged points older than this survive a crash of the store; None: it cannot say.
        made: how many times this adapter found the database missing and made it.
    """

    started_ms: int = 0
    unsaved_s: float | None = 0.0
    made: int = 0


class SeriesStore(Protocol):
    """Where time series are kept. Writing the same point twice leaves one point."""

    def start(self) -> None:
        """Connect and create what is missing (database, tables).

        Raises:
            StoreDown: not reachable; call again later, writing may be tried meanwhile.
        """
        ...

    def stop(self) -> None:
        """Release connections and files; idempotent."""
        ...

    def write(self, points: Sequence[Point]) -> Sequence[Refused]:
        """Keep all points but those it returns, in order; the kept ones are queryable when this returns.

        Raises:
            StoreDown: nothing is known about any of the points; write the same ones again.
        """
        ...

    def means(
        self, series: str, field: str, *, device: str, since_ns: int, until_ns: int, every_ns: int
    ) -> Sequence[Row]:
        """One device's mean of each `every_ns` that begins in [since_ns, until_ns), oldest first.

        Rows have "value", a float, and "at_ns", the begin: a multiple of `every_ns`, itself one of five
        minutes, as the ends of the window should be. Where there is no point there is no row.

        Raises:
            StoreDown: try later.
            KeyError: no such series or field in hub.series, or no numbers in it.
        """
        ...

    def prune(self, now_ns: int) -> None:
        """Forget what is older than this store keeps; one with a retention of its own does nothing.

        Raises:
            StoreDown: some of it may be gone; try later.
        """
        ...

    def missing(self, points: Sequence[Point]) -> Sequence[Point]:
        """Those of the points that the store does not have, whole or in part.

        Raises:
            StoreDown: try later.
        """
        ...

    def condition(self) -> Condition:
        """Whether it restarted, and how much of what it acknowledged a crash could still take.

        Raises:
            StoreDown: try later.
        """
        ...

    def latest(self, series: str, field: str) -> Sequence[Row]:
        """Newest value of one field for each tag set: rows with the series' tags, "value" and "at_ns".

        Raises:
            StoreDown: try later.
            KeyError: no such series or field in hub.series.
        """
        ...

    def history(self, series: str, field: str, *, device: str, since_ns: int, until_ns: int) -> Sequence[Row]:
        """One device's values in [since_ns, until_ns), oldest first, at most 5,000 rows: "value" and "at_ns".

        Raises:
            StoreDown: try later.
            KeyError: no such series or field in hub.series.
        """
        ...


class Clock(Protocol):
    """The only source of time in hub."""

    def now(self) -> datetime:
        """Aware UTC wall time."""
        ...

    def monotonic_s(self) -> float:
        """Seconds that never go back; only differences mean anything."""
        ...


class Bus(Protocol):
    """The way down to the devices."""

    def send(
        self, message: Message, *, qos: int = 1, retain: bool = False, expiry_s: int | None = None
    ) -> None:
        """Publish; `expiry_s` lets the broker drop it when it is too late anyway.

        Raises:
            LinkDown: the broker is away; the message was not taken, send it again later.
        """
        ...

    def forget(self, topic: str) -> None:
        """Let the broker forget what is retained on a topic.

        Raises:
            LinkDown: the broker is away; ask again later.
        """
        ...

    def resent_ago_s(self, topic: str) -> float | None:
        """How long ago a message on this topic was handed over again, as the broker had not confirmed it.

        Its readers may have it twice. None: that never happened.
        """
        ...


class EvidenceStore(Protocol):
    """Pictures and sounds named by their sha256, and the last picture of each camera."""

    def put(self, content: bytes, media_type: str) -> str:
        """Keep durably and return the sha256; the same content twice is kept once.

        Raises:
            StoreDown: not kept; put the same content again later.
            KeyError: a media type that is never kept.
        """
        ...

    def get(self, sha256: str) -> tuple[bytes, str] | None:
        """Content and media type, or None when there is none of that name.

        Raises:
            StoreDown: try later.
        """
        ...

    def put_last(self, camera: str, jpeg: bytes, at: datetime) -> None:
        """Replace a camera's last picture (kept in memory, those of the longest silent cameras least)."""
        ...

    def last(self, camera: str) -> tuple[bytes, datetime] | None:
        """A camera's last picture and when it came."""
        ...


@dataclass(frozen=True, slots=True)
class Clip:
    """A sound ready to be played: its bytes, what they are, their hash, and how long they sound."""

    content: bytes
    media_type: str
    sha256: str
    duration_ms: int


class BadSound(ValueError):
    """A recording that cannot be used; show `flaw` and the text, and ask for another."""

    def __init__(self, flaw: SoundFlaw, detail: str) -> None:
        super().__init__(f"{flaw.value}: {detail}")
        self.flaw = flaw
        self.detail = detail


class Studio(Protocol):
    """Brings any recording to the one form and the one loudness in which everything is played."""

    def made(self, recording: bytes) -> Clip:
        """Make a clip; the same recording is always the same clip.

        Args:
            recording: a file as somebody uploaded it, whatever it is.

        Raises:
            BadSound: nothing can be made of it.
        """
        ...


class SpeechFailed(RuntimeError):
    """No speech could be made; the text says what to do."""


class Speech(Protocol):
    """Text to speech, offline."""

    def speak(self, text: str) -> Clip:
        """Read a text aloud into a clip.

        Raises:
            SpeechFailed: the voice is missing or did not answer in time; tell the operator, keep the text.
        """
        ...


class BrokerUnchanged(Exception):
    """The broker's users could not be changed; the text says why, and asking again may help."""


class NameTaken(Exception):
    """Somebody else signs in by that name: a program of the installation, or a person."""


class BrokerAccess(Protocol):
    """Who may enter the broker, changed while it runs. A user's name decides which topics are its own."""

    def grant(self, user: str, password: str) -> None:
        """Let a user in with this password from now on, and with no other; durable when it returns.

        Raises:
            NameTaken: a program of the installation enters by that name; nothing changed.
            BrokerUnchanged: it may be let in after the broker's next start.
        """
        ...

    def revoke(self, users: Collection[str]) -> Collection[str]:
        """Let users in no more, and end their connections; durable when it returns.

        Returns:
            Those of them who had been let in until now.

        Raises:
            BrokerUnchanged: they may still be let in until the broker's next start.
        """
        ...


class TalkTape(Protocol):
    """What is said in live talks until it is archived; it outlives the process, not a power cut.

    Every method may raise StoreDown: nothing was done, try later.
    """

    def append(self, talk: str, samples: bytes) -> None:
        """Keep what was said next."""
        ...

    def read(self, talk: str) -> bytes:
        """All that was said, b"" of a talk in which nothing was."""
        ...

    def kept(self) -> Sequence[str]:
        """The talks of which something is kept, by name."""
        ...

    def remove(self, talk: str) -> None:
        """Forget a talk; an unknown one is no error."""
        ...


class BadSeal(ValueError):
    """A paper that its sender has not signed as it must be; the text says why: do not believe it.

    `is_missing`: it bears no signature at all.
    """

    def __init__(self, why: str, *, is_missing: bool = False) -> None:
        super().__init__(why)
        self.is_missing = is_missing


class Seals(Protocol):
    """Signatures on XML papers (XML-DSig), enveloped in their root."""

    def opened(self, paper: bytes, certificates: str) -> bytes:
        """Give what the signature covers, and nothing else of the paper.

        Args:
            paper: a document that hub.domain.cap.papers could read.
            certificates: PEM, one or more; the key of any of them may have signed.

        Raises:
            BadSeal: not signed by them, or altered since; refuse the paper.
        """
        ...

    def sealed(self, paper: bytes) -> bytes:
        """Sign a paper with the hub's own key for papers; without such a key it stays as it is."""
        ...


@dataclass(frozen=True, slots=True)
class Paper:
    """A document as it came; `name` is what its source calls it."""

    name: str
    content: bytes


class SourceDown(Exception):
    """A source of papers does not give what it should; the text says why. Try again later.

    `is_forbidden`: it sent us where nobody may be asked.
    """

    def __init__(self, why: str, *, is_forbidden: bool = False) -> None:
        super().__init__(why)
        self.is_forbidden = is_forbidden


class PaperSource(Protocol):
    """A folder or a feed from which papers come; used by one thread."""

    def papers(self) -> Sequence[Paper]:
        """What has come and is not done yet; waits for the other side some seconds at most.

        Raises:
            SourceDown: it does not answer, or answers badly.
        """
        ...

    def done(self, paper: Paper, *, is_taken: bool) -> None:
        """Note that a paper was worked on, so that it does not come again; `is_taken`: it was no refusal.

        Raises:
            SourceDown: it cannot be noted, and will come again.
        """
        ...
