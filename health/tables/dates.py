"""Dates and times as people and programs write them, a whole column at a time.

Whether 03/04 is in March or in April is decided once for a column, by those of its values that
can be read in one way only (a 25 is no month; a day of the week that fits one date). If no value
decides, the order is assumed and said to be: a person should be asked. A value that does not fit
the column's order is not read in another: it stays unread.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from health.tables.months import DAYS, MONTHS, unaccented

DAY_FIRST, MONTH_FIRST = "day first", "month first"
FIRST_YEAR, LAST_YEAR = 1900, 2199
_LONGEST = 100  # characters of a date
_PIVOT = 69  # 69 is 1969, 68 is 2068, as POSIX has it
_EXCEL = datetime(1899, 12, 30)
_UNIX = datetime(1970, 1, 1)
_SERIALS = (20_000, 80_000)  # Excel's numbers of the days from 1954 to 2119

_NAME = r"[^\W\d_]+"
_YEAR_FIRST = re.compile(r"(\d{4})([-/.]) ?(\d{1,2})\2 ?(\d{1,2})")
_THREE = re.compile(r"(\d{1,2}) ?([-/. ]) ?(\d{1,2}) ?\2 ?(\d{4}|\d{2})")
_NAMED = (
    re.compile(rf"(?P<d>\d{{1,2}})(?:st|nd|rd|th|er|\.|º|ª)?[-/ .]*(?:de |of )?(?P<m>{_NAME})\.?"
               r"(?:[-/ ,.]+(?:de |del )?(?P<y>\d{4}|'?\d{2}))"),
    re.compile(rf"(?P<m>{_NAME})\.?[-/ .]*(?P<d>\d{{1,2}})(?:st|nd|rd|th)?[-/ ,.]+(?P<y>\d{{4}})"),
    re.compile(rf"(?P<y>\d{{4}})[-/ .]+(?P<m>{_NAME})\.?[-/ .]+(?P<d>\d{{1,2}})"),
)  # fmt: skip
_EAST = re.compile(r"(\d{4})\s?[年년]\s?(\d{1,2})\s?[月월]\s?(\d{1,2})\s?[日일]")
_TIME = re.compile(
    r"(?:[T ,]|at|um|à|a las|-| )*(\d{1,2})(?:[:.h](\d{2}))?(?:[:.](\d{2})(?:[.,](\d{1,9}))?)?"
    r"\s?h?(?:\s?Uhr)?\s?([ap]\.?\s?m\.?)?"
    r"\s?(Z|UTC|GMT|(?:UTC|GMT)?\s?[+-]\d{1,2}(?::?\d{2})?)?(?:\s?\([^)]*\))?",
    re.I,
)
_WEEKDAY = re.compile(rf"({_NAME})\.?,? +(?=\S)")
_NUMBER = re.compile(r"\d{1,17}(\.\d+)?")


@dataclass(frozen=True)
class Dates:
    """A column of dates: `values` as YYYY-MM-DD, or YYYY-MM-DD HH:MM[:SS][offset], "" for blank.

    `unread` are the places that could not be read ("" in `values`). `order` is the order of day and
    month that was used where a value has both as numbers, else "". `assumed`: no value decided it;
    `against`: places of values that contradict it. `swapped`: a spreadsheet seems to have
    swapped day and month in some.
    """

    values: list[str]
    unread: list[int] = field(default_factory=list)
    order: str = ""
    assumed: bool = False
    decided_by: int | None = None
    against: list[int] = field(default_factory=list)
    swapped: bool = False
    notes: list[str] = field(default_factory=list)

    @property
    def ask(self) -> bool:
        """Whether a person should say what the order is."""
        return self.assumed or self.swapped or bool(self.against)


@dataclass(frozen=True)
class _Three:
    """Two numbers that are a day and a month, the year, the day of the week if it is named."""

    one: int
    two: int
    year: int
    weekday: int | None
    dotted: bool
    short: bool

    def day(self, order: str) -> date | None:
        """The date, if it is one in that order."""
        day, month = (self.one, self.two) if order == DAY_FIRST else (self.two, self.one)
        return _date(self.year, month, day, self.weekday)


_Part = date | _Three | None


def dates(cells: Sequence[str], order: str = "", usual: str = DAY_FIRST) -> Dates:
    """The dates of a column; `order` if a person has said it, `usual` for where nothing decides."""
    texts = [cell.strip() for cell in cells]
    numbered = _numbered([text for text in texts if text])
    if numbered is not None:
        read, note = numbered
        return Dates([read(text) if text else "" for text in texts], notes=[note])
    once = {text: _split(text) for text in set(texts) if text}
    threes = {text: part for text, (part, _) in once.items() if isinstance(part, _Three)}
    found = _order(texts, threes, order, usual)
    values, unread = [], []
    for place, text in enumerate(texts):
        part, time = once.get(text, (None, ""))
        day = part.day(found.order) if isinstance(part, _Three) else part
        values.append(f"{day.isoformat()}{time}" if day is not None else "")
        if text and day is None:
            unread.append(place)
    notes = list(found.notes)
    if any(three.short for three in threes.values()):
        notes.append("years of two digits: 00 to 68 are read as 2000 to 2068")
    swapped = _swapped(once, threes)
    if swapped:
        notes.append(
            "all dates proper have a day up to 12, all that are text one above it: a spreadsheet "
            "may have swapped day and month of the former"
        )
    return replace(found, values=values, unread=unread, swapped=swapped, notes=notes)


def _swapped(once: dict[str, tuple[_Part, str]], threes: dict[str, _Three]) -> bool:
    """Whether real dates and texts divide as they do where a program took DD/MM for MM/DD."""
    real = [day for text, (day, _) in once.items() if isinstance(day, date) and text[:4].isdigit()]
    texts = [max(three.one, three.two) > 12 for three in threes.values()]
    few = min(len(real), len(texts)) < 3
    return not few and all(texts) and all(day.day <= 12 for day in real)


def _order(texts: list[str], threes: dict[str, _Three], given: str, usual: str) -> Dates:
    """The order of day and month of a column, and what decided it."""
    if not threes:
        return Dates([])
    only = {}
    for text, three in threes.items():
        first, second = three.day(DAY_FIRST), three.day(MONTH_FIRST)
        if (first is None) != (second is None):
            only[text] = DAY_FIRST if second is None else MONTH_FIRST
    votes = Counter(only[text] for text in texts if text in only)
    if given:
        against = [at for at, text in enumerate(texts) if only.get(text, given) != given]
        return Dates([], order=given, against=against, notes=[f"{given}, as was said"])
    if votes:
        best = DAY_FIRST if votes[DAY_FIRST] >= votes[MONTH_FIRST] else MONTH_FIRST
        by = next(at for at, text in enumerate(texts) if only.get(text) == best)
        against = [at for at, text in enumerate(texts) if only.get(text, best) != best]
        note = f"{best}: {texts[by]!r} can't be read otherwise"
        if against:
            note += f", but {texts[against[0]]!r} can only be read as {only[texts[against[0]]]}"
        tied = len(set(votes.values())) == 1 and len(votes) == 2
        return Dates([], order=best, decided_by=by, against=against, assumed=tied, notes=[note])
    if all(three.one == three.two for three in threes.values()):
        return Dates([], order=usual)
    assumed = DAY_FIRST if all(three.dotted for three in threes.values()) else usual
    note = f"{assumed} is assumed: no value has a day above 12, both orders fit"
    return Dates([], order=assumed, assumed=True, notes=[note])


def _split(text: str) -> tuple[_Part, str]:
    """A cell's date, and its time as it is written behind one."""
    if len(text) > _LONGEST:
        return None, ""
    weekday, rest = _weekday(text)
    for read in (_by_year, _by_name, _by_numbers):
        part, end = read(rest, weekday)
        if part is not None:
            time = _clock(rest[end:])
            return (part, time) if time is not None else (None, "")
    return None, ""


