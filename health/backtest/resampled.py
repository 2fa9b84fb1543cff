"""How sure a figure is, where weeks of one client are alike: clients are drawn again, not weeks.

Sources:
    Obuchowski 1997, "Nonparametric analysis of clustered ROC curve data", Biometrics 53:567-578.
    Hesterberg 2015, "What teachers should know about the bootstrap", The American Statistician
        69:371-386 (percentiles widened for few of them, "expanded percentile").
    Brown, Cai & DasGupta 2001, "Interval estimation for a binomial proportion", Statistical Science
        16:101-133 (Jeffreys' interval).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import special  # scipy.stats is slow to load, and pages wait for it

from health.measures import Flags, Scores

LEVEL = 0.9
DRAWS = 2000
Amounts = npt.NDArray[np.number]
Places = npt.NDArray[np.intp]


@dataclass(frozen=True)
class Figure:
    """A figure with the ends of its 90 % interval; NaN where there is none."""

    value: float
    low: float = float("nan")
    high: float = float("nan")

    def above(self, limit: float) -> bool:
        """Whether all of the interval is above a limit."""
        return bool(self.low > limit)

    def below(self, limit: float) -> bool:
        """Whether all of the interval is below a limit."""
        return bool(self.high < limit)


NO_FIGURE = Figure(float("nan"))


@dataclass(frozen=True)
class Draws:
    """How often each of C clients is drawn in each of B samples, (B, C)."""

    times: Scores

    @classmethod
    def of(cls, clients: int, draws: int = DRAWS, seed: int = 1) -> Draws:
        """Samples of as many clients as there are, with replacement; the same for the same seed."""
        luck = np.random.default_rng(seed)
        shares = np.full(clients, 1 / clients) if clients else np.zeros(0)
        return cls(luck.multinomial(clients, shares, size=draws).astype(float))

    def ratio(self, over: Amounts, under: Amounts, few: int) -> Figure:
        """Sum over sum of clients' own amounts (C,), such as weeks found of weeks looked at."""
        if not under.sum():
            return NO_FIGURE
        with np.errstate(invalid="ignore", divide="ignore"):
            again = (self.times @ over) / (self.times @ under)
        return interval(float(over.sum() / under.sum()), again, few)


def interval(value: float, again: Scores, few: int) -> Figure:
    """A figure with percentiles of its samples, widened as Student's t is for `few` clients: those
    of the rarer kind, on which the figure rests.
    """
    known = again[np.isfinite(again)]
    if few < 2 or len(known) < len(again) / 2 or not np.isfinite(value):
        return Figure(value)
    wide = special.stdtrit(few - 1, (1 + LEVEL) / 2) * np.sqrt(few / (few - 1))
    end = special.ndtr(-wide)
    low, high = np.quantile(known, [end, 1 - end])
    return Figure(value, float(low), float(high))


def share_of(hits: float, of: int) -> Figure:
    """A share of clients, each of which counts by itself: Jeffreys' interval."""
    if not of:
        return NO_FIGURE
    ends = np.array([(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    low, high = special.betaincinv(hits + 0.5, of - hits + 0.5, ends)
    return Figure(hits / of, float(low) if hits else 0.0, float(high) if hits < of else 1.0)


@dataclass(frozen=True)
class Pairs:
    """Of weeks with a bad outcome (rows: their K clients) and those without (C clients): how many
    pairs are in the right order, a tie counting half, (K, C); how many weeks of each, (K,), (C,).
    """

    owner: Places
    right: Scores
    bad: Scores
    others: Scores

    def auc(self) -> float:
        """The share of pairs in which the week with the bad outcome has the higher risk."""
        pairs = self.bad.sum() * self.others.sum()
        return float(self.right.sum() / pairs) if pairs else float("nan")

    def again(self, draws: Draws) -> Scores:
        """The same in each sample, (B,)."""
        of_bad = draws.times[:, self.owner]
        with np.errstate(invalid="ignore", divide="ignore"):
            right = np.einsum("bc,bc->b", of_bad @ self.right, draws.times)
            return np.asarray(right / ((of_bad @ self.bad) * (draws.times @ self.others)))

    def figure(self, draws: Draws) -> Figure:
        """AUC and its interval."""
        return interval(self.auc(), self.again(draws), self.few)

    @property
    def few(self) -> int:
        """Clients of the rarer kind."""
        return min(len(self.owner), int((self.others > 0).sum()))


def pairs_of(risk: Scores, bad: Flags, client: Places, clients: int) -> Pairs:
    """The pairs of weeks (N,) by their clients; rows with a risk only."""
    place = np.unique(risk, return_inverse=True)[1]
    owner, of = np.unique(client[bad], return_inverse=True)
    high = place[bad]
    right = np.zeros((len(owner), clients))
    low, whose = place[~bad], client[~bad]
    order = np.lexsort((low, whose))
    low, whose = low[order], whose[order]
    begins = np.searchsorted(whose, np.arange(clients + 1))
    for each in np.unique(whose):
        mine = low[begins[each] : begins[each + 1]]
        found = np.searchsorted(mine, high, "left") + np.searchsorted(mine, high, "right")
        right[:, each] = np.bincount(of, found / 2, minlength=len(owner))
    own = np.bincount(of, minlength=len(owner)).astype(float)
    return Pairs(owner, right, own, np.diff(begins).astype(float))


def difference(one: Pairs, other: Pairs, draws: Draws) -> Figure:
    """AUC less AUC of the same weeks, drawn together."""
    gap = one.again(draws) - other.again(draws)
    return interval(one.auc() - other.auc(), gap, one.few)
