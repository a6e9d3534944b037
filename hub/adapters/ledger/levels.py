"""The book of levels by the hour: one row of some 360 bytes for each bin."""

from collections.abc import Mapping

from sqlalchemy import Connection, select

from hub.adapters.ledger.schema import BIN_LEVELS
from hub.adapters.ledger.upsert import upsert
from hub.domain.hourly_levels import HourlyLevels


class SqlLevels:
    """Fulfils `hub.books.levels.LevelBook`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def all(self) -> Mapping[str, HourlyLevels]:
        """Everything kept."""
        rows = self._connection.execute(select(BIN_LEVELS))
        return {row.device: HourlyLevels(row.newest_hour, row.steps) for row in rows}

    def put(self, levels: Mapping[str, HourlyLevels]) -> None:
        """Add or replace."""
        rows = [
            {"device": device, "newest_hour": kept.newest_hour, "steps": kept.steps}
            for device, kept in levels.items()
        ]
        upsert(self._connection, BIN_LEVELS, rows)
