"""The book of how villages may be spoken to."""

from collections.abc import Iterable, Mapping
from datetime import timedelta

from pydantic import TypeAdapter
from sqlalchemy import Connection, delete, func, select

from hub.adapters.ledger.broadcast_schema import AIRTIME, TARGET_SET, VILLAGE_RULES
from hub.adapters.ledger.upsert import upsert
from hub.domain.announcements.airtime import Use
from hub.domain.announcements.targets import TargetSet
from hub.domain.village_rules import VillageRules

_RULES = TypeAdapter(VillageRules)
_SET = TypeAdapter(TargetSet)
_MILLISECOND = timedelta(milliseconds=1)


class SqlSpeaking:
    """Fulfils `hub.books.SpeakingBook`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def rules(self) -> Mapping[str, VillageRules]:
        """Read all: there are some 30 villages."""
        rows = self._connection.execute(select(VILLAGE_RULES.c.village, VILLAGE_RULES.c.body))
        return {village: _RULES.validate_json(body) for village, body in rows}

    def put_rules(self, rules: VillageRules) -> None:
        """Add or replace by village."""
        row = {"village": rules.village, "body": _RULES.dump_json(rules).decode()}
        upsert(self._connection, VILLAGE_RULES, [row])

    def saved(self) -> Mapping[str, TargetSet]:
        """Read all, by id."""
        rows = self._connection.execute(select(TARGET_SET.c.id, TARGET_SET.c.body).order_by(TARGET_SET.c.id))
        return {name: _SET.validate_json(body) for name, body in rows}

    def put_saved(self, kept: TargetSet) -> None:
        """Add or replace by id."""
        upsert(self._connection, TARGET_SET, [{"id": kept.id, "body": _SET.dump_json(kept).decode()}])

    def remove_saved(self, name: str) -> None:
        """Forget a set."""
        self._connection.execute(delete(TARGET_SET).where(TARGET_SET.c.id == name))

    def spent(self, day: str) -> Mapping[str, timedelta]:
        """Add up a day by village."""
        query = (
            select(AIRTIME.c.village, func.sum(AIRTIME.c.sounds_ms))
            .where(AIRTIME.c.day == day)
            .group_by(AIRTIME.c.village)
        )
        return {village: int(total) * _MILLISECOND for village, total in self._connection.execute(query)}

    def use(self, uses: Iterable[Use]) -> None:
        """Add or replace by announcement, village and day."""
        rows = [
            {
                "announcement": use.announcement,
                "village": use.village,
                "day": use.day,
                "sounds_ms": use.sounds // _MILLISECOND,
            }
            for use in uses
        ]
        upsert(self._connection, AIRTIME, rows)

    def give_back(self, announcement: str) -> None:
        """Delete what was counted for it."""
        self._connection.execute(delete(AIRTIME).where(AIRTIME.c.announcement == announcement))
