"""The book of schedules, holidays and standing orders."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from pydantic import TypeAdapter
from sqlalchemy import Connection, delete, insert, select, update

from hub.adapters.ledger.broadcast_schema import HOLIDAY, SCHEDULE, STANDING_ORDER
from hub.adapters.ledger.upsert import upsert
from hub.books.schedules import Standing, StandingOrder
from hub.domain.announcements.schedules import Schedule
from hub.domain.instants import instant, millis

_SCHEDULE = TypeAdapter(Schedule)
_S = STANDING_ORDER.c


class SqlSchedules:
    """Fulfils `hub.books.ScheduleBook`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def all(self) -> Mapping[str, Schedule]:
        """Read all, by id."""
        rows = self._connection.scalars(select(SCHEDULE.c.body).order_by(SCHEDULE.c.id))
        return {made.id: made for made in map(_SCHEDULE.validate_json, rows)}

    def put(self, schedule: Schedule) -> None:
        """Add or replace by id."""
        row = {"id": schedule.id, "body": _SCHEDULE.dump_json(schedule).decode()}
        upsert(self._connection, SCHEDULE, [row])

    def remove(self, schedule: str) -> None:
        """Delete one."""
        self._connection.execute(delete(SCHEDULE).where(SCHEDULE.c.id == schedule))

    def holidays(self) -> Mapping[date, str]:
        """Read all, in order."""
        rows = self._connection.execute(select(HOLIDAY.c.day, HOLIDAY.c.name).order_by(HOLIDAY.c.day))
        return {date.fromisoformat(day): name for day, name in rows}

    def set_holidays(self, holidays: Mapping[date, str]) -> None:
        """Delete all, then insert."""
        self._connection.execute(delete(HOLIDAY))
        rows = [{"day": day.isoformat(), "name": name} for day, name in holidays.items()]
        if rows:
            self._connection.execute(insert(HOLIDAY), rows)

    def standing(self) -> Mapping[tuple[str, Standing], StandingOrder]:
        """Read all."""
        found = {}
        for row in self._connection.execute(select(STANDING_ORDER)):
            adopted_at = None if row.adopted_ms is None else instant(row.adopted_ms)
            kind = Standing(row.kind)
            order = StandingOrder(row.device, kind, row.digest, row.command, instant(row.sent_ms), adopted_at)
            found[row.device, kind] = order
        return found

    def put_standing(self, orders: Iterable[StandingOrder]) -> None:
        """Add or replace by device and kind."""
        rows = [
            {
                "device": order.device,
                "kind": order.kind.value,
                "digest": order.digest,
                "command": order.command,
                "sent_ms": millis(order.sent_at),
                "adopted_ms": None if order.adopted_at is None else millis(order.adopted_at),
            }
            for order in orders
        ]
        upsert(self._connection, STANDING_ORDER, rows)

    def adopt(self, device: str, command: str, at: datetime) -> bool:
        """Update the one with this command."""
        done = self._connection.execute(
            update(STANDING_ORDER)
            .where(_S.device == device, _S.command == command, _S.adopted_ms.is_(None))
            .values(adopted_ms=millis(at))
        )
        return done.rowcount > 0
