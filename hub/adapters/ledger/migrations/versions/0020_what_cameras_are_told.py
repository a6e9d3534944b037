"""What was drawn on the pictures of cameras, and what people said of their findings."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

_ID = sa.String(64)


def upgrade() -> None:
    """Make the table; nobody has judged anything yet."""
    op.create_table(
        "camera_place",
        sa.Column("camera", _ID, nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("camera", name="pk_camera_place"),
    )
    with op.batch_alter_table("ticket") as table:
        table.add_column(sa.Column("verdict", sa.String(16), nullable=False, server_default=""))
        table.add_column(sa.Column("judged_by", _ID, nullable=False, server_default=""))
        table.add_column(sa.Column("judged_ms", sa.BigInteger(), nullable=True))
    with op.batch_alter_table("ticket") as table:
        table.alter_column("verdict", server_default=None)
        table.alter_column("judged_by", server_default=None)
    op.create_index("ix_ticket_judged", "ticket", ["judged_ms"])


def downgrade() -> None:
    """Forget both; cameras go on with what they keep."""
    op.drop_index("ix_ticket_judged", "ticket")
    with op.batch_alter_table("ticket") as table:
        for column in ("judged_ms", "judged_by", "verdict"):
            table.drop_column(column)
    op.drop_table("camera_place")
