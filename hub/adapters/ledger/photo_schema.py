"""The table of closing photos."""

from sqlalchemy import Boolean, Column, LargeBinary, String, Table, Text

from hub.adapters.ledger.columns import ID, METADATA, at_ms

CLOSING_PHOTO = Table(
    "closing_photo",
    METADATA,
    Column("ticket", ID, primary_key=True),
    Column("sha256", String(64), primary_key=True),
    at_ms("sent"),
    Column("is_accepted", Boolean, nullable=False),
    # Perceptual hashes, eight bytes each, big-endian.
    Column("looks", LargeBinary, nullable=False),
    Column("body", Text, nullable=False),
)
