"""The tables brought up to date, by one program at a time; a newer store is left as it is."""

from __future__ import annotations

import secrets
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, select, text

from health.store.connected import take_turn
from health.store.engine import BUSY_SECONDS, unavailable
from health.store.migrations import HEAD, TABLE
from health.store.tables import METADATA, identity

_SCRIPTS = Path(__file__).parent / "migrations"


def bring_up_to_date(engine: Engine, place: str) -> None:
    """Make or change the tables; StoreUnavailable, and nothing touched, if they are newer."""
    if engine.dialect.name == "sqlite":
        _write_ahead(engine)
    with engine.begin() as connection:
        if revision_of(connection) == HEAD:
            return
    with alone(engine, place) as connection:
        found = revision_of(connection)
        if found == HEAD:  # another program was first
            return
        if found is not None and found not in revisions():
            raise unavailable(
                f"was made by a newer version of this program (revision {found}). "
                "Nothing was changed; start the newer version",
                place,
            )
        others = set(inspect(connection).get_table_names()) & set(METADATA.tables)
        if found is None and others:
            raise unavailable(
                f"holds tables of another program ({', '.join(sorted(others))}). "
                "Nothing was changed; name another in HEALTH_STORE",
                place,
            )
        upgrade(connection)
        if connection.execute(select(identity.c.id)).first() is None:
            connection.execute(identity.insert().values(id=1, mark=secrets.token_hex(4)))


@contextmanager
def alone(engine: Engine, place: str) -> Iterator[Connection]:
    """A transaction that no other program writes beside; all of it is kept, or nothing.

    SQLite changes a table by making it anew, which must not drag along what refers to it: the
    references are let go for the connection (it is not used again), and checked at the end.
    """
    sqlite = engine.dialect.name == "sqlite"
    with engine.execution_options(writes=True).connect() as connection:
        if sqlite:
            connection.detach()
            connection.connection.cursor().execute("PRAGMA foreign_keys = OFF")
        with connection.begin():
            take_turn(connection)
            yield connection
            if sqlite and connection.exec_driver_sql("PRAGMA foreign_key_check").first():
                words = "holds a row that refers to none. Nothing was changed; restore a backup"
                raise unavailable(words, place)


def revision_of(connection: Connection) -> str | None:
    """The revision of the tables; None where there are none."""
    if not inspect(connection).has_table(TABLE):
        return None
    found = connection.execute(text(f"SELECT version_num FROM {TABLE}")).first()  # noqa: S608
    return str(found[0]) if found else None


def revisions() -> list[str]:
    """All revisions, the oldest first."""
    from alembic.script import ScriptDirectory

    steps = ScriptDirectory(str(_SCRIPTS)).walk_revisions()
    return [step.revision for step in steps][::-1]


def upgrade(connection: Connection, to: str = "head") -> None:
    """Run the migrations up to a revision, inside the connection's transaction."""
    from alembic import command
    from alembic.config import Config

    settings = Config()
    settings.set_main_option("script_location", str(_SCRIPTS).replace("%", "%%"))
    settings.attributes["connection"] = connection
    command.upgrade(settings, to)


def _write_ahead(engine: Engine) -> None:
    """Readers and a writer at once; several programs may be at this at the same time."""
    end = time.monotonic() + BUSY_SECONDS
    while True:
        connection = engine.raw_connection()
        try:
            connection.cursor().execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > end:
                raise
        finally:
            connection.close()
        time.sleep(0.05)
