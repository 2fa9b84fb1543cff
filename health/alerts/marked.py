"""What people said of alerts, beside what the logs say: it never changes an alert, only how it is
handled. `scoring.md` 5, Life.

A mark belongs to one alert: of a client, rule and subject, begun on one day. What was marked of an
earlier one says nothing of a later one. Where a row that came late, or another setting, has moved
the day on which an alert began, what was done about it stays with the alert that was open then.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from math import sqrt
from typing import Any

import numpy as np
import pandas as pd

from health.alerts.rules import RULES
from health.logs.contract import folded
from health.store.records import Mark

HANDLED = ("acknowledged", "unacknowledged", "snoozed", "woken")
VERDICTS = {"true_alarm": "true", "false_alarm": "false"}
MARKED = (
    "status", "assignee", "verdict", "until", "reason", "broken", "marked_by", "marked_at",
)  # fmt: skip
_Z = 1.645  # of a two-sided interval of 90 %
Subject = tuple[str, str, str]  # client and subject folded, the rule between them
Lowest = Callable[[int, date, date], float]


@dataclass
class _Said:
    """What the marks on one alert come to."""

    handled: Mark | None = None
    assigned: Mark | None = None
    verdict: Mark | None = None
    last: Mark | None = None


@dataclass(frozen=True)
class Verdict:
    """What was last said of one alert by a day: whether it was a true alarm; client and subject are
    folded, `on` is the day as of which it was said.
    """

    client: str
    rule: str
    subject: str
    since: date
    on: date
    true: bool


def marked(
    alerts: pd.DataFrame, marks: Iterable[Mark], day: date, lowest: Lowest, drop: float
) -> pd.DataFrame:
    """Alerts of a day with `MARKED`, as marked by then.

    `status` is the state, but acknowledged or snoozed of one that fires and was last marked so. An
    event that has happened again since it was acknowledged is news: it fires. A snooze ends on its
    day `until`, and is `broken` once the client's health has been `drop` below what it was:
    `lowest(code, after, upto)` gives the lowest health since. `until` and `reason` are the
    snooze's, `marked_by` and `marked_at` of the last mark.
    """
    begun: dict[Subject, list[date]] = {}
    for client, rule, subject, since in zip(
        *(alerts[name] for name in ("client", "rule", "subject", "since")), strict=True
    ):
        begun.setdefault((folded(client), rule, folded(subject)), []).append(since)
    said = _by_alert((mark for mark in marks if mark.on <= day), begun)
    found = []
    columns = ("client", "code", "rule", "subject", "since", "state", "last_on")
    for client, code, rule, subject, since, state, last_on in zip(
        *(alerts[name] for name in columns), strict=True
    ):
        one = said.get(((folded(client), rule, folded(subject)), since), _NOTHING)
        news = last_on if RULES[rule].event else date.min
        found.append(_line(one, state, int(code), day, news, lowest, drop))
    more = pd.DataFrame(found, columns=list(MARKED), index=alerts.index, dtype=object)
    return pd.concat([alerts, more], axis=1)


def with_subjects(
    alerts: pd.DataFrame,
    marks: Iterable[Mark],
    named: Callable[[pd.DataFrame], pd.DataFrame],
) -> pd.DataFrame:
    """Alerts with the subjects of those that may be marked, "" elsewhere: to name thousands by
    `named` takes seconds. Whatever day they began on: a row that came late moves it."""
    keys = {(folded(mark.client), mark.rule) for mark in marks}
    pairs = zip(alerts["client"], alerts["rule"], strict=True)
    some = [(folded(client), rule) in keys for client, rule in pairs]
    subjects = named(alerts.loc[np.array(some, bool)])["subject"]
    return alerts.assign(subject=subjects.reindex(alerts.index, fill_value=""))


_NOTHING = _Said()


def _by_alert(
    marks: Iterable[Mark], begun: Mapping[Subject, Sequence[date]] | None = None
) -> dict[tuple[Subject, date], _Said]:
    """What is said of each alert; marks come in the order in which they were made.

    `begun` are the days on which alerts that are there began: a mark on none of them goes to the
    one that was open when it was made.
    """
    found: dict[tuple[Subject, date], _Said] = {}
    for mark in marks:
        subject = folded(mark.client), mark.rule, folded(mark.subject)
        days = (begun or {}).get(subject, ())
        since = mark.since
        if days and since not in days and mark.kind not in VERDICTS:  # a verdict may come later
            since = max((each for each in days if each <= mark.on), default=since)
        said = found.setdefault((subject, since), _Said())
        said.last = mark
        if mark.kind in HANDLED:
            said.handled = mark
        elif mark.kind == "assigned":
            said.assigned = mark
        else:
            said.verdict = mark
    return found


def _line(
    said: _Said, state: str, code: int, day: date, news: date, lowest: Lowest, drop: float
) -> tuple[Any, ...]:
    status, until, reason, broken = state, None, "", False
    handled = said.handled
    if handled is not None and state == "firing":
        if handled.kind == "acknowledged" and news <= handled.on:
            status, reason = "acknowledged", handled.reason
        elif handled.kind == "snoozed" and handled.until is not None and day < handled.until:
            broken = _is_broken(handled, code, day, lowest, drop)
            until, reason = handled.until, handled.reason
            status = "firing" if broken else "snoozed"
    by: str | None = said.last.by if said.last else None
    at: datetime | None = said.last.at if said.last else None
    assignee = said.assigned.to if said.assigned else None
    verdict = VERDICTS[said.verdict.kind] if said.verdict else None
    return status, assignee, verdict, until, reason, broken, by, at


def _is_broken(snooze: Mark, code: int, day: date, lowest: Lowest, drop: float) -> bool:
    if snooze.health is None:
        return False
    return bool(round(snooze.health - lowest(code, snooze.on, day), 9) >= drop)


def verdicts(marks: Iterable[Mark], day: date) -> list[Verdict]:
    """Of every alert that was marked true or false by a day the latest such mark."""
    return [
        Verdict(client, rule, subject, since, said.verdict.on, said.verdict.kind == "true_alarm")
        for ((client, rule, subject), since), said in _by_alert(
            mark for mark in marks if mark.on <= day
        ).items()
        if said.verdict is not None
    ]


def interval(true: float, marked: float) -> tuple[float, float]:
    """The 90 % interval of a share of `true` among `marked` cases (Wilson 1927)."""
    share, square = true / marked, _Z * _Z
    middle = (share + square / (2 * marked)) / (1 + square / marked)
    half = _Z * sqrt(share * (1 - share) / marked + square / (4 * marked * marked))
    half /= 1 + square / marked
    return max(middle - half, 0.0), min(middle + half, 1.0)
