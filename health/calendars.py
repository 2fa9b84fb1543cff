"""Business days and business hours of clients, as whole numbers.

A day is the number of days since 1970-01-01 (int32); a moment is microseconds since then on the
client's own wall clock (int64). A date that is not there is `NEVER`, later than any day.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from itertools import pairwise
from zoneinfo import ZoneInfo

import holidays
import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.integer]
Days = npt.NDArray[np.int32]
Moments = npt.NDArray[np.int64]

NEVER = np.int32(1_000_000)  # behind every day that the logs may name
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2199, 12, 31)
DAY_US = 86_400_000_000
HOUR_US = 3_600_000_000
_EPOCH = date(1970, 1, 1)
_MARGIN = 500  # days around what is asked for: windows and limits reach beyond the rows' own dates


def day_number(day: date) -> int:
    """Days since 1970-01-01."""
    return (day - _EPOCH).days


def day_date(day: int) -> date:
    """The date of a day number."""
    return _EPOCH + timedelta(days=int(day))


def is_country(code: str) -> bool:
    """Whether the public holidays of a country (PT) or a part of one (DE-BY) are known."""
    country, _, part = code.partition("-")
    known = holidays.list_supported_countries()
    return country in known and (not part or part in known[country])


@lru_cache(maxsize=256)
def public_holidays(code: str, first_year: int, last_year: int) -> frozenset[int]:
    """Day numbers of the public holidays of an ISO 3166 country or part of one; none for ''."""
    if not code:
        return frozenset()
    country, _, part = code.partition("-")
    years = range(first_year, last_year + 1)
    with warnings.catch_warnings():
        # For some countries the package knows some years only, and warns of the others.
        warnings.simplefilter("ignore", UserWarning)
        found = holidays.country_holidays(country, subdiv=part or None, years=years)
    return frozenset(day_number(day) for day in found)


class Calendars:
    """The business days of every client over a span of days.

    `of` (C,) names each client's calendar; `upto` (K, N) counts a calendar's business days up to
    and including a day, so that those in (x, y] are a difference.
    """

    def __init__(self, countries: Sequence[str], first: int, last: int) -> None:
        names = sorted(set(countries))
        self.of: npt.NDArray[np.intp] = np.array([names.index(name) for name in countries], np.intp)
        self.first, self.last = first - _MARGIN, last + _MARGIN
        days = np.arange(self.first, self.last + 1)
        years = day_date(self.first).year, day_date(self.last).year
        weekday = (days + 3) % 7 < 5  # 1970-01-01 was a Thursday
        self.is_business = np.stack(
            [weekday & ~np.isin(days, list(public_holidays(name, *years))) for name in names]
            or [weekday]
        )
        self.upto = self.is_business.cumsum(axis=1, dtype=np.int32)
        self._begin = self.of * len(days) - self.first
        most = int(self.upto[:, -1].max())
        self._nth = np.full((len(self.upto), most + 1), self.last, np.int32)
        for row, business in enumerate(self.is_business):
            found = days[business]
            self._nth[row, 1 : len(found) + 1] = found
        self._nth[:, 0] = self.first

    def count(self, client: Ints, day: Ints) -> Days:
        """Business days of each client up to and including each day; differences count (x, y]."""
        return self.upto.take(self._place(client, day))

    def between(self, client: Ints, x: Ints, y: Ints) -> Days:
        """Business days in (x, y]; negative when y is before x."""
        return self.count(client, y) - self.count(client, x)

    def nth(self, client: Ints, number: Ints) -> Days:
        """The day on which a client's count of business days reaches `number`."""
        width = self._nth.shape[1]
        return self._nth.take(self.of.take(client) * width + np.clip(number, 0, width - 1))

    def after(self, client: Ints, day: Ints, number: Ints | int) -> Days:
        """The number-th business day after each day (0: the last business day up to it)."""
        reached = self.nth(client, self.count(client, day) + number)
        return np.where(day >= NEVER, NEVER, reached).astype(np.int32)

    def on_or_after(self, client: Ints, day: Ints) -> Days:
        """The day itself if it is a business day, else the next one; NEVER stays."""
        return self.after(client, np.where(day >= NEVER, day, day - 1), 1)

    def on(self, client: Ints, day: Ints) -> npt.NDArray[np.bool_]:
        """Whether each day is a business day of the client."""
        return self.is_business.take(self._place(client, day))

    def _place(self, client: Ints, day: Ints) -> npt.NDArray[np.intp]:
        """Where the tables have each day of each client."""
        return self._begin.take(client) + np.clip(day, self.first, self.last)

    def alone(self, client: int) -> Calendar:
        """The calendar of one client, for one day at a time."""
        row = self.of[client]
        return Calendar(self.first, self.upto[row].tolist(), self._nth[row].tolist())

    def worked(
        self, client: Ints, moment: Moments, day: Days, opens: Ints, closes: Ints
    ) -> Moments:
        """Business time up to a moment, in microseconds; differences are business hours.

        `opens` and `closes` (C,) are microseconds after midnight; `day` is the moment's day.
        """
        length = (closes - opens).take(client)
        since = np.clip(moment - day.astype(np.int64) * DAY_US - opens.take(client), 0, length)
        business = self.on(client, day)
        whole_days = self.count(client, day).astype(np.int64) - business
        return whole_days * length + np.where(business, since, 0)


