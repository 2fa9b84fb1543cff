"""Copies of logs on disk, ordered by client: what a client's rows say is read from one place.

A copy holds the lines of all rows that can be used. It is made of parts, one for the rows that each
growth of the log brought; a list names them. Whatever is damaged, or not a copy of these very rows,
is made anew.
"""

from __future__ import annotations

import hashlib
import io
import itertools
import json
import logging
import os
import secrets
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv as pa_csv

from health.logs.parts import Copy, Damage, Damaged, Numbers, Part, write_part
from health.logs.rows import Array, Logs, Rows
from health.turns import turn

_LOG = logging.getLogger(__name__)
_FORM = 1  # of the list
_CHUNK = 16 << 20  # bytes of a log that are ordered by client at a time
_MOST_PARTS, _MOST_LISTS = 6, 3
_OLD_SECONDS = 180.0  # no other server uses, or writes, a file that was not touched for so long


def with_copies(logs: Logs, folder: Path, stopped: Callable[[], bool] = lambda: False) -> Logs:
    """The logs with what their rows say on disk, and in memory no more than scores need."""
    rows = dict(logs.rows)
    for log, found in logs.rows.items():
        if log != "clients" and len(found) and not stopped():
            try:
                rows[log] = with_copy(found, len(logs.clients), folder, stopped)
            except (OSError, Damaged) as error:  # the rows are shown from the log itself
                _LOG.warning("the rows of %s could not be copied to %s: %s", log, folder, error)
    return logs if all(rows[log] is logs.rows[log] for log in rows) else replace(logs, rows=rows)


def using(logs: Logs) -> None:
    """Say that copies are in use still: no other server removes them then."""
    for rows in logs.rows.values():
        for part in rows.copy.parts if rows.copy is not None else ():
            with suppress(OSError):
                os.utime(part.path)


def with_copy(
    rows: Rows, clients: int, folder: Path, stopped: Callable[[], bool] = lambda: False
) -> Rows:
    """The rows of a log with a copy of them: the kept one, or one that is made, or longer, now.

    Of several servers that share the folder, one makes it and the others take it.
    """
    copy = rows.copy
    if copy is not None and not copy.damaged and copy.rows == len(rows):
        return rows
    if copy is not None and copy.damaged:
        copy = None
    if rows.lines is None and rows.table is None:
        return rows  # nobody wants to see them, or nobody can
    if rows.table is not None and len(rows.table) < len(rows) - (copy.rows if copy else 0):
        raise Damaged("what the rows say is lost")
    folder.mkdir(0o700, parents=True, exist_ok=True)  # the logs may be closed to others, too
    listed = folder / f"{rows.contract.name}-{_key(rows)}.json"
    found = _kept(rows, listed)
    if found is None:
        with turn(folder, listed.name, stopped):
            found = _kept(rows, listed)
            if found is None:
                found = _longer(rows, copy, clients, folder)
                _list(found, listed)
                _tidy(folder, rows.contract.name)
    return replace(rows, copy=found, table=None)


def _longer(rows: Rows, copy: Copy | None, clients: int, folder: Path) -> Copy:
    """A copy, and one more part of the rows that it does not have yet."""
    log, start = rows.contract.name, copy.rows if copy else 0
    begun = copy or Copy(_names(rows), 0, (), rows.lines is None)
    lines = _from_table(rows, start) if rows.lines is None else _from_log(rows, start)
    room = None if rows.lines is None else _room(rows, start, clients)
    part = write_part(folder, log, clients, lines, room)
    made = replace(begun, rows=len(rows), parts=(*begun.parts, part), damage=Damage())
    if len(made.parts) <= _MOST_PARTS:
        return made
    joined = ((client, made.lines(client)) for client in range(clients))
    return replace(made, parts=(write_part(folder, log, clients, joined, None),))


def _names(rows: Rows) -> tuple[str, ...]:
    """The columns of the lines of a copy, in their order."""
    if rows.lines is not None:
        return rows.lines.names
    assert rows.table is not None
    return tuple(rows.table.column_names)


def _room(rows: Rows, start: int, clients: int) -> Numbers:
    """How many bytes the lines of each client have at most."""
    assert rows.others is not None
    assert rows.fingerprint is not None
    reach = np.diff(np.append(rows.others[start:], rows.fingerprint.size + 1))
    return np.bincount(rows["client"][start:], reach, clients).astype(np.int64)


