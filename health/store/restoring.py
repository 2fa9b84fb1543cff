"""A backup put into a store: checked whole, brought up to date, then written in one transaction."""

from __future__ import annotations

import hashlib
import json
import secrets
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import Column, Connection, Table, func, select
from sqlalchemy.engine import URL
from sqlalchemy.exc import SQLAlchemyError

from health.errors import BackupRefused
from health.store.backup import (
    ABOUT,
    DAMAGED,
    FORMAT,
    PROGRAM,
    Content,
    connected,
    counted,
    dump,
    tables_of,
)
from health.store.engine import default_url, engine_of
from health.store.migrating import alone, revisions, upgrade
from health.store.opening import open_store
from health.store.records import RESTORED
from health.store.tables import KEPT, PASSING, identity, links

_BATCH = 200


class Restored(NamedTuple):
    """What a store was filled with; the backup of what it held before; how many links came back
    paused."""

    content: Content
    kept: Path | None
    shut: int


def restore(
    file: Path, url: URL | None = None, replace: bool = False, links_open: bool = False
) -> Restored:
    """Fill a store (default: HEALTH_STORE) from a backup.

    A store that is not empty is refused unless `replace`; then what it held is backed up first,
    beside the file. BackupRefused for a damaged or newer file.

    A link may have been revoked since the backup was made. So what the replaced store knows of a
    link stays true, and a link that it does not know comes back paused, until somebody resumes it;
    `links_open` leaves those as they were, for a move, in which nothing was revoked meanwhile.
    """
    url = url or default_url()
    with tempfile.TemporaryDirectory() as folder:
        loaded = URL.create("sqlite", database=str(Path(folder) / "loaded.db"))
        content = _load(file, loaded)
        open_store(url).close()
        with connected(loaded) as (source, _), connected(url, alone=True) as (target, _place):
            kept = _set_aside(target, file, replace)
            known = _shut_now(target)
            _copy(source, target)
            shut = _shut_again(target, known, datetime.now(UTC), links_open)
            target.execute(identity.update().values(mark=secrets.token_hex(4)))
    return Restored(content, kept, shut)


def _set_aside(target: Connection, file: Path, replace: bool) -> Path | None:
    """A backup of what a store holds, before it is replaced; None if that is nothing."""
    held = {
        table.name: target.execute(select(func.count()).select_from(table)).scalar_one()
        for table in KEPT
    }
    if not any(held.values()):
        return None
    if not replace:
        raise BackupRefused(
            f"The store is not empty: it holds {counted(held)}. Give --replace to put the backup "
            "in its place; what it holds is backed up first."
        )
    now = datetime.now(UTC)
    kept = file.with_name(f"{file.stem}-replaced-{now:%Y%m%d-%H%M%S-%f}.zip")
    dump(target, kept, now)
    return kept


def _copy(source: Connection, target: Connection) -> None:
    """All rows in place of those that are there; ids go on after the highest."""
    for table in (*PASSING, *reversed(KEPT)):
        target.execute(table.delete())
    for table in KEPT:
        rows = source.execution_options(yield_per=_BATCH).execute(select(table)).mappings()
        for batch in rows.partitions():
            target.execute(table.insert(), [dict(row) for row in batch])
        if target.dialect.name == "postgresql":
            sequence = func.pg_get_serial_sequence(table.name, "id")
            last = select(func.max(table.c.id)).scalar_subquery()
            target.execute(select(func.setval(sequence, func.coalesce(last, 1), last.is_not(None))))


_SHUT = ("paused_at", "paused_by", "revoked_at", "revoked_by")


def _shut_now(target: Connection) -> dict[str, dict[str, Any]]:
    """By the hash of its token, how each link of a store is shut; empty for one that is not."""
    return {
        row["token_hash"]: {name: row[name] for name in _SHUT if row[name] is not None}
        for row in target.execute(select(links)).mappings()
    }


def _shut_again(
    target: Connection, known: dict[str, dict[str, Any]], now: datetime, links_open: bool
) -> int:
    """Shut what was shut before the backup came, and pause what nobody knows to be open.

    How many of these would be open else: those that are over are paused too, and not counted.
    """
    paused = {"paused_at": now, "paused_by": RESTORED}
    count = 0
    for row in target.execute(select(links)).mappings().all():
        changed = known.get(row["token_hash"], {} if links_open else paused)
        if row["revoked_at"] is None and row["paused_at"] is None and changed is paused:
            count += row["expires_at"] > now
        changed = {name: value for name, value in changed.items() if row[name] is None}
        if changed and row["revoked_at"] is None:
            one = links.update().where(links.c.id == row["id"])
            target.execute(one.values(**changed, version=row["version"] + 1))
    return count


def _load(file: Path, url: URL) -> Content:
    """A backup as a new SQLite store of today's revision."""
    with _refusing(file), zipfile.ZipFile(file) as packed:
        content = _about(packed)
        engine = engine_of(url)
        try:
            with alone(engine, str(file)) as connection:
                upgrade(connection, content.revision)
                tables = tables_of(connection)
                if {table.name for table in tables} != set(content.rows):
                    raise ValueError("tables that this revision does not have")
                for table in tables:
                    _fill(connection, table, packed, content)
                upgrade(connection)
                connection.execute(identity.insert().values(id=1, mark="loaded"))
        finally:
            engine.dispose()
    return content


@contextmanager
def _refusing(file: Path) -> Iterator[None]:
    """Whatever is wrong with a backup, in a sentence."""
    try:
        yield
    except OSError as error:
        raise BackupRefused(f"{file}: can't be read ({error.strerror or error})") from None
    except (*DAMAGED, TypeError, AttributeError, ArithmeticError, SQLAlchemyError) as error:
        reason = type(error).__name__ if isinstance(error, SQLAlchemyError) else error
        raise BackupRefused(
            f"{file}: is no backup, or is damaged ({reason}). Nothing was changed."
        ) from None


def _about(packed: zipfile.ZipFile) -> Content:
    about = json.loads(packed.read(ABOUT))
    if about["program"] != PROGRAM:
        raise ValueError(f"of {about['program']!r}")
    if about["format"] > FORMAT or about["revision"] not in revisions():
        raise BackupRefused(
            f"{packed.filename}: was made by a newer version of this program (revision "
            f"{about['revision']}). Nothing was changed; restore it with that version."
        )
    made_at = datetime.fromisoformat(about["made_at"])
    return Content(made_at, about["revision"], about["rows"], about["sha256"])


def _fill(connection: Connection, table: Table, packed: zipfile.ZipFile, content: Content) -> None:
    """The rows of one table, checked against what the backup says of itself."""
    digest, count = hashlib.sha256(), 0
    with packed.open(f"{table.name}.jsonl") as lines:
        batch: list[dict[str, object]] = []
        for line in lines:
            digest.update(line)
            row = json.loads(line)
            batch.append({name: _value(table.c[name], value) for name, value in row.items()})
            count += 1
            if len(batch) == _BATCH:
                connection.execute(table.insert(), batch)
                batch = []
        if batch:
            connection.execute(table.insert(), batch)
    if digest.hexdigest() != content.sums[table.name] or count != content.rows[table.name]:
        raise ValueError(f"{table.name} is not as it was written")


def _value(column: Column[Any], value: Any) -> object:
    """A value of a line, as a column of SQLite takes it."""
    kind = column.type.python_type
    if value is None or kind not in (date, datetime):
        return value
    if kind is date:
        return date.fromisoformat(value)
    return datetime.fromisoformat(value).astimezone(UTC).replace(tzinfo=None)
