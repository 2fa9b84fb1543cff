"""Deadlines: whether our promises slip, and were agreed in writing. Definitions: `scoring.md` 2."""

from __future__ import annotations

import numpy as np

from health.basis import Basis
from health.calendars import NEVER
from health.measures import Scores, expanded, standing, tally
from health.signals.manual import signal
from health.signals.promises import Promises, promises


@signal(
    "deadlines",
    "deadlines",
    "done_on",
    label="Promises kept",
    question="Do we deliver when we said, or warn in time?",
    unit="of 100",
    aim="all in time, or warned of well before",
    source="our deadlines, against the original promise",
    next_step="Say which date will not hold, and by how much, before it passes",
    reads="slip",
)
def promises_kept(basis: Basis) -> Scores:
    """100 less the loss of every item that was due or done in the window."""
    items, points = basis.once(promises), basis.points
    gone = points.on(items.due + basis.settings.whole("promises_kept.window_days"))
    begin, end = points.knowing(items.begin), points.knowing(items.end)
    closed = np.flatnonzero(items.done < NEVER)
    found = tally(
        basis.shape,
        items.client[closed],
        begin[closed],
        np.minimum(end, gone)[closed],
        100 - items.loss(basis, closed, items.done[closed]),
    )
    open_ = np.flatnonzero(items.done >= NEVER)
    due = np.maximum(begin, points.on(items.due))[open_]
    which, point = expanded(due, np.minimum(end, gone)[open_])
    version = open_[which]
    kept = 100 - items.loss(basis, version, points.days[point])
    found += tally(basis.shape, items.client[version], point, point + 1, kept)
    found += tally(basis.shape, items.client[open_], np.maximum(due, gone[open_]), end[open_], 0.0)
    return basis.window_mean("promises_kept", found)


@signal(
    "deadlines",
    "deadlines",
    "done_on",
    label="Overdue now",
    question="Is anything late at this moment?",
    unit="business days",
    aim="nothing overdue",
    source="our open deadlines",
    next_step="Give the late item a new date today, in writing, with the reason",
    reads="slip",
)
def overdue_now(basis: Basis) -> Scores:
    """100 less the worst loss of what is open past its date."""
    items, points = basis.once(promises), basis.points
    begin, end = points.knowing(items.begin), points.knowing(items.end)
    due = np.where(items.done < NEVER, begin, np.maximum(begin, points.on(items.due)))
    judged = standing(basis.shape, items.client, due, np.maximum(due, end)) > 0
    open_ = np.flatnonzero(items.done >= NEVER)
    which, point = expanded(due[open_], end[open_])
    version = open_[which]
    worst = np.zeros(basis.shape)
    np.maximum.at(
        worst, (items.client[version], point), items.loss(basis, version, points.days[point])
    )
    return np.where(judged, 100 - worst, np.nan)


@signal(
    "deadlines",
    "deadlines",
    "confirmed_on",
    label="Agreed in writing",
    question="Is every date confirmed in writing within two days?",
    unit="of 100",
    aim="every date, within 2 business days",
    source="our deadlines, row by row",
    next_step="Send the dates of the last meeting in writing, and ask for a yes",
)
def agreed_in_writing(basis: Basis) -> Scores:
    """Verdicts of dates: confirmed in writing in time or not."""
    items: Promises = basis.once(promises)
    points, version = basis.points, items.row_version
    client, promised, confirmed = items.client[version], items.promised, items.confirmed
    within = basis.settings.whole("agreed_in_writing.within")
    limit = basis.calendars.after(client, promised, within)
    in_time = np.flatnonzero(confirmed <= limit)
    begin, end = points.knowing(items.begin[version]), points.knowing(items.end[version])
    end = np.minimum(
        end, points.on(limit + 1 + basis.settings.whole("agreed_in_writing.window_days"))
    )
    confirmed_by = np.where(confirmed <= limit, points.knowing(confirmed), len(points))
    late = np.maximum(begin, points.on(limit + 1))
    found = tally(basis.shape, client, late, np.minimum(end, confirmed_by), 0.0)
    agreed = np.maximum(np.maximum(begin, confirmed_by), points.on(np.maximum(promised, confirmed)))
    found += tally(basis.shape, client[in_time], agreed[in_time], end[in_time], 100.0)
    return basis.window_mean("agreed_in_writing", found)
