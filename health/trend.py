"""Where a score is heading: Theil-Sen slopes, and the charts that tell drift from noise.

Scores run from 0 to 100. Time is the last axis everywhere. A missing value is NaN and is passed
over, never read as zero. A value at one point depends on that point and earlier ones only.

Sources:
    Sen 1968, "Estimates of the regression coefficient based on Kendall's tau", JASA 63:1379-1389.
    Lucas & Crosier 1982, "Fast initial response for CUSUM quality-control schemes",
        Technometrics 24:199-205 (average run lengths of the known-parameter CUSUM).
    Lucas & Saccucci 1990, "Exponentially weighted moving average control schemes",
        Technometrics 32:1-12.
    Hawkins 1987, "Self-starting CUSUM charts for location and scale", The Statistician 36:299-316.
    Hawkins 1993, "Robustification of cumulative sum charts by Winsorization", Journal of Quality
        Technology 25:248-261.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]

# Sums of the same points in another order differ by about 1e-14. Sen's interval counts ties, and
# a flat score has slope exactly 0: so equal scores must be equal numbers.
DECIMALS = 9


def trend_slopes(
    health: FloatArray,
    days: IntArray,
    exists: BoolArray,
    points: int = 8,
    confidence: float = 0.9,
    since: int = 0,
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Slope of health at every client and week (from week `since` on), with the ends of its
    interval.

    health: (C, W), 0-100, NaN where missing. days: (W,), day numbers, strictly increasing; a
    partial week stands at its true day. exists: (C, W), whether the client has a point there.
    The slope at w is taken over the last `points` points up to w that have health, whether or
    not w itself has it; `scipy.stats.theilslopes(y, days / 7, confidence)` gives the same.

    Returns (slope, low, high), each (C, W - since), in score points per week; NaN where the client
    has no point, or fewer than `points` with health so far.
    """
    if points < 2:
        raise ValueError(f"points must be at least 2 for a slope, not {points}")
    if np.any(np.diff(days) <= 0):
        raise ValueError("days must be strictly increasing")
    has_health = exists & ~np.isnan(health)
    nth = np.cumsum(has_health, axis=1)[:, since:] - points
    enough = exists[:, since:] & (nth >= 0)
    if not enough.any():
        missing = np.full(enough.shape, np.nan)
        return missing, missing.copy(), missing.copy()
    # Each client's points that have health move to the front: the last few then have no gaps.
    order = np.argsort(~has_health, axis=1, kind="stable")
    client, week = np.nonzero(enough)
    place = order[client, nth[client, week] + np.arange(points)[:, None]]
    y = np.round(health[client, place], DECIMALS)
    fits = _theil_sen(y, days[place], confidence)
    slope, low, high = np.full((3, *enough.shape), np.nan)
    for values, fit in zip((slope, low, high), fits, strict=True):
        values[client, week] = fit
    return slope, low, high


def trend_words(
    slope: FloatArray, low: FloatArray, high: FloatArray, drop: float = 5.0, points: int = 8
) -> NDArray[np.str_]:
    """`falling`, `steady`, `rising`, or `none` where there is no slope; shapes as given.

    slope, low, high: as from `trend_slopes`, score points per week. A trend counts when it is
    worth at least `drop` score points over the `points - 1` weeks, and its interval excludes 0.
    """
    change = np.round((points - 1) * slope, DECIMALS)
    limit = np.round(drop, DECIMALS)
    falling = (change <= -limit) & (high < 0)
    rising = (change >= limit) & (low > 0)
    words = np.select([np.isnan(slope), falling, rising], ["none", "falling", "rising"], "steady")
    return words.astype(np.str_)


@dataclass(frozen=True, slots=True)
class Cusum:
    """Two-sided CUSUM in standard deviations, both paths >= 0; every array as the input."""

    upper: FloatArray
    lower: FloatArray
    signal: BoolArray


@dataclass(frozen=True, slots=True)
class Ewma:
    """Weighted average in the input's unit, and where it is outside the limits."""

    path: FloatArray
    signal: BoolArray


@dataclass(frozen=True, slots=True)
class SelfStartingCusum:
    """`score`: each value as a standard normal deviate against the client's own past, NaN where
    missing or warming up; `lower`: the path, >= 0; `signal`. Every array as the input."""

    score: FloatArray
    lower: FloatArray
    signal: BoolArray


def cusum(x: FloatArray, k: float, h: float, mean: float = 0.0, sd: float = 1.0) -> Cusum:
    """Two-sided CUSUM with known mean and sd (Lucas & Crosier 1982), from 0, without a reset.

    x: (..., W). k (reference value) and h (decision limit) in units of sd. The chart signals
    while a path is above h. NaN leaves the paths, and so the signal, as they were.
    """
    z = (x - mean) / sd
    upper, lower = _accumulated(z, k), _accumulated(-z, k)
    return Cusum(upper, lower, (upper > h) | (lower > h))


def ewma(x: FloatArray, weight: float, limit: float, mean: float = 0.0, sd: float = 1.0) -> Ewma:
    """EWMA chart with known mean and sd and asymptotic limits (Lucas & Saccucci 1990).

    x: (..., W). z_n = weight x_n + (1 - weight) z_{n-1}, z_0 = mean; the chart signals while
    |z_n - mean| > limit * sd * sqrt(weight / (2 - weight)). NaN leaves z as it was.
    """
    if not 0 < weight <= 1:
        raise ValueError(f"weight must be above 0 and at most 1, not {weight}")
    over_time = np.moveaxis(x, -1, 0)
    path = np.empty_like(over_time)
    z = np.full(over_time.shape[1:], mean)
    for n, x_n in enumerate(over_time):
        z = np.where(np.isnan(x_n), z, weight * x_n + (1 - weight) * z)
        path[n] = z
    path = np.moveaxis(path, 0, -1)
    return Ewma(path, np.abs(path - mean) > limit * sd * np.sqrt(weight / (2 - weight)))


