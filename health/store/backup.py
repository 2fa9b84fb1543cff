"""All that people added, as one file: out of one kind of database, into the same or another.

The file is a zip of one JSON-lines file a table, and `about.json` with the revision of the tables
and a checksum of each.
"""

from __future__ import annotations

import hashlib
import json
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from sqlalchemy import Connection, MetaData, Table, select
from sqlalchemy.engine import URL

from health.errors import BackupRefused
from health.store.connected import take_turn
from health.store.engine import default_url, engine_of, place_of, told, unavailable
from health.store.migrating import revision_of, revisions
from health.store.migrations import TABLE
from health.store.tables import PASSING, identity, link_clients, link_views, writes
from health.whole import asked_for
from health.words import many

PROGRAM = "relationship-health store"
FORMAT = 1
ABOUT = "about.json"
_BESIDE = (writes.name, link_clients.name, link_views.name)  # they come with what people added
_CALLED = {
    "reviewed": ("client looked at", "clients looked at"),
    "overrides": ("health set by hand", "healths set by hand"),
}
# What reading a zip raises, whatever is wrong with it: an unknown method is a RuntimeError.
DAMAGED = (OSError, zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, LookupError, ValueError)


@dataclass(frozen=True)
class Content:
    """What a backup holds: of when and which revision, how many rows by table, their checksums."""

    made_at: datetime
    revision: str
    rows: dict[str, int]
    sums: dict[str, str]

    def __str__(self) -> str:
        return counted(self.rows)


def counted(rows: dict[str, int]) -> str:
    """How many of what, in words."""
    names = (name for name in rows if rows[name] and name not in _BESIDE)
    return ", ".join(many(rows[name], *_words(name)) for name in names) or "nothing"


def _words(table: str) -> tuple[str, str]:
    """What one row of a table is called, and several."""
    plural = table.replace("_", " ")
    return _CALLED.get(table, (plural.removesuffix("s"), plural))


def back_up(file: Path, url: URL | None = None, now: datetime | None = None) -> Content:
    """Write all of a store (default: HEALTH_STORE) as of one moment; a server may go on writing.

    The file appears whole or not at all. BackupRefused where another kind of file is in its place.
    """
    with connected(url or default_url()) as (connection, place):
        revision = revision_of(connection)
        if revision is None:
            raise unavailable("holds nothing yet; check HEALTH_STORE", place)
        if revision not in revisions():
            raise unavailable(f"was made by a newer version (revision {revision})", place)
        return dump(connection, file, now or datetime.now(UTC))


def dump(connection: Connection, file: Path, now: datetime) -> Content:
    """Write all that a connection sees."""
    if file.exists() and not is_backup(file):
        raise BackupRefused(f"{file} is there and is no backup; give another name")
    rows, sums = {}, {}
    packing = asked_for(file, rights=None, synced=True)  # there when it is on the disk
    with packing as part, zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as packed:
        for table in tables_of(connection):
            rows[table.name], digest = 0, hashlib.sha256()
            found = connection.execute(select(table).order_by(table.c.id)).mappings()
            with packed.open(f"{table.name}.jsonl", "w", force_zip64=True) as out:
                for row in found:
                    line = json.dumps({k: plain(v) for k, v in row.items()}, ensure_ascii=False)
                    out.write(f"{line}\n".encode())
                    digest.update(f"{line}\n".encode())
                    rows[table.name] += 1
            sums[table.name] = digest.hexdigest()
        content = Content(now, str(revision_of(connection)), rows, sums)
        about = {"program": PROGRAM, "format": FORMAT, "made_at": now.isoformat()}
        about |= {"revision": content.revision, "rows": rows, "sha256": sums}
        packed.writestr(ABOUT, json.dumps(about, indent=1))
    return content


@contextmanager
def connected(url: URL, alone: bool = False) -> Iterator[tuple[Connection, str]]:
    """One transaction on a store that is there, whatever its revision; and where it is."""
    place, engine = place_of(url), engine_of(url)
    sqlite = url.get_backend_name() == "sqlite"
    if sqlite and not Path(str(url.database)).exists():
        raise unavailable("is not there; check HEALTH_STORE", place)
    one_moment = {} if sqlite or alone else {"isolation_level": "REPEATABLE READ"}
    try:
        with told(place), engine.execution_options(writes=alone, **one_moment).begin() as found:
            if alone:
                take_turn(found)
            yield found, place
    finally:
        engine.dispose()


def tables_of(connection: Connection) -> list[Table]:
    """The tables of a store of any revision that last, each after those that it refers to."""
    there = MetaData()
    there.reflect(connection)
    left_out = {TABLE, identity.name, *(table.name for table in PASSING)}
    return [table for table in there.sorted_tables if table.name not in left_out]


def plain(value: object) -> object:
    """A value as JSON can hold it; times in UTC."""
    if isinstance(value, datetime):
        aware = value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
        return aware.isoformat()
    return value.isoformat() if isinstance(value, date) else value


def is_backup(file: Path) -> bool:
    """Whether a file looks like one of ours."""
    try:
        with zipfile.ZipFile(file) as packed:
            return PROGRAM.encode() in packed.read(ABOUT)
    except DAMAGED:
        return False
