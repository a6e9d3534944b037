"""Watching (一屏知全域): what is known of every device and of the township, each figure with its age."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from devices.contract.bodies import DeviceClass
from devices.contract.quantities import Quality, Value
from hub.books import Ledger, Transaction
from hub.domain.area import Device, Person, Place
from hub.domain.bins import Jump
from hub.domain.census import count
from hub.domain.device_state import DeviceState
from hub.domain.earshot import Earshot
from hub.domain.gaps import Gaps
from hub.domain.gateways import Gateways, RollCall
from hub.domain.health import Heard, Patience, Presence, max_age, presence
from hub.domain.intake import Balance, Outcome
from hub.domain.same_day import FullSpell
from hub.domain.ticket_counts import TicketCounts
from hub.domain.tickets import Ticket, TicketKind, TicketState
from hub.domain.wildness import Wildness
from hub.ports import Clock
from hub.services.overview import Announced, Overview
from hub.services.registry import Registry

_OPEN = (TicketState.OPEN, TicketState.VERIFYING)


@dataclass(frozen=True, slots=True)
class Figure:
    """A value that can be shown: never without its age, and marked when it is too old to count (数据过期)."""

    value: Value
    quality: Quality
    at: datetime
    age: timedelta
    is_stale: bool


@dataclass(frozen=True, slots=True)
class DeviceView:
    """One registered device as of now.

    `level` is a bin's fill, percent, suspect while it waits to be confirmed after a `jump`, or its sensor
    strays too often (`wildness`); `emptied_at` its last proven emptying, `spell` its last time full;
    `mute_since`: since when its sensor tells no level, or not often enough.
    `via` is the gateway that it speaks through, or that heard it best; "" for none.
    `can_relay`: a speaker that can let somebody be heard who still speaks.
    `view_proof`: the SHA-256 of the picture that shows the `view_fault`; "" for none.
    `is_best_effort` is None for one never heard. `is_awaited`: nothing is said of it yet, for it could not be
    heard and has its time to come back.
    """

    device: Device
    village: Place | None
    owner: Person | None
    presence: Presence
    seen_at: datetime | None
    figures: Mapping[str, Figure]
    level: Figure | None
    jump: Jump
    wildness: Wildness | None
    mute_since: datetime | None
    is_full: bool
    emptied_at: datetime | None
    spell: FullSpell
    via: str
    alarms: Sequence[TicketKind]
    view_fault: str
    view_proof: str
    is_muted: bool
    can_relay: bool
    gaps: Gaps
    is_best_effort: bool | None
    counts: Mapping[Outcome, int]
    is_awaited: bool = False


@dataclass(frozen=True, slots=True)
class Stranger:
    """A device that is not in the registry (待认领)."""

    device: str
    seen_at: datetime | None
    messages: int
    figures: Mapping[str, Figure]


@dataclass(frozen=True, slots=True)
class Site:
    """The township: its id, what its clocks show, and programs of its own, which nobody has to claim."""

    id: str
    zone: tzinfo
    programs: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class Ears:
    """Tells how many messages the journal has numbered, and when anything could be heard."""

    received: Callable[[], int]
    earshot: Callable[[], Earshot] = Earshot


class Watch:
    """Answers what the screens ask."""

    def __init__(
        self,
        site: Site,
        ledger: Ledger,
        registry: Registry,
        clock: Clock,
        patience: Patience,
        ears: Ears,
    ) -> None:
        self._site = site
        self._ledger = ledger
        self._registry = registry
        self._clock = clock
        self._patience = patience
        self._ears = ears

    def devices(self) -> Sequence[DeviceView]:
        """Every registered device, by id.

        Raises:
            StoreDown: try later.
        """
        with self._ledger.read() as tx:
            states = tx.intake.states()
        return self._views(states)

    def strangers(self) -> Sequence[Stranger]:
        """Every device that spoke and waits to be claimed, the newest first.

        Raises:
            StoreDown: try later.
        """
        now = self._clock.now()
        with self._ledger.read() as tx:
            # Whole states are parsed out of JSON, and few devices are strangers.
            names = self._unclaimed(tx.intake.glimpses())
            unknown = list(tx.intake.states(names).values()) if names else []
        found = [
            Stranger(
                state.device,
                state.seen_at,
                sum(state.counts.values()),
                _figures(state, now, self._max_age(state.period_s or 3600)),
            )
            for state in unknown
        ]
        return sorted(
            found,
            key=lambda stranger: stranger.seen_at or datetime.min.replace(tzinfo=now.tzinfo),
            reverse=True,
        )

    def tickets(
        self, *, closed: bool = False, limit: int = 200, until: datetime | None = None
    ) -> Sequence[Ticket]:
        """Open tickets, or closed ones, newest first; `until` leaves out those that were opened later.

        Raises:
            StoreDown: try later.
        """
        states = (TicketState.CLOSED,) if closed else _OPEN
        with self._ledger.read() as tx:
            return tx.tickets.list(states, limit, until)

    def opened(self, since: datetime, until: datetime) -> Sequence[Ticket]:
        """Every ticket that was opened from an instant on and before another, the oldest first.

        Raises:
            StoreDown: try later.
        """
        with self._ledger.read() as tx:
            return tx.tickets.opened(since, until)

    def first_opened(self) -> datetime | None:
        """When the oldest ticket was opened; None where there is none.

        Raises:
            StoreDown: try later.
        """
        with self._ledger.read() as tx:
            return tx.tickets.first_opened()

    def balance(self) -> Balance:
        """Where every message is now.

        Raises:
            StoreDown: try later.
        """
        with self._ledger.read() as tx:
            return self._balance(tx)

    def overview(self) -> Overview:
        """The township in figures.

        Raises:
            StoreDown: try later.
        """
        now = self._clock.now()
        local = now.astimezone(self._site.zone)
        day_began = local.replace(hour=0, minute=0, second=0, microsecond=0)
        catalog = self._registry.catalog
        cameras = [device.id for device in catalog.of_class(DeviceClass.CAMERA)]
        with self._ledger.read() as tx:
            glimpses = tx.intake.glimpses()
            blind = {name for name, state in tx.intake.states(cameras).items() if state.view_fault}
            tickets = TicketCounts(tx.tickets.open_counts(now), tx.tickets.flow(day_began))
            announced = _announced(tx, day_began)
            balance = self._balance(tx)
        return Overview(
            at=now,
            villages=len(catalog.villages()),
            census=count(catalog, glimpses, self._patience, local, blind, self._ears.earshot()),
            tickets=tickets,
            balance=balance,
            announced=announced,
            unclaimed=len(self._unclaimed(glimpses)),
        )

    def roll_call(self) -> RollCall:
        """Who is back after the broker was away, and who is still waited for.

        Raises:
            StoreDown: try later.
        """
        with self._ledger.read() as tx:
            glimpses = tx.intake.glimpses()
        return self._gateways(glimpses).roll_call()

    def _unclaimed(self, heard: Iterable[str]) -> Sequence[str]:
        catalog, programs = self._registry.catalog, self._site.programs
        return [name for name in heard if not catalog.is_registered(name) and name not in programs]

    def _gateways(self, heard: Mapping[str, Heard]) -> Gateways:
        return Gateways(
            self._registry.catalog, heard, self._patience, self._clock.now(), self._ears.earshot()
        )

    def _balance(self, tx: Transaction) -> Balance:
        # The journal only grows: numbers given out after this view began are not in it, and read as "in
        # journal".
        return tx.intake.balance(max(self._ears.received(), tx.intake.cursor()))

    def _views(self, states: Mapping[str, DeviceState]) -> Sequence[DeviceView]:
        gateways = self._gateways(states)
        return [
            self._view(device, states.get(device.id) or DeviceState(device.id), gateways)
            for device in sorted(gateways.catalog.devices.values(), key=lambda device: device.id)
        ]

    def _view(self, device: Device, state: DeviceState, gateways: Gateways) -> DeviceView:
        catalog, now = gateways.catalog, gateways.now
        period_s = state.period_s or device.period_s
        age = self._max_age(period_s)
        signs = gateways.signs(state)
        present = presence(signs, timedelta(seconds=period_s), self._patience, now)
        level = None
        if state.level_pct is not None and state.level_at is not None:
            is_proven = state.bin.jump is Jump.NONE and state.bin.wild_since is None
            quality = Quality.DERIVED if is_proven else Quality.SUSPECT
            level = _figure(state.level_pct, quality, state.level_at, now, age)
        return DeviceView(
            device=device,
            village=catalog.village_of(device),
            owner=catalog.owner_of(device),
            presence=present,
            seen_at=state.seen_at,
            figures=_figures(state, now, age),
            level=level,
            jump=state.bin.jump,
            wildness=state.bin.wildness,
            mute_since=state.bin.muteness.since,
            is_full=state.bin.is_full,
            emptied_at=state.emptied_at,
            spell=FullSpell(state.full_at, state.room_at, state.emptied_at),
            via=state.via,
            alarms=state.alarms,
            view_fault=state.view_fault,
            view_proof=state.view_proof,
            is_muted=state.is_muted,
            can_relay=state.can_relay,
            gaps=state.gaps,
            counts=state.counts,
            is_best_effort=None if state.seen_at is None else state.is_best_effort,
            is_awaited=present is Presence.UNKNOWN and not signs.is_cut_off,
        )

    def _max_age(self, period_s: int) -> timedelta:
        return max_age(timedelta(seconds=period_s), self._patience)


def _announced(tx: Transaction, day_began: datetime) -> Announced:
    newest = tx.announcements.newest(1)
    return Announced(
        today=tx.announcements.count_since(day_began),
        last_at=newest[0].created_at if newest else None,
        unfinished=len(tx.announcements.unfinished()),
    )


def _figures(state: DeviceState, now: datetime, age: timedelta) -> Mapping[str, Figure]:
    return {
        name: _figure(reading.value, reading.quality, reading.at, now, age)
        for name, reading in state.readings.items()
    }


def _figure(value: Value, quality: Quality, at: datetime, now: datetime, max_age: timedelta) -> Figure:
    return Figure(value, quality, at, now - at, is_stale=now - at > max_age)
