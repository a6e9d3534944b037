"""What the tables of all files have in common: one set of them, and the columns that come again and again."""

from sqlalchemy import BigInteger, Column, MetaData, String

METADATA = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)
ID = String(64)


def at_ms(name: str, *, nullable: bool = False) -> Column[int]:
    """A time, milliseconds UTC."""
    return Column(f"{name}_ms", BigInteger, nullable=nullable)
