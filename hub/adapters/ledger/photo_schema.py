"""The tables of closing photos, and of the passes with which they are sent."""

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
PHOTO_PASS = Table(
    "photo_pass",
    METADATA,
    Column("ticket", ID, primary_key=True),
    Column("token_sha256", String(64), nullable=False, index=True),
    Column("person", ID, nullable=False),
    Column("made_by", ID, nullable=False),
    at_ms("until"),
)
