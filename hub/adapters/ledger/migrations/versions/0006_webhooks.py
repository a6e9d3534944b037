"""Sources that post uplinks by HTTP, each with a secret."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "webhook",
        sa.Column("source", sa.String(32), nullable=False),
        sa.Column("secret_sha256", sa.String(64), nullable=False),
        sa.Column("made_ms", sa.BigInteger(), nullable=False),
        sa.Column("made_by", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("source", name="pk_webhook"),
    )


def downgrade() -> None:
    """Drop it; who posted must be given a new secret."""
    op.drop_table("webhook")
