"""A client's logs as they were known on a day, in the forms that practices ask for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any

import numpy as np

from health.basis import sunday_of
from health.calendars import NEVER, day_date
from health.evidence.case import Case
from health.evidence.items import Item, items
from health.portfolio import Portfolio

Record = dict[str, Any]


def as_date(value: Any) -> date | None:
    """The day of a date or of a moment; None for blank."""
    return value.date() if isinstance(value, datetime) else value


@dataclass(frozen=True)
class Seen:
    """One client as of a day."""

    case: Case
    today: date
    _back: dict[int, date] = field(default_factory=dict)

    @classmethod
    def of(cls, portfolio: Portfolio, client: int, day: date | None) -> Seen:
        """The client on a day that has points (None: the as-of day), its last one if it ended."""
        ended = int(portfolio.logs.clients["ended_on"].iloc[client])
        if ended < NEVER:
            last = day_date(int(sunday_of(np.array([ended]))[0]))
            day = min(day, last) if day else min(portfolio.days[-1], last)
        case = Case.of(portfolio, client, day)
        return cls(case, case.day)

    # What is there --------------------------------------------------------------------------

    def gap(self, need: str) -> str:
        """Why `log` or `log.column` can't be read; blank where it can."""
        log, _, column = need.partition(".")
        if self.case.logs[log].problem:
            return f"{log}.csv can't be read"
        if not self.case.logs[log].present:
            return f"there is no {log}.csv"
        if column and not self.tracked(log, column):
            return f"{log}.csv has no column {column}"
        return ""

    def tracked(self, log: str, column: str) -> bool:
        """Whether the log is there and has the column."""
        return self.case.logs[log].present and column in self.case.logs[log].tracked

    def rows(self, log: str) -> list[Record]:
        """The client's rows of a log as known on the day, in the file's order."""
        return self.case.lines(log)

    def within(self, log: str, column: str, days: int) -> list[Record]:
        """Rows with a date of the last so many business days in a column."""
        since = self.back(days)
        return [row for row in self.rows(log) if self.is_in(row[column], since)]

    def is_in(self, value: Any, since: date) -> bool:
        """Whether a date or moment lies after `since` and not behind the day."""
        day = as_date(value)
        return day is not None and since < day <= self.today

    @property
    def ours(self) -> tuple[Item, ...]:
        """Our deadlines, each with all its rows, as the signals see them."""
        return items(self.case)

    # The client -----------------------------------------------------------------------------

    @cached_property
    def facts(self) -> Record:
        """The client's row of the clients log; dates that are not there are None."""
        found = dict(self.case.logs.clients.iloc[0])
        for name, value in found.items():
            if name.endswith("_on"):
                found[name] = day_date(value) if value < NEVER else None
        return found

    def happened(self, name: str) -> date | None:
        """A date of the clients log, where it has come."""
        day: date | None = self.facts[name]
        return day if day is not None and day <= self.today else None

    def left_blank(self, name: str) -> bool:
        """Whether a column of the clients log for which a default stands in was left blank."""
        value = self.case.portfolio.logs["clients"][name][self.case.client]
        return bool(value == "" if isinstance(value, str) else value < 0)

    @cached_property
    def age(self) -> int:
        """Business days since the start."""
        return self.between(self.case.start, self.today) if self.case.start else 0

    # Days -----------------------------------------------------------------------------------

    def between(self, x: date, y: date) -> int:
        """Business days in (x, y]; negative when y is before x."""
        return self.case.business_days(x, y)

    def after(self, day: date, number: int) -> date:
        """The number-th business day after a day (0: the last one up to it)."""
        return self.case.after(day, number)

    def back(self, number: int) -> date:
        """The day behind which the last so many business days lie."""
        if number not in self._back:
            self._back[number] = self.case.after(self.today, -number)
        return self._back[number]


def filled(rows: Iterable[Record], *columns: str) -> list[Record]:
    """Rows that hold something in every one of the columns."""
    blank = (None, "")  # and NaN, which differs from itself
    return [
        row
        for row in rows
        if all(row[name] not in blank and row[name] == row[name] for name in columns)
    ]