def _from_log(rows: Rows, start: int) -> Iterator[tuple[int, bytes]]:
    """The lines of rows in a plain file, those of each client in a chunk of it together."""
    log, seen = rows.lines, rows.fingerprint
    assert log is not None
    assert seen is not None
    assert rows.others is not None
    begins, client = rows.others[start:], rows["client"][start:]
    if not log.unchanged(seen):
        raise Damaged(f"{log.path.name} was changed after it was read")
    cuts = np.searchsorted(begins, np.arange(begins[0], seen.size, _CHUNK))
    with log.path.open("rb", buffering=0) as file:
        for first, last in itertools.pairwise(np.unique(np.append(cuts, len(begins))).tolist()):
            begin, end = int(begins[first]), seen.size
            if last < len(begins):
                end = int(begins[last])
            file.seek(begin)
            content = file.read(end - begin) or b""
            if not content.endswith(b"\n"):
                content += b"\n"
            yield from _by_client(content, begins[first:last] - begin, client[first:last])
    if not log.unchanged(seen):
        raise Damaged(f"{log.path.name} was changed as it was copied")


def _by_client(content: bytes, begins: Numbers, client: Array) -> Iterator[tuple[int, bytes]]:
    """The lines that begin at such bytes, by client."""
    ends = np.flatnonzero(np.frombuffer(content, np.uint8) == ord("\n")) + 1
    for owner, places in _grouped(client):
        begin = begins[places]
        spans = zip(
            begin.tolist(), ends[np.searchsorted(ends, begin, "right")].tolist(), strict=True
        )
        yield owner, b"".join([content[first:last] for first, last in spans])


def _from_table(rows: Rows, start: int) -> Iterator[tuple[int, bytes]]:
    """The cells of rows in memory as lines."""
    assert rows.table is not None
    table = rows.table.slice(start - (len(rows) - len(rows.table)))
    table = table.cast(pa.schema([(name, pa.string()) for name in table.column_names]))
    options = pa_csv.WriteOptions(include_header=False, quoting_style="all_valid")
    for owner, places in _grouped(rows["client"][start:]):
        lines = io.BytesIO()
        pa_csv.write_csv(table.take(pa.array(places)), lines, options)
        yield owner, lines.getvalue()


def _grouped(client: Array) -> Iterator[tuple[int, Array]]:
    """Each client, and the places of its rows, in order."""
    order = np.argsort(client, kind="stable")
    owners, firsts = np.unique(client[order], return_index=True)
    for owner, first, last in zip(owners, firsts, [*firsts[1:], len(order)], strict=True):
        yield int(owner), order[first:last]


def _key(rows: Rows) -> str:
    """What a copy of these very rows is known by."""
    seen = rows.fingerprint
    parts: list[object] = [_FORM, seen and seen.size, seen and seen.digest, len(rows)]
    parts += [zlib.crc32(np.ascontiguousarray(rows[name]).data) for name in ("row", "client")]
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:16]


def _list(copy: Copy, path: Path) -> None:
    """Write down which parts a copy has."""
    found = {
        "names": copy.names,
        "rows": copy.rows,
        "several_lines": copy.several_lines,
        "parts": [part.path.name for part in copy.parts],
    }
    unfinished = path.with_suffix(f".{secrets.token_hex(4)}.part")
    try:
        unfinished.write_text(json.dumps(found), encoding="utf-8")
        os.replace(unfinished, path)
    finally:
        unfinished.unlink(missing_ok=True)


def _kept(rows: Rows, listed: Path) -> Copy | None:
    """The copy that a list names; None where there is none, or not all of it."""
    try:
        found = json.loads(listed.read_text(encoding="utf-8"))
        parts = tuple(Part(listed.parent / Path(name).name) for name in found["parts"])
        copy = Copy(tuple(found["names"]), found["rows"], parts, found["several_lines"])
        if copy.rows != len(rows) or set(copy.names) != rows.tracked:
            return None
        os.utime(listed)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, Damaged):
        return None
    return copy


def _tidy(folder: Path, log: str) -> None:
    """Remove the lists of a log but the latest few, and parts that no list names."""
    lists = sorted(folder.glob(f"{log}-*.json"), key=_touched, reverse=True)
    named = set()
    for path in lists[:_MOST_LISTS]:
        with suppress(OSError, ValueError, KeyError, TypeError):
            named.update(json.loads(path.read_text(encoding="utf-8"))["parts"])
    old = time.time() - _OLD_SECONDS
    files = (*folder.glob(f"{log}-*.rows"), *folder.glob(f"{log}-*.part"))
    gone = [path for path in files if path.name not in named and _touched(path) < old]
    for path in (*lists[_MOST_LISTS:], *gone):
        with suppress(OSError):
            path.unlink()


def _touched(path: Path) -> float:
    with suppress(OSError):
        return path.stat().st_mtime
    return time.time()
