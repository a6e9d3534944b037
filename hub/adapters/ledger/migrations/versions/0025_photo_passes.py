"""Passes with which photos are sent without an account."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table; there was none before."""
    op.create_table(
        "photo_pass",
        sa.Column("ticket", sa.String(64), nullable=False),
        sa.Column("token_sha256", sa.String(64), nullable=False),
        sa.Column("person", sa.String(64), nullable=False),
        sa.Column("made_by", sa.String(64), nullable=False),
        sa.Column("until_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("ticket", name="pk_photo_pass"),
    )
    op.create_index("ix_photo_pass_token_sha256", "photo_pass", ["token_sha256"])


def downgrade() -> None:
    """Forget them: whoever has one asks for another."""
    op.drop_index("ix_photo_pass_token_sha256", "photo_pass")
    op.drop_table("photo_pass")
