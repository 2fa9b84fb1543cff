"""Scores of every day: what the rules on health and dimensions are read off."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
import numpy.typing as npt

from health.basis import Basis, basis_at
from health.calendars import Days
from health.logs.rows import Logs
from health.measures import Flags, Scores
from health.score import DECIMALS, OF_DIMENSION, Weights, combined, weights
from health.settings import Settings
from health.signals import SIGNALS

_CELLS = 250_000  # clients x days scored at a time
_NAMES = tuple(SIGNALS)


@dataclass(frozen=True)
class Daily:
    """Of C clients on N days, one after the other: dimensions (5, C, N) and health (C, N), NaN
    where missing; where a dimension is red; where enough is known; the signal of each dimension
    that costs it most, by its place among SIGNALS (-1: none).
    """

    days: Days
    dimensions: npt.NDArray[np.float32]
    health: Scores
    red: Flags
    covered: Flags
    costliest: npt.NDArray[np.int8]

    def upto(self, day: int) -> Daily:
        """Only the days before one."""
        keep = int(np.searchsorted(self.days, day))
        return Daily(
            self.days[:keep],
            self.dimensions[..., :keep],
            self.health[..., :keep],
            self.red[..., :keep],
            self.covered[..., :keep],
            self.costliest[..., :keep],
        )


def daily_scores(logs: Logs, settings: Settings, days: Days, before: Daily | None = None) -> Daily:
    """The scores of consecutive days; those that `before` holds are taken from it.

    A day's scores depend on what was known on it only, so they are the same whenever they are made.
    """
    clients = len(logs.clients)
    kept = before if before is not None and _fits(before, clients, days) else None
    parts = [] if kept is None else [kept]
    since = 0 if kept is None else len(kept.days)
    if since < len(days):
        cells = clients * (len(days) - since)
        some = logs.parted(cells // _CELLS + 1)
        new = [_scored(basis_at(part, settings, days[since:])) for part in some]
        parts.append(_joined(new, days[since:], axis=-2))
    return _joined(parts, days, axis=-1) if parts else _nothing(clients)


def _joined(parts: list[Daily], days: Days, axis: int) -> Daily:
    """The scores of all clients on all days: parts are of some clients (-2) or some days (-1)."""
    names = (each.name for each in fields(Daily) if each.name != "days")
    return Daily(
        days, *(np.concatenate([getattr(part, name) for part in parts], axis) for name in names)
    )


def _nothing(clients: int) -> Daily:
    flags, scores = np.zeros((clients, 0), bool), np.zeros((clients, 0))
    many = np.zeros((len(OF_DIMENSION), clients, 0))
    return Daily(
        np.zeros(0, np.int32),
        many.astype(np.float32),
        scores,
        many > 0,
        flags,
        many.astype(np.int8),
    )


def every_day(points: Days, as_of: int) -> Days:
    """Every day from the first of the first point's week to the as-of day; none without a point."""
    first = int(points[0]) - 6 if len(points) else as_of + 1
    return np.arange(first, as_of + 1, dtype=np.int32)


def _fits(before: Daily, clients: int, days: Days) -> bool:
    known = len(before.days)
    same = len(before.health) == clients and 0 < known <= len(days)
    return same and bool(np.array_equal(before.days, days[:known]))


def _scored(basis: Basis) -> Daily:
    """One stretch of days. Signals come one at a time: 23 x C x N at once would be too much."""
    shares, exists = weights(basis), basis.exists
    found = [_dimension(basis, shares, places) for places in OF_DIMENSION.values()]
    dimensions = np.stack([np.where(exists, score, np.nan) for score, _, _ in found])
    health = np.where(exists, combined(dimensions, shares), np.nan)
    coverage = sum(
        weight[:, None] * known
        for weight, (_, known, _) in zip(shares.dimensions, found, strict=True)
    )
    least, below = basis.number("alerts.coverage_least"), basis.number("alerts.dimension_below")
    weighed = (shares.dimensions > 0)[:, :, None]
    red = weighed & (np.round(dimensions, DECIMALS) < below[:, None])
    return Daily(
        basis.points.days,
        dimensions.astype(np.float32),
        health,
        red,
        np.round(coverage, DECIMALS) >= least[:, None],
        np.stack([costliest for _, _, costliest in found]),
    )


def _dimension(
    basis: Basis, shares: Weights, places: list[int]
) -> tuple[Scores, Scores, npt.NDArray[np.int8]]:
    """A dimension's score, the share of it that is known, and its costliest signal, (C, N) each."""
    known, total, worst = (np.zeros(basis.shape) for _ in range(3))
    costliest = np.full(basis.shape, -1, np.int8)
    for place in places:
        signal = np.where(basis.exists, SIGNALS[_NAMES[place]](basis), np.nan)
        there = ~np.isnan(signal)
        share = shares.signals[place][:, None] * there
        lost = np.where(there, share * (100 - signal), 0)
        costliest[lost > worst] = place
        worst = np.maximum(worst, lost)
        known += share
        total += share * np.where(there, signal, 0)
    with np.errstate(invalid="ignore", divide="ignore"):
        score = np.clip(total / known, 0, 100)
    return np.where(known > 0, score, np.nan), known, costliest
