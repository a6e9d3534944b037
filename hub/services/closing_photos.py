"""Closing photos (整改后照片): taken, looked at, judged, kept; an accepted one is evidence of its matter."""

import hashlib
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import tzinfo

from hub.books import Ledger
from hub.domain.acts import BroadcastAct, Deed
from hub.domain.closing import NotByHand, WhyNot
from hub.domain.photos.exif import read_exif
from hub.domain.photos.jpeg import MEDIA_TYPE, read_header
from hub.domain.photos.likeness import Looks, first_alike, is_alike
from hub.domain.photos.proof import ACCEPTED, Background, Claim, Comparison, Sent, examine, state_after
from hub.domain.photos.record import ClosingPhoto, Sender
from hub.domain.tickets import Evidence, Ticket, TicketState, close, verify
from hub.ports import BadPhoto, Clock, EvidenceStore, Looking
from hub.services.closing import known
from hub.services.registry import Registry
from hub.services.watch import DeviceView
from hub.services.witness import witness_of

# Looking at one takes a second of one core; whoever waits longer is better told to come back.
_PATIENCE_S = 10.0
# The newest pictures of before show the same as the others.
_MOST_BEFORE = 2


class Busy(Exception):
    """So many photos wait to be looked at that this one was not taken; send it again shortly."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A photo and what it came to, and its matter after it; `is_new`: it was not judged so before."""

    photo: ClosingPhoto
    ticket: Ticket
    is_new: bool


@dataclass(frozen=True, slots=True)
class Where:
    """What the hub knows of the township: the registry, every device as of now, and what its clocks show."""

    registry: Registry
    views: Callable[[], Sequence[DeviceView]]
    zone: tzinfo


class ClosingPhotos:
    """Takes closing photos, one after the other; any thread may call it."""

    def __init__(
        self, ledger: Ledger, clock: Clock, evidence: EvidenceStore, eye: Looking, where: Where
    ) -> None:
        self._ledger = ledger
        self._clock = clock
        self._evidence = evidence
        self._eye = eye
        self._where = where
        # One at a time: two matters cannot both be the first that a picture is used for.
        self._turn = threading.Lock()

    def take(self, ticket: str, jpeg: bytes, claim: Claim, sender: Sender) -> Taken:
        """Judge a photo of a matter and keep it, whatever it proves; the same one again changes nothing.

        One that was not enough may be sent again with a better claim.

        Raises:
            UnknownTicket: there is none of that id.
            NotByHand: the matter is closed already; say `why`.
            BadPhoto: nothing can be made of it; nothing was kept.
            Busy: nothing was kept; send it again shortly.
            StoreDown: nothing was kept; send it again.
        """
        if not self._turn.acquire(timeout=_PATIENCE_S):
            raise Busy
        try:
            return self._take(ticket, jpeg, claim, sender)
        finally:
            self._turn.release()

    def _take(self, ticket: str, jpeg: bytes, claim: Claim, sender: Sender) -> Taken:
        sha256 = hashlib.sha256(jpeg).hexdigest()
        with self._ledger.read() as tx:
            before, earlier = known(tx, ticket), tx.photos.get(ticket, sha256)
        if earlier is not None and earlier.proof.is_accepted and before.state is not TicketState.OPEN:
            return Taken(earlier, before, is_new=False)
        if before.state is TicketState.CLOSED:
            raise NotByHand(ticket, WhyNot.ALREADY_CLOSED)
        picture = self._eye.look(jpeg)
        sent = Sent(claim, read_exif(read_header(jpeg).exif, self._where.zone), picture)
        comparison = self._compared(before, sha256, picture.looks)
        with self._ledger.read() as tx:
            is_reused = first_alike(picture.looks, tx.photos.accepted_looks(ticket)) is not None
        self._evidence.put(jpeg, MEDIA_TYPE)
        device = self._where.registry.catalog.find(before.device)
        views, now = self._where.views(), self._clock.now()
        with self._ledger.write() as tx:
            matter = known(tx, ticket)
            if matter.state is TicketState.CLOSED:
                raise NotByHand(ticket, WhyNot.ALREADY_CLOSED)
            witness = witness_of(matter, views)
            place = None if device is None else (device.lat, device.lon)
            proof = examine(matter, sent, Background(place, witness, is_reused, comparison), now)
            photo = ClosingPhoto(ticket, sha256, now, sender, sent.taken_at, claim, proof)
            if earlier is not None and earlier.proof == proof and not proof.is_accepted:
                return Taken(earlier, matter, is_new=False)
            tx.photos.put(photo, picture.looks)
            after = _after(matter, photo, state_after(matter, witness))
            tx.tickets.put(after)
            act = BroadcastAct.PHOTO_ACCEPTED if proof.is_accepted else BroadcastAct.PHOTO_DOUBTED
            tx.acts.add(Deed(now, sender.name, act, ticket, sha256, ", ".join(proof.faults)))
        return Taken(photo, after, is_new=True)

    def _compared(self, ticket: Ticket, sha256: str, looks: Looks) -> Comparison:
        """Compare with the newest pictures of before."""
        earlier = [item.sha256 for item in ticket.evidence if item.role in {"before", "at"}]
        if sha256 in earlier:
            return Comparison.SAME_PICTURE
        seen = [found for name in earlier[-_MOST_BEFORE:] if (found := self._looks_of(name)) is not None]
        if not seen:
            return Comparison.NOTHING_BEFORE
        is_same = any(is_alike(looks, other) for other in seen)
        return Comparison.SAME_PICTURE if is_same else Comparison.CANNOT_TELL

    def _looks_of(self, sha256: str) -> Looks | None:
        """How a kept picture looks; None when it is kept no longer, or cannot be looked at."""
        found = self._evidence.get(sha256)
        if found is None:
            return None
        try:
            return self._eye.look(found[0]).looks
        except BadPhoto:
            return None


def _after(ticket: Ticket, photo: ClosingPhoto, state: TicketState) -> Ticket:
    if not photo.proof.is_accepted:
        return ticket
    evidence = [Evidence("after", photo.sha256, photo.taken_at or photo.sent_at)]
    if state is TicketState.CLOSED:
        return close(ticket, ACCEPTED, evidence, photo.sent_at, photo.sender.name)
    return verify(ticket, evidence)
