"""When each bin last became full, found room and was emptied stands in columns, to be counted."""

import json
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_NAMES = ("full_ms", "room_ms", "emptied_ms")
_STATES = sa.table("device_state", *(sa.column(name) for name in ("device", "state", *_NAMES)))
_EPOCH, _MILLISECOND = datetime(1970, 1, 1, tzinfo=UTC), timedelta(milliseconds=1)


def upgrade() -> None:
    """Add the columns; of the past only the last emptying is known, and that full bins became so by then."""
    with op.batch_alter_table("device_state") as table:
        for name in _NAMES:
            table.add_column(sa.Column(name, sa.BigInteger()))
    connection = op.get_bind()
    for row in connection.execute(sa.select(_STATES.c.device, _STATES.c.state)).all():
        state = json.loads(row.state)
        if (state.get("bin") or {}).get("is_full") and "full_at" not in state:
            state["full_at"] = state.get("level_at")
        values = {
            "state": json.dumps(state),
            "full_ms": _millis(state.get("full_at")),
            "room_ms": _millis(state.get("room_at")),
            "emptied_ms": _millis(state.get("emptied_at")),
        }
        connection.execute(_STATES.update().where(_STATES.c.device == row.device).values(values))


def downgrade() -> None:
    """Take them away; the states still hold everything."""
    with op.batch_alter_table("device_state") as table:
        for name in _NAMES:
            table.drop_column(name)


def _millis(at: object) -> int | None:
    return (datetime.fromisoformat(at) - _EPOCH) // _MILLISECOND if isinstance(at, str) else None
