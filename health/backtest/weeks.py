"""Which weeks of which clients can be judged, what came of them, and where they are parted."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from health.backtest.outcomes import Outcomes
from health.calendars import NEVER, Days
from health.history import History
from health.measures import Flags

Places = npt.NDArray[np.intp]
# Why a week of a client is left out, in the order in which it is asked.
REASONS = {
    "partial": "the week was not over on the as-of day",
    "after": "on or after the client's first bad outcome",
    "noticed": "notice was given already, or the outcome was known",
    "near": "too near the outcome to act on it",
    "open": "what comes of it is not known yet: its time is not over",
    "ended": "the client ended in that time, with no outcome on record",
}


@dataclass(frozen=True)
class Ahead:
    """Outcomes count that come more than `least` and at most `most` days after a week's end."""

    least: int = 28
    most: int = 91


@dataclass(frozen=True)
class Weeks:
    """The N weeks of clients that are judged: client, point of the history, whether a bad outcome
    came in time; by client and point. `left_out` counts the others by reason; `lost` are clients
    whose bad outcome no week can be held against, with what stands in the way.
    """

    client: Places
    point: Places
    bad: Flags
    left_out: dict[str, int]
    lost: dict[str, int]

    def __len__(self) -> int:
        return len(self.client)

    def chosen(self, which: npt.NDArray[np.generic]) -> Weeks:
        """Some of them."""
        return replace(
            self, client=self.client[which], point=self.point[which], bad=self.bad[which]
        )

    @property
    def bad_clients(self) -> int:
        """How many clients have a week before a bad outcome."""
        return len(np.unique(self.client[self.bad]))


def weeks_of(history: History, ended: Days, outcomes: Outcomes, ahead: Ahead) -> Weeks:
    """Every whole week of every client, with what came of it; or left out, with the reason.

    ended: (C,), NEVER where no end is known.
    """
    days = history.days.astype(np.int64)[None, :]
    on, noticed = (each.astype(np.int64)[:, None] for each in (outcomes.on, outcomes.noticed))
    gap = on - days
    bad = (gap > ahead.least) & (gap <= ahead.most)
    over = days + ahead.most <= outcomes.until
    well = _last_good(outcomes, len(on))[:, None] > days  # it is known to have gone on well
    gone = (ended[:, None] <= days + ahead.most) & ~well
    tests = {
        "partial": np.broadcast_to(days % 7 != 3, gap.shape),
        "after": gap <= 0,
        "noticed": days >= noticed,
        "near": gap <= ahead.least,
        "open": ~over,
        "ended": gone & ~bad,
    }
    left = history.exists.copy()
    counts = {}
    for name, test in tests.items():
        found = left & test
        counts[name] = int(found.sum())
        left &= ~found
    client, point = np.nonzero(left)
    return Weeks(client, point, bad[client, point], counts, _lost(history, outcomes, left & bad))


def _last_good(outcomes: Outcomes, clients: int) -> npt.NDArray[np.int64]:
    last = np.full(clients, -int(NEVER), np.int64)
    np.maximum.at(last, outcomes.good[0], outcomes.good[1].astype(np.int64))
    return last


def _lost(history: History, outcomes: Outcomes, judged: Flags) -> dict[str, int]:
    """Clients with a bad outcome before which no week is judged, by what stands in the way."""
    lost = (outcomes.on < NEVER) & ~judged.any(axis=1)
    days = history.days.astype(np.int64)
    before = (history.exists & (days < outcomes.on[:, None])).any(axis=1)
    known = (history.exists & (days < outcomes.noticed[:, None])).any(axis=1)
    return {
        "no week of theirs was scored before it": int((lost & ~before).sum()),
        "it was known too early": int((lost & before & ~known).sum()),
        "the weeks before it are too few, too near or not over": int((lost & known & before).sum()),
    }


@dataclass(frozen=True)
class Split:
    """The weeks up to `fitted_to` teach, those from `judged_from` on (days) are judged; what is
    between them does neither. `fit` and `judge` say which weeks (N,); `parted` whether there are
    two parts: else all weeks are judged, and nothing can be fitted.
    """

    fitted_to: int
    judged_from: int
    fit: Flags
    judge: Flags
    parted: bool


def split_of(weeks: Weeks, days: Days, ahead: Ahead, least: int = 2) -> Split:
    """Two parts in time, with as much time between them as outcomes are looked for ahead, so that
    what comes of the earlier weeks is known before the later begin.

    Where: so that the side with fewer clients with bad outcomes has most of them. Only their dates
    are looked at, no score. Not parted where a side would have fewer than `least`.
    """
    day = days[weeks.point].astype(np.int64)
    bad_day, bad_client = day[weeks.bad], weeks.client[weeks.bad]
    best, at = (-1, 0), None
    for cut in np.unique(day):
        early = len(np.unique(bad_client[bad_day <= cut]))
        late = len(np.unique(bad_client[bad_day > cut + ahead.most]))
        found = min(early, late), early + late
        if found > best:
            best, at = found, int(cut)
    everything = np.ones(len(weeks), bool)
    if at is None or best[0] < least:
        return Split(0, int(day.min(initial=0)), ~everything, everything, False)
    after = at + ahead.most
    late_days = day[day > after]
    return Split(at, int(late_days.min()), day <= at, day > after, True)
