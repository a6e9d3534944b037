"""Who closed a matter by hand, and how often it was opened again."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns; nothing was closed by hand or opened again before."""
    with op.batch_alter_table("ticket") as table:
        table.add_column(sa.Column("closed_by", sa.String(64), nullable=False, server_default=""))
        table.add_column(sa.Column("reopened_ms", sa.BigInteger(), nullable=True))
        table.add_column(sa.Column("reopenings", sa.Integer(), nullable=False, server_default="0"))
    with op.batch_alter_table("ticket") as table:
        table.alter_column("closed_by", server_default=None)
        table.alter_column("reopenings", server_default=None)


def downgrade() -> None:
    """Forget both."""
    with op.batch_alter_table("ticket") as table:
        for column in ("reopenings", "reopened_ms", "closed_by"):
            table.drop_column(column)
