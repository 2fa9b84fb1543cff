"""One client on one day: its rows as known then, its calendar, what was agreed with it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property, lru_cache
from typing import Any

import numpy as np

from health.basis import Basis, basis_at
from health.calendars import DAY_US, HOUR_US, NEVER, Calendar, day_date, day_number
from health.known import known_lines
from health.logs.rows import Logs, Rows
from health.portfolio import Portfolio

_EPOCH = datetime(1970, 1, 1)


def alone(logs: Logs, client: int) -> Logs:
    """The logs with the rows of one client only, which gets the place 0; without their texts."""
    rows = {
        log: _only(found, client) if log != "clients" else found for log, found in logs.rows.items()
    }
    return replace(logs, clients=logs.clients.iloc[[client]].reset_index(drop=True), rows=rows)


def _only(rows: Rows, client: int) -> Rows:
    if not len(rows):
        return rows
    only = rows.only(np.flatnonzero(rows["client"] == client))
    return replace(only, columns={**only.columns, "client": np.zeros_like(only["client"])})


@dataclass(frozen=True, eq=False)
class Case:
    """What evidence is taken from. Days are `date`, moments `datetime` on the client's wall clock.

    `basis` holds this client alone and this day alone, so that what the signals are computed with
    can be asked for one item, one risk, one issue as well.
    """

    portfolio: Portfolio
    client: int
    basis: Basis
    number_of_day: int
    _lines: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    @classmethod
    def of(cls, portfolio: Portfolio, client: int, day: date | None = None) -> Case:
        """The client on a day that has points: the day itself, else the last one before it."""
        number = int(portfolio.history.days[portfolio.point(day)])
        return _case(_Asked(id(portfolio), client, number, portfolio))

    @property
    def name(self) -> str:
        """The client's name as it is written in the clients log."""
        return str(self.logs.clients["client"].iloc[0])

    @property
    def logs(self) -> Logs:
        """This client's logs."""
        return self.basis.logs

    @property
    def day(self) -> date:
        """The as-of day."""
        return day_date(self.number_of_day)

    @cached_property
    def calendar(self) -> Calendar:
        """The client's calendar."""
        return self.basis.calendars.alone(0)

    @cached_property
    def start(self) -> date | None:
        """The day from which the client counts, as known on the day."""
        found = int(self.basis.start[0, 0])
        return day_date(found) if found < NEVER else None

    @cached_property
    def exists(self) -> bool:
        """Whether the client has a point on the day."""
        return bool(self.basis.exists[0, 0])

    def lines(self, log: str) -> list[dict[str, Any]]:
        """The client's rows of a log as known on the day, None where blank; not to be changed."""
        if log not in self._lines:
            whole = self.portfolio.logs  # they have the texts, too
            self._lines[log] = known_lines(whole, log, self.client, self.number_of_day)
        return self._lines[log]

    def number(self, setting: str) -> float:
        """A setting as it stands for the client."""
        return float(self.basis.number(setting)[0])

    def whole(self, setting: str) -> int:
        """A setting that is one whole number for all clients."""
        return self.basis.settings.whole(setting)

    def agreed(self, name: str) -> float:
        """One of the six agreements; 0 where none was made."""
        return float(self.basis.agreed[name][0])

    def within(self, day: date | None, days: int) -> bool:
        """Whether a day lies in the window of so many days that ends on the as-of day."""
        return day is not None and 0 <= (self.day - day).days < days

    def business_days(self, x: date, y: date) -> int:
        """Business days in (x, y]; negative when y is before x."""
        return self.calendar.count(day_number(y)) - self.calendar.count(day_number(x))

    def after(self, day: date, number: int) -> date:
        """The number-th business day after a day (0: the last business day up to it)."""
        return day_date(self.calendar.after(day_number(day), number))

    def is_business_day(self, day: date) -> bool:
        """Whether the client works on a day."""
        return self.calendar.on(day_number(day))

    def last_business_days(self, number: int) -> list[date]:
        """The last business days up to the as-of day, newest first."""
        upto = self.calendar.count(self.number_of_day)
        return [day_date(self.calendar.nth(at)) for at in range(upto, max(upto - number, 0), -1)]

    def hours(self, since: datetime, until: datetime | None) -> float:
        """Business hours between two moments, to the end of the day for None; never negative."""
        end = self._worked(until) if until else self._upto_now
        return max(end - self._worked(since), 0) / HOUR_US

    def _worked(self, at: datetime) -> int:
        return self.calendar.worked(_microseconds(at), *self._hours)

    @cached_property
    def _upto_now(self) -> int:
        opens, closes = self._hours
        return self.calendar.count(self.number_of_day) * (closes - opens)

    @cached_property
    def _hours(self) -> tuple[int, int]:
        """From when to when the client works on a business day, microseconds after midnight."""
        opens, closes = self.basis.opens
        return int(opens[0]), int(closes[0])

    def in_hours(self, at: datetime) -> bool:
        """Whether a moment lies in the business hours, both ends included."""
        opens, closes = self._hours
        return opens <= _microseconds(at) % DAY_US <= closes and self.is_business_day(at.date())

    @property
    def hours_agreed(self) -> str:
        """The business hours in words: 09:00 to 18:00."""
        return " to ".join(
            f"{us // HOUR_US:02d}:{us % HOUR_US // 60_000_000:02d}" for us in self._hours
        )

    def has_time(self, log: str, column: str) -> dict[int, bool]:
        """By row: whether a moment was given with a time of day."""
        rows = self.logs[log]
        return dict(zip(rows["row"].tolist(), rows[f"{column}.timed"].tolist(), strict=True))


def _microseconds(at: datetime) -> int:
    delta = at - _EPOCH
    return (delta.days * 86_400 + delta.seconds) * 1_000_000 + delta.microseconds


@dataclass(frozen=True)
class _Asked:
    """The key of a case. It holds its portfolio, so the identity can't pass to another one."""

    identity: int
    client: int
    day: int
    portfolio: Portfolio = field(compare=False)


def forget_cases() -> None:
    """Let go of cases, and so of portfolios that were replaced."""
    _case.cache_clear()


@lru_cache(maxsize=2)  # a page asks for 23 signals of one client in a row
def _case(asked: _Asked) -> Case:
    logs = alone(asked.portfolio.logs, asked.client)
    basis = basis_at(logs, asked.portfolio.settings, np.array([asked.day], np.int32))
    return Case(asked.portfolio, asked.client, basis, asked.day)
