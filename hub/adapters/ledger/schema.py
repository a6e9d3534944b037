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
    MetaData,
    String,
    Table,
    Text,
    text,
)

METADATA = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)
_ID = String(64)
_GROUP = String(16)
# SQLite numbers rows by itself only in a column declared INTEGER.
_ROW_ID = BigInteger().with_variant(Integer, "sqlite")


def _at(name: str, *, nullable: bool = False) -> Column[int]:
    return Column(f"{name}_ms", BigInteger, nullable=nullable)


PERSON = Table(
    "person",
    METADATA,
    Column("id", _ID, primary_key=True),
    Column("name", String(80), nullable=False),
    Column("phone", String(40), nullable=False),
)
PLACE = Table(
    "place",
    METADATA,
    Column("id", _ID, primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("name", String(80), nullable=False),
    Column("parent", _ID, ForeignKey("place.id")),
    Column("owner", _ID, ForeignKey("person.id")),
)
DEVICE = Table(
    "device",
    METADATA,
    Column("id", _ID, primary_key=True),
    Column("device_class", String(16), nullable=False),
    Column("name", String(80), nullable=False),
    Column("point", _ID, ForeignKey("place.id"), nullable=False),
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
    _at("retired", nullable=True),
)
REGISTRY_CHANGE = Table(
    "registry_change",
    METADATA,
    Column("id", _ROW_ID, primary_key=True, autoincrement=True),
    Column("at_ms", BigInteger, nullable=False),
    Column("by", _ID, nullable=False),
    Column("device", _ID, nullable=False, index=True),
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
    Column("device", _ID, primary_key=True),
    Column("state", Text, nullable=False),
    Column("boot", BigInteger, nullable=False),
    Column("first_seq", BigInteger, nullable=False),
    Column("highest_seq", BigInteger, nullable=False),
    Column("seen", BigInteger, nullable=False),
    Column("seen_mask", LargeBinary, nullable=False),
    Column("lost", BigInteger, nullable=False),
    # What hub.domain.device_state.Glimpse shows; the same stands in `state`.
    _at("seen", nullable=True),
    Column("says_online", Boolean),
    _at("doubted_until", nullable=True),
    Column("via", _ID, nullable=False),
    Column("period_s", Integer),
    _at("level", nullable=True),
    Column("is_full", Boolean, nullable=False),
    _at("full", nullable=True),
    _at("room", nullable=True),
    _at("emptied", nullable=True),
)
BIN_LEVELS = Table(
    "bin_levels",
    METADATA,
    Column("device", _ID, primary_key=True),
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
    Column("device", _ID, nullable=False),
    _at("received"),
    Column("is_retained", Boolean, nullable=False),
    Column("letter_group", _GROUP, nullable=False, index=True),
)
LETTER_GROUP = Table(
    "letter_group",
    METADATA,
    Column("id", _GROUP, primary_key=True),
    Column("fault", String(16), nullable=False),
    Column("subject", Text, nullable=False),
    Column("device", _ID, nullable=False),
    Column("is_partial", Boolean, nullable=False),
    Column("is_numbered", Boolean, nullable=False),
    Column("letters", BigInteger, nullable=False),
    Column("kept", BigInteger, nullable=False),
    Column("kept_bytes", BigInteger, nullable=False),
    _at("first"),
    _at("last"),
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
    Column("device", _ID, nullable=False, index=True),
    Column("topic", Text, nullable=False),
    Column("payload", LargeBinary, nullable=False),
    _at("received"),
    Column("is_retained", Boolean, nullable=False),
)
HELD_POINTS = Table(
    "held_points",
    METADATA,
    Column("id", _ROW_ID, primary_key=True, autoincrement=True),
    Column("points", LargeBinary, nullable=False),
    _at("queued"),
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
    Column("id", _ID, primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("subject", String(120), nullable=False),
    Column("device", _ID, nullable=False),
    Column("village", _ID, nullable=False),
    Column("owner", _ID, nullable=False),
    Column("state", String(16), nullable=False),
    Column("severity", Integer, nullable=False),
    Column("sightings", Integer, nullable=False),
    _at("opened"),
    _at("due"),
    _at("last_seen", nullable=True),
    _at("closed", nullable=True),
    Column("closed_because", Text, nullable=False),
    Column("evidence", Text, nullable=False),
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
ANNOUNCEMENT = Table(
    "announcement",
    METADATA,
    Column("id", _ID, primary_key=True),
    Column("body", Text, nullable=False),
    _at("created"),
    # What somebody still has to do about it: "approval", "review", "" for nothing.
    Column("awaits", String(16), nullable=False, index=True),
)
Index("ix_announcement_created", ANNOUNCEMENT.c.created_ms)
DELIVERY = Table(
    "delivery",
    METADATA,
    Column("id", _ID, primary_key=True),
    Column("announcement", _ID, ForeignKey("announcement.id"), nullable=False, index=True),
    Column("device", _ID, nullable=False),
    Column("is_settled", Boolean, nullable=False, index=True),
    Column("body", Text, nullable=False),
)
VILLAGE_RULES = Table(
    "village_rules",
    METADATA,
    Column("village", _ID, primary_key=True),
    Column("body", Text, nullable=False),
)
TARGET_SET = Table(
    "target_set",
    METADATA,
    Column("id", _ID, primary_key=True),
    Column("body", Text, nullable=False),
)
AIRTIME = Table(
    "airtime",
    METADATA,
    Column("announcement", _ID, primary_key=True),
    Column("village", _ID, primary_key=True),
    Column("day", String(10), primary_key=True),
    Column("sounds_ms", BigInteger, nullable=False),
)
Index("ix_airtime_day", AIRTIME.c.day)
BROADCAST_ACT = Table(
    "broadcast_act",
    METADATA,
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    _at("at"),
    Column("by", _ID, nullable=False),
    Column("act", String(24), nullable=False),
    Column("subject", _ID, nullable=False, index=True),
    Column("to", Text, nullable=False),
    Column("why", Text, nullable=False),
    Column("link", String(64), nullable=False),
)
REQUEST_KEY = Table(
    "request_key",
    METADATA,
    Column("by", _ID, primary_key=True),
    Column("key", String(200), primary_key=True),
    Column("sha256", String(64), nullable=False),
    Column("announcement", _ID, nullable=False),
    _at("at"),
)
ACCOUNT = Table(
    "account",
    METADATA,
    Column("name", _ID, primary_key=True),
    Column("role", String(16), nullable=False),
    Column("password_hash", String(200), nullable=False),
)
SESSION = Table(
    "session",
    METADATA,
    Column("token_sha256", String(64), primary_key=True),
    Column("account", _ID, ForeignKey("account.name"), nullable=False),
    _at("expires"),
)
WEBHOOK = Table(
    "webhook",
    METADATA,
    Column("source", String(32), primary_key=True),
    Column("secret_sha256", String(64), nullable=False),
    _at("made"),
    Column("made_by", _ID, nullable=False),
)
SPEAKER_KEY = Table(
    "speaker_key",
    METADATA,
    Column("device", _ID, primary_key=True),
    Column("public_key", String(200), nullable=False),
    _at("enrolled"),
    Column("offered", String(200), nullable=False),
    _at("revoked", nullable=True),
)
PROFILE = Table(
    "profile",
    METADATA,
    Column("name", _ID, primary_key=True),
    Column("text", Text, nullable=False),
    _at("put"),
    Column("put_by", _ID, nullable=False),
)
