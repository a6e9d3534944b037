"""When the hub could not hear, remembered over a restart."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table; of what was before nothing is known."""
    op.create_table(
        "deafness",
        sa.Column("gone_ms", sa.BigInteger(), nullable=False),
        sa.Column("back_ms", sa.BigInteger(), nullable=True),
        sa.Column("counts_ms", sa.BigInteger(), nullable=True),
        sa.Column("broke_all", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("gone_ms", name="pk_deafness"),
    )


def downgrade() -> None:
    """Forget it."""
    op.drop_table("deafness")