def self_starting_cusum(
    x: FloatArray,
    k: float = 0.5,
    h: float | FloatArray = 5.0,
    warm_up: int = 8,
    least_sd: float | FloatArray = 1.0,
    most: float = np.inf,
) -> SelfStartingCusum:
    """Lower self-starting CUSUM (Hawkins 1987): each value against the values before it.

    x: (..., W), score points. With n counting the values that are not NaN, and the mean and sd s
    of the n - 1 before: T_n = (x_n - mean) / s, U_n = Phi^-1(F_{t, n-2}(sqrt((n-1)/n) T_n)),
    L_n = max(0, L_{n-1} - U_n - k); the chart signals while L_n > h. In control the U_n are
    independent standard normal, whatever the mean and sd. The first `warm_up` values only teach
    the mean and sd. NaN leaves everything, and so the signal, as it was.

    least_sd: floor on s, score points. After a constant stretch (s = 0) an unchanged value gives
    U = 0, and a first departure d is judged as T = d / least_sd. Where the floor binds, |U| is
    smaller than Hawkins' and has less than unit variance: a very steady client's chart is calmer.
    It may be an array that broadcasts to x without its last axis; h one that broadcasts to x.

    most: U_n counts in L_n as no more than so many either way (Hawkins 1993): a single week that is
    far off, as weeks with few verdicts are, can't make a signal by itself. `score` is not cut.
    """
    if warm_up < 2:
        raise ValueError(f"warm_up must be at least 2 for a standard deviation, not {warm_up}")
    if np.any(np.asarray(least_sd) <= 0):
        raise ValueError(f"least_sd must be above 0, not {least_sd}")
    if most <= k:
        raise ValueError(f"most must be above k, {k}, or nothing ever signals; not {most}")
    score = _deviates_from_own_past(x, warm_up, least_sd)
    lower = _accumulated(-np.clip(score, -most, most), k)
    return SelfStartingCusum(score, lower, lower > h)


def _theil_sen(
    y: FloatArray, days: IntArray, confidence: float
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Theil-Sen slope per week with Sen's (1968, eq. 2.6) interval, of M series of n points each.

    y, days: (n, M), days increasing. Returns three arrays (M,); ranks are rounded and clipped as in
    `scipy.stats.theilslopes`.
    """
    n = len(y)
    # Whole days are subtracted before dividing: exact, wherever the calendar starts.
    pairs = [(i, j) for j in range(n) for i in range(j)]
    slopes = np.stack([(y[j] - y[i]) / ((days[j] - days[i]) / 7) for i, j in pairs], axis=-1)
    slopes.sort(axis=-1)
    # Each of k equal values adds (k - 1) (2k + 5): together Sen's k (k - 1) (2k + 5).
    equals = [np.sum(y == y_i, axis=0) for y_i in y]
    ties = np.sum([(k - 1) * (2 * k + 5) for k in equals], axis=0)
    sigma = np.sqrt(1 / 18 * (n * (n - 1) * (2 * n + 5) - ties))
    half = -float(special.ndtri(min(confidence, 1 - confidence) / 2)) * sigma
    count = len(pairs)
    low = np.maximum(np.round((count - half) / 2).astype(np.int64) - 1, 0)
    high = np.minimum(np.round((count + half) / 2).astype(np.int64), count - 1)
    median = (slopes[..., (count - 1) // 2] + slopes[..., count // 2]) / 2
    return median, _at(slopes, low), _at(slopes, high)


def _at(values: FloatArray, index: IntArray) -> FloatArray:
    """values (M, n) at index (M,) of the last axis -> (M,)."""
    return np.take_along_axis(values, index[:, None], axis=1)[:, 0]


def _accumulated(z: FloatArray, k: float) -> FloatArray:
    """S_n = max(0, S_{n-1} + z_n - k) over the last axis, from S_0 = 0; NaN leaves S as it was."""
    over_time = np.moveaxis(z, -1, 0)
    path = np.empty_like(over_time)
    s = np.zeros(over_time.shape[1:])
    for n, z_n in enumerate(over_time):
        s = np.where(np.isnan(z_n), s, np.maximum(0.0, s + z_n - k))
        path[n] = s
    return np.moveaxis(path, 0, -1)


def _deviates_from_own_past(
    x: FloatArray, warm_up: int, least_sd: float | FloatArray
) -> FloatArray:
    """U_n of `self_starting_cusum`, (..., W); NaN where x is, and for the first `warm_up`."""
    over_time = np.moveaxis(x, -1, 0)
    t = np.full_like(over_time, np.nan)
    seen = np.zeros_like(over_time)  # values before this one: n - 1
    count, mean, squares = np.zeros((3, *over_time.shape[1:]))
    for i, x_i in enumerate(over_time):  # Welford's update: squares about the running mean
        known = ~np.isnan(x_i)
        step = np.where(known, x_i - mean, 0.0)
        s = np.maximum(np.sqrt(squares / np.maximum(count - 1, 1)), least_sd)
        t[i] = np.where(known & (count >= warm_up), step / s * np.sqrt(count / (count + 1)), np.nan)
        seen[i] = count
        count = count + known
        mean = mean + step / np.maximum(count, 1)
        squares = squares + step * np.where(known, x_i - mean, 0.0)
    # Through the small tail, which keeps its digits; above 0 so that the deviate stays finite.
    tail = special.stdtr(np.maximum(seen - 1, 1), -np.abs(t))
    score: FloatArray = -np.sign(t) * special.ndtri(np.maximum(tail, np.finfo(float).tiny))
    return np.moveaxis(score, 0, -1)
