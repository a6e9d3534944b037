"""The tables of public warnings (CAP)."""

from sqlalchemy import Boolean, Column, ForeignKey, Index, LargeBinary, String, Table, Text

from hub.adapters.ledger.columns import ID, METADATA, at_ms

CAP_ALERT = Table(
    "cap_alert",
    METADATA,
    Column("id", ID, primary_key=True),
    Column("paper_sha256", String(64), nullable=False, index=True),
    Column("said_key", Text, nullable=False, index=True),
    Column("fate", String(24), nullable=False, index=True),
    Column("is_refused", Boolean, nullable=False),
    at_ms("received"),
    Column("body", Text, nullable=False),
    Column("paper", LargeBinary, nullable=False),
)
Index("ix_cap_alert_received", CAP_ALERT.c.received_ms)
# What a message refers to (the key of another), and the announcements that were made of it.
CAP_LINK = Table(
    "cap_link",
    METADATA,
    Column("alert", ID, ForeignKey("cap_alert.id"), primary_key=True),
    Column("to", String(600), primary_key=True),
)
Index("ix_cap_link_to", CAP_LINK.c.to)
