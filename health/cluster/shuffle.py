"""A part, cut by client: rows of the same bucket of clients stand together in files of plain CSV.

A bucket is what a client's name comes to by a hash, so that no worker needs to know the clients.
Every try of a task writes files of its own, and tells their names when they are whole: a worker
that is killed leaves files that nobody reads, and a task that runs twice harms nobody.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from xxhash import xxh3_64_intdigest

from health.cluster.files import joined, opened, shown
from health.cluster.listing import Part
from health.cluster.texts import pieces_of, plain_pieces_of
from health.errors import HealthError
from health.logs.cells import dictionary_of
from health.logs.contract import folded
from health.logs.files import Irregular
from health.logs.marks import NotPlain
from health.logs.rows import SetAside

BUCKETS = 4096
_RUN, _LONGEST_RUN = 64 << 20, 1 << 30  # bytes of rows that are put in order at a time
_RUNS = 1000  # rather longer ones than many more
_NOTHING, _COMMA, _LINE, _MARK = (
    pa.scalar(text, pa.large_string()) for text in ("", ",", "\n", '"')
)
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


@dataclass(frozen=True)
class _Lines:
    """Some rows of a part: their lines, buckets and numbers, (n,) each."""

    lines: pa.LargeBinaryArray
    buckets: npt.NDArray[np.int32]
    rows: npt.NDArray[np.int32]


def run_bytes(parts: Iterable[Part]) -> int:
    """How many bytes of rows make a run: a partition reads a piece of each, so that many small ones
    of a large portfolio would be more pieces than anything can list."""
    return min(max(_RUN, sum(part.size for part in parts) // _RUNS), _LONGEST_RUN)


def cut(part: Part, columns: Sequence[str], work: str, run: int = _RUN) -> Cut:
    """Write the rows of a part, by buckets, below the work directory, with these columns."""
    for way in (_plain, _regular, _record_by_record):
        ragged: list[SetAside] = []
        try:
            return Cut(
                tuple(_runs(part, way(part, tuple(columns), ragged), work, run)), tuple(ragged)
            )
        except (NotPlain, Irregular):
            continue
    raise AssertionError("any file is read record by record")


def _plain(part: Part, columns: tuple[str, ...], ragged: list[SetAside]) -> Iterator[_Lines]:
    """The lines as they stand in the file; NotPlain where it is no plain one with these columns."""
    for piece in plain_pieces_of(part, columns):
        ends = np.append(piece.begins, piece.grid.ends[-1, -1] + 1).astype(np.int64)
        content = piece.data[: int(ends[-1])].copy()
        buffers = [None, pa.py_buffer(ends), pa.py_buffer(content)]
        lines = pa.LargeBinaryArray.from_buffers(pa.large_binary(), len(piece.rows), buffers)
        buckets = piece.named("client", bucket_of)
        yield _Lines(lines, np.where(buckets < 0, bucket_of(""), buckets), piece.rows)


def _regular(
    part: Part, columns: tuple[str, ...], ragged: list[SetAside], regular: bool = True
) -> Iterator[_Lines]:
    """Lines made of the cells."""
    for piece in pieces_of(part, regular):
        ragged += [
            SetAside(part.log, row, "", text, reason, part.name)
            for row, text, reason in piece.ragged
        ]
        if len(piece.rows):
            lines = lines_of(texts_of(piece.table, columns))
            yield _Lines(lines, _buckets(piece.table["client"]), piece.rows)


def _record_by_record(
    part: Part, columns: tuple[str, ...], ragged: list[SetAside]
) -> Iterator[_Lines]:
    return _regular(part, columns, ragged, regular=False)


def _runs(part: Part, pieces: Iterable[_Lines], work: str, run: int) -> Iterator[Run]:
    """The runs of a part: so many lines are put in order at a time."""
    waiting: list[_Lines] = []
    size = 0
    for piece in pieces:
        waiting.append(piece)
        size += piece.lines.nbytes
        if size > run:
            yield _written(part, waiting, work)
            waiting, size = [], 0
    if waiting:
        yield _written(part, waiting, work)


def _written(part: Part, pieces: list[_Lines], work: str) -> Run:
    """One run of some pieces of a part."""
    buckets = np.concatenate([piece.buckets for piece in pieces])
    order = np.argsort(buckets.astype(np.int16), kind="stable")  # by digits: BUCKETS fit
    lines = pa.concat_arrays([piece.lines for piece in pieces]).take(pa.array(order))
    numbers = np.concatenate([piece.rows for piece in pieces]).astype("<i4")[order]
    rows = np.searchsorted(buckets[order], np.arange(BUCKETS + 1)).astype(np.int64)
    begins = _ends(lines)[rows]
    address = joined(work, f"{part.log}-{part.number:06}-{uuid.uuid4().hex}.rows")
    write(address, bytes_of(lines) + numbers.tobytes())
    return Run(part, address, begins - begins[0], rows)


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


def lines_of(table: pa.Table) -> pa.LargeBinaryArray:
    """Rows of texts as lines of CSV, with quotation marks only where they are needed."""
    cells = [_quoted(column) for column in table.columns]
    lines = pc.binary_join_element_wise(*cells, _COMMA)
    ended = pc.binary_join_element_wise(lines, _NOTHING, _LINE).cast(pa.large_binary())
    return pa.concat_arrays(ended.chunks) if ended.num_chunks else pa.array([], pa.large_binary())


def _ends(lines: pa.LargeBinaryArray) -> Numbers:
    """Where lines begin, and the last one ends, in what they are kept in."""
    return np.frombuffer(lines.buffers()[1], np.int64, len(lines) + 1, 8 * lines.offset)


def bytes_of(lines: pa.LargeBinaryArray) -> bytes:
    """Lines, one after the other."""
    if not len(lines):
        return b""
    ends = _ends(lines)
    return bytes(memoryview(lines.buffers()[2])[int(ends[0]) : int(ends[-1])])


def _quoted(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """The cells of a column as they stand in a CSV."""
    cells = pc.fill_null(column.cast(pa.large_string()), "")
    odd = pc.match_substring_regex(cells, '[",\r\n]')
    if not pc.any(odd).as_py():
        return cells
    doubled = pc.replace_substring(cells, '"', '""')
    marked = pc.binary_join_element_wise(_MARK, doubled, _MARK, _NOTHING)
    return pc.if_else(odd, marked, cells)


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
