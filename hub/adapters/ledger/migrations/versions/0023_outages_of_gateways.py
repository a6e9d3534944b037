"""Of a device that is there it is known when it was last away, for those that are heard through it."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns; of what was away before nothing is told."""
    with op.batch_alter_table("device_state") as table:
        table.add_column(sa.Column("gone_ms", sa.BigInteger(), nullable=True))
        table.add_column(sa.Column("back_ms", sa.BigInteger(), nullable=True))


def downgrade() -> None:
    """Take them away again."""
    with op.batch_alter_table("device_state") as table:
        table.drop_column("back_ms")
        table.drop_column("gone_ms")
