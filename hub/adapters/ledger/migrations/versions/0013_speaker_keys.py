"""The keys by which receipts of speakers are known."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "speaker_key",
        sa.Column("device", sa.String(64), nullable=False),
        sa.Column("public_key", sa.String(200), nullable=False),
        sa.Column("enrolled_ms", sa.BigInteger(), nullable=False),
        sa.Column("offered", sa.String(200), nullable=False),
        sa.Column("revoked_ms", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("device", name="pk_speaker_key"),
    )


def downgrade() -> None:
    """Drop it; the next key that a speaker presents counts."""
    op.drop_table("speaker_key")
