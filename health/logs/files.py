"""One CSV file as a stream of Arrow tables: fast where it is regular, row by row where it is not.

Every cell comes as text (names and words coded); what it means is for `cells` to say.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv

from health.logs.cells import Cells, dictionary_of, parsed, stripped, text_at, understood
from health.logs.contract import Column, Kind, column_name
from health.logs.duplicates import other_keys
from health.logs.fingerprint import is_open

csv.field_size_limit(2**31 - 1)  # a cell may be as long as it likes
_PIECE = (
    4 << 20
)  # bytes parsed at a time: the typed columns of a piece stay in the processor's cache
_CODED = {Kind.NAME, Kind.CHOICE, Kind.YES_NO, Kind.ZONE, Kind.COUNTRY}
_CODES = pa.dictionary(pa.int32(), pa.string())


class UnusableFile(ValueError):
    """The file as a whole can't be read as a table; the text says why and what to do."""


@dataclass(frozen=True)
class Header:
    """Column names as in the file and as they are compared, the bytes before the first row,
    the row that the header stands in, and how many quotation marks the file has, if known."""

    shown: tuple[str, ...]
    names: tuple[str, ...]
    length: int
    row: int
    quotes: int = 0


@dataclass(frozen=True)
class Piece:
    """Some rows as read: the cells as text, and each row's place in the file (the header is row 1).

    `ragged` are (row, text, reason) of rows that have not the header's number of cells.
    """

    table: pa.Table
    rows: npt.NDArray[np.int32]
    ragged: list[tuple[int, str, str]] = field(default_factory=list)
    last_row: int = 1

    @property
    def names(self) -> list[str]:
        """The columns of the file."""
        names: list[str] = self.table.column_names
        return names

    def text(self, name: str, row: int) -> str:
        """The text of one cell, as it stands in the file."""
        return text_at(self.table[name], row)

    def named(self, name: str, code: Callable[[str], int]) -> npt.NDArray[np.int32]:
        """The code of each name of a column; -1 where there is none."""
        codes, texts = dictionary_of(self.table[name])
        return np.array([*map(code, texts), -1], np.int32)[codes]

    def blank(self, maybe: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
        """Which of some rows hold nothing in any cell, as spreadsheets leave them below a table."""
        if not maybe.any():
            return maybe
        blank, at = maybe.copy(), np.flatnonzero(maybe)
        rows = self.table.take(pa.array(at))
        filled = [stripped(rows[name]).is_valid().to_numpy() for name in rows.column_names]
        blank[at] = ~np.any(filled, axis=0)
        return blank

    def cells(self, column: Column) -> Cells:
        """A typed column."""
        cells = self.table[column.name]
        return understood(column, cells) or parsed(column, cells)

    def filled(self, name: str) -> npt.NDArray[np.bool_]:
        """Whether each cell of a column holds anything."""
        return np.asarray(stripped(self.table[name]).is_valid().to_numpy())

    def others(self, names: list[str]) -> npt.NDArray[np.uint64]:
        """A number a row from the cells of some columns, by which repeats are told apart."""
        return other_keys(self.table, names)


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
    row = 0
    while not any(cell.strip() for cell in shown):
        row += 1
        shown = next(reader, ["?"])
    if shown == ["?"]:
        raise UnusableFile("no column has a name: put the names of the columns in the first line")
    if "\ufffd" in "".join(shown):
        raise UnusableFile("the header is not UTF-8: save the file as CSV, UTF-8")
    names = tuple(column_name(cell) for cell in shown)
    for name, number in Counter(names).items():
        if name and number > 1:
            raise UnusableFile(f"the column {name!r} is there twice: rename or remove one")
    named = tuple(name or f"({place})" for place, name in enumerate(names, 1))
    length = mark + len(text[: lines.tell()].encode("utf-8"))
    return Header(tuple(shown), named, length, row)


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
        yield Piece(_table(header, columns, []), np.zeros(0, np.int32), last_row=row - 1)
        return
    if header.quotes % 2:
        raise Irregular  # somewhere a quotation is not closed
    at = row
    try:
        with pa.OSFile(str(path)) as file:
            reader = pa_csv.open_csv(
                file.get_stream(start, end - start),
                pa_csv.ReadOptions(column_names=list(header.names), block_size=_PIECE),
                # Line breaks within cells cost time to look for: only quoted cells have them.
                pa_csv.ParseOptions(newlines_in_values=header.quotes > 0, ignore_empty_lines=False),
                pa_csv.ConvertOptions(
                    column_types=_types(header, columns), null_values=[""], strings_can_be_null=True
                ),
            )
            for batch in reader:
                table = pa.Table.from_batches([batch])
                rows = np.arange(at, at + len(table), dtype=np.int32)
                at += len(table)
                yield Piece(table, rows, last_row=at - 1)
    except pa.ArrowInvalid as error:
        raise Irregular from error


def _types(header: Header, columns: dict[str, Column]) -> dict[str, pa.DataType]:
    """How the cells of each column are held: words and names as codes, all else as text."""
    kinds = {name: columns[name].kind for name in header.names if name in columns}
    return {name: _CODES if kinds.get(name) in _CODED else pa.string() for name in header.names}


def _table(header: Header, columns: dict[str, Column], records: list[list[str]]) -> pa.Table:
    """Records as a table of the same form as a regular file's."""
    cells = list(zip(*records, strict=True)) if records else [()] * len(header.names)
    types = _types(header, columns)
    found = {}
    for name, column in zip(header.names, cells, strict=True):
        texts = pa.array([cell or None for cell in column], pa.string())
        found[name] = texts if types[name] == pa.string() else texts.dictionary_encode()
    return pa.table(found)


def read_records(
    path: Path, header: Header, columns: dict[str, Column], span: tuple[int, int], row: int
) -> Piece:
    """An irregular file by Python's reader: blank lines are passed over, ragged rows kept aside."""
    content = path.read_bytes()[slice(*span)]
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + row
        raise UnusableFile(f"line {line} is not UTF-8: save the file as CSV, UTF-8") from error
    width, kept, numbers, ragged = len(header.names), [], [], []
    at = row - 1
    for record, unclosed in parsed_records(text):
        at += 1
        if unclosed:
            ragged.append((at, ",".join(record), "a quotation mark is opened and never closed"))
        elif not any(cell.strip() for cell in record):
            continue
        elif len(record) == width:
            kept.append(record)
            numbers.append(at)
        else:
            reason = f"{len(record)} cells where the header names {width} columns"
            ragged.append((at, ",".join(record), reason))
    return Piece(_table(header, columns, kept), np.array(numbers, np.int32), ragged, at)


def parsed_records(text: str) -> Iterator[tuple[list[str], bool]]:
    """Records, and whether a quotation in one is never closed; reading goes on in its next line."""
    lines = list(io.StringIO(text, newline=""))
    begin = 0
    while begin < len(lines):
        reader = csv.reader(iter(lines[begin:]))
        start = begin
        for record in reader:
            end = begin + reader.line_num
            if (end - start > 1 or end == len(lines)) and is_open(lines[start:end]):
                yield [lines[start].rstrip("\r\n")], True
                break
            yield record, False
            start = end
        else:
            return
        begin = start + 1


def swallows_rows(path: Path, header: Header, span: tuple[int, int]) -> bool:
    """Whether a cell of several lines holds one with as many commas as a row: rows, by the look.

    Two quotation marks that are never closed make a cell of all that is between them.
    """
    row = rf"\n([^\n,]*,){{{max(len(header.names) - 1, 1)}}}"
    for piece in read_pieces(path, header, {}, span, 0):
        for column in piece.table.columns:
            if pc.any(pc.match_substring_regex(column, row)).as_py():
                return True
    return False
