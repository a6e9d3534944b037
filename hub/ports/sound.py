"""Making, checking and keeping what sounds."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from hub.domain.sound_flaws import SoundFlaw


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
