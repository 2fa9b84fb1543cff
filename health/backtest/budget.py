"""What a lead could look at: the few clients most at risk in a week, what came of these, and how
long before an outcome they stood there."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from health.backtest.outcomes import Outcomes
from health.backtest.resampled import Draws, Figure, share_of
from health.backtest.weeks import Weeks
from health.calendars import Days
from health.measures import Flags, Scores

PER_LEAD = 5  # clients a week: the alert budget of a lead


def in_budget(
    risk: Scores, weeks: Weeks, lead: npt.NDArray[np.intp], most: int = PER_LEAD
) -> Scores:
    """How far each week (N,) of a client is among the `most` with the highest risk of its lead and
    week, 0 to 1: those that tie for the last places share them. 0 without a risk.

    lead: (C,), a number of each client's lead.
    """
    found = np.zeros(len(risk))
    there = np.flatnonzero(~np.isnan(risk))
    if not len(there):
        return found
    key = lead[weeks.client[there]].astype(np.int64) << 32 | weeks.point[there].astype(np.int64)
    order = np.lexsort((-risk[there], key))
    key, ordered = key[order], risk[there][order]
    place = np.arange(len(key))
    group = np.concatenate([[True], key[1:] != key[:-1]])
    tie = group | np.concatenate([[True], ordered[1:] != ordered[:-1]])
    first = np.maximum.accumulate(np.where(group, place, 0))
    begins = np.flatnonzero(tie)
    length = np.diff(np.append(begins, len(key)))
    room = most - (begins - first[begins])
    found[there[order]] = np.repeat(np.clip(room / length, 0, 1), length)
    return found


@dataclass(frozen=True)
class Budget:
    """What the budget is worth: the share of the weeks in it that are before a bad outcome, the
    share of clients with a bad outcome that stood in it at least once in the time before, and how
    much of all weeks it holds.
    """

    precision: Figure
    recall: Figure
    share: float


def budget_of(inside: Scores, weeks: Weeks, clients: int, draws: Draws) -> Budget:
    """The worth of a budget that holds each week so far, (N,)."""
    held = np.bincount(weeks.client, inside, clients)
    hits = np.bincount(weeks.client, inside * weeks.bad, clients)
    once = np.zeros(clients)
    np.maximum.at(once, weeks.client[weeks.bad], inside[weeks.bad])
    few = weeks.bad_clients
    share = float(inside.sum() / max(len(inside), 1))
    return Budget(draws.ratio(hits, held, few), share_of(float(once.sum()), few), share)


@dataclass(frozen=True)
class Lead:
    """How early something stood: of `bad` clients with a bad outcome those on which it still stood
    in their last week judged, the days from the first week of that run to the outcome, and the
    share of the weeks without an outcome in which it stood as well.
    """

    of: str
    bad: int
    warned: int
    share: Figure
    days: tuple[int, ...]
    others: float

    @property
    def quartiles(self) -> tuple[float, float, float]:
        """Of the days; NaN where there are none."""
        if not self.days:
            return (float("nan"),) * 3
        low, middle, high = np.quantile(self.days, [0.25, 0.5, 0.75])
        return float(low), float(middle), float(high)


def lead_of(name: str, state: Flags, weeks: Weeks, days: Days, outcomes: Outcomes) -> Lead:
    """How early a state (N,) of weeks, ordered by client and point, announced outcomes."""
    place = np.arange(len(weeks))
    goes_on = np.zeros(len(weeks), bool)
    goes_on[1:] = (weeks.client[1:] == weeks.client[:-1]) & (
        weeks.point[1:] == weeks.point[:-1] + 1
    )
    goes_on[1:] &= state[1:] & state[:-1]
    begun = np.maximum.accumulate(np.where(goes_on, 0, place))
    bad = np.flatnonzero(weeks.bad)
    last = bad[np.append(weeks.client[bad][1:] != weeks.client[bad][:-1], len(bad) > 0)]
    warned = last[state[last]]
    of = weeks.client[warned]
    ahead = outcomes.on[of].astype(int) - days[weeks.point[begun[warned]]].astype(int)
    share = share_of(len(warned), len(last))
    calm = state[~weeks.bad]
    others = float(calm.mean()) if len(calm) else float("nan")
    return Lead(name, len(last), len(warned), share, tuple(sorted(ahead.tolist())), others)
