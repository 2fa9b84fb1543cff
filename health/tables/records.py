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
from health.tables.dialect import Dialect, signed
from health.tables.readings import readings

_LOOK = 16  # lines of a cell that are looked at by themselves
_JOINED = 30  # lines that a cell with broken quotes may have
_TRIES = 2000
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


@dataclass(frozen=True)
class Signs:
    """One character for the separator and one for what a backslash escapes, none of them in the
    text; and the way back."""

    dialect: Dialect
    delimiter: str
    escaped: str = ""
    slash: str = ""

    @staticmethod
    def of(text: str, dialect: Dialect) -> Signs:
        """Signs that the text does not hold."""
        free = (chr(code) for code in range(0xE000, 0xF8FF) if chr(code) not in text)
        delimiter = dialect.delimiter if len(dialect.delimiter) == 1 else next(free)
        if not dialect.backslash:
            return Signs(dialect, delimiter)
        return Signs(dialect, delimiter, next(free), next(free))

    def prepared(self, text: str) -> str:
        """The text with signs in it."""
        if self.dialect.delimiter and self.delimiter != self.dialect.delimiter:
            text = signed(text, self.dialect.delimiter, self.delimiter)
        if self.escaped:
            text = text.replace("\\\\", self.slash)
            text = text.replace("\\" + self.dialect.quote, self.escaped)
        return text

    def original(self, text: str) -> str:
        """Prepared text as it stood in the file."""
        if self.escaped:
            text = text.replace(self.escaped, "\\" + self.dialect.quote)
            text = text.replace(self.slash, "\\\\")
        if self.delimiter != self.dialect.delimiter:
            text = text.replace(self.delimiter, self.dialect.delimiter)
        return text

    def value(self, cell: str) -> str:
        """What a prepared cell means."""
        if self.escaped:
            cell = cell.replace(self.escaped, self.dialect.quote).replace(self.slash, "\\")
        if self.delimiter != self.dialect.delimiter:
            cell = cell.replace(self.delimiter, self.dialect.delimiter)
        return cell

    @property
    def plain(self) -> bool:
        """Whether prepared text is the text itself."""
        return not self.escaped and self.delimiter == self.dialect.delimiter


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
    tries = _TRIES
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
        if tries and lines[begin].count(dialect.quote) % 2:
            tries -= 1
            end = _joined(lines, begin, found) or end
        raw = "".join(lines[begin:end]).rstrip("\r\n")
        found.add(_first(raw, signs, dialect.width), begin, end, odd=True)
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
        if len(raw) > 1 << 16:
            return 0
        if len(_first(raw, signs, dialect.width)) == dialect.width:
            return end
        if _alone(line, records) == dialect.width:
            return 0
    return 0
