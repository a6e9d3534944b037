"""What a closing photo (整改后照片) proves of a matter, and everything that keeps it from proving it. Pure.

Time and place are the phone's own word, beside the picture or in it: they can be forged, so a photo closes a
matter by itself only where no camera or sensor is there to see (`state_after`).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from hub.domain.closing import Witness
from hub.domain.datum import to_wgs84
from hub.domain.photos.exif import Exif
from hub.domain.photos.picture import Picture, PictureFlaw
from hub.domain.tickets import Ticket, TicketKind, TicketState
from hub.domain.whereabouts import distance_km

ACCEPTED = "photo_accepted"
"""Why a ticket is closed that a photo closed; one of hub.words.CLOSING_REASONS."""

NEAR_M = 100.0
"""How far from the device a photo may be taken: a village camera sees some 50 m, and is passed on foot."""

_MOST_CREDIT_M = 100.0
_VAGUE_M = 200.0
_EXIF_AND_PHONE_M = 200.0
_EXIF_AND_PHONE = timedelta(minutes=5)
# Phones keep network time to seconds; cameras and hubs are behind them by less than this.
_AHEAD = timedelta(minutes=2)
OLDEST = timedelta(hours=24)
"""How long after it was taken a photo may come: a phone without network for a day."""

# What a photo can show at all; of a battery, a loudspeaker, noise or a fire that smoulders it shows nothing.
_SHOWN = frozenset({TicketKind.LITTER, TicketKind.BIN_FULL, TicketKind.BIN_TILTED})


class PhotoFault(StrEnum):
    """What keeps a photo from proving that a matter was put right."""

    NO_TIME = "no_time"
    TIMES_DIFFER = "times_differ"
    IN_THE_FUTURE = "in_the_future"
    BEFORE_MATTER = "before_matter"
    SEEN_SINCE = "seen_since"
    TOO_OLD = "too_old"
    NO_POSITION = "no_position"
    VAGUE_POSITION = "vague_position"
    POSITIONS_DIFFER = "positions_differ"
    TOO_FAR = "too_far"
    REUSED = "reused"
    SAME_AS_BEFORE = "same_as_before"
    TINY = PictureFlaw.TINY.value
    DARK = PictureFlaw.DARK.value
    FLAT = PictureFlaw.FLAT.value


class Comparison(StrEnum):
    """What comparing with the pictures of before came to.

    A phone's photo and a fixed camera's picture share no view, so that more than "the same picture" is never
    said.
    """

    NOTHING_BEFORE = "nothing_before"
    SAME_PICTURE = "same_picture"
    CANNOT_TELL = "cannot_tell"


@dataclass(frozen=True, slots=True)
class Claim:
    """What the phone says beside the picture; None where it says nothing. Degrees, metres, aware UTC."""

    taken_at: datetime | None = None
    position: tuple[float, float] | None = None
    accuracy_m: float | None = None


@dataclass(frozen=True, slots=True)
class Sent:
    """A photo as it came: what the phone says, what the file says, and what is in the picture."""

    claim: Claim
    exif: Exif
    picture: Picture

    @property
    def taken_at(self) -> datetime | None:
        """When it was taken: what the camera wrote, else what the phone says."""
        return self.exif.taken_at or self.claim.taken_at

    @property
    def position(self) -> tuple[float, float] | None:
        """Where it was taken: what the phone says, which has the accuracy, else what the camera wrote."""
        return self.claim.position or self.exif.position


@dataclass(frozen=True, slots=True)
class Background:
    """What the hub knows: the matter's place (degrees, None for none), its witness, and earlier pictures.

    `is_reused`: a photo of another matter is the same picture.
    """

    place: tuple[float, float] | None
    witness: Witness
    is_reused: bool
    comparison: Comparison


@dataclass(frozen=True, slots=True)
class Proof:
    """What a photo came to: nothing against it, or every fault. `distance_m` None: nobody knows."""

    faults: tuple[PhotoFault, ...]
    distance_m: float | None
    comparison: Comparison

    @property
    def is_accepted(self) -> bool:
        """Tell whether it proves something."""
        return not self.faults


def examine(ticket: Ticket, sent: Sent, background: Background, now: datetime) -> Proof:
    """Judge one photo of a matter, and name every fault at once: nobody walks back five times."""
    faults = [
        *(PhotoFault(flaw.value) for flaw in sent.picture.flaws()),
        *_of_time(ticket, sent, background.witness, now),
        *_of_place(sent, background.place),
    ]
    if background.is_reused:
        faults.append(PhotoFault.REUSED)
    if background.comparison is Comparison.SAME_PICTURE:
        faults.append(PhotoFault.SAME_AS_BEFORE)
    return Proof(tuple(faults), _distance_m(sent.position, background.place), background.comparison)


def state_after(ticket: Ticket, witness: Witness) -> TicketState:
    """Where an accepted photo brings a matter: closed only where it can show it and nothing else sees."""
    is_alone = ticket.kind in _SHOWN and not witness.can_see
    return TicketState.CLOSED if is_alone else TicketState.VERIFYING


def _of_time(ticket: Ticket, sent: Sent, witness: Witness, now: datetime) -> Iterator[PhotoFault]:
    taken_at, written, said = sent.taken_at, sent.exif.taken_at, sent.claim.taken_at
    if taken_at is None:
        yield PhotoFault.NO_TIME
        return
    if written is not None and said is not None and abs(written - said) > _EXIF_AND_PHONE:
        yield PhotoFault.TIMES_DIFFER
    if taken_at > now + _AHEAD:
        yield PhotoFault.IN_THE_FUTURE
    if now - taken_at > OLDEST:
        yield PhotoFault.TOO_OLD
    if taken_at < ticket.since:
        yield PhotoFault.BEFORE_MATTER
    elif witness.still_so_at is not None and taken_at < witness.still_so_at:
        yield PhotoFault.SEEN_SINCE


def _of_place(sent: Sent, place: tuple[float, float] | None) -> Iterator[PhotoFault]:
    written, said, accuracy_m = sent.exif.position, sent.claim.position, sent.claim.accuracy_m or 0.0
    distance_m = _distance_m(sent.position, place)
    if place is None:
        return
    if distance_m is None:
        yield PhotoFault.NO_POSITION
        return
    if written is not None and said is not None:
        apart_m = _apart_m(written, said)
        if apart_m > _EXIF_AND_PHONE_M + min(accuracy_m, _MOST_CREDIT_M):
            yield PhotoFault.POSITIONS_DIFFER
    if said is not None and accuracy_m > _VAGUE_M:
        yield PhotoFault.VAGUE_POSITION
    if distance_m - min(accuracy_m, _MOST_CREDIT_M) > NEAR_M:
        yield PhotoFault.TOO_FAR


def _distance_m(position: tuple[float, float] | None, place: tuple[float, float] | None) -> float | None:
    return None if position is None or place is None else _apart_m(position, place)


def _apart_m(one: tuple[float, float], other: tuple[float, float]) -> float:
    """How far two places are apart; some phones sold in China say GCJ-02, 300 to 700 m off, unmarked."""
    return 1000.0 * min(
        distance_km(*one, *other), distance_km(*to_wgs84(*one), *other), distance_km(*one, *to_wgs84(*other))
    )
