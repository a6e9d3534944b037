"""Which row of the screens each open matter stands in, also after a restart."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table; what an older hub wrote is too old for the screens after 90 s."""
    op.create_table(
        "ticket_row",
        sa.Column("village", sa.String(64), nullable=False),
        sa.Column("ticket", sa.String(64), nullable=False),
        sa.Column("slot", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("village", "ticket", name="pk_ticket_row"),
    )


def downgrade() -> None:
    """Forget them: every matter gets a row anew."""
    op.drop_table("ticket_row")
