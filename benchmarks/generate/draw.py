"""Draws and columns shared by all logs: shares, days, cadences, text."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Days = NDArray[np.datetime64]
NO_DAY = np.datetime64("NaT", "D")


@dataclass(frozen=True)
class Span:
    """The days from `first` to `last`, both included; nothing after `last` is known."""

    first: np.datetime64
    last: np.datetime64

    @property
    def days(self) -> Days:
        """All days, weekends too."""
        return np.arange(self.first, self.last + 1)

    @property
    def business_days(self) -> Days:
        """Mondays to Fridays."""
        days = self.days
        return days[np.is_busday(days)]

    def known(self, days: Days) -> Days:
        """`days`, blank where they are still to come."""
        return np.where(days > self.last, NO_DAY, days)


def chosen(rng: np.random.Generator, shares: Mapping[Any, float], count: int) -> pl.Series:
    """`count` keys of `shares`, each as often as its share says."""
    weights = np.array(list(shares.values()))
    limits = np.cumsum(weights / weights.sum())[:-1]
    return text(list(shares), np.searchsorted(limits, rng.random(count)))


def text(values: Sequence[str | None], codes: NDArray[Any]) -> pl.Series:
    """The strings that `codes` point at."""
    return pl.Series(values, dtype=pl.String).gather(codes.astype(np.uint32))


def some(rng: np.random.Generator, share: float, days: Days) -> Days:
    """`days`, kept with the probability `share`, else blank."""
    return np.where(rng.random(len(days)) < share, days, NO_DAY)


def after(days: Days, business_days: NDArray[Any] | int) -> Days:
    """The days that many business days after `days` (a weekend counts as the Monday)."""
    return np.busday_offset(days, business_days, roll="forward")


def cadence(
    rng: np.random.Generator, clients: int, span: Span, every: int, skipped: float = 0.08
) -> tuple[Ints, Days]:
    """Client numbers and days of something that recurs every `every` business days.

    Each client has a phase of its own; the share `skipped` does not take place. Sorted by day.
    """
    days = span.business_days
    number = np.busday_count(np.datetime64("2000-01-03"), days)
    due = (number[:, None] + np.arange(clients) * 7) % every == 0
    due &= rng.random(due.shape) >= skipped
    at, client = np.nonzero(due)
    return client, days[at]


def at_random(
    rng: np.random.Generator, clients: int, span: Span, every: float
) -> tuple[Ints, Days]:
    """As `cadence`, but at random: on average once in `every` business days."""
    days = span.business_days
    at, client = np.nonzero(rng.random((len(days), clients)) < 1 / every)
    return client, days[at]


def named(rng: np.random.Generator, words: Sequence[str], days: Days) -> pl.Series:
    """Names such as 'Checkout 240305': unique in a client with at most one a day."""
    kind = text(words, rng.integers(0, len(words), len(days)))
    return kind + " " + pl.Series(days).dt.strftime("%y%m%d")
