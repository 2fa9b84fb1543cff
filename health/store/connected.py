"""Transactions: a reader sees one moment; writers take turns, and each write is noted."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, RowMapping, Select, Table, func, select
from sqlalchemy.exc import SQLAlchemyError

from health.errors import EntryRefused
from health.store.engine import AWAY, BUSY_SECONDS, told, unavailable
from health.store.entries import line
from health.store.records import Entry
from health.store.tables import identity, writes

Row = TypeVar("Row")
Clock = Callable[[], datetime]
_LONG_SECONDS, _AWAY_SECONDS = 1.0, 5.0
GUEST = "a guest"  # who answers, or looks, by a link
HEARD = ("ask", "withdraw ask", "answer", "send report")  # deeds that change the logs
LOCK = 7_236_548  # the advisory lock that writers of one PostgreSQL database take turns on


def record(kind: type[Row], found: Mapping[Any, Any]) -> Row:
    """A row as a frozen dataclass with the same names.

    Without its `__init__`, which costs as much as all the rest for some thousand rows.
    """
    names = kind.__dataclass_fields__  # type: ignore[attr-defined]
    made = object.__new__(kind)
    made.__dict__.update({name: found[name] for name in names})
    return made


def utc_now() -> datetime:
    """The clock."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class Write:
    """One transaction that writes: by whom, when, as part of what deed; `maker`: the address of
    whoever signed in and their groups, as JSON."""

    connection: Connection
    by: str
    at: datetime
    deed: str
    maker: str | None = None

    def add(self, table: Table, **values: Any) -> int:
        """A new row; its id."""
        made = self.connection.execute(table.insert().values(**values))
        row = int(made.inserted_primary_key[0])  # type: ignore[index]
        self._note(table, row, None)
        return row

    def change(self, table: Table, row: RowMapping, **values: Any) -> None:
        """Other values for a row; what it held is noted."""
        before = {name: row[name] for name, value in values.items() if row[name] != value}
        self.connection.execute(table.update().where(table.c.id == row["id"]).values(**values))
        self._note(table, row["id"], json.dumps(before, default=str))

    def one(self, table: Table, row: int, what: str) -> RowMapping:
        """The row as it stands; EntryRefused if there is none."""
        found = self.first(select(table).where(table.c.id == row))
        if found is None:
            raise EntryRefused(what, row, f"{what}s that are in the store")
        return found

    def same(self, table: Table, entry: Entry, what: str) -> RowMapping:
        """The stored row of an entry; EntryRefused if another has its number: the store was filled
        from a backup meanwhile."""
        row = self.one(table, entry.id, what)
        if row["created_at"] != entry.created_at:
            raise EntryRefused(what, entry.id, f"{what}s that are in the store")
        return row

    def first(self, wanted: Select[Any]) -> RowMapping | None:
        """The first row of a query."""
        return self.connection.execute(wanted).mappings().first()

    def _note(self, table: Table, row: int, before: str | None) -> None:
        noted = {"by": self.by, "at": self.at, "deed": self.deed, "table": table.name}
        self.connection.execute(writes.insert().values(**noted, row=row, before=before))


class Connected:
    """A database that was opened and brought up to date, and how to read and write in it."""

    def __init__(self, engine: Engine, place: str, clock: Clock = utc_now) -> None:
        self.place, self._clock = place, clock
        self._engine, self._away_until = engine, 0.0
        self.heard: list[Callable[[], None]] = []  # told when rows for the logs were written
        sqlite = engine.dialect.name == "sqlite"
        one_moment = {} if sqlite else {"isolation_level": "REPEATABLE READ"}
        self._readers = engine.execution_options(**one_moment)
        self._writers = engine.execution_options(writes=True)

    def __repr__(self) -> str:
        return f"<{type(self).__name__}: {self.place}>"

    def close(self) -> None:
        """Give back all connections; the next use opens them again."""
        self._engine.dispose()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that sees one moment."""
        with told(self.place), self._connection(self._readers) as connection:
            yield connection

    @contextmanager
    def writing(self, by: str, deed: str) -> Iterator[Write]:
        """A transaction that is alone in writing; all of it is kept, or nothing.

        What one writer decided on (a version, a name still free) is so when it writes.
        """
        by = line("by", by)
        with told(self.place), self._connection(self._writers) as connection:
            take_turn(connection)
            yield Write(connection, by, self._clock(), deed)
        if deed in HEARD:
            for tell in tuple(self.heard):
                tell()

    @contextmanager
    def _connection(self, engine: Engine) -> Iterator[Connection]:
        """A transaction; where a database has let somebody wait in vain, the next don't wait."""
        began = time.monotonic()
        if began < self._away_until:
            raise unavailable(AWAY, self.place)
        try:
            connection = engine.connect()
        except SQLAlchemyError:
            if (now := time.monotonic()) - began > _LONG_SECONDS:
                self._away_until = now + _AWAY_SECONDS
            raise
        with connection, connection.begin():
            yield connection

    def rows(self, wanted: Select[Any]) -> list[RowMapping]:
        """The rows of a query."""
        with self.reading() as connection:
            return list(connection.execute(wanted).mappings())

    def version(self) -> str:
        """A token that changes with any write: a key for what is made of the store."""
        newest = select(func.max(writes.c.id)).scalar_subquery()
        found = self.rows(select(identity.c.mark, newest.label("last")))[0]
        return f"{found['mark']}-{found['last'] or 0}"

    def changed_at(self) -> datetime | None:
        """When somebody last wrote; None if nobody did."""
        found = self.rows(select(writes.c.at).order_by(writes.c.id.desc()).limit(1))
        return found[0]["at"] if found else None

    def authors(self) -> list[str]:
        """Names of those who wrote, the most recent first."""
        last = func.max(writes.c.id)
        wanted = select(writes.c.by).where(writes.c.by != GUEST).group_by(writes.c.by)
        found = self.rows(wanted.order_by(last.desc()))
        return [row["by"] for row in found]


def take_turn(connection: Connection) -> None:
    """Wait until no other writer is at work; SQLite's BEGIN IMMEDIATE has done so already."""
    if connection.dialect.name != "sqlite":
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = {BUSY_SECONDS * 1000}")
        connection.execute(select(func.pg_advisory_xact_lock(LOCK)))
