"""What was put right since this morning is found without reading every ticket."""

from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the index."""
    op.create_index("ix_ticket_closed", "ticket", ["closed_ms"])


def downgrade() -> None:
    """Remove it."""
    op.drop_index("ix_ticket_closed", "ticket")
