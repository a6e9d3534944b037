"""Add or replace rows by primary key, on SQLite and PostgreSQL alike."""

from collections.abc import Mapping, Sequence
from functools import cache

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite


def upsert(connection: Connection, table: Table, rows: Sequence[Mapping[str, object]]) -> None:
    """Write all rows; those whose primary key exists are replaced. Every row names every column."""
    if rows:
        connection.execute(_replacing(table, connection.dialect.name), list(rows))


def add_up(connection: Connection, table: Table, rows: Sequence[Mapping[str, object]]) -> None:
    """Write all rows; the numbers of those whose primary key exists are added to what is there."""
    if rows:
        connection.execute(_adding(table, connection.dialect.name), list(rows))


@cache  # building a statement takes longer than running it
def _replacing(table: Table, dialect: str) -> sqlite.Insert | postgresql.Insert:
    statement = _insert(table, dialect)
    replaced = {name: statement.excluded[name] for name in _others(table)}
    return statement.on_conflict_do_update(index_elements=_keys(table), set_=replaced)


@cache
def _adding(table: Table, dialect: str) -> sqlite.Insert | postgresql.Insert:
    statement = _insert(table, dialect)
    added = {name: table.c[name] + statement.excluded[name] for name in _others(table)}
    return statement.on_conflict_do_update(index_elements=_keys(table), set_=added)


def _insert(table: Table, dialect: str) -> sqlite.Insert | postgresql.Insert:
    return postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)


def _keys(table: Table) -> list[str]:
    return [column.name for column in table.primary_key]


def _others(table: Table) -> list[str]:
    return [column.name for column in table.columns if not column.primary_key]
