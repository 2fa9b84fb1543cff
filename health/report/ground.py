"""What sections are drafted from: one client's rows as known on a day, and what is kept at all."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np

from health.basis import basis_at
from health.calendars import day_number
from health.evidence.case import Case, alone
from health.portfolio import Portfolio
from health.store.records import StatusReport
from health.words import many, on_day

Row = dict[str, Any]
_USUAL = 7  # days that a report covers where none was sent before


@dataclass(frozen=True)
class Ground:
    """One client on any day; `since` is the day of the last report, or a week before."""

    case: Case
    since: date
    first: bool  # none was sent before

    @classmethod
    def of(
        cls,
        portfolio: Portfolio,
        client: int,
        day: date | None,
        since: date | None,
        last: StatusReport | None = None,
    ) -> Ground:
        """The client at the end of a day, whether it has a point then or not."""
        number = day_number(day) if day else portfolio.as_of
        basis = basis_at(
            alone(portfolio.logs, client), portfolio.settings, np.array([number], np.int32)
        )
        case = Case(portfolio, client, basis, number)
        sent = [row["sent_on"] for row in case.lines("reports") if row["sent_on"] < case.day]
        found = since or max(sent, default=None)
        if last is not None and (found is None or found <= (last.sent_on or last.day)):
            found = since or last.day
        return cls(case, found or case.day - timedelta(days=_USUAL), found is None)

    @property
    def day(self) -> date:
        """The day of the report."""
        return self.case.day

    @property
    def span(self) -> str:
        """What it covers, for a heading: since Fri 13 Nov 2026."""
        return f"in the last {_USUAL} days" if self.first else f"since {on_day(self.since)}"

    def rows(self, log: str) -> list[Row]:
        """The client's rows of a log as known on the day."""
        return self.case.lines(log)

    def tracked(self, log: str, column: str) -> bool:
        """Whether a column is kept: blank then means that it has not happened."""
        return column in self.case.logs[log].tracked

    def gap(self, log: str, *columns: str) -> str:
        """Why the lead can't be told; blank where a log is there with all of some columns."""
        rows = self.case.portfolio.logs[log]
        if rows.problem:
            return f"not known: {log}.csv can't be read"
        if not rows.present:
            return f"not known: there is no {log}.csv"
        lacking = [name for name in columns if name not in rows.tracked]
        return f"not known: {log}.csv has no column {', '.join(lacking)}" if lacking else ""

    def aside(self, log: str) -> tuple[str, ...]:
        """For the lead: how many rows of a log could not be used, which may belong here."""
        number = self.case.portfolio.logs[log].set_aside_rows
        if not number:
            return ()
        were = "was" if number == 1 else "were"
        return (f"{many(number, 'row')} of {log}.csv {were} set aside, of whatever client",)

    def new(self, day: date | None) -> bool:
        """Whether something happened after the last report."""
        return day is not None and self.since < day <= self.day

    def late(self, due: date) -> bool:
        """Whether a date has passed; on a day off it stands for the next business day."""
        return self.case.after(due - timedelta(days=1), 1) < self.day


def refs(log: str, rows: Iterable[Row]) -> tuple[tuple[str, int], ...]:
    """Where lines come from."""
    return tuple((log, int(row["row"])) for row in rows)


def sentence(*parts: str) -> str:
    """Parts that are not blank, joined by semicolons."""
    return "; ".join(part for part in parts if part)
