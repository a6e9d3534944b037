"""The tables of how villages may be spoken to, what sounds again and again, and who did what."""

from sqlalchemy import BigInteger, Column, Index, String, Table, Text

from hub.adapters.ledger.columns import ID, METADATA, at_ms

SCHEDULE = Table(
    "schedule",
    METADATA,
    Column("id", ID, primary_key=True),
    Column("body", Text, nullable=False),
)
HOLIDAY = Table(
    "holiday",
    METADATA,
    Column("day", String(10), primary_key=True),
    Column("name", String(80), nullable=False),
)
STANDING_ORDER = Table(
    "standing_order",
    METADATA,
    Column("device", ID, primary_key=True),
    Column("kind", String(16), primary_key=True),
    Column("digest", String(64), nullable=False),
    Column("command", ID, nullable=False, index=True),
    at_ms("sent"),
    at_ms("adopted", nullable=True),
)
VILLAGE_RULES = Table(
    "village_rules",
    METADATA,
    Column("village", ID, primary_key=True),
    Column("body", Text, nullable=False),
)
TARGET_SET = Table(
    "target_set",
    METADATA,
    Column("id", ID, primary_key=True),
    Column("body", Text, nullable=False),
)
AIRTIME = Table(
    "airtime",
    METADATA,
    Column("announcement", ID, primary_key=True),
    Column("village", ID, primary_key=True),
    Column("day", String(10), primary_key=True),
    Column("sounds_ms", BigInteger, nullable=False),
)
Index("ix_airtime_day", AIRTIME.c.day)
BROADCAST_ACT = Table(
    "broadcast_act",
    METADATA,
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    at_ms("at"),
    Column("by", ID, nullable=False),
    Column("act", String(24), nullable=False),
    Column("subject", ID, nullable=False, index=True),
    Column("to", Text, nullable=False),
    Column("why", Text, nullable=False),
    Column("link", String(64), nullable=False),
)
REQUEST_KEY = Table(
    "request_key",
    METADATA,
    Column("by", ID, primary_key=True),
    Column("key", String(200), primary_key=True),
    Column("sha256", String(64), nullable=False),
    Column("announcement", ID, nullable=False),
    at_ms("at"),
)
