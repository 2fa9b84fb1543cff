"""Evidence of the signals that ask 'when last?': the open gap, and how it was lately."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

from health.evidence.case import Case
from health.evidence.cells import Cells
from health.evidence.found import Found, table
from health.evidence.words import every, figure, many, on_day


@dataclass(frozen=True)
class Wording:
    """How a rhythm is told: `done` 'We last reached out', `never` 'We have not reached out'."""

    done: str
    never: str
    columns: str


def aged_evidence(
    case: Case,
    events: list[dict[str, Any]],
    target: float,
    wording: Wording,
    from_first_use: bool = False,
) -> Found | str:
    """Evidence of events, each with its `day`; a reason where there is nothing to judge."""
    days = sorted(event["day"] for event in events)
    assert case.start is not None
    if from_first_use and not days:
        return "none yet, and it counts only from the first one on"
    gaps = _gaps(case, days, case.start, from_first_use)
    if not gaps:
        return "no business day to judge yet"
    latest = days[-1] if days and days[-1] >= case.start else None
    age = case.business_days(latest or case.start, case.day)
    grace = max(case.number("age.grace_least"), case.number("age.grace_share") * target)
    over = sum(gap > target + grace for gap in gaps)
    last, lately = _last(case, latest, age, wording), _lately(gaps, over, target, grace)
    return Found(
        age,
        _ago(case, latest, age),
        f"{last} The aim is {every(target)}; {lately}",
        _rows(case, events, days, len(gaps), wording.columns),
    )


def _gaps(case: Case, days: list[date], start: date, from_first_use: bool) -> list[int]:
    """A(d), business days since the latest event, of the last business days d."""
    found = []
    for day in case.last_business_days(case.whole("age.days")):
        if day <= start or (from_first_use and day < days[0]):
            continue
        before = bisect_right(days, day)
        since = max(start, days[before - 1]) if before else start
        found.append(case.business_days(since, day))
    return found


def _ago(case: Case, latest: date | None, age: int) -> str:
    if latest is None:
        return f"not since the start, {many(age, 'business day')} ago"
    if latest == case.day:
        return "today"
    return f"{many(age, 'business day')} ago" if age else f"on {latest:%a} {latest.day} {latest:%b}"


def _last(case: Case, latest: date | None, age: int, wording: Wording) -> str:
    if latest is None:
        assert case.start is not None
        since = f"since the start on {on_day(case.start)}"
        return f"{wording.never} {since}, {many(age, 'business day')} ago."
    ago = "today" if latest == case.day else f"{many(age, 'business day')} ago"
    return f"{wording.done} on {on_day(latest)}, {ago}."


def _lately(gaps: list[int], over: int, target: float, grace: float) -> str:
    """How the gap was over the days that the score is the mean of."""
    limit = f"{figure(target + grace)} ({figure(grace)} of grace included)"
    span = (
        "the one business day judged" if len(gaps) == 1 else f"the last {len(gaps)} business days"
    )
    if not over:
        return f"at no time in {span} had more than {limit} passed."
    return f"on {span if len(gaps) == 1 else f'{over} of {span}'} more than {limit} had passed."


def _rows(
    case: Case, events: list[dict[str, Any]], days: list[date], judged: int, columns: str
) -> Cells:
    """The events of the days judged, and the last one before, from which the first gap runs."""
    first = case.last_business_days(judged)[-1]
    since = max([day for day in days if day <= first], default=first)
    before = {day: earlier for earlier, day in pairwise(days) if earlier < day}
    shown = []
    for event in events:
        day, gap = event["day"], None
        if day in before:
            gap = case.business_days(before[day], day)
        if day >= since:
            shown.append({**event, "gap": gap})
    return table(shown, columns, "day")
