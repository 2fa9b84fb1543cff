"""What rules are judged on: the logs seen from the end of every day, and small ways to ask them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from health.alerts.daily import Daily
from health.alerts.life import Places, Spells
from health.basis import Basis
from health.calendars import NEVER, Days, Ints
from health.drift import Drift
from health.logs.rows import Array, Logs, Rows
from health.measures import Flags, Scores
from health.settings import Settings
from health.signals.promises import Promises, promises

Where = Callable[[Rows, slice | Ints], Flags]


def every_row(rows: Rows, some: slice | Ints) -> Flags:
    """Some rows of a log, every one of which counts."""
    return np.ones(len(rows["row"][some]), bool)


@dataclass(frozen=True)
class Ground:
    """C clients on N consecutive days, the last of them the as-of day.

    `basis` knows on every day what was known at its end.
    """

    basis: Basis
    daily: Daily
    drift: Drift

    @property
    def logs(self) -> Logs:
        """The logs."""
        return self.basis.logs

    @property
    def settings(self) -> Settings:
        """The settings."""
        return self.basis.settings

    @property
    def days(self) -> Days:
        """The days, (N,)."""
        return self.basis.points.days

    @property
    def first(self) -> int:
        """The first day."""
        return int(self.days[0])

    @property
    def clients(self) -> Places:
        """The places of all clients, (C,)."""
        return np.arange(len(self.logs.clients))

    def number(self, name: str) -> Scores:
        """A setting of every client, (C,)."""
        return self.basis.number(name)

    @cached_property
    def ended(self) -> Days:
        """The day on which each client ends, (C,); NEVER if none is known."""
        return self.logs.clients["ended_on"].to_numpy(np.int32)

    @cached_property
    def active(self) -> Flags:
        """Days on which a client has started, as known on them, and has not ended, (C, N)."""
        found = (self.basis.start <= self.days) & (self.days < self.ended[:, None])
        return np.asarray(found)

    @cached_property
    def active_from(self) -> Days:
        """Each client's first active day, (C,); NEVER where there is none."""
        first = self.days[self.active.argmax(axis=1)]
        return np.where(self.active.any(axis=1), first, NEVER).astype(np.int32)

    @cached_property
    def passed(self) -> Ints:
        """Business days of each client up to every day, (C, N): differences count them."""
        return self.basis.calendars.count(self.clients[:, None], self.days[None, :])

    def business_days_since(self, latest: Days) -> Ints:
        """Business days from the day of each client and day (C, N) to that day."""
        return self.passed - self.basis.calendars.count(self.clients[:, None], latest)

    def latest(self, log: str, column: str, counts: Where = every_row) -> Days:
        """The day in a column of the latest row known on each day, (C, N), but not before the
        start; of the rows of a log that count.

        A row is seen from its day on, or from the day on which it is known.
        """
        rows = self.logs[log]
        found = np.full(self.active.shape, -NEVER, np.int32)
        for piece in self.basis.pieces(log, column):
            day = rows[column][piece]
            seen = np.maximum(day, rows["known"][piece])
            use = np.flatnonzero((seen <= self.days[-1]) & counts(rows, piece))
            place = np.maximum(seen.take(use) - self.first, 0).astype(np.int64)
            place += rows["client"][piece].take(use) * np.int64(len(self.days))
            np.maximum.at(found.ravel(), place, day.take(use))
        np.maximum.accumulate(found, axis=1, out=found)
        return np.maximum(found, self.basis.start)

    def spells(self, true: Flags, subject: int = 0) -> Spells:
        """The active days on which something is true, (C, N), as spells of one subject."""
        wide = np.zeros((len(true), len(self.days) + 2), np.int8)
        wide[:, 1:-1] = true & self.active
        change = np.diff(wide, axis=1)
        client, begin = np.nonzero(change == 1)
        _, end = np.nonzero(change == -1)
        days = (np.asarray(each + self.first, np.int32) for each in (begin, end))
        return Spells(client, np.full(len(client), subject, np.int64), *days)

    def clipped(self, client: Ints, subject: Ints, begin: Ints, end: Ints) -> Spells:
        """Spells, but for the days on which the client is not active or that lie ahead."""
        last = np.minimum(self.ended[client], self.days[-1] + 1)
        first = np.maximum(begin, self.active_from[client]).astype(np.int32)
        last = np.minimum(end, last).astype(np.int32)
        found = Spells(client.astype(np.intp), subject.astype(np.int64), first, last)
        return found.chosen(np.flatnonzero(first < last))

    def usable(self, log: str, columns: str = "") -> bool:
        """Whether a log is there and keeps record of some columns."""
        return self.basis.usable(log, columns.split()) is not None

    def business_days(self, client: int, day: int) -> int:
        """Business days of one client up to a day: differences count them."""
        calendars = self.basis.calendars
        place = min(max(day, calendars.first), calendars.last) - calendars.first
        return int(calendars.upto[calendars.of[client], place])

    def business_days_between(self, client: int, x: int, y: int) -> int:
        """Business days of one client in (x, y]."""
        return self.business_days(client, y) - self.business_days(client, x)

    @cached_property
    def promises(self) -> Promises:
        """All our items as known at any time."""
        return promises(self.basis, settled=True)

    # Rows -----------------------------------------------------------------------------------

    @cached_property
    def _by_client(self) -> dict[str, tuple[Days, Places]]:
        return {}

    def rows_of(self, log: str, client: int, day: int) -> Days:
        """Places in a log of a client's rows that are known on a day."""
        rows = self.logs[log]
        if log not in self._by_client:
            owner = rows["client"]
            ordered = np.argsort(owner, kind="stable").astype(np.int32)
            firsts = np.searchsorted(owner[ordered], np.arange(len(self.logs.clients) + 1))
            self._by_client[log] = ordered, firsts
        ordered, firsts = self._by_client[log]
        mine = ordered[firsts[client] : firsts[client + 1]]
        return mine[rows["known"][mine] <= day]

    def name(self, log: str, column: str, client: int, code: int, day: int) -> str:
        """A name as it was first written down, as known on a day, by the code of its column."""
        rows, mine = self.logs[log], self.rows_of(log, client, day)
        mine = mine[rows[column][mine] == code]
        if not len(mine):
            return ""
        known = rows["known"][mine]
        return min(texts(rows, column, mine[known == known.min()]))


def texts(rows: Rows, column: str, places: Array) -> list[str]:
    """What stands in a column of some rows, as they come; blank where the log does not have it."""
    return [text.strip() for text in rows.cells(column, places)]
