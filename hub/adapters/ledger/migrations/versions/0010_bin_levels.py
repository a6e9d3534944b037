"""Levels of bins by the hour, to foretell when they are full."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "bin_levels",
        sa.Column("device", sa.String(64), primary_key=True),
        sa.Column("newest_hour", sa.BigInteger(), nullable=False),
        sa.Column("steps", sa.LargeBinary(), nullable=False),
    )


def downgrade() -> None:
    """Take it away; forecasts begin anew."""
    op.drop_table("bin_levels")
