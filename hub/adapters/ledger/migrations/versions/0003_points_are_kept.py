"""Points are kept after the series store took them; what is still due stands in a table of its own."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change the tables; everything that waits now is due."""
    op.create_table(
        "points_due",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("messages", sa.Integer(), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("aside_why", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_points_due")),
    )
    op.execute("INSERT INTO points_due SELECT id, messages, 0, '' FROM held_points")
    with op.batch_alter_table("held_points") as batch_op:
        batch_op.add_column(sa.Column("queued_ms", sa.BigInteger(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("upto_bytes", sa.BigInteger(), nullable=False, server_default="0"))
        batch_op.drop_column("messages")
    with op.batch_alter_table("held_points") as batch_op:
        batch_op.alter_column("queued_ms", server_default=None)
        batch_op.alter_column("upto_bytes", server_default=None)


def downgrade() -> None:
    """Change them back; what was set aside is due."""
    with op.batch_alter_table("held_points") as batch_op:
        batch_op.add_column(sa.Column("messages", sa.Integer(), nullable=False, server_default="0"))
        batch_op.drop_column("upto_bytes")
        batch_op.drop_column("queued_ms")
    op.execute("DELETE FROM held_points WHERE id NOT IN (SELECT id FROM points_due)")
    op.execute(
        "UPDATE held_points SET messages ="
        " (SELECT messages FROM points_due WHERE points_due.id = held_points.id)"
    )
    with op.batch_alter_table("held_points") as batch_op:
        batch_op.alter_column("messages", server_default=None)
    op.drop_table("points_due")
