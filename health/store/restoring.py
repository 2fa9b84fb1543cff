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
from typing import Any

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
from health.store.tables import KEPT, PASSING, identity, links

_BATCH = 200


def restore(
    file: Path, url: URL | None = None, replace: bool = False
) -> tuple[Content, Path | None]:
    """Fill a store (default: HEALTH_STORE) from a backup: what it holds now.

    A store that is not empty is refused unless `replace`; then what it held is backed up first,
    beside the file, under the name that comes back. BackupRefused for a damaged or newer file.
    """
    url = url or default_url()
    with tempfile.TemporaryDirectory() as folder:
        loaded = URL.create("sqlite", database=str(Path(folder) / "loaded.db"))
        content = _load(file, loaded)
        open_store(url).close()
        with connected(loaded) as (source, _), connected(url, alone=True) as (target, _place):
            kept = _set_aside(target, file, replace)
            _copy(source, target)
    return content, kept


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
    """All rows in place of those that are there; ids go on after the highest.

    A link that was revoked in what is replaced stays revoked: going back revives none.
    """
    was = links.c.revoked_at.is_not(None)
    revoked = target.execute(select(links).where(was)).mappings().all()
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
    for row in revoked:
        same = (links.c.token_hash == row["token_hash"]) & links.c.revoked_at.is_(None)
        by = {name: row[name] for name in ("revoked_at", "revoked_by")}
        target.execute(links.update().where(same).values(**by, version=links.c.version + 1))
    target.execute(identity.update().values(mark=secrets.token_hex(4)))


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
