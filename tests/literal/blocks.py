"""Ramp, Age and Window mean: section 1 of the model."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from datetime import date

from tests.literal.seen import Seen


def ramp(x: float, full: float, zero: float) -> float:
    """100 at `full`, 0 at `zero`."""
    return 100 * min(1.0, max(0.0, (zero - x) / (zero - full)))


def mean(values: Sequence[float]) -> float | None:
    """Missing where there is nothing."""
    return sum(values) / len(values) if values else None


def age_score(age: float, every: float) -> float:
    """f(A) of something that should recur every so many business days."""
    grace = max(1.0, 0.2 * every)
    return ramp(age, every + grace, 3 * every + grace)


def age(
    seen: Seen, events: Iterable[date], every: float, from_first_use: bool = False
) -> float | None:
    """The mean of f(A) over the last 20 business days."""
    ordered = sorted(events)
    if every == 0 or (from_first_use and not ordered):
        return None
    scores = []
    for day in seen.calendar.last_twenty(seen.day):
        so_far = bisect_right(ordered, day)
        if day <= seen.start or (from_first_use and not so_far):
            continue
        latest = max(ordered[so_far - 1], seen.start) if so_far else seen.start
        scores.append(age_score(seen.calendar.between(latest, day), every))
    return mean(scores)


def window_mean(verdicts: Sequence[float], k: float = 0, m: float = 0) -> float | None:
    """(k m + sum) / (k + count) of the verdicts that are in the window."""
    return (k * m + sum(verdicts)) / (k + len(verdicts)) if verdicts else None


def dated_mean(
    seen: Seen, verdicts: Iterable[tuple[float, date]], days: int, k: float = 0, m: float = 0
) -> float | None:
    """The window mean of verdicts, each with its date."""
    return window_mean([score for score, day in verdicts if seen.within(day, days)], k, m)
