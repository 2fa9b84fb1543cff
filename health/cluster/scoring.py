"""Scores of one partition at the points of all, and the partitions as one history."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np

from health.calendars import Days
from health.cluster.reading import Read
from health.history import History, score_points
from health.score import Health
from health.settings import Settings


@dataclass(frozen=True)
class Scored:
    """The history of some clients at some points, and their places among all clients."""

    places: tuple[int, ...]
    history: History


def score_partition(
    read: Read, settings: Settings, days: Days, span: tuple[int, int], last_only: bool
) -> Scored:
    """The history of a partition; of its points only the last where no other is wanted.

    `span` are the first and the last day of all rows: calendars reach as far in every partition.
    """
    rows = {log: replace(each, span=span) for log, each in read.logs.rows.items()}
    history = score_points(replace(read.logs, rows=rows), settings, days)
    return Scored(read.places, _last(history) if last_only else history)


def _last(history: History) -> History:
    """Its last point alone, if it has one."""

    def last(name: str, of: object = history) -> Any:
        return np.ascontiguousarray(getattr(of, name)[..., -1:])

    scores = Health(*(last(each.name, history.scores) for each in fields(Health)))
    return History(
        history.clients, history.days[-1:], last("exists"), last("signals"), scores,
        last("band"), last("slope"), last("trend"),
    )  # fmt: skip


def as_one(found: Sequence[Scored], clients: Sequence[str]) -> History:
    """The history of all clients, in their order."""
    order = np.argsort(np.concatenate([np.array(each.places, np.intp) for each in found]))
    parts = [each.history for each in found]

    def whole(name: str, axis: int, of: Sequence[object]) -> Any:
        return np.concatenate([getattr(each, name) for each in of], axis).take(order, axis)

    scores = Health(
        *(whole(each.name, -2, [part.scores for part in parts]) for each in fields(Health))
    )
    exists, signals = whole("exists", 0, parts), whole("signals", 1, parts)
    band, slope, trend = (whole(name, 0, parts) for name in ("band", "slope", "trend"))
    return History(tuple(clients), parts[0].days, exists, signals, scores, band, slope, trend)
