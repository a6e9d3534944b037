"""The profile book: products that this hub alone knows."""

from collections.abc import Sequence

from sqlalchemy import Connection, delete, select

from hub.adapters.ledger.schema import PROFILE
from hub.adapters.ledger.upsert import upsert
from hub.domain.instants import instant, millis
from hub.domain.products import OwnProfile


class SqlProfiles:
    """Fulfils `hub.books.profiles.ProfileBook`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def all(self) -> Sequence[OwnProfile]:
        """Every profile, by name."""
        rows = self._connection.execute(select(PROFILE).order_by(PROFILE.c.name))
        return [OwnProfile(row.name, row.text, instant(row.put_ms), row.put_by) for row in rows]

    def put(self, profile: OwnProfile) -> None:
        """Add or replace."""
        row = {
            "name": profile.name,
            "text": profile.text,
            "put_ms": millis(profile.put_at),
            "put_by": profile.put_by,
        }
        upsert(self._connection, PROFILE, [row])

    def remove(self, name: str) -> None:
        """Forget one."""
        self._connection.execute(delete(PROFILE).where(PROFILE.c.name == name))
