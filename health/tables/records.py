"""A text cut into records, each with the lines it stands in.

Python's `csv` reader does the work as long as it finds nothing wrong (strictly); a line that it
refuses is taken by itself, literally, marked as odd, and reading goes on behind it. So a quotation
mark too many costs one line and never the rest of the file, and no line is gone through more than a
few times: a quotation that is opened ends at the next one that is.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field

from health.errors import UnreadableFile
from health.tables.dialect import Dialect
from health.tables.readings import readings
from health.tables.signs import Signs

_LOOK = 16  # lines of a cell that are looked at by themselves
_JOINED = 12  # lines that a cell with broken quotes may have
_TRIES = 1000  # to join lines
_BROKEN = 5_000  # lines that are read with care; further ones are taken literally
MOST_COLUMNS = 100_000


@dataclass
class Records:
    """Cells of each record, the places of its first line and of the one behind its last; which
    are odd: not written as the dialect wants it."""

    lines: list[str]
    signs: Signs
    cells: list[list[str]] = field(default_factory=list)
    begins: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    odd: set[int] = field(default_factory=set)
    tries: int = _TRIES

    def add(self, cells: list[str], begin: int, end: int, odd: bool = False) -> None:
        """One more record."""
        if odd:
            self.odd.add(len(self.cells))
        self.cells.append(cells)
        self.begins.append(begin)
        self.ends.append(end)

    def raw(self, record: int) -> str:
        """A record as it stands in the prepared text, without its line end."""
        return "".join(self.lines[self.begins[record] : self.ends[record]]).rstrip("\r\n")

    def text(self, record: int) -> str:
        """A record as it stands in the file."""
        return self.signs.original(self.raw(record))


class _Feed:
    """Lines from a place on, for a reader that may be begun anew at another."""

    def __init__(self, lines: list[str], at: int = 0) -> None:
        self.lines, self.at = lines, at

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        if self.at >= len(self.lines):
            raise StopIteration
        line = self.lines[self.at]
        self.at += 1
        return line


def records_of(text: str, dialect: Dialect, where: str = "the file") -> Records:
    """All records of a text, blank ones too (no cells)."""
    signs = Signs.of(text, dialect)
    quote = dialect.quote

    def half_quoted(cell: str, raw: str) -> bool:
        if not cell.endswith(quote) or not cell.count(quote) % 2:
            return False
        return quote + cell.replace(quote, quote * 2) + quote not in raw

    lines = list(io.StringIO(signs.prepared(text), newline=""))
    for place, line in enumerate(lines):
        if len(line) > MOST_COLUMNS and line.count(signs.delimiter) >= MOST_COLUMNS:
            raise UnreadableFile(
                where, f"has more than {MOST_COLUMNS:,} cells in line {place + 1}: is it a table?"
            )
    found = Records(lines, signs)
    feed = _Feed(lines)
    while feed.at < len(lines):
        reader = csv.reader(
            feed, delimiter=signs.delimiter, quotechar=dialect.quote,
            skipinitialspace=dialect.spaced, strict=True,
        )  # fmt: skip
        begin = feed.at
        try:
            for cells in reader:
                end = feed.at
                if end - begin > 1 and _swallows(lines[begin : begin + _LOOK + 1], cells, found):
                    break
                # A line break or a comma may have come between a cell and its quotes.
                raw = lines[begin]
                odd = end - begin == 1 and quote in raw
                found.add(cells, begin, end, odd and any(half_quoted(cell, raw) for cell in cells))
                begin = end
            else:
                break
        except csv.Error:
            pass
        end = begin + 1
        if found.tries > 0 and lines[begin].count(dialect.quote) % 2:
            end = _joined(lines, begin, found) or end
        raw = "".join(lines[begin:end]).rstrip("\r\n")
        careful = len(found.odd) < _BROKEN
        cells = _first(raw, signs, dialect.width) if careful else _literal(raw, signs)
        found.add(cells, begin, end, odd=True)
        feed.at = end
    return found


def _literal(raw: str, signs: Signs) -> list[str]:
    cells = raw.split(signs.delimiter)
    return [cell.removeprefix(" ") for cell in cells] if signs.dialect.spaced else cells


def _first(raw: str, signs: Signs, width: int) -> list[str]:
    """The cells of a broken record: the reading of usual width that takes least for granted."""
    most = max(width, 1)
    for cells, _ in readings(raw, signs.delimiter, signs.dialect.quote, most, signs.dialect.spaced):
        if len(cells) == width:
            return cells
    return _literal(raw, signs)


def _alone(line: str, records: Records) -> int:
    """How many cells a line has if it is a record by itself."""
    signs, raw = records.signs, line.rstrip("\r\n")
    try:
        row = next(
            csv.reader([raw], delimiter=signs.delimiter, quotechar=signs.dialect.quote, strict=True)
        )
        return len(row)
    except (csv.Error, StopIteration):
        likely = readings(raw, signs.delimiter, signs.dialect.quote, signs.dialect.width)
        return len(next(likely)[0]) if raw else 0


def _swallows(lines: list[str], cells: list[str], records: Records) -> bool:
    """Whether a record of several lines is really as many records, and two stray quotes."""
    width = records.signs.dialect.width
    if width < 2 or len(cells) == width:
        return False
    alone = [_alone(line, records) == width for line in lines[:_LOOK] if line.strip()]
    return sum(alone) >= 0.8 * len(alone)


def _joined(lines: list[str], begin: int, records: Records) -> int:
    """Behind which line a record with broken quotes ends, where several lines make one; or 0."""
    signs, dialect = records.signs, records.signs.dialect
    if dialect.width < 2 or _alone(lines[begin], records) >= dialect.width:
        return 0
    for end in range(begin + 2, min(begin + _JOINED, len(lines)) + 1):
        line = lines[end - 1]
        if dialect.quote not in line:
            continue
        raw = "".join(lines[begin:end]).rstrip("\r\n")
        if len(raw) > 1 << 16 or records.tries <= 0:
            return 0
        records.tries -= 1
        if len(_first(raw, signs, dialect.width)) == dialect.width:
            return end
        if _alone(line, records) == dialect.width:
            return 0
    return 0
