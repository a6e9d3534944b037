"""Profiles of products that an installation adds at run time."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "profile",
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("put_ms", sa.BigInteger(), nullable=False),
        sa.Column("put_by", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_profile"),
    )


def downgrade() -> None:
    """Drop it; devices of these products are not read any more."""
    op.drop_table("profile")
