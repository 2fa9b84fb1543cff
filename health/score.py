"""Signals to dimensions, health, points, coverage, range, band. Definitions: `scoring.md` 3."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
import numpy.typing as npt

from health.basis import Basis
from health.calendars import Days
from health.measures import Flags, Scores
from health.settings import DIMENSIONS
from health.signals import SIGNALS

BANDS = ("green", "amber", "red", "none")
GREEN, AMBER, RED, NONE = range(4)
OF_DIMENSION: dict[str, list[int]] = {
    dimension: [place for place, one in enumerate(SIGNALS.values()) if one.dimension == dimension]
    for dimension in DIMENSIONS
}
_CLIENTS = 50  # at a time: what is made of them stays in the processor's cache
DECIMALS = 9  # limits, and ties for the weakest dimension, are compared at so many


@dataclass(frozen=True)
class Weights:
    """Shares per client: of dimensions (5, C), adding up to 1; of signals within theirs (23, C)."""

    dimensions: Scores
    signals: Scores
    mean_share: Scores  # (C,)

    def of(self, some: slice) -> Weights:
        """The weights of some clients."""
        return Weights(self.dimensions[:, some], self.signals[:, some], self.mean_share[some])


@dataclass(frozen=True)
class Health:
    """Scores of C clients at W points: dimensions (5, C, W), the rest (C, W); NaN is missing."""

    dimensions: Scores
    health: Scores
    low: Scores
    high: Scores
    coverage: Scores


def weights(basis: Basis) -> Weights:
    """The weights of every client, scaled to shares."""
    outer = np.stack([basis.number(f"weights.dimensions.{name}") for name in DIMENSIONS])
    inner = np.stack([basis.number(one.weight_name) for one in SIGNALS.values()])
    for places in OF_DIMENSION.values():
        inner[places] /= inner[places].sum(axis=0)
    return Weights(outer / outer.sum(axis=0), inner, basis.number("health.mean_share"))


def dimension_scores(signals: Scores, shares: Weights) -> tuple[Scores, Scores]:
    """Weighted means of the signals (23, C, W) that are there; and the share there, (5, C, W)."""
    there = ~np.isnan(signals)
    scores, known = [], []
    for places in OF_DIMENSION.values():
        share = shares.signals[places][:, :, None] * there[places]
        total = share.sum(axis=0)
        with np.errstate(invalid="ignore", divide="ignore"):
            mean = (share * np.where(there[places], signals[places], 0)).sum(axis=0) / total
        mean = np.clip(mean, 0, 100)  # shares add up to 1 but for the last digit
        scores.append(np.where(there[places].any(axis=0) & (total > 0), mean, np.nan))
        known.append(total)
    return np.stack(scores), np.stack(known)


def combined(dimensions: Scores, shares: Weights) -> Scores:
    """Health: `mean_share` of the weighted mean of what is there, the rest of the weakest.

    A dimension that was given no weight counts for neither.
    """
    there = ~np.isnan(dimensions) & (shares.dimensions > 0)[:, :, None]
    share = shares.dimensions[:, :, None] * there
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = (share * np.where(there, dimensions, 0)).sum(axis=0) / share.sum(axis=0)
    weakest = np.where(there, dimensions, np.inf).min(axis=0)
    part = shares.mean_share[:, None]
    rest = (1 - part) * np.where(np.isinf(weakest), 0, weakest)
    return np.where(np.isnan(mean), np.nan, np.clip(part * mean + rest, 0, 100))


def health_of(signals: Scores, shares: Weights) -> Health:
    """Everything that follows from signals (23, C, W) at a point, some clients at a time."""
    parts = [
        _health_of(signals[:, some], shares.of(some))
        for some in (
            slice(first, first + _CLIENTS) for first in range(0, max(1, signals.shape[1]), _CLIENTS)
        )
    ]
    return Health(
        *(
            np.concatenate([getattr(part, each.name) for part in parts], -2)
            for each in fields(Health)
        )
    )


def _health_of(signals: Scores, shares: Weights) -> Health:
    dimensions, known = dimension_scores(signals, shares)
    health = combined(dimensions, shares)
    ends = []
    for filler in (0.0, 100.0):
        filled = np.where(np.isnan(signals), filler, signals)
        ends.append(combined(dimension_scores(filled, shares)[0], shares))
    low, high = np.fmin(ends[0], health), np.fmax(ends[1], health)
    coverage = (shares.dimensions[:, :, None] * known).sum(axis=0)
    return Health(dimensions, health, low, high, coverage)


def points_of(signals: Scores, shares: Weights) -> tuple[Scores, Scores]:
    """Points that each signal keeps and loses, (23, C, W): they add up to H and to 100 - H."""
    dimensions, _ = dimension_scores(signals, shares)
    there = ~np.isnan(dimensions) & (shares.dimensions > 0)[:, :, None]
    share = shares.dimensions[:, :, None] * there
    rounded = np.where(there, np.round(dimensions, DECIMALS), np.inf)
    weakest = (rounded == rounded.min(axis=0)) & there
    with np.errstate(invalid="ignore", divide="ignore"):
        outer = shares.mean_share[:, None] * share / share.sum(axis=0)
        outer = outer + (1 - shares.mean_share[:, None]) * weakest / weakest.sum(axis=0)
    weight = np.zeros(signals.shape)
    for place, places in enumerate(OF_DIMENSION.values()):
        inner = shares.signals[places][:, :, None] * ~np.isnan(signals[places])
        with np.errstate(invalid="ignore", divide="ignore"):
            weight[places] = np.nan_to_num(outer[place] * inner / inner.sum(axis=0))
    return weight * np.nan_to_num(signals), weight * (100 - np.nan_to_num(signals, nan=100.0))


def bands(
    scores: Health, exists: Flags, days: Days, limits: dict[str, Scores]
) -> npt.NDArray[np.int8]:
    """The band shown at every point (C, W), folded point by point from each client's first.

    `limits` are the `bands.*` settings, (C,) each, and `dimension_weights` (5, C). A worse target
    shows at once. A better one shows on the second Sunday running, as the worse of the two; a
    partial week never improves a band.
    """
    health = np.round(scores.health, DECIMALS)
    counted = ~np.isnan(scores.dimensions) & (limits["dimension_weights"] > 0)[:, :, None]
    lowest = np.round(np.where(counted, scores.dimensions, np.inf), DECIMALS).min(axis=0)
    blind = np.round(scores.coverage, DECIMALS) < limits["coverage_least"][:, None]
    blind |= np.isnan(health) | ~exists
    shown = np.full(health.shape, NONE, np.int8)
    band = np.full(len(health), NONE, np.int8)
    waiting = np.full(len(health), NONE, np.int8)  # last Sunday's target, if it was better
    for point, day in enumerate(days):
        h = health[:, point]
        green = h >= np.where(band == GREEN, limits["green_stays"], limits["green"])
        red = h < np.where(band == RED, limits["red_stays"], limits["red"])
        green &= lowest[:, point] >= limits["dimension_floor"]
        target = np.where(red, RED, np.where(green, GREEN, AMBER)).astype(np.int8)
        fresh, better = band == NONE, target < band
        sunday = day % 7 == 3
        improves = better & (waiting != NONE) & ~fresh & sunday
        now = np.where(fresh | (target > band), target, band)
        now = np.where(improves, np.maximum(target, waiting), now)
        gone = blind[:, point]
        waiting = np.where(better & ~fresh & sunday & (target < now) & ~gone, target, NONE).astype(
            np.int8
        )
        band = np.where(gone, NONE, now).astype(np.int8)
        shown[:, point] = band
    return shown
