"""A plain CSV file, piece by piece, by arithmetic on its bytes: only what scores need is read.

Plain is a file in which every line is a row with the header's number of cells, and quotation marks
stand only around whole cells. Everything else is for `files` to read. In plain files the cells that
count are understood by `lookup`; of other cells only those of rows that may be repeats are read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from health.calendars import DAY_US, NEVER
from health.logs.cells import Cells, meant, moment, parsed, stripped, understood
from health.logs.contract import Column, Kind
from health.logs.files import Header
from health.logs.fingerprint import Counting
from health.logs.lookup import WIDEST, Bytes, Lookup, Places, Words, text_of
from health.logs.marks import LINE, RETURN, WORD, Grid, NotPlain, grid_of, last_line_end
from health.logs.texts import texts_of

_PIECE = 2 << 20  # bytes: what is known of a piece's cells stays in the processor's cache
_PAD = WORD * (WIDEST + 1)
_SMALL = 2**32 - 1  # bytes: places in a file up to so large take half the memory
_DATE = 10  # letters
_SOME_DAY = "2000-01-01"
_SOME_DAY_US = moment(_SOME_DAY).us
_BY_BYTES = {Kind.NAME, Kind.CHOICE, Kind.YES_NO, Kind.DATE, Kind.PLAN, Kind.MOMENT}


Array = npt.NDArray[Any]
Code = Callable[[str], int]


@dataclass
class Known:
    """What the texts met so far in the columns of a file mean."""

    columns: dict[str, Column]
    lookups: dict[str, Lookup] = field(default_factory=dict)
    cells: dict[str, Cells] = field(default_factory=dict)
    codes: dict[str, npt.NDArray[np.int32]] = field(default_factory=dict)

    def lookup(self, name: str) -> Lookup:
        """The texts of a column, or of a part of one."""
        if name not in self.lookups:
            self.lookups[name] = Lookup()
        return self.lookups[name]

    def named(self, name: str, code: Code) -> npt.NDArray[np.int32]:
        """The codes of all names met in a column."""
        texts, codes = self.lookup(name).texts, self.codes.get(name, np.full(1, -1, np.int32))
        if len(codes) < len(texts):
            more = [code(text) for text in texts[len(codes) :]]
            codes = self.codes[name] = np.append(codes, np.array(more, np.int32))
        return codes

    def meant(self, name: str, column: Column, before: str = "") -> Cells:
        """What all texts met in a column mean, each put behind another text."""
        texts, cells = self.lookup(name).texts, self.cells.get(name)
        number = len(cells.values) if cells else 0
        if cells is None or number < len(texts):
            more = meant(column, [(before + text).strip() for text in texts[number:]])
            cells = self.cells[name] = more.behind(cells)
        return cells


@dataclass(frozen=True)
class PlainPiece:
    """Some rows of a plain file: `size` bytes of `data`, in which the grid says what stands where.

    `start` is where the piece begins in the file.
    """

    header: Header
    known: Known
    data: Bytes
    size: int
    grid: Grid
    rows: npt.NDArray[np.int32]
    start: int
    ragged: tuple[tuple[int, str, str], ...] = ()
    table: None = None

    @property
    def last_row(self) -> int:
        """The row in which the piece ends."""
        return int(self.rows[-1])

    @property
    def names(self) -> tuple[str, ...]:
        """The columns of the file."""
        return self.header.names

    @cached_property
    def words(self) -> Words:
        """The eight bytes from each byte on."""
        return np.ndarray((len(self.data) - 7,), "<u8", self.data, 0, (1,))

    @cached_property
    def begins(self) -> Places:
        """Where each row begins in the piece, (n,)."""
        return np.concatenate([np.zeros(1, np.intp), self.grid.ends[:-1, -1] + 1])

    def spans(self, name: str) -> tuple[Places, Places]:
        """Where each cell of a column begins, and its length in bytes."""
        place = self.names.index(name)
        begin = self.grid.ends[:, place - 1] + 1 if place else self.begins
        length = self.grid.ends[:, place] - begin
        return begin, length - 1 if self.grid.returns and place == len(self.names) - 1 else length

    def text(self, name: str, row: int) -> str:
        """The text of one cell."""
        place, begin, end = (
            self.names.index(name),
            int(self.begins[row]),
            int(self.grid.ends[row, -1]),
        )
        if place:
            begin = int(self.grid.ends[row, place - 1]) + 1
        if place < len(self.names) - 1:
            end = int(self.grid.ends[row, place])
        elif self.grid.returns:
            end -= 1
        return text_of(self.data[begin:end].tobytes())

    def named(self, name: str, code: Code) -> npt.NDArray[np.int32]:
        """The code of each name of a column."""
        place = self._clients if name == "client" else self._places(name, *self.spans(name))
        return self.known.named(name, code).take(place)

    def blank(self, maybe: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
        """Which of some rows hold nothing in any cell."""
        if not maybe.any():
            return maybe
        least = len(self.names) - 1 + self.grid.returns
        blank: npt.NDArray[np.bool_] = maybe & (self.grid.ends[:, -1] - self.begins == least)
        for row in np.flatnonzero(maybe & ~blank):
            cells = pa.chunked_array([pa.array([self.text(name, int(row)) for name in self.names])])
            blank[row] = stripped(cells).null_count == len(self.names)
        return blank

    @cached_property
    def _clients(self) -> Places:
        """Of each row, the place of its client's name among the texts met."""
        return self._places("client", *self.spans("client"))

    def cells(self, column: Column) -> Cells:
        """A typed column."""
        name = column.name
        if column.kind not in _BY_BYTES:
            return understood(column, self._others[name]) or parsed(column, self._others[name])
        begin, length = self.spans(name)
        if column.kind is Kind.MOMENT:
            return self._moments(column, begin, length)
        place = self._places(name, begin, length)
        return self.known.meant(name, column).at(column.kind, place)

    def filled(self, name: str) -> npt.NDArray[np.bool_]:
        """Whether each cell of a column holds anything."""
        return np.asarray(stripped(self._others[name]).is_valid().to_numpy())

    def others(self, names: list[str]) -> npt.NDArray[np.integer[Any]]:
        """Where the rows begin in the file: their other cells are read when they are asked for."""
        begins: npt.NDArray[np.int64] = self.begins + self.start
        return begins.astype(np.uint32) if self.start + self.size <= _SMALL else begins

    def _places(self, name: str, begin: Places, length: Places) -> Places:
        return self.known.lookup(name).places(self.data, self.words, begin, length)

    @cached_property
    def _others(self) -> pa.Table:
        """Cells of the rarer kinds as texts."""
        known = self.known.columns
        names = [name for name in self.names if name in known and known[name].kind not in _BY_BYTES]
        return texts_of(self.data[: self.size].data, self.names, names)

    def _moments(self, column: Column, begin: Places, length: Places) -> Cells:
        """Moments by their days and by what stands behind these."""
        name, rows = column.name, len(begin)
        there = np.flatnonzero(length)
        if not len(there):
            return Cells(np.full(rows, int(NEVER) * DAY_US), timed=False)
        if len(there) < rows:
            begin, length = begin[there], length[there]
        place = self._places("(day)", begin, np.minimum(length, _DATE))
        dates = self.known.meant("(day)", column)
        behind = np.maximum(length - _DATE, 0)
        rest = self._places("(time)", begin + np.minimum(length, _DATE), behind)
        times = self.known.meant("(time)", column, _SOME_DAY)
        plain = _plain_dates(dates)
        us = dates.values.take(place) + (times.values - _SOME_DAY_US).take(rest)
        day = (dates.values // DAY_US).astype(np.int32).take(place)
        timed, offset = (np.asarray(each).take(rest) for each in (times.timed, times.offset))
        assert times.bad is not None
        odd = ~plain.take(place)
        if times.bad.any():
            odd |= times.bad[rest]
        bad = np.zeros(len(us), bool)
        if odd.any():
            at = np.flatnonzero(odd)
            whole = self._places(name, begin[at], length[at])
            cells = self.known.meant(name, column).at(Kind.MOMENT, whole)
            us[at], timed[at], offset[at] = cells.values, cells.timed, cells.offset
            day[at] = us[at] // DAY_US
            bad[at] = False if cells.bad is None else cells.bad
        if len(there) < rows:
            us, timed, offset, bad, day = (
                _spread(there, rows, values, blank)
                for values, blank in (
                    (us, int(NEVER) * DAY_US),
                    (timed, False),
                    (offset, False),
                    (bad, False),
                    (day, int(NEVER)),
                )
            )
        shifted = bool(offset.any())
        return Cells(
            us,
            bad if bad.any() else None,
            timed,
            offset if shifted else False,
            None if shifted else day,
        )


def _spread(there: Places, rows: int, values: Array, blank: int) -> Array:
    """Values of some of so many rows; blank elsewhere."""
    found: Array = np.full(rows, blank, values.dtype)
    found[there] = values
    return found


def _plain_dates(dates: Cells) -> npt.NDArray[np.bool_]:
    """Which texts are dates, and nothing else."""
    there = dates.values < int(NEVER) * DAY_US
    return np.asarray(
        there & ~np.asarray(dates.bad) & ~np.asarray(dates.timed) & ~np.asarray(dates.offset)
    )


def plain_pieces(
    path: Path, header: Header, known: Known, span: tuple[int, int], row: int, counting: Counting
) -> Iterator[PlainPiece]:
    """The rows between two bytes of a file, of which the first is spreadsheet row `row`.

    Raises NotPlain on the way where the file is none: what was read is of no use then.
    """
    start, end = span
    # What is freed of arrays this large, the C library keeps to use again: not to be given back to
    # the system, and zeroed by it, with every piece.
    np.empty(24 << 20, np.uint8)
    buffer = np.zeros(_PIECE + WORD + _PAD, np.uint8)
    left = 0  # bytes of a line that is not whole yet
    with path.open("rb", buffering=0) as file:
        file.seek(start)
        while start + left < end:
            wanted = min(_PIECE - left, end - start - left)
            number = file.readinto(buffer[left : left + wanted].data) or 0
            size, added = left + number, 0
            if start + size == end or not number:
                end = start + size
                added = _end_line(buffer, size)
            whole = last_line_end(buffer, size + added)
            if not whole:
                raise NotPlain  # a line longer than a piece
            tail = buffer[whole:size].copy()
            buffer[whole : whole + _PAD] = 0
            grid = grid_of(buffer, whole, len(header.names))
            rows = np.arange(row, row + len(grid.ends), dtype=np.int32)
            piece = PlainPiece(header, known, buffer[: whole + _PAD], whole, grid, rows, start)
            counting.add(buffer[: whole - added], len(rows) - bool(added), grid.quotes)
            yield piece
            row += len(rows)
            start += whole - added
            left = len(tail)
            buffer[:left] = tail


def _end_line(buffer: Bytes, size: int) -> int:
    """End the last line as the one before it is ended; how many bytes that took."""
    if not size or buffer[size - 1] == LINE:
        return 0
    before = last_line_end(buffer, size)
    end = b"\r\n" if before > 1 and buffer[before - 2] == RETURN else b"\n"
    buffer[size : size + len(end)] = np.frombuffer(end, np.uint8)
    return len(end)
