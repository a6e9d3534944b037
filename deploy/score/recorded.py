"""What the series store holds of a stretch of time, device by device."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from deploy.score import answered
from deploy.score.spans import Stretch
from devices.contract.bodies import Phase, Sight
from hub.ports import SeriesStore
from hub.series import FieldValue

_NS_PER_MS = 1_000_000
_MOST_ROWS = 5_000
_BOX = ("box_left", "box_top", "box_width", "box_height")
# Readings of devices whose clocks stray are filed under their own time.
_ASTRAY_MS = 31 * 86_400_000


@dataclass(frozen=True, slots=True)
class Recorded:
    """Asks a started store; every method may raise StoreDown."""

    store: SeriesStore
    span: Stretch

    def readings(self, device: str, fields: Iterable[str]) -> answered.Stored:
        """The times of all readings, whichever of the fields they have."""
        wide = Stretch(self.span.from_ms - _ASTRAY_MS, self.span.until_ms + _ASTRAY_MS)
        times = {at_ns for field in fields for at_ns, _ in self._rows("reading", field, device, wide)}
        return answered.Stored(device=device, times_ns=tuple(sorted(times)))

    def levels(self, device: str) -> answered.LevelsShown:
        """The fill that the screens showed of a bin."""
        rows = self._rows("device", "level_pct", device, self.span)
        shown = tuple((at_ns // _NS_PER_MS, value) for at_ns, value in rows if isinstance(value, float))
        return answered.LevelsShown(device=device, rows=shown)

    def seen(self, device: str) -> answered.Stood:
        """Since when the screens knew how late a sign of life, milliseconds UTC."""
        rows = [
            (at_ns // _NS_PER_MS, value)
            for at_ns, value in self._rows("device", "seen_at_ms", device, self.span)
            if isinstance(value, int)
        ]
        changed = [*rows[:1], *(row for last, row in pairwise(rows) if last[1] != row[1])]
        return answered.Stood(device=device, field="seen_at_ms", rows=tuple(changed))

    def findings(self, camera: str) -> Iterator[answered.FindingSaid]:
        """What a camera said of piles."""
        columns = {
            field: dict(self._rows("litter", field, camera, self.span))
            for field in ("pile", "phase", "sight", *_BOX)
        }
        for at_ns, pile in sorted(columns["pile"].items()):
            left, top, width, height = (float(columns[side][at_ns]) for side in _BOX)
            yield answered.FindingSaid(
                at_ms=at_ns // _NS_PER_MS,
                device=camera,
                pile=str(pile),
                phase=Phase(str(columns["phase"][at_ns])),
                sight=Sight(str(columns["sight"][at_ns])),
                box=(left, top, width, height),
            )

    def _rows(self, series: str, field: str, device: str, span: Stretch) -> Iterator[tuple[int, FieldValue]]:
        """Every value of a field, oldest first, however many there are."""
        since_ns, until_ns = span.from_ms * _NS_PER_MS, span.until_ms * _NS_PER_MS
        while True:
            rows = self.store.history(series, field, device=device, since_ns=since_ns, until_ns=until_ns)
            for row in rows:
                value, at_ns = row["value"], row["at_ns"]
                if value is not None and isinstance(at_ns, int):
                    yield at_ns, value
                    since_ns = at_ns + 1
            if len(rows) < _MOST_ROWS:
                return
