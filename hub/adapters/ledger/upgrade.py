"""Brings the tables of an earlier version to this one."""

from pathlib import Path

from sqlalchemy import Connection, inspect, text

from hub.adapters.ledger.migrations import NEWEST

MIGRATIONS = Path(__file__).parent / "migrations"
_VERSION_TABLE = "alembic_version"


def upgrade(connection: Connection) -> None:
    """Migrate, unless there is nothing to do.

    Raises:
        StoreDown: the database does not answer.
    """
    if _version(connection) == NEWEST:
        return
    # Loading alembic takes longer than opening the ledger, which a hub that crashed waits for.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _version(connection: Connection) -> str | None:
    if not inspect(connection).has_table(_VERSION_TABLE):
        return None
    version: str | None = connection.scalar(
        text(f"SELECT version_num FROM {_VERSION_TABLE}")  # noqa: S608  a name of ours
    )
    return version