def _weekday(text: str) -> tuple[int | None, str]:
    """The day of the week before a date, and the date."""
    found = _WEEKDAY.match(text)
    if found and (name := unaccented(found[1])) in DAYS and name not in MONTHS:
        return DAYS[name], text[found.end() :]
    return None, text


def _date(year: int, month: int, day: int, weekday: int | None) -> date | None:
    try:
        found = date(year, month, day)
    except ValueError:
        return None
    fits = FIRST_YEAR <= year <= LAST_YEAR and weekday in (None, found.weekday())
    return found if fits else None


def _full_year(text: str) -> int:
    digits = text.lstrip("'")
    year = int(digits)
    return year if len(digits) > 2 else year + (2000 if year < _PIVOT else 1900)


def _by_year(text: str, weekday: int | None) -> tuple[_Part, int]:
    """A date that begins with its year."""
    found = _YEAR_FIRST.match(text)
    if found:
        return _date(int(found[1]), int(found[3]), int(found[4]), weekday), found.end()
    found = _EAST.match(text)
    if found:
        return _date(int(found[1]), int(found[2]), int(found[3]), weekday), found.end()
    return None, 0


def _by_name(text: str, weekday: int | None) -> tuple[_Part, int]:
    """A date with the name of its month."""
    for pattern in _NAMED:
        found = pattern.match(text)
        month = MONTHS.get(unaccented(found["m"])) if found else None
        if found and month:
            return _date(_full_year(found["y"]), month, int(found["d"]), weekday), found.end()
    return None, 0


