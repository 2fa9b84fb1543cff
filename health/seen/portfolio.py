"""A portfolio cut to some clients: as one that was scored from a folder with only their rows."""

from __future__ import annotations

import threading
import weakref
from collections import OrderedDict
from collections.abc import Collection
from dataclasses import fields
from typing import Any

import numpy as np
import numpy.typing as npt

from health.alerts.daily import Daily
from health.drift import Drift
from health.history import History, history_days
from health.ledger import Ledger
from health.logs.cut import cut_to
from health.portfolio import Portfolio
from health.score import Health

_MOST, _TIMES = 128, 2  # sets of clients that are kept; clients of these, for each of the whole
Codes = npt.NDArray[np.intp]


def portfolio_of(portfolio: Portfolio, keys: Collection[str]) -> Portfolio:
    """The portfolio of the clients with these keys only, as of the same day.

    What was scored is taken from it, for no client's scores depend on another's; its history begins
    with the first of these clients.
    """
    logs = cut_to(portfolio.logs, keys)
    mine = set(logs.clients["key"])
    codes = np.flatnonzero(portfolio.logs.clients["key"].isin(mine))
    first = _first_point(portfolio, codes, history_days(logs, portfolio.as_of))
    earlier = portfolio.earlier_settings
    made = Portfolio(
        logs,
        portfolio.settings.of_clients(mine),
        portfolio.as_of,
        _history(portfolio.history, codes, first),
        _each(Ledger, portfolio.changes, codes, first),
        portfolio.given_as_of,
        None if earlier is None else earlier.of_clients(mine),
    )
    if "daily" in portfolio.__dict__:
        made.__dict__["daily"] = _daily(portfolio.daily, codes, made.history.days)
    if "drift" in portfolio.__dict__:
        made.__dict__["drift"] = _drift(portfolio.drift, codes, made.history.days)
    return made


def _first_point(portfolio: Portfolio, codes: Codes, own: npt.NDArray[np.int32]) -> int:
    """The first point of a history of their own; of the whole one's, if they have points before."""
    days = portfolio.history.days
    first = int(np.searchsorted(days, own[0])) if len(own) else len(days)
    there = np.flatnonzero(portfolio.history.exists[codes, :first].any(axis=0))
    return int(there[0]) if len(there) else first


def _each(kind: Any, whole: Any, codes: Codes, first: int) -> Any:
    """Arrays (..., C, W) of some clients from a point on."""
    return kind(*(getattr(whole, each.name)[..., codes, first:] for each in fields(kind)))


def _history(whole: History, codes: Codes, first: int) -> History:
    cut = np.ix_(codes, np.arange(first, len(whole.days)))
    return History(
        tuple(whole.clients[code] for code in codes),
        whole.days[first:],
        whole.exists[cut],
        whole.signals[:, codes, first:],
        _each(Health, whole.scores, codes, first),
        whole.band[cut],
        whole.slope[cut],
        whole.trend[cut],
    )


def _daily(whole: Daily, codes: Codes, points: npt.NDArray[np.int32]) -> Daily:
    begin = int(np.searchsorted(whole.days, points[0] - 6)) if len(points) else len(whole.days)
    names = (each.name for each in fields(Daily) if each.name != "days")
    return Daily(whole.days[begin:], *(getattr(whole, name)[..., codes, begin:] for name in names))


def _drift(whole: Drift, codes: Codes, points: npt.NDArray[np.int32]) -> Drift:
    begin = int(np.searchsorted(whole.days, points[0])) if len(points) else len(whole.days)
    cut = np.s_[:, codes, begin:]
    return Drift(whole.days[begin:], whole.inputs[cut], whole.lower[cut], whole.signal[cut])


class Cuts:
    """The latest portfolio, cut to sets of clients: each once for all who see the same ones."""

    def __init__(self, most: int = _MOST) -> None:
        self._most, self._lock = most, threading.Lock()
        self._of: weakref.ref[Portfolio] | None = None
        self._known: OrderedDict[frozenset[str], Portfolio] = OrderedDict()

    def of(self, portfolio: Portfolio, keys: frozenset[str]) -> Portfolio:
        """The portfolio cut to the clients; those of an earlier portfolio are let go."""
        with self._lock:
            if self._of is None or self._of() is not portfolio:
                self._known.clear()
                self._of = weakref.ref(portfolio)
            if keys not in self._known:
                self._known[keys] = portfolio_of(portfolio, keys)
            self._known.move_to_end(keys)
            room = _TIMES * len(portfolio.logs.clients)
            while len(self._known) > self._most or (
                len(self._known) > 1 and sum(map(len, self._known)) > room
            ):
                self._known.popitem(last=False)
            return self._known[keys]


CUTS = Cuts()
