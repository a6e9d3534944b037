"""The table of what cameras are told of their places."""

from sqlalchemy import BigInteger, Column, Table, Text

from hub.adapters.ledger.columns import ID, METADATA

CAMERA_PLACE = Table(
    "camera_place",
    METADATA,
    Column("camera", ID, primary_key=True),
    Column("revision", BigInteger, nullable=False),
    Column("body", Text, nullable=False),
)
