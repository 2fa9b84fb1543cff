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
    quoted: bool
    ends_line: bool


@dataclass(frozen=True)
class Header:
    """Column names as in the file and as they are compared, the bytes before the first row,
    whether there are quotation marks in the file, and the row that the header stands in."""

    shown: tuple[str, ...]
    names: tuple[str, ...]
    length: int
    quoted: bool
    row: int


@dataclass(frozen=True)
class Piece:
    """Some rows as read: the cells as text, and each row's place in the file (the header is row 1).

    `ragged` are (row, text, reason) of rows that have not the header's number of cells.
    """

    table: pa.Table
    rows: npt.NDArray[np.int32]
    ragged: list[tuple[int, str, str]] = field(default_factory=list)
    last_row: int = 1


def fingerprints(path: Path, size: int = 0) -> tuple[Fingerprint, Fingerprint]:
    """Of the first `size` bytes of a file, and of all of it, in one pass."""
    block = bytearray(_BLOCK)
    view = memoryview(block)
    crc, seen, quoted, ends_line = 0, 0, False, True
    first = Fingerprint(0, 0, False, True)
    with path.open("rb", buffering=0) as file:
        while True:
            wanted = min(_BLOCK, size - seen) if seen < size else _BLOCK
            number = file.readinto(view[:wanted])
            if not number:
                break
            crc = zlib.crc32(view[:number], crc)
            seen += number
            quoted = quoted or block.find(b'"', 0, number) >= 0
            ends_line = block[number - 1] == ord("\n")
            if seen == size:
                first = Fingerprint(seen, crc, quoted, ends_line)
    return first, Fingerprint(seen, crc, quoted, ends_line)


def read_header(path: Path, quoted: bool) -> Header:
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
    row = 0
    while not any(cell.strip() for cell in shown):
        row += 1
        shown = next(reader, ["?"])
    if shown == ["?"]:
        raise UnusableFile("no column has a name: put the names of the columns in the first line")
    if "\ufffd" in "".join(shown):
        raise UnusableFile("the header is not UTF-8: save the file as CSV, UTF-8")
    names = tuple(column_name(cell) for cell in shown)
    for name in names:
        if name and names.count(name) > 1:
            raise UnusableFile(f"the column {name!r} is there twice: rename or remove one")
    named = tuple(name or f"unnamed_{place}" for place, name in enumerate(names, 1))
    length = mark + len(text[: lines.tell()].encode("utf-8"))
    return Header(tuple(shown), named, length, quoted, row)


class Irregular(Exception):
    """The file has ragged or blank rows, or what Arrow does not read."""


def read_pieces(
    path: Path, header: Header, columns: dict[str, Column], span: tuple[int, int], row: int
) -> Iterator[Piece]:
    """The rows between two bytes of the file, of which the first is spreadsheet row `row`.

    Raises Irregular on the way where the file is no plain table: `read_records` reads it then.
    """
    start, end = span
    if start >= end:
        empty = pa.table({name: pa.array([], pa.string()) for name in header.names})
        yield Piece(empty, np.zeros(0, np.int32), last_row=row - 1)
        return
    kinds = {name: columns[name].kind for name in header.names if name in columns}
    types = {name: _CODES if kinds.get(name) in _CODED else pa.string() for name in header.names}
    at = row
    try:
        with pa.OSFile(str(path)) as file:
            reader = pa_csv.open_csv(
                file.get_stream(start, end - start),
                pa_csv.ReadOptions(column_names=list(header.names), block_size=_PIECE),
                # Line breaks within cells cost time to look for: only quoted cells have them.
                pa_csv.ParseOptions(newlines_in_values=header.quoted, ignore_empty_lines=False),
                pa_csv.ConvertOptions(
                    column_types=types, null_values=[""], strings_can_be_null=True
                ),
            )
            for batch in reader:
                table = pa.Table.from_batches([batch])
                rows = np.arange(at, at + len(table), dtype=np.int32)
                at += len(table)
                yield Piece(table, rows, last_row=at - 1)
    except pa.ArrowInvalid as error:
        raise Irregular from error


def read_records(path: Path, header: Header, span: tuple[int, int], row: int) -> Piece:
    """An irregular file by Python's reader: blank lines are passed over, ragged rows kept aside."""
    content = path.read_bytes()[slice(*span)]
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
