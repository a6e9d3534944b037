"""Whose orders each speaker obeys."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change the table; speakers say it at their next birth."""
    with op.batch_alter_table("speaker_key") as table:
        table.add_column(sa.Column("believes", sa.String(80), nullable=False, server_default=""))
    with op.batch_alter_table("speaker_key") as table:
        table.alter_column("believes", server_default=None)


def downgrade() -> None:
    """Change it back."""
    with op.batch_alter_table("speaker_key") as table:
        table.drop_column("believes")
