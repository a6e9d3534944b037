"""When the broker began anew, not only that it did: who came back before the hub did is back."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Take the hub's own return for it, as was done until now."""
    op.add_column("deafness", sa.Column("anew_ms", sa.BigInteger(), nullable=True))
    op.execute("UPDATE deafness SET anew_ms = back_ms WHERE broke_all")
    op.drop_column("deafness", "broke_all")


def downgrade() -> None:
    """Forget when it was."""
    op.add_column("deafness", sa.Column("broke_all", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.execute("UPDATE deafness SET broke_all = true WHERE anew_ms IS NOT NULL")
    op.drop_column("deafness", "anew_ms")
