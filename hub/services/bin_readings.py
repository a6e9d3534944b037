"""What a message of a bin does: its level and its emptyings, its alarms, and the tickets about them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from hub.domain.area import Device
from hub.domain.bin_alarms import alarms
from hub.domain.bins import BinChange, Geometry
from hub.domain.device_state import BinHistory, DeviceState
from hub.domain.readings import Reading
from hub.domain.telemetry import Judged
from hub.domain.tickets import TicketKind
from hub.series import Point
from hub.services.batch import Batch, Heard
from hub.services.rectify import Rectify

_SETTLED: Mapping[TicketKind, str] = {
    TicketKind.BIN_FIRE: "fire_alarm_ended",
    TicketKind.BIN_TILTED: "sensor_stands_upright",
    TicketKind.BIN_FULL: "sensor_saw_room",
    TicketKind.BIN_BATTERY: "battery_charged",
}


class BinNews(NamedTuple):
    """What one message told of a bin."""

    history: BinHistory
    alarms: tuple[TicketKind, ...] = ()
    changes: Sequence[BinChange] = ()
    points: Sequence[Point] = ()

    @property
    def is_quiet(self) -> bool:
        """Tell whether no ticket can be concerned, but by alarms."""
        return not any(
            change.became_full or change.became_clear or change.emptied_at for change in self.changes
        )


@dataclass(frozen=True, slots=True)
class BinReadings:
    """Reads the messages of bins. `usual`: how a product sits in a bin that nobody has measured."""

    rectify: Rectify
    usual: Callable[[str], Geometry | None]

    def read(
        self,
        device: Device,
        before: DeviceState,
        samples: Iterable[Judged],
        readings: Mapping[str, Reading],
        village: str,
    ) -> BinNews:
        """Work out what a message tells; `readings` are the newest values with it."""
        history = before.bin_history
        usual = self.usual(device.model) if device.geometry is None else None
        changes: list[BinChange] = []
        points: list[Point] = []
        tags = {"village": village, "device": device.id}
        for sample in samples:
            history, change = history.take(sample, device.geometry, usual)
            if change is not None:
                changes.append(change)
                points.append(_level_point(history, change, sample, tags))
        return BinNews(history, alarms(before.alarms, before.readings, readings), changes, points)

    def settle(self, batch: Batch, heard: Heard, device: Device, before: DeviceState, news: BinNews) -> None:
        """Open, extend and close the tickets that the news concerns; call it inside a savepoint."""
        for change in news.changes:
            if change.became_full:
                self._raise(batch, heard, device, TicketKind.BIN_FULL)
            is_said_full = TicketKind.BIN_FULL in news.alarms
            if (change.became_clear or change.emptied_at) and not is_said_full:
                because = "sensor_saw_emptied" if change.emptied_at else _SETTLED[TicketKind.BIN_FULL]
                self.rectify.bin_settled(batch.tx, device, TicketKind.BIN_FULL, because, heard.at)
        for kind in news.alarms:
            if kind not in before.alarms:
                self._raise(batch, heard, device, kind)
        for kind in before.alarms:
            if kind not in news.alarms and not (kind is TicketKind.BIN_FULL and news.history.bin.is_full):
                self.rectify.bin_settled(batch.tx, device, kind, _SETTLED[kind], heard.at)

    def _raise(self, batch: Batch, heard: Heard, device: Device, kind: TicketKind) -> None:
        self.rectify.about_bin(batch.tx, batch.catalog, device, heard.seq, kind, heard.at)


def _level_point(history: BinHistory, change: BinChange, sample: Judged, tags: Mapping[str, str]) -> Point:
    return Point(
        "bin_level",
        tags,
        {
            "level_pct": float(history.level_pct or 0.0),
            "is_full": change.state.is_full,
            "emptied": change.emptied_at is not None,
        },
        sample.at_ns,
    )
