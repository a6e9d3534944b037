"""The book of when the hub could hear."""

from datetime import datetime

from sqlalchemy import Connection, delete, select

from hub.adapters.ledger.schema import DEAFNESS, PROGRESS
from hub.adapters.ledger.upsert import upsert
from hub.domain.earshot import Deafness, Earshot
from hub.domain.instants import instant, millis

_HEARD, _UPTIME = "earshot.heard_ms", "earshot.uptime_s"


class SqlEarshot:
    """Fulfils `hub.books.earshot.EarshotBook`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def read(self) -> Earshot:
        """What was kept."""
        named = select(PROGRESS).where(PROGRESS.c.name.in_((_HEARD, _UPTIME)))
        known = {row.name: row.value for row in self._connection.execute(named)}
        rows = self._connection.execute(select(DEAFNESS).order_by(DEAFNESS.c.gone_ms))
        return Earshot(
            tuple(
                Deafness(
                    instant(row.gone_ms),
                    _instant(row.back_ms),
                    _instant(row.counts_ms),
                    _instant(row.anew_ms),
                )
                for row in rows
            ),
            _instant(known.get(_HEARD)),
            known.get(_UPTIME),
        )

    def keep(self, earshot: Earshot) -> None:
        """Replace it."""
        figures = {_HEARD: _millis(earshot.heard_at), _UPTIME: earshot.uptime_s}
        rows = [{"name": name, "value": value} for name, value in figures.items() if value is not None]
        upsert(self._connection, PROGRESS, rows)
        self._connection.execute(delete(DEAFNESS))
        times = [
            {
                "gone_ms": millis(time.gone_at),
                "back_ms": _millis(time.back_at),
                "counts_ms": _millis(time.counts_at),
                "anew_ms": _millis(time.anew_at),
            }
            for time in earshot.times
        ]
        upsert(self._connection, DEAFNESS, times)


def _instant(at_ms: int | None) -> datetime | None:
    return None if at_ms is None else instant(at_ms)


def _millis(at: datetime | None) -> int | None:
    return None if at is None else millis(at)
