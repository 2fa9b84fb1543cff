"""What a cell means: text to typed values, a column at a time.

Only a column's different texts are parsed, and the results are taken by code; a column that Arrow
already understood as dates, times or numbers is taken as it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache, partial
from typing import Any
from zoneinfo import available_timezones

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from health.calendars import DAY_US, FIRST_DAY, LAST_DAY, NEVER, day_number, is_country
from health.logs.contract import Column, Kind, folded

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_MOMENT = re.compile(
    r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(Z|[+-]\d{2}(:?\d{2})?)?", re.ASCII
)
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?", re.ASCII)
_YES = {"yes", "y", "true", "1"}
_NO = {"no", "n", "false", "0"}
_EPOCH = datetime(1970, 1, 1)
_EPOCH_UTC = datetime(1970, 1, 1, tzinfo=UTC)


class Unreadable(ValueError):
    """A cell does not hold what its column allows."""


@dataclass(frozen=True)
class Moment:
    """A parsed date or time: microseconds since 1970, whether it had a time, and an offset."""

    us: int
    timed: bool
    offset: bool


def moment(text: str) -> Moment:
    """A date or timestamp; one with an offset in UTC, one without on the client's wall clock."""
    try:
        if _DATE.fullmatch(text) or _MOMENT.fullmatch(text):
            found = datetime.fromisoformat(text)
        else:
            raise Unreadable(text)
    except ValueError as error:
        raise Unreadable(text) from error
    if not FIRST_DAY <= found.date() <= LAST_DAY:
        raise Unreadable(text)
    epoch = _EPOCH_UTC if found.tzinfo else _EPOCH
    since = found - epoch
    us = (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds
    return Moment(us, len(text) > 10, found.tzinfo is not None)


def number(text: str) -> float:
    """A plain decimal number."""
    if not _NUMBER.fullmatch(text):
        raise Unreadable(text)
    found = float(text)
    if not np.isfinite(found):
        raise Unreadable(text)
    return found


def count(text: str) -> float:
    """0 or a number from 0.01 to 10,000: what can be agreed."""
    found = number(text)
    if found and not 0.01 <= found <= 10_000:
        raise Unreadable(text)
    return found


def rating(text: str) -> float:
    """A number from 1 to 10."""
    found = number(text)
    if not 1 <= found <= 10:
        raise Unreadable(text)
    return found


def yes_no(text: str) -> int:
    """1 for yes, 0 for no."""
    word = folded(text)
    if word in _YES:
        return 1
    if word in _NO:
        return 0
    raise Unreadable(text)


def clock(text: str) -> int:
    """Microseconds after midnight of HH:MM (or HH:MM:SS)."""
    if not re.fullmatch(r"\d{1,2}:\d{2}(:\d{2})?", text, re.ASCII):
        raise Unreadable(text)
    hours, minutes, seconds = (int(part) for part in (text + ":00").split(":")[:3])
    if hours > 24 or minutes > 59 or seconds > 59 or (hours == 24 and minutes + seconds):
        raise Unreadable(text)
    return ((hours * 60 + minutes) * 60 + seconds) * 1_000_000


@lru_cache(maxsize=1)
def _zones() -> dict[str, str]:
    return {zone.casefold(): zone for zone in available_timezones()}


def zone(text: str) -> str:
    """An IANA zone in its own spelling."""
    found = _zones().get(folded(text))
    if found is None:
        raise Unreadable(text)
    return found


def country(text: str) -> str:
    """An ISO 3166 code whose public holidays are known."""
    code = text.strip().upper()
    if not is_country(code):
        raise Unreadable(text)
    return code


def birthday(text: str) -> str:
    """MM-DD of a birthday."""
    short = text if len(text) == 5 else text[5:]
    if len(text) not in (5, 10):
        raise Unreadable(text)
    try:
        date.fromisoformat(f"2000-{short}")
        if len(text) == 10:
            date.fromisoformat(text)
    except ValueError as error:
        raise Unreadable(text) from error
    return short


_PARSERS: dict[Kind, tuple[Callable[[str], Any], Any, type]] = {
    Kind.NUMBER: (number, np.nan, np.float64),
    Kind.COUNT: (count, np.nan, np.float64),
    Kind.RATING: (rating, np.nan, np.float64),
    Kind.YES_NO: (yes_no, -1, np.int8),
    Kind.CLOCK: (clock, -1, np.int64),
    Kind.ZONE: (zone, "", object),
    Kind.COUNTRY: (country, "", object),
    Kind.BIRTHDAY: (birthday, "", object),
}


@dataclass(frozen=True)
class Cells:
    """A typed column: values (n,), what could not be read (n,), and for moments two flags.

    Dates without an offset are days; moments are microseconds, and `days` may say on which days.
    """

    values: npt.NDArray[Any]
    bad: npt.NDArray[np.bool_] | None = None
    timed: npt.NDArray[np.bool_] | bool = True
    offset: npt.NDArray[np.bool_] | bool = False
    days: npt.NDArray[np.int32] | None = None

    def at(self, kind: Kind, codes: npt.NDArray[np.integer[Any]]) -> Cells:
        """A column of such cells by their codes."""
        assert self.bad is not None
        bad = self.bad.take(codes) if self.bad.any() else None
        if kind not in (Kind.DATE, Kind.PLAN, Kind.MOMENT):
            return Cells(self.values.take(codes), bad)
        if kind is not Kind.MOMENT and not np.any(self.offset):
            return Cells((self.values // DAY_US).astype(np.int32).take(codes), bad)
        timed, offset = (np.asarray(each).take(codes) for each in (self.timed, self.offset))
        return Cells(self.values.take(codes), bad, timed, offset)

    def behind(self, before: Cells | None) -> Cells:
        """What texts mean, with what others before them do; without the blank one at the end."""
        parts = []
        for name in ("values", "bad", "timed", "offset"):
            mine = np.asarray(getattr(self, name))
            mine = mine[:-1] if mine.ndim else mine
            parts.append(np.append(getattr(before, name), mine) if before and mine.ndim else mine)
        return Cells(*parts)


def understood(column: Column, cells: pa.ChunkedArray) -> Cells | None:
    """The column if every cell is plainly what it should be; None where each must be looked at."""
    if not pa.types.is_string(cells.type):
        return None
    length = pc.binary_length(cells)
    limits = pc.min_max(length)
    shortest, longest = limits["min"].as_py(), limits["max"].as_py()
    if shortest is None:
        return _all_blank(column.kind, len(cells))
    try:
        if column.kind is Kind.MOMENT and shortest in (10, 16, 17, 18, 19):
            return _plain_moments(cells, length, shortest)
        if column.kind in (Kind.DATE, Kind.PLAN) and shortest == longest == 10:
            days = cells.cast(pa.date32()).cast(pa.int32())
            return Cells(_numbers(days, int(NEVER))) if _plausible(days, 1) else None
        if column.kind in (Kind.NUMBER, Kind.COUNT, Kind.RATING):
            return _plain_numbers(column.kind, cells)
    except pa.ArrowInvalid:
        return None
    return None


def _numbers(cells: pa.ChunkedArray, blank: float) -> npt.NDArray[Any]:
    """An array of numbers with `blank` for missing."""
    filled = cells.fill_null(pa.scalar(blank, cells.type)) if cells.null_count else cells
    return np.asarray(filled.to_numpy())


def _all_blank(kind: Kind, rows: int) -> Cells | None:
    if kind is Kind.MOMENT:
        return Cells(np.full(rows, int(NEVER) * DAY_US), timed=False)
    if kind in (Kind.DATE, Kind.PLAN):
        return Cells(np.full(rows, NEVER, np.int32))
    if kind in (Kind.NUMBER, Kind.COUNT, Kind.RATING):
        return Cells(np.full(rows, np.nan))
    return None


def _plain_moments(cells: pa.ChunkedArray, length: pa.ChunkedArray, shortest: int) -> Cells | None:
    """Moments without offsets, with or without a time (an hour alone is none)."""
    if pc.any(pc.and_(pc.greater(length, 10), pc.less(length, 16))).as_py():
        return None
    moments = cells.cast(pa.timestamp("us")).cast(pa.int64())
    if not _plausible(moments, DAY_US):
        return None
    us = _numbers(moments, int(NEVER) * DAY_US)
    timed = True if shortest > 10 else pc.fill_null(pc.greater(length, 10), False).to_numpy()
    return Cells(us, timed=timed)


def _plain_numbers(kind: Kind, cells: pa.ChunkedArray) -> Cells | None:
    values = _numbers(cells.cast(pa.float64()), np.nan)
    given = values[~np.isnan(values)]
    least = {Kind.COUNT: 0, Kind.RATING: 1}.get(kind, -np.inf)
    most = {Kind.COUNT: 10_000, Kind.RATING: 10}.get(kind, np.inf)
    if kind is Kind.COUNT and ((given > 0) & (given < 0.01)).any():
        return None
    fits = len(given) == len(cells) - cells.null_count and np.isfinite(given).all()
    return Cells(values) if fits and least <= given.min() and given.max() <= most else None


def _plausible(numbers: pa.ChunkedArray, of_a_day: int) -> bool:
    """Whether all that are there lie in the years that can be read; `of_a_day` make a day."""
    limits = pc.min_max(numbers)
    first, last = day_number(FIRST_DAY), day_number(LAST_DAY)
    return bool(
        first <= limits["min"].as_py() // of_a_day and limits["max"].as_py() // of_a_day <= last
    )


def coded(cells: pa.ChunkedArray) -> tuple[npt.NDArray[np.int32], list[str]]:
    """Codes (n,) into the column's different texts, trimmed; -1 for blank."""
    joined, texts = dictionary_of(cells)
    trimmed = [text.strip() for text in texts]
    if "" in trimmed:
        blank = np.array([-1 if not text else i for i, text in enumerate(trimmed)] + [-1], np.int32)
        joined = blank[joined]
    return joined, trimmed


def dictionary_of(cells: pa.ChunkedArray) -> tuple[npt.NDArray[np.int32], list[str]]:
    """Codes (n,) into the column's different texts, as they stand; -1 where there is none."""
    if pa.types.is_dictionary(cells.type):
        cells = cells.unify_dictionaries()
    else:
        cells = pa.chunked_array(
            [cells.cast(pa.large_string()).combine_chunks().dictionary_encode()]
        )
    texts = cells.chunk(0).dictionary.to_pylist() if cells.num_chunks else []
    codes = [
        chunk.indices.cast(pa.int32()).fill_null(-1).to_numpy(zero_copy_only=False)
        for chunk in cells.chunks
    ]
    joined = np.concatenate(codes) if codes else np.zeros(0, np.int32)
    return joined, texts


def parsed(column: Column, cells: pa.ChunkedArray) -> Cells:
    """The column from its text: each different text is parsed once."""
    codes, texts = coded(cells)
    return meant(column, texts).at(column.kind, codes)


def meant(column: Column, texts: list[str]) -> Cells:
    """What trimmed texts mean, and one more, behind them, that is blank."""
    parser: Callable[[str], Any]
    blank: Any
    kind: type
    if column.kind in (Kind.DATE, Kind.PLAN, Kind.MOMENT):
        return _meant_moments(texts)
    if column.kind is Kind.CHOICE:
        words = {word: code for code, word in enumerate(column.words)}
        parser, blank, kind = partial(_choice, words), -1, np.int8
    else:
        parser, blank, kind = _PARSERS[column.kind]
    values: npt.NDArray[Any] = np.full(len(texts) + 1, blank, kind)
    bad = np.zeros(len(texts) + 1, bool)
    for code, text in enumerate(texts):
        try:
            values[code] = parser(text) if text else blank
        except Unreadable:
            bad[code] = True
    return Cells(values, bad)


def _choice(words: dict[str, int], text: str) -> int:
    word = folded(text)
    found = words.get(word, words.get(word.replace(" ", "-").replace("_", "-")))
    if found is None:
        raise Unreadable(text)
    return found


def _meant_moments(texts: list[str]) -> Cells:
    us = np.full(len(texts) + 1, int(NEVER) * DAY_US, np.int64)
    timed, offset, bad = (np.zeros(len(texts) + 1, bool) for _ in range(3))
    for code, text in enumerate(texts):
        if text:
            try:
                found = moment(text)
                us[code], timed[code], offset[code] = found.us, found.timed, found.offset
            except Unreadable:
                bad[code] = True
    return Cells(us, bad, timed, offset)


def text_at(cells: pa.ChunkedArray, row: int) -> str:
    """The text of one cell, as it stands in the file."""
    value = cells[row].as_py()
    return "" if value is None else str(value)


def stripped(cells: pa.ChunkedArray) -> pa.ChunkedArray:
    """A text column trimmed; blank is null."""
    trimmed = pc.utf8_trim_whitespace(cells.cast(pa.string()))
    return pc.if_else(pc.equal(trimmed, ""), pa.scalar(None, pa.string()), trimmed)