@dataclass(frozen=True)
class Calendar:
    """The business days of one client: what `Calendars` says, of one day at a time.

    For a single day a call of numpy takes twenty times as long as one of these.
    """

    first: int
    upto: list[int]  # as that of Calendars, from `first` on
    days: list[int]  # the day on which the count reaches its place here

    def count(self, day: int) -> int:
        """Business days up to and including a day; differences count (x, y]."""
        return self.upto[min(max(day - self.first, 0), len(self.upto) - 1)]

    def nth(self, number: int) -> int:
        """The day on which the count of business days reaches `number`."""
        return self.days[min(max(number, 0), len(self.days) - 1)]

    def after(self, day: int, number: int) -> int:
        """The number-th business day after a day (0: the last business day up to it)."""
        return int(NEVER) if day >= NEVER else self.nth(self.count(day) + number)

    def on(self, day: int) -> bool:
        """Whether a day is a business day."""
        return self.count(day) > self.count(day - 1)

    def worked(self, moment: int, opens: int, closes: int) -> int:
        """Business time up to a moment, in microseconds; differences are business hours."""
        day, since = divmod(moment, DAY_US)
        today = min(max(since - opens, 0), closes - opens) if self.on(day) else 0
        return (self.count(day) - self.on(day)) * (closes - opens) + today


@lru_cache(maxsize=512)
def _transitions(zone: str, first: int, last: int) -> tuple[Moments, Moments]:
    """UTC microseconds from which an offset holds, and that offset in microseconds, over days."""
    info = ZoneInfo(zone)
    epoch = datetime(1970, 1, 1, tzinfo=UTC)

    def offset(second: int) -> int:
        shift = (epoch + timedelta(seconds=second)).astimezone(info).utcoffset()
        assert shift is not None
        return int(shift.total_seconds())

    seconds = [day * 86_400 for day in range(first - 2, last + 3)]
    known = [offset(second) for second in seconds]
    starts, offsets = [seconds[0]], [known[0]]
    for day, (old, new) in enumerate(pairwise(known)):
        if old != new:
            before, after = seconds[day], seconds[day + 1]
            while after - before > 1:
                middle = (before + after) // 2
                before, after = (before, middle) if offset(middle) == new else (middle, after)
            starts.append(after)
            offsets.append(new)
    return np.array(starts, np.int64) * 1_000_000, np.array(offsets, np.int64) * 1_000_000


def local_moments(utc: Moments, zone: str) -> Moments:
    """Moments of UTC on the wall clock of a zone, by the zone's table of offsets."""
    if not len(utc):
        return utc
    first, last = int(utc.min() // DAY_US), int(utc.max() // DAY_US)
    starts, offsets = _transitions(zone, first - first % 366, last + 366 - last % 366)
    return utc + offsets[np.searchsorted(starts, utc, side="right") - 1]
