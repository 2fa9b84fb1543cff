"""The clients that are most like one: what a client is fairly compared with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from health.calendars import Ints
from health.logs.contract import folded
from health.measures import Flags, Scores
from health.portfolio import Portfolio
from health.score import NONE

MOST = 4
_LEAST = 2  # clients that a segment must have beside the one for its like to be sought there
_UNKNOWN = 1.0  # how far apart a value that is not known counts: as double or half


@dataclass(frozen=True)
class Like:
    """A client's like: the nearest first. `segment` is what they share, empty if that is nothing.

    `pool` is the number of clients that they were chosen from.
    """

    clients: tuple[int, ...]
    segment: str
    pool: int


def like(portfolio: Portfolio, client: int, day: date | None = None, most: int = MOST) -> Like:
    """The clients most like one on a day, up to so many.

    From its segment, or from all clients where fewer than two others of it can be compared; only
    clients with a band: of the others too little is known. Nearest is the smallest sum of how many
    times the one's yearly value must be doubled to reach the other's, and its age likewise; a value
    that is not known counts as one doubling. Ties are broken by name, so that the same logs always
    give the same like.
    """
    point = portfolio.point(day)
    names = [folded(str(each)) for each in portfolio.logs.clients["client"]]
    able = (portfolio.history.band[:, point] != NONE) & portfolio.history.exists[:, point]
    able[client] = False
    segment, same = _segment(portfolio, client)
    if not segment or (able & same).sum() < _LEAST:
        segment, same = "", np.ones(len(able), bool)
    pool = np.flatnonzero(able & same)
    apart = _apart(portfolio, client, point, pool)
    order = sorted(range(len(pool)), key=lambda at: (round(float(apart[at]), 9), names[pool[at]]))
    return Like(tuple(int(pool[at]) for at in order[:most]), segment, len(pool))


def _segment(portfolio: Portfolio, client: int) -> tuple[str, Flags]:
    """The client's segment as it is written, and which clients are of it."""
    column = portfolio.logs.clients["segment"]
    texts = np.array([folded(str(each or "")) for each in column], object)
    return str(column.iloc[client] or "").strip(), np.asarray(texts == texts[client])


def of_segment(portfolio: Portfolio, segment: str, day: date | None = None) -> list[int]:
    """The clients of a segment that have a point on a day, those most in need first."""
    scores = portfolio.scores(day)
    mine = scores["segment"].map(lambda each: folded(str(each or "")) == folded(segment))
    return [int(code) for code in scores.loc[mine, "code"]]


def size(portfolio: Portfolio, client: int, day: date | None = None) -> tuple[float, float]:
    """What is a year's value (NaN: not known) and the age in weeks by which likes are found."""
    value, age = _size(portfolio, portfolio.point(day))
    return float(value[client]), float(age[client])


def _size(portfolio: Portfolio, point: int) -> tuple[Scores, Scores]:
    """Value a year and age in weeks, that of the first point being 1, of all clients."""
    value = pd.to_numeric(portfolio.logs.clients["value"]).to_numpy(float)
    days = portfolio.history.days
    first = portfolio.history.exists[:, : point + 1].argmax(axis=1)
    return value, (days[point] - days[first]) / 7 + 1.0


def _apart(portfolio: Portfolio, client: int, point: int, pool: Ints) -> Scores:
    """How far each of the pool is from the client, in doublings."""
    value, age = _size(portfolio, point)
    with np.errstate(invalid="ignore"):
        worth, aged = np.log2(np.maximum(value, 1.0)), np.log2(age)
    apart = np.abs(worth[pool] - worth[client])
    apart = np.where(np.isnan(apart), _UNKNOWN, apart)
    return np.asarray(apart + np.abs(aged[pool] - aged[client]))
