"""Drift: whether a dimension has left its own usual level, week by week. `scoring.md` 4.

A self-starting CUSUM needs inputs that do not overlap. So every signal is taken over one week
alone: the ages of that week's days, the verdicts dated in that week; no smoothing, no prior mean.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from health.basis import Basis
from health.calendars import NEVER, Days
from health.history import History, points_kept, score_signals
from health.logs.rows import Logs
from health.measures import Flags, Points, Scores
from health.score import dimension_scores, weights
from health.settings import DIMENSIONS, Settings
from health.signals import SIGNALS
from health.trend import self_starting_cusum

# States that last over weeks, no events of one week: they would make its input that of the next.
_LASTING = ("promises_kept", "overdue_now", "risks_planned")


@dataclass(frozen=True)
class Drift:
    """Of D dimensions, C clients and W whole weeks that end on `days`.

    `inputs` (D, C, W) are the weeks' own means, NaN where a week has none; `lower` how far the
    lower CUSUM has come, in standard deviations; `signal` where it is past the limit.
    """

    days: Days
    inputs: Scores
    lower: Scores
    signal: Flags

    def upto(self, day: int) -> Drift:
        """Only the weeks that ended before a day."""
        keep = int(np.searchsorted(self.days, day))
        return Drift(
            self.days[:keep],
            self.inputs[:, :, :keep],
            self.lower[:, :, :keep],
            self.signal[:, :, :keep],
        )


def drift(history: History, logs: Logs, settings: Settings, before: Drift | None = None) -> Drift:
    """The drift of every dimension of every client over the whole weeks of a history.

    The inputs of weeks that `before` holds are taken from it: they depend on nothing later.
    """
    days = history.days[history.days % 7 == 3]
    inputs = np.zeros((len(DIMENSIONS), len(history.clients), 0))
    if before is not None and before.inputs.shape[1] == inputs.shape[1]:
        kept = points_kept(before.days, days, int(NEVER))
        inputs = before.inputs[:, :, :kept]
    if inputs.shape[2] < len(days):
        more = _inputs(logs, settings, days[inputs.shape[2] :])
        inputs = np.concatenate([inputs, more], axis=2)
    chart = self_starting_cusum(
        inputs,
        settings.number("drift.k"),
        settings.number("drift.h"),
        settings.whole("drift.warm_up"),
        settings.number("drift.least_sd"),
    )
    return Drift(days, inputs, chart.lower, chart.signal)


def _inputs(logs: Logs, settings: Settings, days: Days) -> Scores:
    """The own means of some weeks, (D, C, W)."""
    basis = Basis(logs, _one_week(settings), Points(days, days), one_week=True)
    signals = np.full((len(SIGNALS), *basis.shape), np.nan)
    found = score_signals(basis, [name for name in SIGNALS if name not in _LASTING])
    for place, name in enumerate(SIGNALS):
        if name in found:
            signals[place] = found[name]
    return dimension_scores(signals, weights(basis))[0]


def _one_week(settings: Settings) -> Settings:
    """The same settings with every window a week long, and no prior."""

    def narrowed(values: Mapping[str, float | str]) -> dict[str, float | str]:
        return {
            name: 7.0
            if name.endswith(".window_days")
            else 1.0
            if name == "contact_coverage.weeks"
            else 0.0
            if name.endswith(".prior_count") and name != "quiet_hours.prior_count"
            else value
            for name, value in values.items()
        }

    return replace(
        settings,
        values=narrowed(settings.values),
        segments={name: narrowed(own) for name, own in settings.segments.items()},
        clients={name: narrowed(own) for name, own in settings.clients.items()},
    )
