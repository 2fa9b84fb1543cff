"""Clients side by side on a day: their scores, and which signals their difference comes from.

The difference of two healths is shared out along the straight way from the one client's signals to
the other's (Aumann and Shapley 1974): each signal bears its own difference times the weight that it
has on that way. A signal of dimension j with the share u of it bears

    (m w_j + (1 - m) t_j) u (s_one - s_other)

with m the mean's part of health, w_j the dimension's weight, t_j the part of the way on which j is
the weakest dimension. So the signals add up to the difference of health; equal scores bear nothing;
a higher score never bears against its client, which the difference of kept points (`points_of`)
does where the weakest dimension is another. Where it is the same one, both are the same.

Only signals that are known of both are compared. What one client's other signals do to its health,
and what weights that differ do, is one number, `rest`: it is a difference in what is known, not in
how the clients do.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from health.basis import basis_at
from health.calendars import Ints
from health.measures import Scores
from health.portfolio import Portfolio
from health.score import BANDS, OF_DIMENSION, Weights, weights

_DECIMALS = 9  # ties for the weakest are told apart at so many


@dataclass(frozen=True)
class Sides:
    """N clients on a day on which each has a point. NaN is not known."""

    day: date
    clients: tuple[int, ...]
    names: tuple[str, ...]
    bands: tuple[str, ...]
    health: Scores  # (N,), as low, high, coverage (a share of 1), slope (points a week)
    low: Scores
    high: Scores
    coverage: Scores
    slope: Scores
    dimensions: Scores  # (5, N)
    signals: Scores  # (23, N)
    shares: Weights


@dataclass(frozen=True)
class Difference:
    """What a health less another is made of, in points: `signals` and `rest` add up to `total`.

    NaN is not compared: not known of both. `dimensions` are the sums of their signals.
    """

    total: float
    signals: Scores  # (23,)
    dimensions: Scores  # (5,)
    rest: float


def sides(portfolio: Portfolio, clients: Sequence[int], day: date | None = None) -> Sides:
    """Clients that have a point on a day, side by side."""
    point = portfolio.point(day)
    history, code = portfolio.history, np.array(list(clients), int)
    basis = basis_at(portfolio.logs, portfolio.settings, history.days[point : point + 1])
    shares = weights(basis)
    scores = history.scores
    return Sides(
        portfolio.day(point),
        tuple(int(each) for each in code),
        tuple(history.clients[each] for each in code),
        tuple(BANDS[each] for each in history.band[code, point]),
        scores.health[code, point],
        scores.low[code, point],
        scores.high[code, point],
        scores.coverage[code, point],
        history.slope[code, point],
        scores.dimensions[:, code, point],
        history.signals[:, code, point],
        Weights(shares.dimensions[:, code], shares.signals[:, code], shares.mean_share[code]),
    )


def difference(found: Sides, one: int, others: Sequence[int]) -> Difference:
    """Health of one of the sides less that of others, on the average of these.

    one, others: places among the sides; others without health, and the one itself, are left out.
    Total is NaN where that leaves nobody, or the one has no health.
    """
    left = np.array([at for at in others if at != one and not np.isnan(found.health[at])], int)
    none = np.full(len(found.signals), np.nan)
    if not len(left) or np.isnan(found.health[one]):
        return Difference(np.nan, none, np.full(len(OF_DIMENSION), np.nan), np.nan)
    borne = _borne(found, one, left)
    total = float(np.mean(found.health[one] - found.health[left]))
    compared = ~np.isnan(borne)
    mean = np.nan_to_num(borne).mean(axis=1)
    signals = np.where(compared.any(axis=1), mean, np.nan)
    dimensions = [
        np.nansum(signals[places]) if compared[places].any() else np.nan
        for places in OF_DIMENSION.values()
    ]
    return Difference(total, signals, np.array(dimensions), total - float(np.nansum(signals)))


def _borne(found: Sides, one: int, others: Ints) -> Scores:
    """What each signal bears of the difference to each of M others, (23, M); NaN: not compared."""
    own, theirs = found.signals[:, [one]], found.signals[:, others]
    known = ~np.isnan(own) & ~np.isnan(theirs)
    shares = found.shares
    inner = (shares.signals[:, [one]] + shares.signals[:, others]) / 2 * known
    outer = (shares.dimensions[:, [one]] + shares.dimensions[:, others]) / 2
    part = (shares.mean_share[one] + shares.mean_share[others]) / 2
    gap = np.where(known, own - theirs, 0.0)
    start, end = (np.full(outer.shape, np.inf) for _ in range(2))
    for place, places in enumerate(OF_DIMENSION.values()):
        whole = inner[places].sum(axis=0)
        there = (whole > 0) & (outer[place] > 0)
        inner[places] = np.divide(inner[places], whole, where=there, out=np.zeros_like(gap[places]))
        outer[place] *= there
        start[place] = np.where(
            there, (inner[places] * np.nan_to_num(theirs[places])).sum(0), np.inf
        )
        end[place] = np.where(there, (inner[places] * np.nan_to_num(own)[places]).sum(0), np.inf)
    whole = outer.sum(axis=0)
    outer = np.divide(outer, whole, where=whole > 0, out=np.zeros_like(outer))
    weight = part * outer + (1 - part) * _weakest(start, end)
    borne = np.full(gap.shape, np.nan)
    for place, places in enumerate(OF_DIMENSION.values()):
        borne[places] = weight[place] * inner[places] * gap[places]
    return np.where(known, borne, np.nan)


def _weakest(start: Scores, end: Scores) -> Scores:
    """The part of the way from start to end on which each of D lines is the lowest, (D, M).

    Infinite lines are none. Ties are shared; the parts of a way add up to 1, or 0 without a line.
    """
    there = np.isfinite(start)
    begin, rise = (
        np.where(there, start, 0.0),
        np.where(there, end, 0.0) - np.where(there, start, 0.0),
    )
    first, second = np.triu_indices(len(start), 1)
    with np.errstate(divide="ignore", invalid="ignore"):
        cross = (begin[second] - begin[first]) / (rise[first] - rise[second])
    cross = np.clip(np.where(np.isfinite(cross), cross, 0.0), 0.0, 1.0)
    ends = np.zeros((1, start.shape[1]))
    stops = np.sort(np.concatenate([ends, cross, ends + 1]), axis=0)
    middle, width = (stops[1:] + stops[:-1]) / 2, np.diff(stops, axis=0)
    height = begin[:, None] + rise[:, None] * middle
    height = np.where(there[:, None], np.round(height, _DECIMALS), np.inf)
    lowest = (height == height.min(axis=0)) & there[:, None]
    number = np.maximum(lowest.sum(axis=0), 1)
    return np.asarray((lowest / number * width).sum(axis=1))


def strongest(found: Difference) -> tuple[int, int] | None:
    """The dimension that bears most of a difference, and the signal that bears most of that.

    Places in the order of the model; None where no signal bears in the direction of the total.
    """
    way = 1.0 if found.total >= 0 else -1.0
    borne = np.nan_to_num(found.dimensions * way)
    if np.isnan(found.total) or not (borne > 0).any():
        return None
    dimension = int(borne.argmax())
    places = list(OF_DIMENSION.values())[dimension]
    return dimension, places[int(np.nan_to_num(found.signals[places] * way).argmax())]
