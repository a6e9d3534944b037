"""Dead letters are counted by groups, and what is counted for no device is known."""

import json
from collections import Counter
from dataclasses import asdict, dataclass
from hashlib import sha256

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_FIELDS = ("id", "device", "topic", "reason", "received_ms", "is_partial")
_LETTERS = sa.table("dead_letter", *(sa.column(name) for name in (*_FIELDS, "payload", "letter_group")))
_GROUPS = sa.table(
    "letter_group",
    *(
        sa.column(name)
        for name in (
            *("id", "fault", "subject", "device", "is_partial", "is_numbered"),
            *("letters", "kept", "kept_bytes", "first_ms", "last_ms", "reason"),
        )
    ),
)
_PROGRESS = sa.table("progress", sa.column("name"), sa.column("value"))
_STATES = sa.table("device_state", sa.column("state"))
_MOST_TOPIC = 160


def upgrade() -> None:
    """Change the tables; letters are sorted by what their reasons say."""
    op.create_table(
        "letter_group",
        sa.Column("id", sa.String(16), nullable=False),
        sa.Column("fault", sa.String(16), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("device", sa.String(64), nullable=False),
        sa.Column("is_partial", sa.Boolean(), nullable=False),
        sa.Column("is_numbered", sa.Boolean(), nullable=False),
        sa.Column("letters", sa.BigInteger(), nullable=False),
        sa.Column("kept", sa.BigInteger(), nullable=False),
        sa.Column("kept_bytes", sa.BigInteger(), nullable=False),
        sa.Column("first_ms", sa.BigInteger(), nullable=False),
        sa.Column("last_ms", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter_group")),
    )
    op.create_table(
        "letter_numbers",
        sa.Column("letter_group", sa.String(16), nullable=False),
        sa.Column("block", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("bits", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("letter_group", "block", name=op.f("pk_letter_numbers")),
    )
    with op.batch_alter_table("dead_letter") as table:
        no, none = sa.false(), sa.text("''")
        table.add_column(sa.Column("is_retained", sa.Boolean(), nullable=False, server_default=no))
        table.add_column(sa.Column("letter_group", sa.String(16), nullable=False, server_default=none))
    _sort_letters()
    with op.batch_alter_table("dead_letter") as table:
        table.alter_column("is_retained", server_default=None)
        table.alter_column("letter_group", server_default=None)
        table.drop_column("is_partial")
        table.create_index("ix_dead_letter_letter_group", ["letter_group"])
    _count_nobodys()


def downgrade() -> None:
    """Change them back; the counts by groups are lost, the letters stay."""
    with op.batch_alter_table("dead_letter") as table:
        table.drop_index("ix_dead_letter_letter_group")
        table.add_column(sa.Column("is_partial", sa.Boolean(), nullable=False, server_default=sa.false()))
        table.drop_column("letter_group")
        table.drop_column("is_retained")
    op.drop_table("letter_numbers")
    op.drop_table("letter_group")


@dataclass
class _Group:
    """One row of the new table while the letters are counted."""

    fault: str
    subject: str
    device: str
    is_partial: bool
    is_numbered: bool
    first_ms: int
    last_ms: int
    reason: str = ""
    letters: int = 0
    kept: int = 0
    kept_bytes: int = 0

    @property
    def id(self) -> str:
        """The id that hub.domain.dead_letters gives it."""
        flags = f"{self.is_partial:d}{self.is_numbered:d}"
        said = f"{self.fault}\0{self.subject}\0{self.device}\0{flags}"
        return sha256(said.encode("utf-8", "surrogatepass")).hexdigest()[:12]


def _sort_letters() -> None:
    connection = op.get_bind()
    size = sa.func.length(_LETTERS.c.payload)
    query = sa.select(*(_LETTERS.c[name] for name in _FIELDS), size).order_by(_LETTERS.c.id)
    groups: dict[str, _Group] = {}
    for *fields, size_bytes in connection.execute(query).all():
        letter, device, topic, reason, received_ms, is_partial = fields
        # Only what had been decoded named its device, and had its number noted.
        is_numbered = is_partial or (bool(device) and not reason.startswith("the hub failed"))
        subject = device or topic[:_MOST_TOPIC]
        fault = _fault(reason, is_partial=is_partial)
        new = _Group(fault, subject, device, is_partial, is_numbered, received_ms, received_ms)
        group = groups.setdefault(new.id, new)
        group.letters, group.kept, group.kept_bytes = (
            group.letters + 1,
            group.kept + 1,
            group.kept_bytes + size_bytes,
        )
        group.last_ms, group.reason = received_ms, reason
        connection.execute(_LETTERS.update().where(_LETTERS.c.id == letter).values(letter_group=group.id))
    _count_forgotten(groups)
    if groups:
        rows = [{"id": name, **asdict(group)} for name, group in groups.items()]
        connection.execute(_GROUPS.insert(), rows)
    old = ("letters", "letter_bytes", "letters_forgotten")
    connection.execute(_PROGRESS.delete().where(_PROGRESS.c.name.in_(old)))


def _count_forgotten(groups: dict[str, _Group]) -> None:
    """Of letters that are not there any more nothing is known but that there were so many."""
    whole = sum(group.letters for group in groups.values() if not group.is_partial)
    forgotten = _progress().get("dead_letter", 0) - whole
    if forgotten > 0:
        first_ms = min((group.first_ms for group in groups.values()), default=0)
        many = _Group("body", "", "", False, False, first_ms, first_ms, letters=forgotten)  # noqa: FBT003
        groups[many.id] = many


def _fault(reason: str, *, is_partial: bool) -> str:
    starts = {"the series store refused it": "store", "the hub failed on it": "bug", "topic ": "topic"}
    said = next((fault for start, fault in starts.items() if reason.startswith(start)), None)
    return said or ("values" if is_partial else "body")


def _count_nobodys() -> None:
    """What the totals count and no device does is nobody's."""
    connection = op.get_bind()
    counted: Counter[str] = Counter()
    for row in connection.execute(sa.select(_STATES.c.state)):
        counted.update(json.loads(row.state).get("counts", {}))
    known = _progress()
    nobodys = [
        {"name": f"nobody.{outcome}", "value": known[outcome] - counted[outcome]}
        for outcome in ("stored", "duplicate", "dead_letter", "rejected")
        if outcome in known
    ]
    if nobodys:
        connection.execute(_PROGRESS.insert(), nobodys)


def _progress() -> dict[str, int]:
    rows = op.get_bind().execute(sa.select(_PROGRESS.c.name, _PROGRESS.c.value))
    return {row.name: row.value for row in rows}
