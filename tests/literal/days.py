"""Business days and business hours of one client."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from datetime import date, datetime, time, timedelta
from functools import lru_cache

import holidays

ONE = timedelta(days=1)
_YEARS = range(2018, 2036)  # the random portfolios stay well inside


@lru_cache
def _business_days(country: str) -> tuple[date, ...]:
    """Monday to Friday less the public holidays of the country."""
    off = holidays.country_holidays(country, years=_YEARS) if country else {}
    first, last = date(_YEARS[0], 1, 1), date(_YEARS[-1], 12, 31)
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return tuple(day for day in days if day.weekday() < 5 and day not in off)


class Calendar:
    """Business days of a country, and business hours: both ends of the hours are inside."""

    def __init__(self, country: str, works_from: time, works_to: time) -> None:
        self.days = _business_days(country)
        self.works_from, self.works_to = works_from, works_to

    def is_business_day(self, day: date) -> bool:
        """Whether it is one of the days."""
        return self.first_from(day) == day

    def between(self, x: date, y: date) -> int:
        """Business days in (x, y]; less than 0 when y is before x."""
        return bisect_right(self.days, y) - bisect_right(self.days, x)

    def nth_after(self, day: date, number: int) -> date:
        """The number-th business day after a day; the day itself for 0."""
        return self.days[bisect_right(self.days, day) + number - 1] if number else day

    def last_before(self, day: date) -> date:
        """The business day before a day."""
        return self.days[bisect_left(self.days, day) - 1]

    def first_from(self, day: date) -> date:
        """The day itself, or the next business day where it is a day off."""
        return self.days[bisect_left(self.days, day)]

    def last_twenty(self, day: date) -> tuple[date, ...]:
        """The last 20 business days up to a day."""
        end = bisect_right(self.days, day)
        return self.days[end - 20 : end]

    def hours(self, a: datetime, b: datetime) -> float:
        """Business hours from a to b, both on the client's wall clock."""
        seconds, day = 0.0, a.date()
        while day <= b.date():
            if self.is_business_day(day):
                opens = max(a, datetime.combine(day, self.works_from))
                closes = min(b, datetime.combine(day, self.works_to))
                seconds += max(0.0, (closes - opens).total_seconds())
            day += ONE
        return seconds / 3600
