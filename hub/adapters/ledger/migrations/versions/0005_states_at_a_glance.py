"""What is counted of every device stands in columns of its own."""

import json
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_NAMES = ("seen_ms", "says_online", "via", "period_s", "level_ms", "is_full")
_STATES = sa.table("device_state", *(sa.column(name) for name in ("device", "state", *_NAMES)))
_EPOCH, _MILLISECOND = datetime(1970, 1, 1, tzinfo=UTC), timedelta(milliseconds=1)


def upgrade() -> None:
    """Change the table, and fill the columns out of the states."""
    with op.batch_alter_table("device_state") as table:
        table.add_column(sa.Column("seen_ms", sa.BigInteger()))
        table.add_column(sa.Column("says_online", sa.Boolean()))
        table.add_column(sa.Column("via", sa.String(64), nullable=False, server_default=""))
        table.add_column(sa.Column("period_s", sa.Integer()))
        table.add_column(sa.Column("level_ms", sa.BigInteger()))
        table.add_column(sa.Column("is_full", sa.Boolean(), nullable=False, server_default=sa.false()))
    connection = op.get_bind()
    for row in connection.execute(sa.select(_STATES.c.device, _STATES.c.state)).all():
        values = _glimpse(json.loads(row.state))
        connection.execute(_STATES.update().where(_STATES.c.device == row.device).values(values))
    with op.batch_alter_table("device_state") as table:
        for name in ("via", "is_full"):
            table.alter_column(name, server_default=None)


def downgrade() -> None:
    """Change it back; the states still hold everything."""
    with op.batch_alter_table("device_state") as table:
        for name in _NAMES:
            table.drop_column(name)


def _glimpse(state: dict[str, object]) -> dict[str, object]:
    bin_state = state.get("bin")
    return {
        "seen_ms": _millis(state.get("seen_at")),
        "says_online": state.get("says_online"),
        "via": state.get("via", ""),
        "period_s": state.get("period_s"),
        "level_ms": _millis(state.get("level_at")),
        "is_full": isinstance(bin_state, dict) and bool(bin_state.get("is_full")),
    }


def _millis(at: object) -> int | None:
    return (datetime.fromisoformat(at) - _EPOCH) // _MILLISECOND if isinstance(at, str) else None
