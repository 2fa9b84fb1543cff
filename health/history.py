"""The weekly history of all clients at once, and what a few more rows add to it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields

import numpy as np
import numpy.typing as npt
import pandas as pd

from health.basis import Basis, basis_at, sunday_of
from health.calendars import NEVER, Days, day_date
from health.logs.contract import LOGS
from health.logs.rows import Logs
from health.measures import Flags, Scores
from health.score import BANDS, Health, bands, health_of, weights
from health.settings import DIMENSIONS, Settings
from health.signals import SIGNALS
from health.trend import trend_slopes, trend_words

Progress = Callable[[str], None]
COLUMNS = (
    "client", "as_of", "health", "low", "high", "coverage", "band", "trend", *DIMENSIONS, *SIGNALS,
)  # fmt: skip


_URGENCY = {"red": 0, "amber": 1, "none": 2, "green": 3}


def in_order_of_need(table: pd.DataFrame) -> pd.DataFrame:
    """Rows with `band`, `health` and `client`, the most in need first: by band, then by health."""
    ordered = table.assign(urgency=table["band"].map(_URGENCY))
    ordered = ordered.sort_values(["urgency", "health", "client"], kind="stable")
    return ordered.drop(columns="urgency")


@dataclass(frozen=True)
class History:
    """Scores of C clients at W points: every Sunday, and the as-of day last.

    `signals` (23, C, W) and `scores` hold NaN where a score is missing, or the client has no point.
    """

    clients: tuple[str, ...]
    days: Days
    exists: Flags
    signals: Scores
    scores: Health
    band: npt.NDArray[np.int8]
    slope: Scores
    trend: npt.NDArray[np.str_]

    def table(self, points: Iterable[int] | None = None, client: int | None = None) -> pd.DataFrame:
        """One row a client (or the one asked for) and point that exists, by client and day."""
        chosen = np.arange(len(self.days)) if points is None else np.array(list(points), int)
        there = self.exists[:, chosen]
        if client is not None:
            there = there & (np.arange(len(there)) == client)[:, None]
        of, place = np.nonzero(there)
        point = chosen[place]
        days = np.array([day_date(day) for day in self.days], object)
        found: dict[str, npt.NDArray[np.generic]] = {
            "client": np.array(self.clients, object)[of],
            "as_of": days[point],
        }
        for name in ("health", "low", "high", "coverage"):
            found[name] = getattr(self.scores, name)[of, point]
        found["band"] = np.array(BANDS, object)[self.band[of, point]]
        found["trend"] = self.trend[of, point].astype(object)
        for place_of, name in enumerate(DIMENSIONS):
            found[name] = self.scores.dimensions[place_of, of, point]
        for place_of, name in enumerate(SIGNALS):
            found[name] = self.signals[place_of, of, point]
        return pd.DataFrame(found)


def score_on(history: History, day: int) -> pd.DataFrame:
    """One row a client that has a point on the day; none if the day is none of the points."""
    return history.table(np.flatnonzero(history.days == day))


def without_point(logs: Logs, history: History, day: int) -> list[tuple[str, str]]:
    """Clients that have no point on a day of the history: the name, and the reason."""
    at = np.flatnonzero(history.days == day)
    there = history.exists[:, at[0]] if len(at) else np.zeros(len(logs.clients), bool)
    table = logs.clients
    found = []
    for code in np.flatnonzero(~there):
        started, ended = int(table["started_on"].iloc[code]), int(table["ended_on"].iloc[code])
        if ended <= day:
            reason = f"ended on {day_date(ended)}"
        elif started < NEVER:
            reason = f"starts on {day_date(started)}"
        else:
            reason = "no row in any log yet, and no started_on"
        found.append((history.clients[code], reason))
    return found


LONGEST_BEFORE = 3653  # days, ten years, of a history before the first row


def first_row(logs: Logs) -> int | None:
    """The first day that any row of a log is about; None where there is none."""
    found = (rows["first"] for log, rows in logs.rows.items() if log != "clients" and len(rows))
    first = min((int(days.min()) for days in found), default=int(NEVER))
    return first if first < NEVER else None


def first_start(logs: Logs) -> int:
    """The first day on which a client starts: as stated, else as known by its rows; else NEVER."""
    stated = logs.clients["started_on"].to_numpy(np.int32)
    first = int(stated.min(initial=int(NEVER)))
    if (stated >= NEVER).any():
        for log in LOGS:
            rows = logs[log]
            if log == "clients" or not len(rows):
                continue
            open_ = (stated >= NEVER)[rows["client"]] & (rows["first"] < NEVER)
            known = rows["known"][open_]
            first = min(first, int(known.min(initial=int(NEVER))))
    return first


def history_days(logs: Logs, as_of: int) -> Days:
    """Every Sunday from the week of the first start to the as-of day, and that day; or none."""
    return days_from(first_start(logs), first_row(logs), as_of)


def days_from(start: int, row: int | None, as_of: int) -> Days:
    """The same by the day of the first start and that of the first row of any log.

    A start long before the first row, such as 1927 for 2027, would cost a century of points that
    say nothing: they begin `LONGEST_BEFORE` days before that row at most.
    """
    first = max(start, (as_of if row is None else row) - LONGEST_BEFORE)
    if first > as_of:
        return np.zeros(0, np.int32)
    days = np.arange(int(sunday_of(np.array(first))), as_of + 1, 7, dtype=np.int32)
    return days if len(days) and days[-1] == as_of else np.append(days, np.int32(as_of))


def score_signals(basis: Basis, names: Iterable[str] = tuple(SIGNALS)) -> dict[str, Scores]:
    """Some signals at all points of a basis, each (C, W); NaN where a client has no point."""
    return {name: np.where(basis.exists, SIGNALS[name](basis), np.nan) for name in names}


def score_history(
    logs: Logs, settings: Settings, as_of: int, progress: Progress | None = None
) -> History:
    """The whole history up to a day."""
    return _history(logs, settings, history_days(logs, as_of), None, progress)


def score_points(logs: Logs, settings: Settings, days: Days) -> History:
    """The history at given points: some clients of a portfolio, at the points of all of them."""
    return _history(logs, settings, days, None, None)


def extend_history(
    before: History, logs: Logs, settings: Settings, as_of: int, since: int
) -> History:
    """The history up to a day, computing only the points from `since` on; the rest as it was.

    Right where the logs differ from those of `before` only by rows that are known from `since` on.
    """
    days = history_days(logs, as_of)
    return _history(logs, settings, days, (before, points_kept(before.days, days, since)), None)


def points_kept(before: Days, now: Days, since: int) -> int:
    """How many points, from the first, are the same days before `since` as they were."""
    most = min(int(np.searchsorted(before, since)), len(now))
    differ = np.flatnonzero(before[:most] != now[:most])
    return int(differ[0]) if len(differ) else most


def _history(
    logs: Logs,
    settings: Settings,
    days: Days,
    before: tuple[History, int] | None,
    progress: Progress | None,
) -> History:
    old, kept = before if before else (None, 0)
    clients = tuple(logs.clients["client"])
    shape = (len(SIGNALS), len(clients), len(days))
    signals, exists = np.full(shape, np.nan), np.zeros(shape[1:], bool)
    if old is not None:
        signals[:, :, :kept], exists[:, :kept] = old.signals[:, :, :kept], old.exists[:, :kept]
    tell = progress or (lambda _: None)
    if kept < len(days):
        basis = basis_at(logs, settings, days[kept:])
        exists[:, kept:] = basis.exists
        for place, name in enumerate(SIGNALS):
            tell(f"scoring {name}")
            signals[place, :, kept:] = score_signals(basis, [name])[name]
    return folded_history(clients, days, exists, signals, logs, settings, old, kept)


def folded_history(
    clients: tuple[str, ...],
    days: Days,
    exists: Flags,
    signals: Scores,
    logs: Logs,
    settings: Settings,
    old: History | None = None,
    kept: int = 0,
) -> History:
    """Health, bands and trend that follow from the signals; the first `kept` points from before."""
    basis = basis_at(logs, settings, days if len(days) else np.zeros(1, np.int32))
    fresh = health_of(signals[:, :, kept:], weights(basis))
    there = exists[:, kept:]
    parts = [fresh.dimensions]
    parts += [
        np.where(there, part, np.nan)
        for part in (fresh.health, fresh.low, fresh.high, fresh.coverage)
    ]
    if old is not None:
        parts = [
            np.concatenate([getattr(old.scores, each.name)[..., :kept], part], axis=-1)
            for each, part in zip(fields(Health), parts, strict=True)
        ]
    scores = Health(*parts)
    names = ("green", "green_stays", "red", "red_stays", "dimension_floor", "coverage_least")
    limits = {name: basis.number(f"bands.{name}") for name in names}
    limits["dimension_weights"] = weights(basis).dimensions
    points = settings.whole("trend.points")
    confidence = settings.number("trend.confidence")
    slopes = trend_slopes(scores.health, days.astype(np.int64), exists, points, confidence, kept)
    slope, trend = slopes[0], trend_words(*slopes, settings.number("trend.drop"), points)
    if old is not None:
        slope = np.concatenate([old.slope[:, :kept], slope], axis=1)
        trend = np.concatenate([old.trend[:, :kept], trend], axis=1)
    band = bands(scores, exists, days, limits)
    return History(clients, days, exists, signals, scores, band, slope, trend)
