"""Photos that were sent to close matters, and how they look."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table; none was sent before."""
    op.create_table(
        "closing_photo",
        sa.Column("ticket", sa.String(64), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("sent_ms", sa.BigInteger(), nullable=False),
        sa.Column("is_accepted", sa.Boolean(), nullable=False),
        sa.Column("looks", sa.LargeBinary(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("ticket", "sha256", name="pk_closing_photo"),
    )


def downgrade() -> None:
    """Forget them; the pictures stay in the evidence store until room is made."""
    op.drop_table("closing_photo")
