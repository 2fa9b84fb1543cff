"""A database by its URL: SQLite in one file, or PostgreSQL; its failures in plain words."""

from __future__ import annotations

import logging
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, DisconnectionError, SQLAlchemyError
from sqlalchemy.pool import ConnectionPoolEntry

from health.errors import StoreUnavailable
from health.kept_folder import USUAL, kept_folder

_LOG = logging.getLogger(__name__)
BUSY_SECONDS = 10
_ALLOWED = "allowed: sqlite:///path/to/file.db, or postgresql://user:password@host/database."
_POSTGRES: dict[str, Any] = {  # a server that went away is noticed, not waited for
    "connect_timeout": 5,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 15_000,
    "application_name": "relationship-health",
}


def url_of(text: str | URL) -> URL:
    """A URL that the store can use; the text of a wrong one is not repeated: it may hold a secret.

    StoreUnavailable otherwise.
    """
    try:
        url = make_url(text)
    except (ArgumentError, ValueError):
        raise StoreUnavailable(f"HEALTH_STORE is no URL of a database; {_ALLOWED}") from None
    backend = url.drivername.partition("+")[0]
    if backend in ("postgresql", "postgres"):
        return url.set(drivername="postgresql+psycopg")
    if backend != "sqlite":
        raise StoreUnavailable(f"HEALTH_STORE names {backend!r}; {_ALLOWED}")
    if not url.database or ":memory:" in url.database or "\0" in url.database:
        raise StoreUnavailable("HEALTH_STORE names no file, so nothing would last; " + _ALLOWED)
    return URL.create("sqlite", database=url.database)


def default_url() -> URL:
    """HEALTH_STORE, or `store.db` beside the kept scores (HEALTH_KEPT, .health)."""
    if stated := os.environ.get("HEALTH_STORE", "").strip():
        return url_of(stated)
    return URL.create("sqlite", database=str((kept_folder() or USUAL) / "store.db"))


def place_of(url: URL) -> str:
    """Where the store is, in words that hold no password."""
    if url.get_backend_name() == "sqlite":
        return str(Path(str(url.database)).absolute())
    host = url.host or url.query.get("host") or "this machine"
    port = f":{url.port}" if url.port else ""
    return f"the PostgreSQL database {url.database or url.username or ''!s} on {host!s}{port}"


def engine_of(url: URL) -> Engine:
    """An engine with a pool fit for many threads; connects on first use."""
    common: dict[str, Any] = {"pool_timeout": BUSY_SECONDS, "hide_parameters": True}
    if url.get_backend_name() != "sqlite":
        wanted = {name: value for name, value in _POSTGRES.items() if name not in url.query}
        return create_engine(url, pool_pre_ping=True, connect_args=wanted, **common)
    engine = create_engine(url, connect_args={"timeout": BUSY_SECONDS}, **common)
    event.listen(engine, "connect", _sqlite_connected)
    event.listen(engine, "begin", _sqlite_begins)
    return engine


def _sqlite_connected(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None  # transactions begin below, and nowhere else
    try:
        for pragma in ("foreign_keys = ON", "synchronous = FULL"):  # confirmed = on the disk
            connection.execute(f"PRAGMA {pragma}")
    except sqlite3.Error:
        connection.close()
        raise


def hold_to(engine: Engine, file: Path) -> None:
    """Let an engine use its SQLite file only while that stands where it was opened.

    A connection to a file that was moved, removed or replaced goes on without a complaint, and what
    it writes is found by nobody. One that is missing is not made anew: it may be put back.
    """

    def there(*_: object) -> None:
        if _which(file) is None:
            raise sqlite3.OperationalError("no longer there")

    def connected(_connection: object, record: ConnectionPoolEntry) -> None:
        record.info["file"] = _which(file)

    def taken(_connection: object, record: ConnectionPoolEntry, _proxy: object) -> None:
        if record.info.get("file") != _which(file):
            raise DisconnectionError  # the pool connects again

    event.listen(engine, "do_connect", there)
    event.listen(engine, "connect", connected)
    event.listen(engine, "checkout", taken)


def _which(file: Path) -> tuple[int, int] | None:
    try:
        found = file.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _sqlite_begins(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


AWAY = "can't be reached; try again in a moment, and see that it runs"
_WORDS = {  # part of what a driver says: what it means, what to do
    "readonly": "can't be written; check the rights of the file and of its folder",
    "read-only": "can't be written; it is read-only",
    "no longer there": "is no longer where it was; put its file back, or restore a backup",
    "unable to open": "can't be opened or made; check the rights of the file and of its folder",
    "locked": "is held by another program; try again in a moment",
    "lock timeout": "is held by another program; try again in a moment",
    "disk is full": "has no room left on its disk; make room, then save again",
    "no space left": "has no room left on its disk; make room, then save again",
    "disk i/o": "could not be read or written by its disk; look at the disk, then try again",
    "not a database": "is no store, or is damaged; restore a backup, or name another file",
    "malformed": "is damaged; restore a backup",
    "no such table": "is no store of this program, or is damaged; restore a backup",
    "password authentication": "refuses the user or the password; check HEALTH_STORE",
    "does not exist": "is not there; check HEALTH_STORE, or make the database first",
    "permission denied": "does not let this user do that; check its rights",
    "no schema has been selected": "does not let this user do that; check its rights",
    "no password supplied": "asks for a password; check HEALTH_STORE",
}


def _words(error: BaseException) -> str:
    said = str(error.orig if isinstance(error, DBAPIError) else error).casefold()
    found = next((words for part, words in _WORDS.items() if part in said), "")
    if found:
        return found
    if isinstance(error, DBAPIError) and error.connection_invalidated:
        return "broke the connection; if something was being saved, look first whether it was"
    if type(error).__name__ in ("OperationalError", "TimeoutError", "InterfaceError"):
        return AWAY
    return f"could not be used ({type(error).__name__})"


def unavailable(words: str, place: str) -> StoreUnavailable:
    """What a viewer is told; the place goes to the log."""
    _LOG.warning("the store, %s, %s", place, words)
    return StoreUnavailable(f"The store of notes and reviews {words}.", place)


@contextmanager
def told(place: str) -> Iterator[None]:
    """Whatever a database does wrong, as StoreUnavailable; the driver's own words stay inside."""
    try:
        yield
    except (SQLAlchemyError, sqlite3.Error) as error:
        raise unavailable(_words(error), place) from None
    except OSError as error:
        said = error.strerror or type(error).__name__
        words = f"can't be used ({said}); check HEALTH_STORE, and the rights of the folder"
        raise unavailable(words, place) from None
