"""The book of keys: by which key each speaker's receipts are known, and how often a hub has begun."""

from collections.abc import Sequence
from typing import Protocol

from hub.domain.speaker_keys import SpeakerKey


class KeyBook(Protocol):
    """One key a speaker at most."""

    def speaker(self, device: str) -> SpeakerKey | None:
        """The key of a speaker, None before it presented itself with one."""
        ...

    def all(self) -> Sequence[SpeakerKey]:
        """Every key, by device."""
        ...

    def put(self, key: SpeakerKey) -> None:
        """Add or replace by device."""
        ...

    def forget(self, device: str) -> None:
        """Let the next key a speaker presents count; an unknown one is no error."""
        ...

    def next_epoch(self, at_least: int) -> int:
        """Begin an epoch: a number above every one this book gave before, and not below `at_least`."""
        ...
