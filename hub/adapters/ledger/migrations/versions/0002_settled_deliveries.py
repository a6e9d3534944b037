"""Deliveries nobody waits for any more are no longer looked at every second."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change the tables."""
    _rename("is_final", "is_settled")
    delivery = sa.table("delivery", sa.column("is_settled", sa.Boolean()), sa.column("body", sa.Text()))
    given_up = [delivery.c.body.contains(f'"state":"{state}"') for state in ("unreached", "unknown")]
    op.execute(delivery.update().where(sa.or_(*given_up)).values(is_settled=True))


def downgrade() -> None:
    """Change them back; what was given up counts as unfinished again when it is next written."""
    _rename("is_settled", "is_final")


def _rename(before: str, after: str) -> None:
    op.drop_index(f"ix_delivery_{before}", "delivery")
    op.execute(f"ALTER TABLE delivery RENAME COLUMN {before} TO {after}")
    op.create_index(f"ix_delivery_{after}", "delivery", [after])
