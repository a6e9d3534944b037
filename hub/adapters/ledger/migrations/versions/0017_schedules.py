"""Schedules, holidays, and what speakers were told to keep."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

_ID = sa.String(64)


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "schedule",
        sa.Column("id", _ID, nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_schedule"),
    )
    op.create_table(
        "holiday",
        sa.Column("day", sa.String(10), nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.PrimaryKeyConstraint("day", name="pk_holiday"),
    )
    op.create_table(
        "standing_order",
        sa.Column("device", _ID, nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("command", _ID, nullable=False),
        sa.Column("sent_ms", sa.BigInteger(), nullable=False),
        sa.Column("adopted_ms", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("device", "kind", name="pk_standing_order"),
    )
    op.create_index("ix_standing_order_command", "standing_order", ["command"])


def downgrade() -> None:
    """Drop them; speakers go on with what they keep."""
    for table in ("standing_order", "holiday", "schedule"):
        op.drop_table(table)
