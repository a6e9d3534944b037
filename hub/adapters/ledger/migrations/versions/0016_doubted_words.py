"""Of a device that comes and goes it is known until when its word is doubted."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; of what was said so far nothing is doubted."""
    with op.batch_alter_table("device_state") as table:
        table.add_column(sa.Column("doubted_until_ms", sa.BigInteger(), nullable=True))


def downgrade() -> None:
    """Take it away again."""
    with op.batch_alter_table("device_state") as table:
        table.drop_column("doubted_until_ms")
