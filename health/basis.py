"""What signals are computed from: the logs, what was agreed, calendars, points, starts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeVar

import numpy as np

from health.calendars import NEVER, Calendars, Days, Ints
from health.logs.contract import AGREEMENTS, LOGS
from health.logs.rows import Logs, Rows
from health.measures import Points, Scores, Spans, Tally, tally
from health.settings import Settings

_WEEK = 7
T = TypeVar("T")
_PIECE = 1 << 17  # rows


def sunday_of(day: Ints) -> Ints:
    """The Sunday on which the week of each day ends (1970-01-04 was one)."""
    return day + (3 - day) % _WEEK


def agreements(logs: Logs, settings: Settings) -> dict[str, Scores]:
    """Each agreement of every client, (C,): its override, its row, its segment's, the default."""
    table = logs.clients
    found = {}
    keys = table["key"].tolist()
    for name in AGREEMENTS:
        setting = f"agreements.{name}"
        stated = table[name].to_numpy(float)
        assumed = settings.column(setting, table["client"], table["segment"])
        overridden = np.array([setting in settings.clients.get(key, {}) for key in keys])
        found[name] = np.where(np.isnan(stated) | overridden, assumed, stated)
    return found


@dataclass(frozen=True)
class Basis:
    """Logs and settings seen from a number of points, for C clients and W points."""

    logs: Logs
    settings: Settings
    points: Points
    one_week: bool = False  # every age over the week before a point only
    _made: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)

    @property
    def shape(self) -> tuple[int, int]:
        """(C, W)."""
        return len(self.logs.clients), len(self.points)

    @cached_property
    def agreed(self) -> dict[str, Scores]:
        """The six agreements, each (C,)."""
        return agreements(self.logs, self.settings)

    def number(self, name: str) -> Scores:
        """A setting of every client, (C,)."""
        return self.settings.column(name, *self._named)

    @cached_property
    def calendars(self) -> Calendars:
        """Business days of all clients over the logs' dates and the points."""
        started = self.logs.clients["started_on"].to_numpy(np.int32)
        spans = [rows.span for log, rows in self.logs.rows.items() if log != "clients"]
        first = min(int(self.points.days[0]), int(started.min()), *(span[0] for span in spans))
        last = max(int(self.points.days[-1]), *(span[1] for span in spans))
        return Calendars(self.logs.clients["country"].tolist(), first, last)

    def pieces(self, log: str, column: str, day: int = -int(NEVER)) -> Iterator[slice]:
        """The rows of a log, so many at a time that what is made of them stays in the cache.

        Without those of which no day in the column is `day` or later.
        """
        days = self.logs[log][column]
        for begin in range(0, len(days), _PIECE):
            piece = slice(begin, begin + _PIECE)
            if int(days[piece].max()) >= day:
                yield piece

    @cached_property
    def _named(self) -> tuple[list[str], list[str]]:
        """Names and segments of the clients, to find their settings."""
        table = self.logs.clients
        return table["client"].tolist(), table["segment"].tolist()

    @cached_property
    def opens(self) -> tuple[Ints, Ints]:
        """Business hours of every client: from and to, microseconds after midnight, (C,)."""
        table = self.logs.clients
        return table["works_from"].to_numpy(np.int64), table["works_to"].to_numpy(np.int64)

    @cached_property
    def start(self) -> Days:
        """The day from which each client counts, as known at each point, (C, W); NEVER if none.

        Its `started_on`, else the first date of its first row in any log.
        """
        stated = self.logs.clients["started_on"].to_numpy(np.int32)
        start = np.repeat(stated[:, None], self.shape[1] + 1, axis=1)
        if (stated >= NEVER).any():
            for log in LOGS:
                rows = self.logs[log]
                if log == "clients" or not len(rows):
                    continue
                open_ = np.flatnonzero((stated >= NEVER)[rows["client"]])
                if len(open_):
                    since = self.points.knowing(rows["known"][open_])
                    np.minimum.at(start, (rows["client"][open_], since), rows["first"][open_])
            start = np.minimum.accumulate(start, axis=1)
        return start[:, :-1]

    @cached_property
    def exists(self) -> np.ndarray[tuple[int, int], np.dtype[np.bool_]]:
        """Where a client has a point: from the week of its start to the week of its end, (C, W)."""
        ended = self.logs.clients["ended_on"].to_numpy(np.int32)
        last = np.where(ended >= NEVER, NEVER, sunday_of(ended))
        days = self.points.days
        found = (self.start <= days) & (days <= last[:, None])
        return np.asarray(found)

    @cached_property
    def spans(self) -> Spans:
        """What ages are measured against."""
        window = 7 if self.one_week else self.settings.whole("age.days")
        return Spans(self.calendars, self.points, self.start, window, self.one_week)

    def once(self, made: Callable[[Basis], T]) -> T:
        """What a function makes of this basis, made on first use: several signals read it."""
        key = f"{made.__module__}.{made.__qualname__}"
        if key not in self._made:
            self._made[key] = made(self)
        found: T = self._made[key]
        return found

    def forget(self) -> None:
        """Let go of what was made once."""
        self._made.clear()

    def usable(self, log: str, tracked: Iterable[str] = ()) -> Rows | None:
        """The rows of a log, or None where it, or a column that is needed, is not there."""
        rows = self.logs[log]
        if not rows.present or any(name not in rows.tracked for name in tracked):
            return None
        return rows

    def missing(self) -> Scores:
        """No score anywhere."""
        return np.full(self.shape, np.nan)

    def window(
        self,
        client: Ints,
        day: Ints,
        known: Ints,
        days: int,
        score: Scores | float,
        until: Ints | None = None,
    ) -> Tally:
        """Verdicts dated `day`, known from `known` on, over D - days < day <= D.

        A verdict that further knowledge takes back does not stand from the day `until` on.
        """
        begin = np.maximum(self.points.on(day), self.points.knowing(known))
        end = self.points.on(np.where(day >= NEVER, day, day + days))
        if until is not None:
            end = np.minimum(end, self.points.knowing(until))
        return tally(self.shape, client, begin, end, score)

    def window_mean(self, signal: str, found: Tally) -> Scores:
        """The mean of a window with the prior of the signal's settings."""
        count = self.number(f"{signal}.prior_count")[:, None]
        return found.mean(count, self.number(f"{signal}.prior_mean")[:, None])


def basis_at(logs: Logs, settings: Settings, days: Ints, known: Ints | None = None) -> Basis:
    """A basis for the given days, with all that is known on them (or on the days `known`)."""
    at = np.asarray(days, np.int32)
    points = Points(at, at if known is None else np.asarray(known, np.int32))
    return Basis(logs, settings, points)
