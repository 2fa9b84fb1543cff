"""Whether a stated chance is what comes true: bins of weeks, and the Brier score beside the rate
that one would state without looking.

Source: Brier 1950, "Verification of forecasts expressed in terms of probability", Monthly Weather
Review 78:1-3.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import expit

from health.backtest.fitted import logistic
from health.backtest.resampled import Draws, Figure, Places, share_of
from health.backtest.weeks import Weeks
from health.measures import Flags, Scores


@dataclass(frozen=True)
class Bin:
    """Weeks with about the same stated chance: what was stated on average, what came true."""

    stated: float
    came: Figure
    weeks: int
    clients: int
    bad_clients: int


@dataclass(frozen=True)
class Reliability:
    """Bins from the lowest chance up; Brier scores (the lower the better) of the chance, and of the
    earlier part's rate stated for every week; and how much better the first is.
    """

    bins: tuple[Bin, ...]
    brier: Figure
    without: Figure
    better: Figure


def chances(risk: Scores, bad: Flags, fit: Flags) -> Scores:
    """A risk (N,) as a chance: a logistic curve learned from the weeks `fit`; NaN stays."""
    there = ~np.isnan(risk)
    teach = fit & there
    if not bad[teach].any() or bad[teach].all():
        return np.full(len(risk), np.nan)
    mean, sd = risk[teach].mean(), max(float(risk[teach].std()), 1e-9)
    x = ((risk - mean) / sd)[:, None]
    factors = logistic(x[teach], bad[teach].astype(float), np.ones(int(teach.sum())), np.ones(1))
    return np.where(there, expit(factors[0] + factors[1] * x[:, 0]), np.nan)


def reliability_of(
    chance: Scores, weeks: Weeks, rate: float, clients: int, draws: Draws
) -> Reliability:
    """Of the weeks (N,) that have a chance; `rate` is that of the earlier part."""
    there = np.flatnonzero(~np.isnan(chance))
    some, chance = weeks.chosen(there), chance[there]
    bins = []
    for at in _bins(chance, 5 if some.bad_clients < 40 else 8):
        inside = some.chosen(at)
        count = np.bincount(inside.client, minlength=clients).astype(float)
        came = np.bincount(inside.client, inside.bad, clients)
        few = int((count > 0).sum())
        figure = draws.ratio(came, count, few)
        if not inside.bad_clients:  # drawn again there would be none either
            figure = share_of(0, few)
        bins.append(Bin(float(chance[at].mean()), figure, len(at), few, inside.bad_clients))
    count = np.bincount(some.client, minlength=clients).astype(float)
    missed, plain = (
        np.bincount(some.client, (stated - some.bad) ** 2, clients) for stated in (chance, rate)
    )
    few = some.bad_clients
    figures = (draws.ratio(each, count, few) for each in (missed, plain, plain - missed))
    return Reliability(tuple(bins), *figures)


def _bins(chance: Scores, most: int) -> list[Places]:
    """Places of weeks in at most so many bins of about equal size; those that tie stay together."""
    edges = np.unique(np.quantile(chance, np.arange(1, most) / most))
    of = np.searchsorted(edges, chance, "left")
    return [found for each in range(most) if len(found := np.flatnonzero(of == each))]
