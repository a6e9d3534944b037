"""Writes down how everything stands, by the clock; called on one thread."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from hub.books import Ledger
from hub.domain.area import Catalog
from hub.domain.census import Tally
from hub.domain.datum import Datum
from hub.domain.judging import WEEK
from hub.domain.tickets import Ticket, TicketKind
from hub.ports import Clock
from hub.series import Point
from hub.services import follow
from hub.services.chronicle import figures
from hub.services.chronicle.devices import DeviceRows, Seen
from hub.services.chronicle.figures import Own
from hub.services.chronicle.lists import Lists
from hub.services.chronicle.slots import Slots, filled, slots
from hub.services.foretelling import Foretelling
from hub.services.overview import Overview
from hub.services.registry import Registry
from hub.services.todo import Todo
from hub.services.watch import DeviceView, Watch

# A device that was out of reach tells late what it saw: events of a day are written when they are heard of.
_LOOK_BACK = timedelta(hours=24)
_ANNOUNCEMENTS = 20
_MOST_OPEN = 1_000
_BATCH = 2_000
# Where keeping the rows takes longer, as in a whole county, they come at their own time only.
_QUICK_S = 0.5


@dataclass(frozen=True, slots=True)
class Screens:
    """What the screens need: the township's id and clocks, the datum of the map, and addresses.

    `address` turns a path of the hub into one that a screen may fetch for a while.
    """

    site: str
    zone: tzinfo
    datum: Datum
    console_url: str
    address: Callable[[str, datetime], str]


@dataclass(frozen=True, slots=True)
class Sources:
    """Whom the chronicle asks. `own` says how the hub itself is."""

    ledger: Ledger
    registry: Registry
    watch: Watch
    foretelling: Foretelling
    todo: Todo
    clock: Clock
    own: Callable[[], Own]


class Chronicle:
    """Turns what the API answers now into series, so that screens show the same figures at any moment."""

    def __init__(self, screens: Screens, sources: Sources) -> None:
        self._screens = screens
        self._sources = sources
        self._devices = DeviceRows(screens.zone, screens.datum, screens.address)
        self._events: frozenset[tuple[str, int]] = frozenset()
        self._listed: tuple[int, ...] = ()
        self._cost_s = 0.0

    def write_figures(self) -> None:
        """Keep the figures of the township and of the hub; every ten seconds.

        Where the lists would say something else by now, they are kept too, so that no screen calls a matter
        open in one place and knows nothing of it in another.

        Raises:
            StoreDown: these are not kept, the next ones will be.
        """
        seen = self._sources.watch.overview()
        own = self._sources.own()
        site = self._screens.site
        self._queue([figures.township(site, seen), figures.hub(site, seen, own)], seen.at)
        is_old = bool(self._listed) and figures.listed(seen) != self._listed
        if is_old and self._cost_s <= _QUICK_S:
            self.write_rows()

    def write_rows(self) -> None:
        """Keep villages, devices, tickets, tasks and announcements; every minute, and when they are others.

        Raises:
            StoreDown: these are not kept, the next ones will be.
        """
        sources, now = self._sources, self._sources.clock.now()
        begun_s = sources.clock.machine.monotonic_s()
        catalog, seen = sources.registry.catalog, sources.watch.overview()
        tickets = sources.watch.tickets(limit=_MOST_OPEN)
        views = sources.watch.devices()
        devices = self._seen(views, tickets)
        newest = follow.newest(sources.ledger, _ANNOUNCEMENTS)
        lists = self._lists(catalog)
        since = now - _LOOK_BACK
        with sources.ledger.read() as tx:
            changed = tx.tickets.changed(since)
            judged = tx.tickets.judged_since(now - WEEK)
            before = tx.tickets.rows()
        events = [*lists.events(changed, since), *lists.announced(newest, since)]
        due = self._devices.due(devices, now)
        by_id = {ticket.id: ticket for ticket in tickets}
        placed = slots(tickets, before)
        points = [
            *self._villages(catalog, seen),
            *due.points,
            *lists.tickets(by_id, placed, filled(before) - filled(placed), now),
            *lists.tasks(sources.todo.of(tickets, views), by_id, now),
            *lists.precision(judged, now),
            *lists.announcements(newest, now),
            *(event for event in events if _key(event) not in self._events),
        ]
        self._queue(points, now, placed if placed != before else None)
        self._devices.written(due)
        self._events = frozenset(map(_key, events))
        self._listed = figures.listed(seen)
        self._cost_s = sources.clock.machine.monotonic_s() - begun_s

    def _queue(self, points: Sequence[Point], now: datetime, placed: Slots | None = None) -> None:
        """Hand points over to the outbox; at once with where matters stand from now on, where they moved."""
        with self._sources.ledger.write() as tx:
            if placed is not None:
                tx.tickets.keep_rows(placed)
            for first in range(0, len(points), _BATCH):
                tx.outbox.queue(points[first : first + _BATCH], 0, now)

    @staticmethod
    def _villages(catalog: Catalog, seen: Overview) -> list[Point]:
        tallies = seen.census.villages
        return [figures.village(place, tallies.get(place.id, Tally()), seen) for place in catalog.villages()]

    def _seen(self, views: Sequence[DeviceView], tickets: Sequence[Ticket]) -> list[Seen]:
        about: dict[str, list[TicketKind]] = {}
        for ticket in tickets:
            about.setdefault(ticket.device, []).append(ticket.kind)
        return [
            Seen(
                view,
                self._sources.foretelling.of(view.device.id, view.emptied_at),
                len(about.get(view.device.id, [])),
                about.get(view.device.id, []).count(TicketKind.LITTER),
            )
            for view in views
        ]

    def _lists(self, catalog: Catalog) -> Lists:
        screens = self._screens
        return Lists(screens.site, catalog, screens.datum, screens.console_url, screens.address)


def _key(event: Point) -> tuple[str, int]:
    return event.series, event.at_ns
