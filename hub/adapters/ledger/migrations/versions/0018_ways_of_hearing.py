"""Of a device it is known which gateways must all be gone before it cannot be heard."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

_STATES = sa.table("device_state", *(sa.column(name) for name in ("device", "via", "ways")))


def upgrade() -> None:
    """Replace the one gateway that a birth names by a list, of which it is the first."""
    with op.batch_alter_table("device_state") as table:
        table.add_column(sa.Column("ways", sa.Text(), nullable=False, server_default=""))
    op.get_bind().execute(_STATES.update().values(ways=_STATES.c.via))
    with op.batch_alter_table("device_state") as table:
        table.alter_column("ways", existing_type=sa.Text(), server_default=None)
        table.drop_column("via")


def downgrade() -> None:
    """Keep the first of each list."""
    with op.batch_alter_table("device_state") as table:
        table.add_column(sa.Column("via", sa.String(64), nullable=False, server_default=""))
    connection = op.get_bind()
    for row in connection.execute(sa.select(_STATES.c.device, _STATES.c.ways)).all():
        via = row.ways.partition(" ")[0]
        connection.execute(_STATES.update().where(_STATES.c.device == row.device).values(via=via))
    with op.batch_alter_table("device_state") as table:
        table.alter_column("via", existing_type=sa.String(64), server_default=None)
        table.drop_column("ways")
