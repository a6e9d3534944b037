"""The public keys of speakers: the first one counts, another one waits until a person accepts it. Pure."""

from dataclasses import dataclass, replace
from datetime import datetime


@dataclass(frozen=True, slots=True)
class SpeakerKey:
    """By which key a speaker's receipts are known.

    Attributes:
        device: whose it is.
        public_key: as `devices.contract.signing.PublicKey.text` writes it.
        enrolled_at: since when it counts, aware UTC.
        offered: another key the device came with since; nothing signed with it is believed.
        revoked_at: since when nothing is believed that is signed with `public_key`; None: it is.
        believes: the names of the hub's keys whose orders it obeys, as it said last.
    """

    device: str
    public_key: str
    enrolled_at: datetime
    offered: str = ""
    revoked_at: datetime | None = None
    believes: tuple[str, ...] = ()

    @property
    def is_believed(self) -> bool:
        """Tell whether receipts signed with it count."""
        return self.revoked_at is None


@dataclass(frozen=True, slots=True)
class Presented:
    """What a speaker says of keys: its own public one, and the names of the hub's that it obeys."""

    public_key: str
    believes: tuple[str, ...] = ()


def presented(known: SpeakerKey | None, device: str, said: Presented, now: datetime) -> SpeakerKey:
    """What is known of a speaker's key after it presented itself with one (not empty)."""
    if known is None:
        return SpeakerKey(device, said.public_key, now, believes=said.believes)
    offered = "" if said.public_key == known.public_key else said.public_key
    return replace(known, offered=offered, believes=said.believes)


def accepted(known: SpeakerKey, now: datetime) -> SpeakerKey:
    """Let the offered key count from now on; the one before counts no more.

    Raises:
        ValueError: none is offered.
    """
    if not known.offered:
        raise ValueError(f"speaker {known.device!r} has not come with another key")
    return SpeakerKey(known.device, known.offered, now, believes=known.believes)


def revoked(known: SpeakerKey, now: datetime) -> SpeakerKey:
    """Believe nothing any more that is signed with its key; twice is once."""
    return known if known.revoked_at is not None else replace(known, revoked_at=now)
