"""The tables. Times are integer milliseconds UTC, so that SQLite and PostgreSQL keep them alike."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    text,
)

from hub.adapters.ledger.columns import ID, METADATA, at_ms

_GROUP = String(16)
# SQLite numbers rows by itself only in a column declared INTEGER.
_ROW_ID = BigInteger().with_variant(Integer, "sqlite")


PERSON = Table(
    "person",
    METADATA,
    Column("id", ID, primary_key=True),
    Column("name", String(80), nullable=False),
    Column("phone", String(40), nullable=False),
)
PLACE = Table(
    "place",
    METADATA,
    Column("id", ID, primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("name", String(80), nullable=False),
    Column("parent", ID, ForeignKey("place.id")),
    Column("owner", ID, ForeignKey("person.id")),
)
DEVICE = Table(
    "device",
    METADATA,
    Column("id", ID, primary_key=True),
    Column("device_class", String(16), nullable=False),
    Column("name", String(80), nullable=False),
    Column("point", ID, ForeignKey("place.id"), nullable=False),
    Column("lat", Float, nullable=False),
    Column("lon", Float, nullable=False),
    Column("model", String(80), nullable=False),
    Column("period_s", Integer, nullable=False),
    Column("key", String(64), nullable=False),
    Column("source", String(400), nullable=False),
    Column("empty_mm", Float),
    Column("full_mm", Float),
    Column("blind_mm", Float),
    Column("offset_mm", Float),
    Column("shape", String(400)),
    Column("serial", String(64), nullable=False),
    at_ms("retired", nullable=True),
)
REGISTRY_CHANGE = Table(
    "registry_change",
    METADATA,
    Column("id", _ROW_ID, primary_key=True, autoincrement=True),
    Column("at_ms", BigInteger, nullable=False),
    Column("by", ID, nullable=False),
    Column("device", ID, nullable=False, index=True),
    Column("act", String(16), nullable=False),
    Column("before", Text, nullable=False),
    Column("after", Text, nullable=False),
)
PROGRESS = Table(
    "progress",
    METADATA,
    Column("name", String(32), primary_key=True),
    Column("value", BigInteger, nullable=False),
)
DEVICE_STATE = Table(
    "device_state",
    METADATA,
    Column("device", ID, primary_key=True),
    Column("state", Text, nullable=False),
    Column("boot", BigInteger, nullable=False),
    Column("first_seq", BigInteger, nullable=False),
    Column("highest_seq", BigInteger, nullable=False),
    Column("seen", BigInteger, nullable=False),
    Column("seen_mask", LargeBinary, nullable=False),
    Column("lost", BigInteger, nullable=False),
    # What hub.domain.device_state.Glimpse shows; the same stands in `state`.
    at_ms("seen", nullable=True),
    Column("says_online", Boolean),
    at_ms("doubted_until", nullable=True),
    at_ms("gone", nullable=True),
    at_ms("back", nullable=True),
    Column("ways", Text, nullable=False),
    Column("period_s", Integer),
    at_ms("level", nullable=True),
    Column("is_full", Boolean, nullable=False),
    at_ms("full", nullable=True),
    at_ms("room", nullable=True),
    at_ms("emptied", nullable=True),
)
DEAFNESS = Table(
    "deafness",
    METADATA,
    Column("gone_ms", BigInteger, primary_key=True),
    at_ms("back", nullable=True),
    at_ms("counts", nullable=True),
    at_ms("anew", nullable=True),
)
BIN_LEVELS = Table(
    "bin_levels",
    METADATA,
    Column("device", ID, primary_key=True),
    Column("newest_hour", BigInteger, nullable=False),
    Column("steps", LargeBinary, nullable=False),
)
DEAD_LETTER = Table(
    "dead_letter",
    METADATA,
    Column("id", _ROW_ID, primary_key=True, autoincrement=True),
    Column("seq", BigInteger, nullable=False),
    Column("topic", Text, nullable=False),
    Column("payload", LargeBinary, nullable=False),
    Column("reason", Text, nullable=False),
    Column("device", ID, nullable=False),
    at_ms("received"),
    Column("is_retained", Boolean, nullable=False),
    Column("letter_group", _GROUP, nullable=False, index=True),
)
LETTER_GROUP = Table(
    "letter_group",
    METADATA,
    Column("id", _GROUP, primary_key=True),
    Column("fault", String(16), nullable=False),
    Column("subject", Text, nullable=False),
    Column("device", ID, nullable=False),
    Column("is_partial", Boolean, nullable=False),
    Column("is_numbered", Boolean, nullable=False),
    Column("letters", BigInteger, nullable=False),
    Column("kept", BigInteger, nullable=False),
    Column("kept_bytes", BigInteger, nullable=False),
    at_ms("first"),
    at_ms("last"),
    Column("reason", Text, nullable=False),
)
LETTER_NUMBERS = Table(
    "letter_numbers",
    METADATA,
    Column("letter_group", _GROUP, primary_key=True),
    Column("block", BigInteger, primary_key=True, autoincrement=False),
    Column("bits", LargeBinary, nullable=False),
)
HELD_MESSAGE = Table(
    "held_message",
    METADATA,
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("device", ID, nullable=False, index=True),
    Column("topic", Text, nullable=False),
    Column("payload", LargeBinary, nullable=False),
    at_ms("received"),
    Column("is_retained", Boolean, nullable=False),
)
HELD_POINTS = Table(
    "held_points",
    METADATA,
    Column("id", _ROW_ID, primary_key=True, autoincrement=True),
    Column("points", LargeBinary, nullable=False),
    at_ms("queued"),
    # The size of all batches ever kept, up to and with this one: what is kept now is one subtraction.
    Column("upto_bytes", BigInteger, nullable=False),
)
POINTS_DUE = Table(
    "points_due",
    METADATA,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("messages", Integer, nullable=False),
    Column("points", Integer, nullable=False),
    Column("aside_why", Text, nullable=False),
)
TICKET = Table(
    "ticket",
    METADATA,
    Column("id", ID, primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("subject", String(120), nullable=False),
    Column("device", ID, nullable=False),
    Column("village", ID, nullable=False),
    Column("owner", ID, nullable=False),
    Column("state", String(16), nullable=False),
    Column("severity", Integer, nullable=False),
    Column("sightings", Integer, nullable=False),
    at_ms("opened"),
    at_ms("due"),
    at_ms("last_seen", nullable=True),
    at_ms("closed", nullable=True),
    Column("closed_because", Text, nullable=False),
    Column("closed_by", ID, nullable=False),
    at_ms("reopened", nullable=True),
    Column("reopenings", Integer, nullable=False),
    Column("evidence", Text, nullable=False),
    Column("verdict", String(16), nullable=False),
    Column("judged_by", ID, nullable=False),
    at_ms("judged", nullable=True),
)
# The database itself refuses a second open ticket about one thing, whoever races.
Index(
    "uq_ticket_open_subject",
    TICKET.c.subject,
    unique=True,
    sqlite_where=text("state <> 'closed'"),
    postgresql_where=text("state <> 'closed'"),
)
Index("ix_ticket_opened", TICKET.c.opened_ms)
Index("ix_ticket_closed", TICKET.c.closed_ms)
Index("ix_ticket_judged", TICKET.c.judged_ms)
TICKET_ROW = Table(
    "ticket_row",
    METADATA,
    Column("village", ID, primary_key=True),
    Column("ticket", ID, primary_key=True),
    Column("slot", Integer, nullable=False),
)
ANNOUNCEMENT = Table(
    "announcement",
    METADATA,
    Column("id", ID, primary_key=True),
    Column("body", Text, nullable=False),
    at_ms("created"),
    # What somebody still has to do about it: "approval", "review", "" for nothing.
    Column("awaits", String(16), nullable=False, index=True),
)
Index("ix_announcement_created", ANNOUNCEMENT.c.created_ms)
DELIVERY = Table(
    "delivery",
    METADATA,
    Column("id", ID, primary_key=True),
    Column("announcement", ID, ForeignKey("announcement.id"), nullable=False, index=True),
    Column("device", ID, nullable=False),
    Column("is_settled", Boolean, nullable=False, index=True),
    Column("body", Text, nullable=False),
)
ACCOUNT = Table(
    "account",
    METADATA,
    Column("name", ID, primary_key=True),
    Column("role", String(16), nullable=False),
    Column("password_hash", String(200), nullable=False),
)
SESSION = Table(
    "session",
    METADATA,
    Column("token_sha256", String(64), primary_key=True),
    Column("account", ID, ForeignKey("account.name"), nullable=False),
    at_ms("expires"),
)
WEBHOOK = Table(
    "webhook",
    METADATA,
    Column("source", String(32), primary_key=True),
    Column("secret_sha256", String(64), nullable=False),
    at_ms("made"),
    Column("made_by", ID, nullable=False),
)
SPEAKER_KEY = Table(
    "speaker_key",
    METADATA,
    Column("device", ID, primary_key=True),
    Column("public_key", String(200), nullable=False),
    at_ms("enrolled"),
    Column("offered", String(200), nullable=False),
    at_ms("revoked", nullable=True),
    Column("believes", String(80), nullable=False),
)
PROFILE = Table(
    "profile",
    METADATA,
    Column("name", ID, primary_key=True),
    Column("text", Text, nullable=False),
    at_ms("put"),
    Column("put_by", ID, nullable=False),
)
