"""Dates and times as people and programs write them, a whole column at a time.

Whether 03/04 is in March or in April is decided once for a column, by those of its values that
can be read in one way only (a 25 is no month; a day of the week that fits one date). If no value
decides, the order is assumed and said to be: a person should be asked. A value that does not fit
the column's order is not read in another: it stays unread.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache

from health.tables.clocks import clock
from health.tables.day_numbers import as_numbers
from health.tables.months import DAYS, MONTHS, unaccented

DAY_FIRST, MONTH_FIRST, YEAR_FIRST = "day first", "month first", "year first"
FIRST_YEAR, LAST_YEAR = 1900, 2199
_LONGEST = 100  # characters of a date
_FEW_YEARS = 10
_PIVOT = 69  # 69 is 1969, 68 is 2068, as POSIX has it

_NAME = r"[^\W\d_]+"
_YEAR_FIRST = re.compile(r"(\d{4})([-/.]) ?(\d{1,2})\2 ?(\d{1,2})")
_THREE = re.compile(r"(\d{1,2}) ?([-/. ]) ?(\d{1,2}) ?\2 ?(\d{4}|\d{2})")
_NAMED = (
    re.compile(rf"(?P<d>\d{{1,2}})(?:st|nd|rd|th|er|\.|º|ª)?[-/ .]*(?:de |of )?(?P<m>{_NAME})\.?"
               r"(?:[-/ ,.]*(?:de |del )?(?P<y>\d{4}|'?\d{2}))"),
    re.compile(rf"(?P<m>{_NAME})\.?[-/ .]*(?P<d>\d{{1,2}})(?:st|nd|rd|th)?[-/ ,.]+(?P<y>\d{{4}})"),
    re.compile(rf"(?P<y>\d{{4}})[-/ .]+(?P<m>{_NAME})\.?[-/ .]+(?P<d>\d{{1,2}})"),
)  # fmt: skip
_EAST = re.compile(r"(\d{4})\s?[年년]\s?(\d{1,2})\s?[月월]\s?(\d{1,2})\s?[日일]")
_WEEKDAY = re.compile(rf"({_NAME})\.?,? +(?=\S)")


@dataclass(frozen=True)
class Dates:
    """A column of dates: `values` as YYYY-MM-DD, or YYYY-MM-DD HH:MM[:SS][offset], "" for blank.

    `unread` are the places that could not be read ("" in `values`). `order` is the one that was
    used where a value has day and month as numbers, else "". `assumed`: no value decided it;
    `against`: places of values that contradict it. `swapped`: a spreadsheet seems to have
    swapped day and month in some. `maybe_years`: 25/12/26 may begin with its year.
    """

    values: list[str]
    unread: list[int] = field(default_factory=list)
    order: str = ""
    assumed: bool = False
    decided_by: int | None = None
    against: list[int] = field(default_factory=list)
    swapped: bool = False
    maybe_years: bool = False
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
    by_year: date | None = None

    @property
    def only_year(self) -> bool:
        """Whether it is a date only if it begins with its year."""
        return bool(self.by_year) and not (self.day(DAY_FIRST) or self.day(MONTH_FIRST))

    def day(self, order: str) -> date | None:
        """The date, if it is one in that order."""
        if order == YEAR_FIRST:
            return self.by_year
        day, month = (self.one, self.two) if order == DAY_FIRST else (self.two, self.one)
        return _date(self.year, month, day, self.weekday)


_Part = date | _Three | None


def dates(cells: Sequence[str], order: str = "", usual: str = DAY_FIRST) -> Dates:
    """The dates of a column; `order` if a person has said it, `usual` for where nothing decides."""
    texts = [" ".join(cell.split()) for cell in cells]  # any space, of any width, is one
    numbered = as_numbers([text for text in texts if text])
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
    years = "" if given else _begins_with_year(threes)
    if years == "sure":
        by = next(at for at, text in enumerate(texts) if text in threes and threes[text].only_year)
        note = f"{YEAR_FIRST}: {texts[by]!r} can't be read otherwise"
        return Dates([], order=YEAR_FIRST, decided_by=by, notes=[note])
    if years == "likely":
        note = f"{YEAR_FIRST} is assumed: the dates lie within a few years then"
        return Dates([], order=YEAR_FIRST, assumed=True, maybe_years=True, notes=[note])
    found = _day_or_month(texts, threes, given, usual)
    if years == "maybe":
        notes = [*found.notes, "the first number could be the year"]
        found = replace(found, assumed=True, maybe_years=True, notes=notes)
    return found


def _begins_with_year(threes: dict[str, _Three]) -> str:
    """Whether three numbers of two digits begin with the year: "sure" where one can be nothing
    else, "likely" or "maybe" where a person has to say, "" for not.

    Records lie within a few years: where one reading has them within ten, and the other has not,
    that one is the likelier.
    """
    either = [three for three in threes.values() if three.day(DAY_FIRST) or three.day(MONTH_FIRST)]
    begins = [three.by_year.year for three in threes.values() if three.by_year]
    if not begins or any(three.by_year is None for three in either):
        return ""
    if any(three.only_year for three in threes.values()):
        return "sure"
    near = max(begins) - min(begins) <= _FEW_YEARS
    ends = [three.year for three in either]
    if max(ends) - min(ends) <= _FEW_YEARS:
        return "maybe" if near else ""
    return "likely" if near else "maybe"


def _day_or_month(texts: list[str], threes: dict[str, _Three], given: str, usual: str) -> Dates:
    """Which of day and month comes first, and what decided it."""
    only = {}
    for text, three in threes.items():
        first, second = three.day(DAY_FIRST), three.day(MONTH_FIRST)
        if given == YEAR_FIRST:
            first, second = None, three.day(YEAR_FIRST)
            only[text] = YEAR_FIRST if second else DAY_FIRST
        elif (first is None) != (second is None):
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
    for read in (_by_year, _by_numbers, _by_name):
        part, end = read(rest, weekday)
        if part is not None:
            time = clock(rest[end:])
            return (part, time) if time is not None else (None, "")
    return None, ""


def _weekday(text: str) -> tuple[int | None, str]:
    """The day of the week before a date, and the date."""
    found = None if text[:1].isdigit() else _WEEKDAY.match(text)
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
    found = None if text.isascii() else _EAST.match(text)
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
    return (_three(*found.groups(), weekday), found.end()) if found else (None, 0)


@lru_cache(maxsize=4096)
def _three(first: str, mark: str, second: str, last: str, weekday: int | None) -> _Three:
    """Three numbers of a date; of times on the same days there are many."""
    one, two, short = int(first), int(second), len(last) == 2
    years = short and len(first) == len(second) == 2
    by_year = _date(_full_year(first), two, int(last), weekday) if years else None
    return _Three(one, two, _full_year(last), weekday, mark == ".", short, by_year)
