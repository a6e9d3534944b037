"""Public warnings (CAP) that came, and what became of them."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "cap_alert",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("paper_sha256", sa.String(64), nullable=False),
        sa.Column("said_key", sa.Text(), nullable=False),
        sa.Column("fate", sa.String(24), nullable=False),
        sa.Column("is_refused", sa.Boolean(), nullable=False),
        sa.Column("received_ms", sa.BigInteger(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("paper", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_cap_alert"),
    )
    for column in ("paper_sha256", "said_key", "fate"):
        op.create_index(f"ix_cap_alert_{column}", "cap_alert", [column])
    op.create_index("ix_cap_alert_received", "cap_alert", ["received_ms"])
    op.create_table(
        "cap_link",
        sa.Column("alert", sa.String(64), nullable=False),
        sa.Column("to", sa.String(600), nullable=False),
        sa.ForeignKeyConstraint(["alert"], ["cap_alert.id"], name="fk_cap_link_alert_cap_alert"),
        sa.PrimaryKeyConstraint("alert", "to", name="pk_cap_link"),
    )
    op.create_index("ix_cap_link_to", "cap_link", ["to"])


def downgrade() -> None:
    """Drop them; what was announced stays announced."""
    op.drop_table("cap_link")
    op.drop_table("cap_alert")
