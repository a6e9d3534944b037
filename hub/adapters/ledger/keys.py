"""The book of keys in the ledger."""

from collections.abc import Sequence

from sqlalchemy import Connection, Row, delete, select

from hub.adapters.ledger.schema import PROGRESS, SPEAKER_KEY
from hub.adapters.ledger.upsert import upsert
from hub.domain.instants import instant, millis
from hub.domain.speaker_keys import SpeakerKey

_EPOCH = "epoch"


class SqlKeys:
    """Fulfils `hub.books.keys.KeyBook`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def speaker(self, device: str) -> SpeakerKey | None:
        """The key of a speaker."""
        row = self._connection.execute(
            select(SPEAKER_KEY).where(SPEAKER_KEY.c.device == device)
        ).one_or_none()
        return None if row is None else _key(row)

    def all(self) -> Sequence[SpeakerKey]:
        """Every key, by device."""
        rows = self._connection.execute(select(SPEAKER_KEY).order_by(SPEAKER_KEY.c.device))
        return [_key(row) for row in rows]

    def put(self, key: SpeakerKey) -> None:
        """Add or replace."""
        row = {
            "device": key.device,
            "public_key": key.public_key,
            "enrolled_ms": millis(key.enrolled_at),
            "offered": key.offered,
            "revoked_ms": None if key.revoked_at is None else millis(key.revoked_at),
            "believes": " ".join(key.believes),
        }
        upsert(self._connection, SPEAKER_KEY, [row])

    def forget(self, device: str) -> None:
        """Forget a speaker's key."""
        self._connection.execute(delete(SPEAKER_KEY).where(SPEAKER_KEY.c.device == device))

    def next_epoch(self, at_least: int) -> int:
        """Begin an epoch."""
        last = self._connection.scalar(select(PROGRESS.c.value).where(PROGRESS.c.name == _EPOCH)) or 0
        epoch = max(last + 1, at_least)
        upsert(self._connection, PROGRESS, [{"name": _EPOCH, "value": epoch}])
        return epoch


def _key(row: Row[tuple[object, ...]]) -> SpeakerKey:
    revoked_at = None if row.revoked_ms is None else instant(row.revoked_ms)
    believes = tuple(row.believes.split())
    return SpeakerKey(row.device, row.public_key, instant(row.enrolled_ms), row.offered, revoked_at, believes)
