"""A closing photo as it is kept: whose, of which matter, and what it came to. Pure."""

from dataclasses import dataclass
from datetime import datetime

from hub.domain.photos.proof import Claim, Proof


@dataclass(frozen=True, slots=True)
class Sender:
    """Who sent a photo: the account that was signed in and the person of the registry, "" for none.

    A grid member without an account has a pass, which names the person.
    """

    account: str
    person: str

    @property
    def name(self) -> str:
        """Who answers for it: the person where one is named, "pass" for a pass without an owner."""
        return self.person or self.account or "pass"


@dataclass(frozen=True, slots=True)
class ClosingPhoto:
    """One photo of one matter. `taken_at` None: nobody said when. Times are aware UTC."""

    ticket: str
    sha256: str
    sent_at: datetime
    sender: Sender
    taken_at: datetime | None
    claim: Claim
    proof: Proof
