"""Every cell of `score --history`, read off a folder one client and one point at a time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from tests.literal import communication, deadlines, demos, feedback, transparency
from tests.literal.folder import Client, Folder, default_as_of, read
from tests.literal.health import Band, coverage, dimensions, extreme, health, trend
from tests.literal.seen import Seen, points
from tests.literal.spec import SIGNALS, TRACKED

# The log that a signal is read from, where it is not named after its module.
_LOG_OF = {
    "reports_on_time": "reports",
    "report_completeness": "reports",
    "no_surprises": "deadlines",
    "issue_updates": "issues",
    "issues_restated": "issues",
    "risks_planned": "risks",
    "changes_confirmed": "changes",
}
_LOG_OF_MODULE = {
    communication: "contacts",
    demos: "demos",
    deadlines: "deadlines",
    feedback: "feedback",
    transparency: "reports",
}
_SIGNALS: dict[str, tuple[str, Callable[[Seen], float | None]]] = {
    name: (_LOG_OF.get(name, log), getattr(module, name))
    for name in SIGNALS
    for module, log in _LOG_OF_MODULE.items()
    if hasattr(module, name)
}


def signals(seen: Seen) -> dict[str, float | None]:
    """All 23, None where missing."""
    found: dict[str, float | None] = {}
    for name, (log, score) in _SIGNALS.items():
        tracked = seen.tracked.get(log)
        usable = tracked is not None and tracked.issuperset(TRACKED.get(name, "").split())
        found[name] = score(seen) if usable else None
    return found


def score_history(folder: Path, as_of: date | None, today: date) -> list[dict[str, Any]]:
    """One row a client and point, with the columns of the command's output; None is missing."""
    found = read(folder)
    last = as_of or default_as_of(found, today)
    if last is None:
        return []
    return [row for client in found.clients.values() for row in _history(found, client, last)]


def _history(found: Folder, client: Client, as_of: date) -> list[dict[str, Any]]:
    band, with_health, rows = Band(), [], []
    for seen in points(found, client, as_of):
        scores = signals(seen)
        by_dimension = dimensions(scores)
        level = health(by_dimension)
        known = coverage(scores)
        if level is not None:
            with_health.append((seen.day, level))
        row = {
            "client": client.name,
            "as_of": seen.day,
            "health": level,
            "low": extreme(scores, 0.0),
            "high": extreme(scores, 100.0),
            "coverage": known,
            "band": band.next(seen.day, level, by_dimension, known),
            "trend": trend(with_health),
        }
        rows.append(row | by_dimension | scores)
    return rows
