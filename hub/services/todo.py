"""What to do now (现在要我做什么): everything known put before the rule that orders it."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from devices.contract.bodies import DeviceClass
from hub.domain.area import Person, Place
from hub.domain.bins import CLEAR_AT_PCT
from hub.domain.cross_check import PROVEN_FOR, Container, Says, Sees, Watcher, cross_checked
from hub.domain.health import Patience, Presence
from hub.domain.tasks import Member, Situation, Task, tasks
from hub.domain.tickets import Ticket, TicketKind
from hub.ports import Clock
from hub.services.foretelling import Foretelling
from hub.services.registry import Registry
from hub.services.watch import DeviceView, Watch

_MOST_OPEN = 1_000
# As long as a silent device takes to count as lost.
_LOST_PERIODS = Patience().offline_after_periods


class Todo:
    """Asks the other services. `notes`: what the hub's health says is away, as (code, since)."""

    def __init__(
        self,
        registry: Registry,
        watch: Watch,
        foretelling: Foretelling,
        clock: Clock,
        notes: Callable[[], Sequence[tuple[str, datetime]]],
    ) -> None:
        self._registry = registry
        self._watch = watch
        self._foretelling = foretelling
        self._clock = clock
        self._notes = notes

    def now(self) -> Sequence[Task]:
        """At most seven things, the most pressing first.

        Raises:
            StoreDown: try later.
        """
        return self.of(self._watch.tickets(limit=_MOST_OPEN), self._watch.devices())

    def of(self, tickets: Sequence[Ticket], views: Sequence[DeviceView]) -> Sequence[Task]:
        """The same out of what the caller has read already.

        Raises:
            StoreDown: try later.
        """
        people = self._registry.catalog.people
        now = self._clock.now()
        situation = Situation(
            tickets=tickets,
            members=[self._member(view) for view in views],
            owners={name: person.name for name, person in people.items()},
            unclaimed=len(self._watch.strangers()),
            notes=self._notes(),
            checks=cross_checked(_watchers(tickets, views), _containers(views, now), now),
        )
        return tasks(situation, now)

    def _member(self, view: DeviceView) -> Member:
        is_known = view.device.device_class is DeviceClass.BIN and view.wildness is None
        is_filling = is_known and not view.is_full
        foretold = self._foretelling.of(view.device.id, view.emptied_at) if is_filling else None
        return Member(
            device=view.device.id,
            device_class=view.device.device_class,
            village=_id(view.village),
            owner=_name(view.owner),
            presence=view.presence,
            seen_at=view.seen_at,
            via=view.via,
            is_blind=bool(view.view_fault),
            full_at=foretold.full_at if foretold else None,
            senseless_since=_senseless_since(view),
            wildness=view.wildness,
            is_awaited=view.is_awaited,
        )


def _senseless_since(view: DeviceView) -> datetime | None:
    """Since when a bin that speaks tells no level; a lid that stands open for a while is no broken sensor."""
    is_there = view.device.device_class is DeviceClass.BIN and view.presence is Presence.ONLINE
    if not is_there or view.mute_since is not None or view.level is None:
        return view.mute_since if is_there else None
    is_lost = view.level.age > _LOST_PERIODS * timedelta(seconds=view.device.period_s)
    return view.level.at if is_lost else None


def _watchers(tickets: Sequence[Ticket], views: Sequence[DeviceView]) -> list[Watcher]:
    seen_since: dict[str, datetime] = {}
    for ticket in tickets:
        if ticket.kind is TicketKind.LITTER:
            known = seen_since.get(ticket.device, ticket.opened_at)
            seen_since[ticket.device] = min(known, ticket.opened_at)
    return [
        Watcher(
            view.device.id,
            view.device.lat,
            view.device.lon,
            _seen(view, has_litter=view.device.id in seen_since),
            seen_since.get(view.device.id),
        )
        for view in views
        if view.device.device_class is DeviceClass.CAMERA
    ]


def _seen(view: DeviceView, *, has_litter: bool) -> Sees:
    if view.view_fault or view.presence is not Presence.ONLINE:
        return Sees.NOTHING
    return Sees.LITTER if has_litter else Sees.CLEAR


def _containers(views: Sequence[DeviceView], now: datetime) -> list[Container]:
    return [
        Container(view.device.id, view.device.lat, view.device.lon, _said(view, now))
        for view in views
        if view.device.device_class is DeviceClass.BIN
    ]


def _said(view: DeviceView, now: datetime) -> Says:
    level, is_heard = view.level, view.presence is Presence.ONLINE and view.wildness is None
    if level is None or level.is_stale or not is_heard:
        return Says.NOTHING
    # Between clear and full nothing strange lies beside it: people do not press it in.
    if view.is_full or level.value >= CLEAR_AT_PCT:
        return Says.FULL if view.is_full else Says.NOTHING
    is_proven = view.emptied_at is not None and now - view.emptied_at <= PROVEN_FOR
    return Says.PROVEN if is_proven else Says.ROOM


def _id(place: Place | None) -> str:
    return place.id if place else ""


def _name(person: Person | None) -> str:
    return person.name if person else ""