def _by_numbers(text: str, weekday: int | None) -> tuple[_Part, int]:
    found = _THREE.match(text)
    if not found:
        return None, 0
    year = _full_year(found[4])
    return _Three(
        int(found[1]), int(found[3]), year, weekday, found[2] == ".", len(found[4]) == 2
    ), found.end()


def _clock(text: str) -> str | None:
    """' HH:MM[:SS][offset]' of what stands behind a date; None where it is no time."""
    if not text.strip():
        return ""
    found = _TIME.fullmatch(text.strip() if text[0].isspace() else text)
    if not found or (found[2] is None and found[5] is None):
        return None
    hour, minute, second = (int(found[at] or 0) for at in (1, 2, 3))
    if found[5]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + 12 * (found[5][0] in "pP")
    if hour > 23 or minute > 59 or second > 59:
        return None
    seconds = f":{second:02}" if found[3] else ""
    seconds += f".{found[4][:6]}" if found[4] and found[4].strip("0") else ""
    offset = _offset(found[6] or "")
    return None if offset is None else f" {hour:02}:{minute:02}{seconds}{offset}"


def _offset(text: str) -> str | None:
    """+HH:MM of an offset; None where there is no such."""
    digits = re.sub(r"[^\d+-]", "", text)
    if not text or not digits:
        return "+00:00" if text else ""
    sign, rest = digits[0], digits[1:]
    hours, minutes = (int(rest), 0) if len(rest) <= 2 else (int(rest[:-2]), int(rest[-2:]))
    return f"{sign}{hours:02}:{minutes:02}" if hours <= 14 and minutes < 60 else None


def _numbered(texts: list[str]) -> tuple[Callable[[str], str], str] | None:
    """How to read a column of numbers alone as dates, and that in words."""
    if not texts or not all(map(_NUMBER.fullmatch, texts)):
        return None
    values = [float(text) for text in texts]
    least, most = min(values), max(values)
    if all(len(text) == 8 and _compact(text) for text in texts):
        return _compact, "numbers read as YYYYMMDD"
    if _SERIALS[0] <= least and most <= _SERIALS[1]:
        return _serial, "numbers read as Excel's day numbers (of 1900)"
    for size, unit in ((1, "seconds"), (1000, "milliseconds"), (1_000_000, "microseconds")):
        if 1e8 * size <= least and most < 7.2e9 * size:
            return _epoch(size), f"numbers read as {unit} since 1970, UTC"
    return None


def _compact(text: str) -> str:
    found = _date(int(text[:4]), int(text[4:6]), int(text[6:8]), None)
    return found.isoformat() if found else ""


def _serial(text: str) -> str:
    moment = _EXCEL + timedelta(seconds=round(float(text) * 86_400))
    return moment.isoformat(" ") if "." in text and moment.time() else _plain(moment)


def _plain(moment: datetime) -> str:
    midnight = not (moment.hour or moment.minute or moment.second)
    return moment.date().isoformat() if midnight else moment.isoformat(" ")


def _epoch(size: int) -> Callable[[str], str]:
    def read(text: str) -> str:
        moment = _UNIX + timedelta(seconds=int(float(text) / size))
        return moment.isoformat(" ") + "+00:00"

    return read
