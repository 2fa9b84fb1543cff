"""One CSV file as a stream of Arrow tables: fast where it is regular, row by row where it is not.

Every cell comes as text (names and words coded); what it means is for `cells` to say.
"""

from __future__ import annotations

import csv
import io
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.csv as pa_csv

from health.logs.contract import Column, Kind, column_name

_BLOCK = 1 << 20
_PIECE = (
    4 << 20
)  # bytes parsed at a time: the typed columns of a piece stay in the processor's cache
_CODED = {Kind.NAME, Kind.CHOICE, Kind.YES_NO, Kind.ZONE, Kind.COUNTRY}
_CODES = pa.dictionary(pa.int32(), pa.string())


class UnusableFile(ValueError):
    """The file as a whole can't be read as a table; the text says why and what to do."""


@dataclass(frozen=True)
class Fingerprint:
    """What a file held when it was read: to see later that it is the same, or has grown."""

    size: int
    crc: int
    ends_line: bool


@dataclass(frozen=True)
class Header:
    """Column names as in the file and as they are compared, and the bytes before the first row."""

    shown: tuple[str, ...]
    names: tuple[str, ...]
    length: int


@dataclass(frozen=True)
class Piece:
    """Some rows as read: the cells as text, and each row's place in the file (the header is row 1).

    `ragged` are (row, text, reason) of rows that have not the header's number of cells.
    """

    table: pa.Table
    rows: npt.NDArray[np.int32]
    ragged: list[tuple[int, str, str]] = field(default_factory=list)
    last_row: int = 1


class _Watched(io.RawIOBase):
    """A file that notes, while it is read, its checksum and whether a quotation mark came by."""

    def __init__(self, path: Path, start: int) -> None:
        self._file = path.open("rb", buffering=0)
        self.start = start
        self.begin()

    def begin(self) -> None:
        """Go (again) to the byte that reading starts from."""
        self._file.seek(0)
        head = self._file.read(self.start)
        self.crc, self.size, self.last = zlib.crc32(head), len(head), head[-1:]
        self.quoted = False

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        block = self._file.read(size) or b""
        if block:
            self.crc = zlib.crc32(block, self.crc)
            self.size += len(block)
            self.last = block[-1:]
            self.quoted = self.quoted or b'"' in block
        return block

    def close(self) -> None:
        self._file.close()
        super().close()

    @property
    def fingerprint(self) -> Fingerprint:
        """Of what was read so far."""
        return Fingerprint(self.size, self.crc, self.last == b"\n")


class _Kept:
    """A file that Arrow reads from and may not close: it is begun again where need be."""

    def __init__(self, file: io.RawIOBase) -> None:
        self.read, self.readable = file.read, file.readable
        self.closed = False

    def close(self) -> None:
        self.closed = True


def fingerprint(path: Path, size: int | None = None) -> Fingerprint:
    """Of the whole file, or of its first `size` bytes."""
    with _Watched(path, 0) as watched:
        while size is None or watched.size < size:
            if not watched.read(_BLOCK if size is None else min(_BLOCK, size - watched.size)):
                break
        return watched.fingerprint


def read_header(path: Path) -> Header:
    """The first line, as the names of columns."""
    with path.open("rb") as file:
        start = file.read(1 << 16)
    mark = 3 if start.startswith(b"\xef\xbb\xbf") else 0
    if not start[mark:].strip():
        raise UnusableFile("the file is empty: put the names of the columns in its first line")
    if b"\0" in start:
        raise UnusableFile("the file holds NUL bytes: save it as CSV, UTF-8")
    text = start[mark:].decode("utf-8", errors="replace")
    lines = io.StringIO(text, newline="")
    reader = csv.reader(iter(lines.readline, ""))
    shown: list[str] = []
    while not any(cell.strip() for cell in shown):
        shown = next(reader)
    if "\ufffd" in "".join(shown):
        raise UnusableFile("the header is not UTF-8: save the file as CSV, UTF-8")
    names = tuple(column_name(cell) for cell in shown)
    for name in names:
        if name and names.count(name) > 1:
            raise UnusableFile(f"the column {name!r} is there twice: rename or remove one")
    named = tuple(name or f"unnamed_{place}" for place, name in enumerate(names, 1))
    return Header(tuple(shown), named, mark + len(text[: lines.tell()].encode("utf-8")))


