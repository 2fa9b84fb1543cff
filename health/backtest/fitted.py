"""A risk that is learned: logistic regression with a penalty, on clients kept apart in folds.

Source: Dawes 1979, "The robust beauty of improper linear models in decision making", American
Psychologist 34:571-582.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import expit
from threadpoolctl import threadpool_limits

from health.backtest.facts import Fact
from health.backtest.weeks import Weeks
from health.measures import Flags, Scores

# Of the sum of squared steps, beside the sum over weeks of the log-likelihood.
PENALTIES = (10.0, 30.0, 100.0, 300.0, 1000.0, 3000.0, 10_000.0, 30_000.0)
_FOLDS, _MOST_ROWS, _STEPS = 5, 30_000, 30
_ALL, _GROUP = 0.001, 0.1  # of the penalty of a fact: what means of many cost
_OUTER, _FAR = 0.005, 4.0  # standard deviations: what is further off weighs no more


@dataclass(frozen=True)
class Scale:
    """How columns (n, p) become comparable: missing ones stand at the mean, and are told apart.

    What is beyond the range that was learned from counts as its end: nothing is known of it. So
    where all began together, later weeks are no longer a client's time than the earlier ones were.
    """

    mean: Scores
    sd: Scores
    low: Scores  # all but the outermost half per cent
    high: Scores
    absent: npt.NDArray[np.intp]  # columns that are missing here and there

    @classmethod
    def of(cls, x: npt.NDArray[np.float32], weight: Scores) -> Scale:
        """The scale of some weeks."""
        there = ~np.isnan(x)
        total = (weight[:, None] * there).sum(axis=0)
        held = np.maximum(total, 1e-9)
        mean = (weight[:, None] * np.where(there, x, 0)).sum(axis=0) / held
        square = (weight[:, None] * np.where(there, x - mean, 0) ** 2).sum(axis=0) / held
        share = total / weight.sum()
        patterns: dict[bytes, int] = {}
        for column in np.flatnonzero((share > 0.001) & (share < 0.999)).tolist():
            patterns.setdefault(there[:, column].tobytes(), column)
        absent = np.array(sorted(patterns.values()), np.intp)
        low, high = np.nanquantile(np.where(total > 0, x, 0), [_OUTER, 1 - _OUTER], axis=0)
        return cls(mean, np.sqrt(square), low, high, absent)

    def applied(self, x: npt.NDArray[np.float32]) -> Scores:
        """Columns scaled, and beside them which are missing, (n, p + q)."""
        there = ~np.isnan(x)
        flat = self.sd < 1e-9
        scaled = (np.clip(x, self.low, self.high) - self.mean) / np.where(flat, 1, self.sd)
        scaled = np.where(there & ~flat, np.clip(scaled, -_FAR, _FAR), 0.0)
        return np.hstack([scaled, (~there[:, self.absent]).astype(float)])


@dataclass(frozen=True)
class Fitted:
    """What was learned: of each named column its factor, in steps of a standard deviation."""

    names: tuple[str, ...]
    factors: Scores
    constant: float
    penalty: float


def learned(
    facts: Sequence[Fact], weeks: Weeks, fit: Flags, seed: int = 1
) -> tuple[Fitted, Scores]:
    """The chance of a bad outcome in every week (N,), learned from the weeks `fit`.

    Facts are of the weeks, (N,). Beside each by itself stand means of those held to be worse the
    one way or the other, with equal weights (Dawes 1979): of all, and of what they are about. The
    former costs next to nothing, the latter little, so that where outcomes are few little more than
    these is learned. The penalty is the one under which clients that were not learned from are
    foretold best.
    """
    x = np.stack([fact.values for fact in facts], axis=1)
    client = weeks.client[fit]
    # Small sums on many threads wait for each other on a busy processor: 16 x slower.
    with threadpool_limits(1):
        some, weight = _thinned(weeks.bad[fit], client)
        teach = np.flatnonzero(fit)[some]
        scale = Scale.of(x[teach], weight)
        design = _Design(scale, tuple(facts))
        y, rows = weeks.bad[teach].astype(float), design.of(x[teach])
        penalty = _best_penalty(rows, y, weight, design, _folds(y, client[some], seed))
        factors = logistic(rows, y, weight, penalty * design.costs)
        parts = np.array_split(x, max(1, len(x) // 50_000))
        chance = np.concatenate([expit(factors[0] + design.of(p) @ factors[1:]) for p in parts])
    return Fitted(design.names, factors[1:], float(factors[0]), penalty), chance


class _Design:
    """Columns to learn from: the mean of all facts with a sign, of each group, each fact, and which
    are missing."""

    def __init__(self, scale: Scale, facts: tuple[Fact, ...]) -> None:
        self._scale = scale
        worse = np.array([fact.worse for fact in facts], float)
        groups = list(dict.fromkeys(fact.about for fact in facts))
        mine = np.array([[fact.about == name for fact in facts] for name in groups]) * worse
        self._means = np.vstack([m / abs(m).sum() for m in mine if m.any()])
        groups = [name for name, m in zip(groups, mine, strict=True) if m.any()]
        labels = [fact.name for fact in facts]
        absent = [f"{labels[at]}: missing" for at in scale.absent]
        self.names = ("all", *(f"all {name}" for name in groups), *labels, *absent)
        of_means = np.full(len(groups), _GROUP)
        self.costs = np.concatenate([[_ALL], of_means, np.ones(len(labels) + len(absent))])

    def of(self, x: npt.NDArray[np.float32]) -> Scores:
        """Weeks (n, p) as columns to learn from."""
        scaled = self._scale.applied(x)
        means = scaled[:, : self._means.shape[1]] @ self._means.T
        return np.hstack([means.mean(axis=1, keepdims=True), means, scaled])


def _best_penalty(
    rows: Scores, y: Scores, weight: Scores, design: _Design, fold: npt.NDArray[np.intp]
) -> float:
    loss = np.zeros(len(PENALTIES))
    for each in range(_FOLDS):
        out = fold == each
        factors = None
        for place in range(len(PENALTIES) - 1, -1, -1):
            costs = PENALTIES[place] * design.costs
            factors = logistic(rows[~out], y[~out], weight[~out], costs, factors)
            loss[place] += _loss(rows[out], y[out], weight[out], factors)
    return PENALTIES[int(np.argmin(loss))]


def _thinned(bad: Flags, client: npt.NDArray[np.intp]) -> tuple[npt.NDArray[np.intp], Scores]:
    """All weeks with a bad outcome and every so many others, which count for those between."""
    every = max(1, int(np.ceil((~bad).sum() / _MOST_ROWS)))
    others = np.flatnonzero(~bad)
    kept = others[::every]
    some = np.sort(np.concatenate([np.flatnonzero(bad), kept]))
    return some, np.where(bad[some], 1.0, len(others) / max(len(kept), 1))


def _folds(bad: Scores, client: npt.NDArray[np.intp], seed: int) -> npt.NDArray[np.intp]:
    """A fold for every week, that of its client; clients with bad outcomes are dealt evenly."""
    luck = np.random.default_rng(seed)
    owners, of = np.unique(client, return_inverse=True)
    had = np.bincount(of, bad) > 0
    order = np.lexsort((luck.random(len(owners)), ~had))
    fold = np.empty(len(owners), np.intp)
    fold[order] = np.arange(len(owners)) % _FOLDS
    return np.asarray(fold[of])


def _loss(x: Scores, y: Scores, weight: Scores, factors: Scores) -> float:
    logit = factors[0] + x @ factors[1:]
    return float((weight * (np.logaddexp(0, logit) - y * logit)).sum())


def logistic(
    x: Scores, y: Scores, weight: Scores, penalty: Scores, start: Scores | None = None
) -> Scores:
    """Factors (1 + p,) of a logistic regression with a ridge penalty (p,), none on the constant.

    By Newton's steps, each halved until it is one down.
    """
    design = np.hstack([np.ones((len(x), 1)), x])
    ridge = np.concatenate([[1e-6], penalty])
    if start is None:
        start = np.zeros(design.shape[1])
        share = np.clip((weight * y).sum() / weight.sum(), 1e-6, 1 - 1e-6)
        start[0] = np.log(share / (1 - share))
    now, worth = start, _penalised(design, y, weight, ridge, start)
    for _ in range(_STEPS):
        chance = expit(design @ now)
        slope = design.T @ (weight * (chance - y)) + ridge * now
        bend = (design * (weight * chance * (1 - chance))[:, None]).T @ design
        step = np.linalg.solve(bend + np.diag(ridge + 1e-9), slope)
        for halved in range(12):
            tried = now - step / 2**halved
            then = _penalised(design, y, weight, ridge, tried)
            if then <= worth:
                break
        else:
            return now
        done = worth - then < 1e-6 * max(1.0, abs(worth))
        now, worth = tried, then
        if done:
            break
    return now


def _penalised(x: Scores, y: Scores, weight: Scores, ridge: Scores, factors: Scores) -> float:
    logit = x @ factors
    fit = (weight * (np.logaddexp(0, logit) - y * logit)).sum()
    return float(fit + 0.5 * (ridge * factors**2).sum())
