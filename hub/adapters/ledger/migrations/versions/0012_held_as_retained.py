"""Of a stranger's message it is known whether the broker had kept it."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change the table; of what is held already it is not known."""
    with op.batch_alter_table("held_message") as table:
        table.add_column(sa.Column("is_retained", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("held_message") as table:
        table.alter_column("is_retained", server_default=None)


def downgrade() -> None:
    """Change it back."""
    with op.batch_alter_table("held_message") as table:
        table.drop_column("is_retained")
