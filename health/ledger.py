"""Since last week, exactly: what new rows, ageing and settings did to every signal's points."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from health.basis import basis_at
from health.calendars import Days
from health.history import History, score_signals
from health.logs.rows import Logs
from health.measures import Flags, Scores
from health.score import Weights, points_of, weights
from health.settings import Settings

_WEEK = 7
_ROWS = 100_000  # looked at together


@dataclass(frozen=True)
class Ledger:
    """Change of points since a week earlier, by signal (23, C, W).

    `new` is what rows that became known did, `ageing` what the passing of time did, `settings` what
    changed settings did; the three add up to the points now less the points then, and over the
    signals to H now less H then. NaN where the client had no point a week before.
    """

    new: Scores
    ageing: Scores
    settings: Scores

    @property
    def change(self) -> Scores:
        """All three together, (23, C, W)."""
        return self.new + self.ageing + self.settings


def ledger(
    logs: Logs, settings: Settings, day: int, earlier_settings: Settings | None = None
) -> Ledger:
    """The ledger of all clients on one day, (23, C, 1). `scoring.md` 3, Change since last week."""
    before, aged, now = _three(logs, settings, day)
    then = _three(logs, earlier_settings, day)[0] if earlier_settings else before
    return Ledger(*(part[:, :, None] for part in (now - aged, aged - before, before - then)))


def _three(logs: Logs, settings: Settings, day: int) -> tuple[Scores, Scores, Scores]:
    """Points a week ago; now with what was known a week ago; now: (23, C) each."""
    days = np.array([day - _WEEK, day, day], np.int32)
    known = np.array([day - _WEEK, day - _WEEK, day], np.int32)
    basis = basis_at(logs, settings, days, known)
    signals = np.stack(list(score_signals(basis).values()))
    there = basis.exists[:, 0] & basis.exists[:, 2]
    kept = np.where(there[:, None], points_of(signals, weights(basis))[0], np.nan)
    return kept[:, :, 0], kept[:, :, 1], kept[:, :, 2]


def _aged(logs: Logs, settings: Settings, days: Days) -> tuple[Scores, Weights]:
    """Points on each day with what was known a week before, (23, C, W), and what they weigh.

    Some clients after others: what is not known of the last week is looked for day by day.
    """
    aged = []
    for part in logs.parted(logs.number_of_rows // _ROWS + 1):
        basis = basis_at(part, settings, days, days - _WEEK)
        signals = np.stack(list(score_signals(basis).values()))
        aged.append(points_of(signals, weights(basis))[0])
    return np.concatenate(aged, axis=1), weights(basis_at(logs, settings, days[:1]))


def ledgers(
    history: History,
    logs: Logs,
    settings: Settings,
    earlier: Ledger | None = None,
    kept: int = 0,
) -> Ledger:
    """The ledger at every point of a history, (23, C, W); the first `kept` as before."""
    shape = history.signals.shape
    new, ageing = np.full(shape, np.nan), np.full(shape, np.nan)
    if earlier is not None:
        new[:, :, :kept], ageing[:, :, :kept] = (
            part[:, :, :kept] for part in (earlier.new, earlier.ageing)
        )
    days: Days = history.days[kept:]
    if not len(days):
        return Ledger(new, ageing, np.zeros(shape))
    first = max(kept - 1, 0)
    aged, shares = _aged(logs, settings, days)
    now = points_of(history.signals[:, :, first:], shares)[0]
    there: Flags = history.exists[:, 1:] & history.exists[:, :-1]
    for point in range(max(kept, 1), shape[2]):
        both = there[:, point - 1]
        old, current, as_then = (
            now[:, :, point - 1 - first],
            now[:, :, point - first],
            aged[:, :, point - kept],
        )
        new[:, :, point] = np.where(both, current - as_then, np.nan)
        ageing[:, :, point] = np.where(both, as_then - old, np.nan)
    days = history.days
    if (
        len(days) > 1 and days[-1] - days[-2] != _WEEK
    ):  # a partial week: seven days before is no point
        last = ledger(logs, settings, int(days[-1]))
        new[:, :, -1:], ageing[:, :, -1:] = last.new, last.ageing
    return Ledger(new, ageing, np.zeros(shape))
