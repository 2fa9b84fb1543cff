"""A part, cut by client: rows of the same bucket of clients stand together in files of plain CSV.

A bucket is what a client's name comes to by a hash, so that no worker needs to know the clients.
Every try of a task writes files of its own, and tells their names when they are whole: a worker
that is killed leaves files that nobody reads, and a task that runs twice harms nobody.
"""

from __future__ import annotations

import io
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.csv as pa_csv
from xxhash import xxh3_64_intdigest

from health.cluster.files import joined, opened, shown
from health.cluster.listing import Part
from health.cluster.texts import pieces_of
from health.errors import HealthError
from health.logs.cells import dictionary_of
from health.logs.contract import folded
from health.logs.files import Irregular, Piece
from health.logs.rows import SetAside

BUCKETS = 4096
_RUN = 64 << 20  # bytes of texts that are sorted at a time
Numbers = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Run:
    """A file of rows, those of each bucket together, in the order of the part; then their numbers.

    `bytes` and `rows` (BUCKETS + 1,): how many of either stand before each bucket.
    """

    part: Part
    address: str
    bytes: Numbers
    rows: Numbers


@dataclass(frozen=True)
class Cut:
    """What became of one part: its runs, and rows that have not as many cells as its header."""

    runs: tuple[Run, ...]
    ragged: tuple[SetAside, ...]


def bucket_of(name: str) -> int:
    """The bucket of a client, whatever the case of its name."""
    key = folded(name).encode("utf-8", "surrogatepass")
    return int(xxh3_64_intdigest(key) % BUCKETS)


def cut(part: Part, columns: Sequence[str], work: str) -> Cut:
    """Write the rows of a part, by buckets, below the work directory, with these columns."""
    try:
        return _cut(part, pieces_of(part, regular=True), columns, work)
    except Irregular:
        return _cut(part, pieces_of(part, regular=False), columns, work)


def _cut(part: Part, pieces: Iterable[Piece], columns: Sequence[str], work: str) -> Cut:
    runs: list[Run] = []
    ragged: list[SetAside] = []
    waiting: list[Piece] = []
    size = 0
    for piece in pieces:
        ragged += [
            SetAside(part.log, row, "", text, reason, part.name)
            for row, text, reason in piece.ragged
        ]
        if len(piece.rows):
            waiting.append(piece)
            size += piece.table.nbytes
        if size > _RUN:
            runs.append(_written(part, waiting, columns, work))
            waiting, size = [], 0
    if waiting:
        runs.append(_written(part, waiting, columns, work))
    return Cut(tuple(runs), tuple(ragged))


def _written(part: Part, pieces: list[Piece], columns: Sequence[str], work: str) -> Run:
    """One run of some pieces of a part."""
    buckets = np.concatenate([_buckets(piece.table["client"]) for piece in pieces])
    table = pa.concat_tables([texts_of(piece.table, columns) for piece in pieces])
    order = np.argsort(buckets, kind="stable")
    table = table.take(pa.array(order)).combine_chunks()
    numbers = np.concatenate([piece.rows for piece in pieces]).astype("<i4")[order]
    rows = np.searchsorted(buckets[order], np.arange(BUCKETS + 1))
    content = io.BytesIO()
    begins = np.zeros(BUCKETS + 1, np.int64)
    for bucket in np.flatnonzero(np.diff(rows)).tolist():
        first, end = int(rows[bucket]), int(rows[bucket + 1])
        content.write(csv_of(table.slice(first, end - first)))
        begins[bucket + 1] = content.tell()
    begins = np.maximum.accumulate(begins)
    content.write(numbers.tobytes())
    address = joined(work, f"{part.log}-{part.number:06}-{uuid.uuid4().hex}.rows")
    write(address, content.getvalue())
    return Run(part, address, begins, rows.astype(np.int64))


def texts_of(table: pa.Table, columns: Sequence[str]) -> pa.Table:
    """Some columns of a table as texts; blank where it has them not."""
    blank = pa.nulls(len(table), pa.string())
    return pa.table(
        {
            name: table[name].cast(pa.string()) if name in table.column_names else blank
            for name in columns
        }
    )


def _buckets(names: pa.ChunkedArray) -> npt.NDArray[np.int32]:
    codes, texts = dictionary_of(names)
    return np.array([*map(bucket_of, texts), bucket_of("")], np.int32)[codes]


def csv_of(table: pa.Table) -> bytes:
    """Rows of texts as CSV without a header, with quotation marks only where they are needed."""
    content = io.BytesIO()
    for style in ("none", "needed"):
        try:
            options = pa_csv.WriteOptions(include_header=False, quoting_style=style)
            pa_csv.write_csv(table, content, options)
            break
        except pa.ArrowInvalid:  # a cell holds a comma, a quotation mark or a line break
            content = io.BytesIO()
    return content.getvalue()


def write(address: str, content: bytes) -> None:
    """A file in the work directory; HealthError where it can't be written."""
    system, path = opened(address)
    try:
        system.pipe_file(path, content)
    except OSError as error:
        raise _lost(address, error, "written") from error


def read(address: str, begin: int, end: int) -> bytes:
    """Some bytes of a file of the work directory; HealthError where they are not there."""
    if begin == end:
        return b""
    system, path = opened(address)
    try:
        found: Any = system.cat_file(path, begin, end)
    except (OSError, ValueError) as error:
        raise _lost(address, error, "read") from error
    if len(found) != end - begin:
        raise _lost(address, EOFError("it is cut short"), "read")
    return bytes(found)


def _lost(address: str, error: Exception, done: str) -> HealthError:
    why = getattr(error, "strerror", None) or str(error)[:200] or type(error).__name__
    return HealthError(
        f"{shown(address)} can't be {done} by a worker ({why}): every worker needs to reach the "
        "work directory, as long as the command runs; give another --work"
    )
