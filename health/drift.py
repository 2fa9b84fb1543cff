"""Drift: whether a dimension has left its own usual level, week by week. `scoring.md` 4.

A self-starting CUSUM needs inputs that do not overlap. So every signal is taken over one week
alone: the ages of that week's days, the verdicts dated in that week; no smoothing, no prior mean.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from health.basis import Basis
from health.calendars import Days
from health.history import History, score_signals
from health.logs.rows import Logs
from health.measures import Flags, Points, Scores
from health.score import dimension_scores, weights
from health.settings import Settings
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


def drift(history: History, logs: Logs, settings: Settings) -> Drift:
    """The drift of every dimension of every client over the whole weeks of a history."""
    whole = np.flatnonzero(history.days % 7 == 3)
    days = history.days[whole]
    shape = (len(SIGNALS), len(history.clients), len(days))
    signals = np.full(shape, np.nan)
    if len(days):
        basis = Basis(logs, _one_week(settings), Points(days, days), one_week=True)
        names = [name for name in SIGNALS if name not in _LASTING]
        found = score_signals(basis, names)
        for place, name in enumerate(SIGNALS):
            if name in found:
                signals[place] = found[name]
        inputs = dimension_scores(signals, weights(basis))[0]
    else:
        inputs = np.zeros((5, shape[1], 0))
    chart = self_starting_cusum(
        inputs,
        settings.number("drift.k"),
        settings.number("drift.h"),
        settings.whole("drift.warm_up"),
        settings.number("drift.least_sd"),
    )
    return Drift(days, inputs, chart.lower, chart.signal)


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
