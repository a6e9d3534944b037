"""The book of what could not be used, as a Protocol."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from hub.domain.dead_letters import DeadLetter, LetterGroup


@dataclass(frozen=True, slots=True)
class KeptLetter:
    """A dead letter whose bytes are kept; `id` rises from letter to letter."""

    id: int
    group: str
    letter: DeadLetter


class LetterBook(Protocol):
    """What could not be used (死信): counted exactly by group, with the bytes of the newest of each group.

    A group keeps some 100 letters or 1 MiB of them, all groups together 64 MiB; what exceeds this leaves the
    largest group first, so that a flood of one kind pushes no other out. What is not kept is still counted,
    and its journal number known.
    """

    def bury(self, letters: Iterable[DeadLetter]) -> None:
        """Count these letters and keep the newest.

        Of 10,000 groups of devices and 1,000 of topics each further one is counted with all like it.
        """
        ...

    def groups(self, limit: int | None = None) -> Sequence[LetterGroup]:
        """The groups that have letters (all, or at most so many), the one with the newest letter first."""
        ...

    def group(self, group: str) -> LetterGroup | None:
        """One group by the id of its kind."""
        ...

    def newest(self, limit: int, group: str | None = None) -> Sequence[DeadLetter]:
        """Kept letters (of one group), newest first."""
        ...

    def kept(self, group: str, after: int, limit: int) -> Sequence[KeptLetter]:
        """Kept letters of a group with an id above `after`, by id."""
        ...

    def numbers(self, group: str, after: int, limit: int) -> Sequence[int]:
        """Journal numbers above `after` of the letters of a group, kept or not; none of an overflow group."""
        ...

    def take_out(self, group: str, *, kept: Collection[int], numbers: Collection[int]) -> None:
        """Forget and uncount letters that were used after all: kept ones by id, others by journal number."""
        ...

    def forget_numbers(self, before_seq: int) -> None:
        """Forget the journal numbers of what the journal no longer holds; the counts stay."""
        ...
