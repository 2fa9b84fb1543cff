"""What a database holds, whatever its revision: read whole, or filled."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Connection, MetaData, Table, select

from health.store.engine import engine_of, url_of
from health.store.migrations import TABLE

SUNDAY = date(2026, 11, 22)


@contextmanager
def connected(url: str) -> Iterator[Connection]:
    """A connection beside the store's own."""
    engine = engine_of(url_of(url))
    try:
        with engine.begin() as connection:
            yield connection
    finally:
        engine.dispose()


def content(connection: Connection) -> dict[str, list[dict[str, Any]]]:
    """Every row of every table, whatever the tables are."""
    there = MetaData()
    there.reflect(connection)
    return {
        name: [dict(row) for row in connection.execute(select(table)).mappings()]
        for name, table in there.tables.items()
    }


def fill(connection: Connection) -> None:
    """A row in every table, with a value in every column."""
    there = MetaData()
    there.reflect(connection)
    for table in there.sorted_tables:
        if table.name == TABLE:
            continue
        columns = [column for column in table.columns if column.name != "id"]
        connection.execute(table.insert().values({c.name: value(c, table) for c in columns}))


def value(column: Any, table: Table) -> object:
    """Something that a column can hold: the same in all rows, so that references fit."""
    kind = column.type.python_type
    if kind is datetime:
        aware = getattr(column.type, "timezone", False)
        return datetime(2026, 11, 22, 10, 30, 0, 123456, tzinfo=UTC if aware else None)
    known: dict[type, object] = {
        int: 1, str: f"{table.name} ä 漢 {column.name}", date: SUNDAY, float: 61.25, bool: True,
    }  # fmt: skip
    return known[kind]
