"""The ways by which warnings come by themselves: each is watched, and its loss is an alarm of its own."""

import logging
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from devices.listeners import NotTaken
from hub.books import Ledger
from hub.domain.cap.record import Record
from hub.domain.instants import millis
from hub.ports import Clock, Paper, PaperSource, SourceDown, StoreDown
from hub.series import FieldValue, Point
from hub.services.cap.desk import CapDesk

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Way:
    """One way: its name, where it leads (for people), how often it is asked, and when it counts as lost."""

    name: str
    where: str
    every_s: float
    lost_after: timedelta


@dataclass(frozen=True, slots=True)
class Standing:
    """How a way stands. Times are aware UTC.

    `answered_at`: when it last answered, None since the hub began; `silent_since`: that, or when the hub
    began. `failing_since`, `why`: its trouble.
    `is_lost`: it did not answer for so long that warnings may be missed. `papers`: how many came by it.
    """

    name: str
    where: str
    answered_at: datetime | None
    silent_since: datetime
    failing_since: datetime | None
    why: str
    is_lost: bool
    papers: int


class Inlet:
    """Asks one source on a thread of its own, so that a slow one holds up no other."""

    def __init__(self, way: Way, source: PaperSource, desk: CapDesk, clock: Clock) -> None:
        self._way = way
        self._source = source
        self._desk = desk
        self._clock = clock
        self._good_s = clock.monotonic_s()
        self._silent_since = clock.now()
        self._answered_at: datetime | None = None
        self._failing_since: datetime | None = None
        self._why = ""
        self._papers = 0

    @property
    def name(self) -> str:
        """By which it is known."""
        return self._way.name

    def run(self, stop: threading.Event) -> None:
        """Ask until stopped; the top of a thread of its own."""
        is_down = False
        while not stop.is_set():
            try:
                self.step()
            except StoreDown as error:
                if not is_down:
                    log.warning("warnings of %s wait: %s", self._way.name, error)
                is_down = True
            else:
                is_down = False
            self._clock.wait(stop, self._way.every_s)

    def step(self) -> None:
        """Ask once, and take what came.

        Raises:
            StoreDown: what was not taken comes again.
        """
        try:
            papers = self._source.papers()
        except SourceDown as error:
            self._failed(error)
            return
        self._answered()
        for paper in papers:
            try:
                record = self._desk.take(paper.content, self._way.name)
            except NotTaken:
                return  # it is not done, and comes again
            self._done(paper, record)

    def standing(self) -> Standing:
        """As of now; any thread may ask."""
        silent = timedelta(seconds=self._clock.monotonic_s() - self._good_s)
        return Standing(
            self._way.name,
            self._way.where,
            self._answered_at,
            self._silent_since,
            self._failing_since,
            self._why,
            silent >= self._way.lost_after,
            self._papers,
        )

    def _done(self, paper: Paper, record: Record) -> None:
        self._papers += 1
        try:
            self._source.done(paper, is_taken=not record.fate.is_refused)
        except SourceDown as error:
            self._failed(error)

    def _answered(self) -> None:
        self._good_s = self._clock.monotonic_s()
        self._answered_at = self._silent_since = self._clock.now()
        if self._failing_since is not None:
            log.info("%s gives warnings again", self._way.name)
        self._failing_since, self._why = None, ""

    def _failed(self, error: SourceDown) -> None:
        if str(error) == self._why:
            return
        if self._failing_since is None:
            self._failing_since = self._clock.now()
        self._why = str(error)
        log.warning("%s gives no warnings: %s", self._way.name, error)
        if error.is_forbidden:
            self._desk.tell_forbidden(self._way.name, self._why)


class Inlets:
    """All ways together."""

    def __init__(self, inlets: Sequence[Inlet], ledger: Ledger, clock: Clock, site: str) -> None:
        self.all = tuple(inlets)
        self._ledger = ledger
        self._clock = clock
        self._site = site

    def standings(self) -> tuple[Standing, ...]:
        """How each stands now."""
        return tuple(inlet.standing() for inlet in self.all)

    def lost(self) -> tuple[Standing, ...]:
        """Those by which warnings may be missed: one that answers hides none that does not."""
        return tuple(each for each in self.standings() if each.is_lost)

    def write(self) -> None:
        """Write down how each stands, as series; called by the clock.

        Raises:
            StoreDown: the next call does it.
        """
        if not self.all:
            return
        now = self._clock.now()
        with self._ledger.write() as tx:
            tx.outbox.queue([self._point(each, now) for each in self.standings()], 0, now)

    def _point(self, each: Standing, now: datetime) -> Point:
        fields: dict[str, FieldValue] = {"is_lost": each.is_lost, "papers": each.papers}
        if each.answered_at is not None:
            fields["silent_s"] = (now - each.answered_at).total_seconds()
        return Point("cap_feed", {"site": self._site, "feed": each.name}, fields, millis(now) * 1_000_000)
