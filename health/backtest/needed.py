"""Whether there is enough to conclude anything from, and how much more it would take."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

import numpy as np

from health.backtest.weeks import Ahead, Split, Weeks
from health.calendars import Days

IN_ALL, EACH_SIDE = 30, 10  # clients with a bad outcome


@dataclass(frozen=True)
class Needed:
    """Clients with a bad outcome in all and on both sides of the split; how many more it takes;
    about how many more weeks of the same clients that is, or how many times as many clients over
    the same time: None where there was no outcome to tell from, or nothing is missing.
    """

    in_all: int
    early: int
    late: int
    more: int
    weeks: int | None
    times: float | None

    @property
    def enough(self) -> bool:
        """Whether conclusions can be drawn."""
        return self.more == 0


def needed(weeks: Weeks, split: Split, days: Days, ahead: Ahead) -> Needed:
    """What is there, and what is missing."""
    early, late = (
        weeks.chosen(which).bad_clients if split.parted else 0 for which in (split.fit, split.judge)
    )
    found = weeks.bad_clients
    short = max(EACH_SIDE - early, 0) + max(EACH_SIDE - late, 0) if split.parted else EACH_SIDE * 2
    more = max(IN_ALL - found, 0)
    if not more and min(early, late) < EACH_SIDE:
        more = short
    if not more or not found or not len(weeks):
        return Needed(found, early, late, more, None, None)
    span = np.ptp(days[weeks.point].astype(np.int64)) / 7 + 1
    return Needed(
        found, early, late, more, ceil(more * span / found), round((found + more) / found, 1)
    )
