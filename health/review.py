"""The weekly review: what was agreed before, and the snapshot that a closed review leaves behind.

A snapshot is plain JSON with a format number. It holds all that its page shows, in words and
numbers: nothing in it is ever computed again, so that it reads the same whatever becomes of the
logs, the clients or the settings.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

import pandas as pd

from health.errors import UnreadableReview
from health.logs.contract import folded
from health.portfolio import Portfolio
from health.settings import DIMENSIONS
from health.store.records import Action, Note, Override, Review

FORMAT = 1
Snapshot = dict[str, Any]
_NUMBERS = ("health", "low", "high", "coverage", "change_1w", "change_4w", "value")
_TEXTS = ("client", "lead", "segment", "band")
_FRIDAY = 4
_LEAST_DAYS = 3  # a next action gets at least these to be done in


def next_friday(day: date) -> date:
    """The first Friday that leaves three days to act."""
    first = day + timedelta(days=_LEAST_DAYS)
    return first + timedelta(days=(_FRIDAY - first.weekday()) % 7)


def state(action: Action, today: date) -> str:
    """`done`, `overdue` or `open` as of a day."""
    if action.done_on is not None:
        return "done"
    return "overdue" if action.due < today else "open"


def as_of(actions: Iterable[Action], day: date) -> list[Action]:
    """Actions as they stood on a day: what was done later was still open."""
    return [
        replace(each, done_on=None, outcome="")
        if each.done_on is not None and each.done_on > day
        else each
        for each in actions
    ]


def agreed_before(actions: Iterable[Action], week: date) -> list[Action]:
    """What the reviews before a week agreed: all of the last one; of earlier ones what is open or
    was done since.

    In the order of need: open ones by their due date, then the done ones.
    """
    past = [each for each in actions if each.week < week]
    last = max((each.week for each in past), default=week)
    since = last - timedelta(days=7)
    kept = [
        each for each in past if each.week == last or each.done_on is None or each.done_on > since
    ]
    return sorted(kept, key=lambda each: (each.done_on is not None, each.due, each.id))


def week_to_write(shown: date, latest: bool, closed: Iterable[date]) -> date | None:
    """The week to which belongs what is written while a week is shown; None if it is past that.

    What is added to the latest week after its review was closed belongs to the next review.
    """
    last = max(closed, default=None)
    if last is None or shown > last:
        return shown
    return last + timedelta(days=7) if latest else None


@dataclass(frozen=True)
class Shown:
    """What the screen said at the close: words that the core does not make, and alerts."""

    headline: str = ""
    subline: str = ""
    changes: Sequence[tuple[str, float, str]] = ()  # client, points, causes: the largest movers
    sentences: Mapping[str, str] = field(default_factory=dict)  # by client: how it stands, and why
    alerts: pd.DataFrame = field(default_factory=pd.DataFrame)
    alert_counts: Mapping[str, int] = field(default_factory=dict)  # by client, of all clients


@dataclass(frozen=True)
class Written:
    """What people wrote up to the close: all of the store that bears on the week."""

    notes: Sequence[Note] = ()
    actions: Sequence[Action] = ()
    overrides: Sequence[Override] = ()
    settings: str = ""  # the name of the settings version in force; empty for those of a file


def snapshot(
    portfolio: Portfolio, day: date, review: Review, shown: Shown, written: Written, today: date
) -> Snapshot:
    """What a review of the week of `day` showed and decided, as plain JSON."""
    scores = portfolio.scores(day)
    week = review.week
    notes = [_note(each) for each in written.notes if each.week == week]
    decided = [each for each in written.actions if each.week == week]
    before = agreed_before(written.actions, week)
    return {
        "format": FORMAT,
        "week": week.isoformat(),
        "as_of": portfolio.day(portfolio.point(day)).isoformat(),
        "opened_by": review.opened_by,
        "opened_at": review.opened_at.isoformat(),
        "settings": portfolio.settings.version,
        "settings_name": written.settings,
        "portfolio": portfolio.version,
        "headline": shown.headline,
        "subline": shown.subline,
        "counts": {band: list(counts) for band, counts in portfolio.counts(day).items()},
        "value_at_risk": _number(scores.loc[scores["band"] == "red", "value"].sum(min_count=1)),
        "changes": [
            {"client": client, "change": _number(change), "causes": causes}
            for client, change, causes in shown.changes
        ],
        "clients": _clients(scores, shown, review, written.overrides),
        "without_score": portfolio.without_point(day).to_dict("records"),
        "notes": notes,
        "actions": [_action(each, today) for each in decided],
        "agreed_before": [_action(each, today) for each in before],
        "alerts": _alerts(shown.alerts),
    }  # fmt: skip


def opened(stored: Mapping[str, Any] | None) -> Snapshot:
    """A snapshot as it was stored; UnreadableReview for a format that this program is too old for.

    A later format is to be brought up from the earlier ones here.
    """
    form = (stored or {}).get("format")
    if stored is None or form != FORMAT:
        raise UnreadableReview(
            f"This review was kept in format {form!r}; this version of the program reads format "
            f"{FORMAT}. Start the newer version that wrote it."
        )
    return dict(stored)


def _clients(
    scores: pd.DataFrame,
    shown: Shown,
    review: Review,
    overrides: Sequence[Override],
) -> list[dict[str, Any]]:
    ticked = {folded(name): tick for name, tick in review.reviewed.items()}
    beside = {folded(each.client): each for each in overrides}
    found = []
    for row in scores.to_dict("records"):
        name = str(row["client"])
        tick, override = ticked.get(folded(name)), beside.get(folded(name))
        found.append(
            {
                **{key: _text(row[key]) for key in _TEXTS},
                **{key: _number(row[key]) for key in _NUMBERS},
                "dimensions": {key: _number(row[key]) for key in DIMENSIONS},
                "sentence": shown.sentences.get(name, ""),
                "open_alerts": int(shown.alert_counts.get(name, 0)),
                "reviewed": {"by": tick[0], "at": tick[1].isoformat()} if tick else None,
                "override": _override(override) if override else None,
            }
        )
    return found


def _note(note: Note) -> dict[str, Any]:
    return {
        "client": note.client, "text": note.text, "by": note.author,
        "at": note.created_at.isoformat(),
    }  # fmt: skip


def _action(action: Action, today: date) -> dict[str, Any]:
    return {
        "id": action.id,
        "client": action.client,
        "week": action.week.isoformat(),
        "text": action.text,
        "who": action.who,
        "due": action.due.isoformat(),
        "state": state(action, today),
        "done_on": action.done_on.isoformat() if action.done_on else None,
        "outcome": action.outcome,
        "by": action.author,
        "at": action.created_at.isoformat(),
    }


def _override(override: Override) -> dict[str, Any]:
    return {
        "health": override.health, "reason": override.reason, "by": override.author,
        "from_on": override.from_on.isoformat(), "expires_on": override.expires_on.isoformat(),
    }  # fmt: skip


def _plain(value: Any) -> str | None:
    """A text, a day, or None where there is neither."""
    if value is None or value != value:
        return None
    return value.isoformat()[:10] if isinstance(value, date) else str(value)


_ALERT = (
    "client", "rule", "subject", "severity", "state", "since", "message", "next_step",
    "status", "assignee", "verdict", "until", "reason", "marked_by",
)  # fmt: skip


def _alerts(alerts: pd.DataFrame) -> list[dict[str, Any]]:
    names = [name for name in _ALERT if name in alerts.columns]
    return [{name: _plain(row[name]) for name in names} for row in alerts.to_dict("records")]


def _number(value: Any) -> float | None:
    number = float(value) if value is not None else math.nan
    return round(number, 4) if math.isfinite(number) else None


def _text(value: Any) -> str:
    return "" if value is None or value != value else str(value)
