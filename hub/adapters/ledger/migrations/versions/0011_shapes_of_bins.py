"""Where a bin's sensor sits, and the shape of the bin."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns; bins so far have upright walls."""
    with op.batch_alter_table("device") as table:
        table.add_column(sa.Column("offset_mm", sa.Float()))
        table.add_column(sa.Column("shape", sa.String(400)))


def downgrade() -> None:
    """Take them away."""
    with op.batch_alter_table("device") as table:
        for name in ("offset_mm", "shape"):
            table.drop_column(name)
