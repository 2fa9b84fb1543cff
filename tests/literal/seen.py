"""What is known of a client at the end of a day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from tests.literal.cells import fold
from tests.literal.days import Calendar
from tests.literal.folder import Client, Folder, day_of
from tests.literal.spec import FIRST_DATE, PLANS, Row


@dataclass(frozen=True)
class Seen:
    """A client's rows as known at the end of `day`: later dates blank, later rows not there."""

    client: Client
    day: date
    start: date
    rows: dict[str, list[Row]]
    tracked: dict[str, set[str]]

    @property
    def calendar(self) -> Calendar:
        """The client's business days and hours."""
        return self.client.calendar

    def within(self, day: date | None, days: int) -> bool:
        """Whether D - days < day <= D."""
        return day is not None and self.day - timedelta(days=days) < day <= self.day


def first_date(log: str, row: Row) -> date | None:
    """The earliest of the dates since which a row is there."""
    return min((day for name in FIRST_DATE[log] if (day := day_of(row[name]))), default=None)


@dataclass(frozen=True)
class _Entry:
    """A row with its dates, by column, and the day from which it is there."""

    row: Row
    days: dict[str, date]
    since: date

    def known(self, day: date) -> Row:
        """The row with what is dated after a day left blank."""
        later = [name for name, on in self.days.items() if on > day]
        return {**self.row, **dict.fromkeys(later)} if later else self.row


def _entry(log: str, row: Row) -> _Entry:
    days = {name: on for name, each in row.items() if (on := day_of(each)) and name not in PLANS}
    since = max(first_date(log, row) or date.min, days.get("recorded_on", date.min))
    return _Entry(row, days, since)


def _start(client: Client, rows: dict[str, list[Row]]) -> date | None:
    """`started_on`, else the date of the first row in any log, as known."""
    if client.started_on is not None:
        return client.started_on
    days = [day for log in rows for row in rows[log] if (day := first_date(log, row)) is not None]
    return min(days, default=None)


def sunday_of(day: date) -> date:
    """The Sunday that ends a day's week."""
    return day + timedelta(days=6 - day.weekday())


def _days(client: Client, rows: dict[str, list[Row]], as_of: date) -> list[date]:
    """Every day that may be a point: each Sunday, and the as-of day as the last."""
    first = _start(client, rows)
    if first is None:
        return []
    last = as_of if client.ended_on is None else min(as_of, sunday_of(client.ended_on))
    days, sunday = [], sunday_of(first)
    while sunday <= last:
        days.append(sunday)
        sunday += timedelta(days=7)
    return days if last.weekday() == 6 else [*days, last]


def points(folder: Folder, client: Client, as_of: date) -> Iterator[Seen]:
    """What was known at every point of the client's history."""
    all_rows = {log: by_client[fold(client.name)] for log, by_client in folder.rows.items()}
    entries = {log: [_entry(log, row) for row in rows] for log, rows in all_rows.items()}
    for day in _days(client, all_rows, as_of):
        rows = {log: [e.known(day) for e in of if e.since <= day] for log, of in entries.items()}
        start = _start(client, rows)
        if start is not None and start <= day:
            yield Seen(client, day, start, rows, folder.tracked)


def every_day(folder: Folder, client: Client, as_of: date) -> Iterator[Seen]:
    """What was known at the end of every day on which the client was active: begun, not ended."""
    all_rows = {log: by_client[fold(client.name)] for log, by_client in folder.rows.items()}
    entries = {log: [_entry(log, row) for row in rows] for log, rows in all_rows.items()}
    day = _start(client, all_rows)
    while day is not None and day <= as_of and (client.ended_on is None or day < client.ended_on):
        rows = {log: [e.known(day) for e in of if e.since <= day] for log, of in entries.items()}
        start = _start(client, rows)
        if start is not None and start <= day:
            yield Seen(client, day, start, rows, folder.tracked)
        day += timedelta(days=1)


def known_from(log: str, row: Row) -> date:
    """The day from which a row is there."""
    return _entry(log, row).since
