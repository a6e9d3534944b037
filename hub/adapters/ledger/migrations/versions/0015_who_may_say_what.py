"""Rules of villages, airtime, saved targets, who did what, and what waits for a second person."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

_ID = sa.String(64)


def upgrade() -> None:
    """Make the tables; nothing that was announced before waits for anybody."""
    # Not as a batch: SQLite would make the table anew, and deliveries refer to it.
    op.add_column("announcement", sa.Column("awaits", sa.String(16), nullable=False, server_default=""))
    op.create_index("ix_announcement_awaits", "announcement", ["awaits"])
    op.create_table(
        "village_rules",
        sa.Column("village", _ID, nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("village", name="pk_village_rules"),
    )
    op.create_table(
        "target_set",
        sa.Column("id", _ID, nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_target_set"),
    )
    op.create_table(
        "airtime",
        sa.Column("announcement", _ID, nullable=False),
        sa.Column("village", _ID, nullable=False),
        sa.Column("day", sa.String(10), nullable=False),
        sa.Column("sounds_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("announcement", "village", "day", name="pk_airtime"),
    )
    op.create_index("ix_airtime_day", "airtime", ["day"])
    op.create_table(
        "broadcast_act",
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.Column("by", _ID, nullable=False),
        sa.Column("act", sa.String(24), nullable=False),
        sa.Column("subject", _ID, nullable=False),
        sa.Column("to", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("link", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_broadcast_act"),
    )
    op.create_index("ix_broadcast_act_subject", "broadcast_act", ["subject"])
    op.create_table(
        "request_key",
        sa.Column("by", _ID, nullable=False),
        sa.Column("key", sa.String(200), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("announcement", _ID, nullable=False),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("by", "key", name="pk_request_key"),
    )


def downgrade() -> None:
    """Drop them; who did what is forgotten."""
    for table in ("request_key", "broadcast_act", "airtime", "target_set", "village_rules"):
        op.drop_table(table)
    op.drop_index("ix_announcement_awaits", "announcement")
    op.drop_column("announcement", "awaits")
