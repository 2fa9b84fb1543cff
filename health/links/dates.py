"""The dates that both sides agreed on, for a picture of them: what was done, is late, comes."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from health.portfolio import Portfolio
from health.report.ground import Ground
from health.report.timeline import Dated, dated
from health.words import many, short_day

_BEFORE = timedelta(days=28)  # what was done longer ago is not shown
_MOST = 20


def dates_of(portfolio: Portfolio, client: int, day: date) -> dict[str, Any]:
    """Deadlines as known at the end of a day, by their date: those that are not done, and those
    done in the four weeks before. All texts; days in ISO form, blank where there is none.

    `items`, the most of them 20: `name`, `side` (ours, yours), `state` (done, late, open),
    `promised` (the day it was agreed), `original` (the first date), `due` (the latest), `done`,
    and `words` on it. `more` says how many there are beyond.
    """
    ground = Ground.of(portfolio, client, day, None)
    if ground.gap("deadlines", "done_on"):
        return {"day": day.isoformat(), "items": [], "more": ""}
    found = [item for item in dated(ground) if not item.done or item.done > day - _BEFORE]
    far = len(found) - _MOST
    return {
        "day": day.isoformat(),
        "items": [_item(ground, item) for item in found[:_MOST]],
        "more": f"{many(far, 'later date')} not in this picture" if far > 0 else "",
    }


def _item(ground: Ground, item: Dated) -> dict[str, str]:
    late = not item.done and ground.late(item.due)
    first = item.rows[0]
    return {
        "name": item.name,
        "side": "ours" if item.ours else "yours",
        "state": "done" if item.done else "late" if late else "open",
        "promised": first["promised_on"].isoformat(),
        "original": first["due_on"].isoformat(),
        "due": item.due.isoformat(),
        "done": item.done.isoformat() if item.done else "",
        "words": _words(ground, item, late),
    }


def _words(ground: Ground, item: Dated, late: bool) -> str:
    if item.done:
        word = "delivered" if item.ours else "received"
        return f"{word} {short_day(item.done, ground.day)}"
    return f"{'was due' if late else 'due'} {short_day(item.due, ground.day)}"