def read_pieces(
    path: Path, header: Header, columns: dict[str, Column], start: int, row: int
) -> tuple[Iterator[Piece], _Watched]:
    """The rows behind a byte of the file, of which the first is spreadsheet row `row`.

    The second value has the file's fingerprint once all pieces were taken. Raises Irregular on the
    way where the file is no plain table: `read_records` reads it then.
    """
    watched = _Watched(path, start)
    return _pieces(watched, header, columns, row, path), watched


class Irregular(Exception):
    """The file has ragged or blank rows, or what Arrow does not read."""


def _pieces(
    watched: _Watched, header: Header, columns: dict[str, Column], row: int, path: Path
) -> Iterator[Piece]:
    start = watched.size
    if start >= path.stat().st_size:
        yield _empty(header, row)
        return
    kinds = {name: columns[name].kind for name in header.names if name in columns}
    types = {name: _CODES if kinds.get(name) in _CODED else pa.string() for name in header.names}
    quoted = False
    while True:
        at = row
        try:
            for batch in _batches(watched, header, types, quoted):
                if watched.quoted and not quoted:
                    break
                table = pa.Table.from_batches([batch])
                rows = np.arange(at, at + len(table), dtype=np.int32)
                at += len(table)
                yield Piece(table, rows, last_row=at - 1)
            else:
                if not watched.quoted or quoted:
                    return
        except pa.ArrowInvalid as error:
            raise Irregular from error
        if at > row:  # rows were given out already: begin again, row by row
            raise Irregular
        # Line breaks within cells cost time to look for; only a file with quotes can have them.
        quoted = True
        watched.begin()


def _batches(
    watched: io.RawIOBase, header: Header, types: dict[str, pa.DataType], quoted: bool
) -> Iterator[pa.RecordBatch]:
    with pa_csv.open_csv(
        pa.PythonFile(_Kept(watched), "r"),
        pa_csv.ReadOptions(column_names=list(header.names), block_size=_PIECE),
        pa_csv.ParseOptions(newlines_in_values=quoted, ignore_empty_lines=False),
        pa_csv.ConvertOptions(column_types=types, null_values=[""], strings_can_be_null=True),
    ) as reader:
        yield from reader


def read_records(path: Path, header: Header, start: int, row: int) -> Piece:
    """An irregular file by Python's reader: blank lines are passed over, ragged rows kept aside."""
    content = path.read_bytes()[start:]
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + row
        raise UnusableFile(f"line {line} is not UTF-8: save the file as CSV, UTF-8") from error
    try:
        records = list(csv.reader(io.StringIO(text, newline="")))
    except csv.Error as error:
        raise UnusableFile(f"the file can't be read as CSV: {error}") from error
    width, kept, numbers, ragged = len(header.names), [], [], []
    for place, record in enumerate(records, row):
        if not any(cell.strip() for cell in record):
            continue
        if len(record) == width:
            kept.append(record)
            numbers.append(place)
        else:
            reason = f"{len(record)} cells where the header names {width} columns"
            ragged.append((place, ",".join(record), reason))
    cells = list(zip(*kept, strict=True)) if kept else [()] * width
    table = pa.table(
        {
            name: pa.array([cell or None for cell in column], pa.string())
            for name, column in zip(header.names, cells, strict=True)
        }
    )
    return Piece(table, np.array(numbers, np.int32), ragged, row + len(records) - 1)


def _empty(header: Header, row: int) -> Piece:
    table = pa.table({name: pa.array([], pa.string()) for name in header.names})
    return Piece(table, np.zeros(0, np.int32), last_row=row - 1)
