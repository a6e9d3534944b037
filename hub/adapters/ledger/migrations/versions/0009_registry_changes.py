"""Devices can be retired and replaced, and every change of the registry is noted."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change the table of devices, make the one of changes."""
    with op.batch_alter_table("device") as table:
        table.add_column(sa.Column("serial", sa.String(64), nullable=False, server_default=""))
        table.add_column(sa.Column("retired_ms", sa.BigInteger()))
    with op.batch_alter_table("device") as table:
        table.alter_column("serial", server_default=None)
    op.create_table(
        "registry_change",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer, "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.Column("by", sa.String(64), nullable=False),
        sa.Column("device", sa.String(64), nullable=False),
        sa.Column("act", sa.String(16), nullable=False),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("after", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_registry_change"),
    )
    op.create_index("ix_registry_change_device", "registry_change", ["device"])


def downgrade() -> None:
    """Change it back."""
    op.drop_table("registry_change")
    with op.batch_alter_table("device") as table:
        table.drop_column("retired_ms")
        table.drop_column("serial")
