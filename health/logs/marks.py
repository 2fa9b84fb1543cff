"""Where the cells of a plain piece of CSV stand, found by its commas and line ends."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from health.logs.lookup import Bytes, Places, Words

COMMA, QUOTE, LINE, RETURN = b',"\n\r'
WORD = 8  # bytes
_BEHIND = np.array([2**64 - 2 ** (8 * length) for length in range(8)] + [0], np.uint64)
_MANY = 1000  # quotation marks: where most cells have them a table is read faster
_FIRST_LETTER, _FIRST_BEYOND_ASCII = 14, 0x80
Marks = npt.NDArray[np.bool_]


class NotPlain(Exception):
    """The file is no plain one; it may still be a table."""


@dataclass(frozen=True)
class Grid:
    """Where each cell ends in its piece, (rows, columns); whether lines end in carriage return and
    line feed; how many quotation marks there are."""

    ends: npt.NDArray[np.intp]
    returns: bool
    quotes: int


def grid_of(buffer: Bytes, size: int, width: int) -> Grid:
    """The cells in the first bytes of a buffer, which are whole lines; NotPlain for other ones.

    Behind them the buffer has zeros, a word at least.
    """
    data = buffer[:size]
    if int(data.max()) >= _FIRST_BEYOND_ASCII:
        _check_text(data)
    quotes = _places_of(QUOTE, buffer, size)
    room = np.empty(size + WORD, bool)
    marks, returns = room[:size], False
    np.less(data, _FIRST_LETTER, out=marks)  # as a rule, line feeds alone: rows that fit show it
    ends = _rows_of_marks(buffer, room, quotes, width)
    if ends is None:
        marks[:], returns = _line_ends(data)
        ends = _rows_of_marks(buffer, room, quotes, width)
    if ends is None:
        raise NotPlain
    return Grid(ends, returns, len(quotes))


def last_line_end(buffer: Bytes, size: int) -> int:
    """Where the last line that is whole ends; 0 if there is none."""
    reach = 1 << 12
    while True:
        begin = max(0, size - reach)
        ends = np.flatnonzero(buffer[begin:size] == LINE)
        if len(ends) or not begin:
            return begin + int(ends[-1]) + 1 if len(ends) else 0
        reach *= 8


def _rows_of_marks(
    buffer: Bytes, marks: Marks, quotes: Places, width: int
) -> npt.NDArray[np.intp] | None:
    """Where the cells of each row end, with the line ends marked; None if not every row fits.

    A line end within quotation marks leaves too few marks for the number of rows.
    """
    size = len(marks) - WORD
    number = int(np.count_nonzero(marks[:size]))
    marks[:size] |= buffer[:size] == COMMA
    if len(quotes):
        _leave_out_quoted(buffer, size, marks, quotes)
    ends = np.flatnonzero(marks[:size])
    if len(ends) != number * width:
        return None
    cells: npt.NDArray[np.intp] = ends.reshape(number, width)
    return cells if (buffer[cells[:, -1]] == LINE).all() else None


def _line_ends(data: Bytes) -> tuple[Marks, bool]:
    """Line feeds, and whether a carriage return stands before each."""
    lines, returns = data == LINE, data == RETURN
    number, found = int(np.count_nonzero(lines)), int(np.count_nonzero(returns))
    if not data.all() or found not in (0, number):
        raise NotPlain
    if found and (lines[0] or not (returns[:-1] == lines[1:]).all()):
        raise NotPlain
    return lines, found > 0


def _check_text(data: Bytes) -> None:
    """NotPlain where the bytes are no UTF-8."""
    ends = pa.py_buffer(np.array([0, len(data)], np.int32))
    try:
        pa.StringArray.from_buffers(1, ends, pa.py_buffer(data)).validate(full=True)
    except pa.ArrowInvalid as error:
        raise NotPlain from error


def _leave_out_quoted(buffer: Bytes, size: int, marks: Marks, quotes: Places) -> None:
    """Take the commas within quotation marks out of the marks; NotPlain for odd quotations."""
    if len(quotes) % 2:
        raise NotPlain
    opens, closes = quotes[::2], quotes[1::2]
    before, behind = buffer[opens - 1], buffer[closes + 1]
    at_edge = (before == COMMA) | (before == LINE) | (before == QUOTE) | (opens == 0)
    at_end = (behind == COMMA) | (behind == LINE) | (behind == QUOTE) | (behind == RETURN)
    if len(quotes) > size // 16 + _MANY or not (at_edge.all() and at_end.all()):
        raise NotPlain
    some = closes - opens > 1
    begin, left = opens[some] + 1, (closes - opens)[some] - 1
    words: Words = np.ndarray((len(marks) - 7,), "<u8", marks, 0, (1,))
    apart = bool((np.diff(begin) >= WORD).all())  # no two of them within one word
    while len(begin):
        kept = _BEHIND[np.minimum(left, WORD)]
        if apart:
            words[begin] &= kept
        else:
            np.bitwise_and.at(words, begin, kept)
        more = left > WORD
        begin, left = begin[more] + WORD, left[more] - WORD


def _places_of(letter: int, buffer: Bytes, size: int) -> Places:
    """Where a letter that is not frequent stands in the first bytes of a buffer."""
    found = np.equal(buffer[: -(-size // WORD) * WORD], letter)  # behind the bytes are zeros
    words = np.flatnonzero(found.view(np.uint64))
    word, byte = np.nonzero(found.reshape(-1, WORD)[words])
    return np.asarray(words[word] * WORD + byte)
