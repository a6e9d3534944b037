"""Setting up cameras (探头布设): what people draw, mark and judge, and telling each camera of it."""

import logging
import threading
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from devices.contract.bodies import ViewFault
from devices.contract.setup import MOST_JUDGED, Corner, MarkedPile, SetupScene
from devices.contract.topics import Kind, device_address
from devices.contract.wire import Message
from devices.mqtt import LinkDown
from hub.books import Ledger, Transaction
from hub.domain import camera_place
from hub.domain.camera_place import CameraPlace
from hub.domain.instants import millis
from hub.domain.judging import WEEK, Precision, finding_of, judge, precision, undone
from hub.domain.tickets import Judged, Ticket, TicketState, Verdict
from hub.ports import Bus, Clock

log = logging.getLogger(__name__)
# A broker that was set up anew has forgotten what it retained.
_ANEW = timedelta(minutes=10)
_MOST_OPEN, _MOST_SHOWN = 1_000, 20


@dataclass(frozen=True, slots=True)
class SpoiltView:
    """A view that cannot be judged, since when, and the SHA-256 of the picture that shows it, "" for none."""

    fault: ViewFault
    since: datetime | None
    proof: str


class NoSuchTicket(KeyError):
    """There is no ticket of that id; it may be a typing error."""


class Cameras:
    """Keeps what people say of cameras' places; any thread may call it, `push` the ticker's.

    Args:
        site: the township, as topics name it.
        ledger: where it is kept, and the tickets that are judged.
        bus: the way to whoever watches the cameras.
        clock: the time.
        new_id: makes ids of marked piles.
    """

    def __init__(self, site: str, ledger: Ledger, bus: Bus, clock: Clock, new_id: Callable[[], str]) -> None:
        self._site = site
        self._ledger = ledger
        self._bus = bus
        self._clock = clock
        self._new_id = new_id
        self._lock = threading.Lock()
        self._due: dict[str, int] = {}
        self._all_told_at: datetime | None = None

    def place(self, camera: str) -> CameraPlace:
        """What is known of a camera's place.

        Raises:
            StoreDown: try later.
        """
        with self._ledger.read() as tx:
            return tx.cameras.place(camera)

    def week(self, camera: str) -> Precision:
        """How the findings of one camera were judged in the last seven days.

        Raises:
            StoreDown: try later.
        """
        with self._ledger.read() as tx:
            judged = tx.tickets.judged_since(self._clock.now() - WEEK)
        return precision(judged).get(camera, Precision())

    def spoilt(self, camera: str) -> SpoiltView | None:
        """Why a camera's picture cannot be judged, or None while it can.

        Raises:
            StoreDown: try later.
        """
        with self._ledger.read() as tx:
            state = tx.intake.states([camera]).get(camera)
        if state is None or not state.view_fault:
            return None
        return SpoiltView(ViewFault(state.view_fault), state.view_since, state.view_proof)

    def findings(self, camera: str) -> Sequence[Ticket]:
        """What a camera found and nobody has judged or cleared yet, then what people judged last.

        Raises:
            StoreDown: try later.
        """
        with self._ledger.read() as tx:
            open_now = tx.tickets.list((TicketState.OPEN, TicketState.VERIFYING), _MOST_OPEN)
            judged = tx.tickets.judged(camera, _MOST_SHOWN)
        waiting = [
            ticket
            for ticket in open_now
            if ticket.device == camera and ticket.judged is None and finding_of(ticket) is not None
        ]
        return (*waiting, *judged)

    def draw(self, camera: str, scene: SetupScene, by: str) -> CameraPlace:
        """Replace what was drawn on a camera's picture; it holds within seconds, without a restart.

        Raises:
            StoreDown: nothing changed; try again.
        """
        with self._ledger.write() as tx:
            place = camera_place.changed(tx.cameras.place(camera), self._now_ms(), scene=scene)
            tx.cameras.put(place)
        self._note_due(place)
        log.info("camera %s: drawn by %s, revision %d", camera, by, place.revision)
        return place

    def mark(self, camera: str, corners: tuple[Corner, ...], by: str) -> MarkedPile:
        """Mark litter that lies there already (存量垃圾); the camera tells of it, and of its clearing.

        Raises:
            StoreDown: nothing changed; try again.
            TooManyMarks: nothing changed; wait until one is cleared.
            ValueError: the corners enclose nothing.
        """
        pile = MarkedPile(id=self._new_id(), corners=corners)
        with self._ledger.write() as tx:
            known = tx.cameras.place(camera)
            piles = camera_place.with_mark(known, pile, _ended(tx, known))
            place = camera_place.changed(known, self._now_ms(), piles=piles)
            tx.cameras.put(place)
        self._note_due(place)
        log.info("camera %s: pile %s marked by %s", camera, pile.id, by)
        return pile

    def judge(self, ticket: str, verdict: Verdict, by: str) -> Ticket:
        """Take what somebody says of a finding, and let its camera learn it.

        Raises:
            StoreDown: nothing changed; try again.
            NoSuchTicket: there is none of that id.
            NotJudged: it is not about a camera's finding.
        """
        return self._changed(ticket, lambda known: judge(known, Judged(verdict, by, self._clock.now())), by)

    def undo(self, ticket: str, by: str) -> Ticket:
        """Take back what was said of a finding; its camera forgets it.

        Raises:
            StoreDown: nothing changed; try again.
            NoSuchTicket: there is none of that id.
            NotJudged: it is not about a camera's finding.
        """
        return self._changed(ticket, undone, by)

    def push(self) -> None:
        """Tell cameras what they do not know yet, and all of them now and again.

        Raises:
            StoreDown: the next call tells it.
        """
        now = self._clock.now()
        is_everybodys_turn = self._all_told_at is None or now - self._all_told_at >= _ANEW
        with self._lock:
            due = set(self._due)
        if is_everybodys_turn:
            with self._ledger.read() as tx:
                due |= tx.cameras.places().keys()
        for camera in sorted(due):
            if not self._tell(camera):
                return
        if is_everybodys_turn:
            self._all_told_at = now

    def _changed(self, ticket: str, change: Callable[[Ticket], Ticket], by: str) -> Ticket:
        with self._ledger.write() as tx:
            known = tx.tickets.get(ticket)
            if known is None:
                raise NoSuchTicket(ticket)
            after = change(known)
            tx.tickets.put(after)
            place = camera_place.changed(tx.cameras.place(after.device), self._now_ms())
            tx.cameras.put(place)
        self._note_due(place)
        log.info("ticket %s: %s by %s", ticket, after.judged.verdict if after.judged else "not judged", by)
        return after

    def _now_ms(self) -> int:
        return millis(self._clock.now())

    def _note_due(self, place: CameraPlace) -> None:
        with self._lock:
            self._due[place.camera] = place.revision

    def _tell(self, camera: str) -> bool:
        """Tell one camera; False: the broker is away."""
        with self._ledger.read() as tx:
            place, judged = tx.cameras.place(camera), tx.tickets.judged(camera, MOST_JUDGED)
        address = device_address(self._site, camera, Kind.SETUP)
        try:
            self._bus.send(Message(address, camera_place.setup(place, judged)), retain=True)
        except LinkDown:
            return False
        with self._lock:
            # What changed meanwhile is still due.
            if self._due.get(camera, 0) <= place.revision:
                self._due.pop(camera, None)
        return True


def _ended(tx: Transaction, place: CameraPlace) -> Collection[str]:
    tickets = {pile.id: tx.tickets.last_about(f"litter:{place.camera}:{pile.id}") for pile in place.piles}
    return {
        pile for pile, ticket in tickets.items() if ticket is not None and ticket.state is TicketState.CLOSED
    }
