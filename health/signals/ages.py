"""The Age measure with the settings' grace, for the signals that ask 'when last?'."""

from __future__ import annotations

import numpy as np

from health.basis import Basis
from health.measures import Events, Scores, age_mean


def graced(basis: Basis, target: Scores) -> tuple[Scores, Scores]:
    """Grace in business days, g = max(1, 0.2 tau), and where the score is 0 in targets, (C,)."""
    share, least = basis.number("age.grace_share"), basis.number("age.grace_least")
    return np.maximum(least, share * target), basis.number("age.zero_at")


def aged(basis: Basis, events: Events, target: Scores, from_first_use: bool = False) -> Scores:
    """Age (C, W) of events against a target in business days (C,)."""
    return age_mean(basis.spans, events, target, *graced(basis, target), from_first_use)


def matters_from(basis: Basis, target: Scores) -> int:
    """The day before which no event can matter to an age: its score would be 0 with or without."""
    grace, zero_at = graced(basis, target)
    clients = np.arange(len(target))
    first = np.full(len(target), basis.points.days[0])
    window = basis.calendars.count(clients, basis.spans.first_of_window(clients, first))
    worthless = np.ceil(zero_at * target + grace).astype(np.int64) + 1
    return int(basis.calendars.nth(clients, window - worthless).min())
