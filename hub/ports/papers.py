"""Where public warnings come from, and who sealed them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


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
