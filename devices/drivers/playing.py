"""What every horn is to whoever plays on it: a clip goes in, how much of it sounded comes out."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, runtime_checkable

from devices.contract.receipts import Ear, ProofLevel


class PlayerFailed(RuntimeError):
    """The sound could not be played to its end; the text says why. What was heard so far is not known."""


@dataclass(frozen=True, slots=True)
class Sound:
    """A clip to play.

    `length_ms` is one pass as the order says; `volume_pct` 0..100; `repeat` is how many times in a row, at
    least 1; `start_ms` is how much of all passes together is left out because it was heard before.
    """

    path: Path
    length_ms: int
    volume_pct: int
    repeat: int = 1
    start_ms: int = 0


@dataclass(frozen=True, slots=True)
class Heard:
    """How far it came, milliseconds from its beginning, and whether that is its end.

    `played_ms` is 0 only when nothing can have been heard: then the clip may be played again. `level` is what
    this word is worth, `ear` what a microphone says.
    """

    played_ms: int
    is_complete: bool
    level: ProofLevel = ProofLevel.FINISHED
    ear: Ear = Ear.UNKNOWN


@dataclass(frozen=True, slots=True)
class Talking:
    """What somebody says just now, 16 bit samples (native order, mono) at `rate_hz`.

    `pull` hands over what came since it was last asked, b"" when that is nothing, None when the talk is over;
    it never waits.
    """

    pull: Callable[[], bytes | None]
    rate_hz: int
    volume_pct: int


class Player(Protocol):
    """Something that makes a clip heard."""

    @property
    def method(self) -> str:
        """Its name in proofs; see `Proof.method`."""
        ...

    def play(self, sound: Sound, halt: threading.Event) -> Heard:
        """Play and come back when it has ended, or within 0.2 s after `halt` is set; one call at a time.

        Raises:
            PlayerFailed: it did not sound, or not to its end; report the text.
        """
        ...


@runtime_checkable
class LivePlayer(Player, Protocol):
    """One that can also let somebody be heard who is still speaking."""

    def relay(self, talk: Talking, halt: threading.Event) -> Heard:
        """Sound what comes, until the talk is over or 0.2 s after `halt`; complete: all of it has sounded.

        Raises:
            PlayerFailed: it did not sound, or not to its end; report the text.
        """
        ...
