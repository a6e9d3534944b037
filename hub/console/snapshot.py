"""What every open page shows: one picture of the township, taken once for all of them."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from devices.contract.bodies import DeviceClass
from hub.context import Context
from hub.domain.area import Catalog
from hub.domain.dead_letters import LetterGroup
from hub.domain.tickets import Ticket, TicketKind
from hub.health_words import RED_NOTES
from hub.map_base import Feature, read_base
from hub.ports import StoreDown
from hub.services import follow
from hub.services.follow import Followed
from hub.services.foretelling import BinForecast
from hub.services.overview import Overview
from hub.services.watch import DeviceView, Stranger
from hub.words import NO_WORD, Word

REFRESH_S = 2.0
# A page that comes late on a busy machine is better than none; after three seconds NiceGUI would answer 500.
PATIENCE_S = 20.0
# However large the township is, taking the picture costs at most this share of the time.
_SHARE = 0.2
_TICKETS, _ANNOUNCEMENTS, _LETTER_GROUPS = 60, 5, 40


@dataclass(frozen=True, slots=True)
class Note:
    """Something to say above the page: a code of hub.words.NOTES, since when, how many messages wait."""

    code: str
    since: datetime
    is_problem: bool
    held: int | None = None
    detail: Word = NO_WORD


@dataclass(frozen=True)
class Snapshot:
    """The township as of `at`; `is_old` when no newer picture of it could be taken.

    `pictures` says when each camera's last one came.
    """

    at: datetime
    catalog: Catalog
    overview: Overview
    views: Sequence[DeviceView]
    forecasts: Mapping[str, BinForecast]
    tickets: Sequence[Ticket]
    strangers: Sequence[Stranger]
    letters: Sequence[LetterGroup]
    announcements: Sequence[Followed]
    pictures: Mapping[str, datetime]
    notes: Sequence[Note]
    base: Sequence[Feature]
    is_old: bool = False

    def of(self, device_class: DeviceClass) -> list[DeviceView]:
        """The devices of one class, by id."""
        return [view for view in self.views if view.device.device_class is device_class]


class Desk:
    """Takes the picture when somebody asks and the last one is too old; used on the event loop only."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._lock = asyncio.Lock()
        self._kept: Snapshot | None = None
        self._due_s = 0.0
        self._since: dict[str, datetime] = {}

    async def snapshot(self) -> Snapshot:
        """The newest picture; an old one, marked, while the ledger is away.

        Raises:
            StoreDown: there is none at all yet.
        """
        async with self._lock:
            kept, begun_s = self._kept, self._context.clock.machine.monotonic_s()
            if kept is None or begun_s >= self._due_s:
                kept = self._kept = await asyncio.to_thread(self._take_or_keep)
                cost_s = self._context.clock.machine.monotonic_s() - begun_s
                self._due_s = begun_s + max(REFRESH_S * 0.9, cost_s / _SHARE)
            return kept

    def forget(self) -> None:
        """Take a new picture at the next request: something was just changed."""
        self._due_s = 0.0

    def _take_or_keep(self) -> Snapshot:
        try:
            return self._take()
        except StoreDown:
            if self._kept is None:
                raise
            return replace(self._kept, is_old=True)

    def _take(self) -> Snapshot:
        context = self._context
        views = context.watch.devices()
        cameras = (view.device.id for view in views if view.device.device_class is DeviceClass.CAMERA)
        last = ((camera, context.evidence.last(camera)) for camera in cameras)
        return Snapshot(
            at=context.clock.now(),
            catalog=context.registry.catalog,
            overview=context.watch.overview(),
            views=views,
            forecasts={view.device.id: made for view in views if (made := self._forecast(view)) is not None},
            tickets=context.watch.tickets(limit=_TICKETS),
            strangers=context.watch.strangers(),
            letters=context.letters.groups(_LETTER_GROUPS),
            announcements=follow.newest(context.ledger, _ANNOUNCEMENTS),
            pictures={camera: found[1] for camera, found in last if found is not None},
            notes=[*fires(views), *self._notes()],
            base=self._kept.base
            if self._kept and self._kept.base
            else read_base(context.settings.data_dir / "map.geojson"),
        )

    def _forecast(self, view: DeviceView) -> BinForecast | None:
        return self._context.foretelling.of(view.device.id, view.emptied_at)

    def _notes(self) -> Sequence[Note]:
        health, now = self._context.health(), self._context.clock.now()
        self._since = {code: self._since.get(code, now) for code in health.problems}
        broken = [Note(code, since, is_problem=True) for code, since in self._since.items()]
        return [
            *broken,
            *(
                Note(away.code, away.since, away.code in RED_NOTES, away.held, away.detail)
                for away in health.notes
            ),
        ]


def fires(views: Sequence[DeviceView]) -> Sequence[Note]:
    """One red note for each bin whose sensor says that it burns."""
    return [
        Note("bin_fire", said.at, is_problem=True, detail=Word(view.device.name, view.device.name))
        for view in views
        if TicketKind.BIN_FIRE in view.alarms and (said := view.figures.get("alarm_fire")) is not None
    ]
