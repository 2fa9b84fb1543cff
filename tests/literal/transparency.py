"""The signals of transparency, as they are written."""

from __future__ import annotations

from datetime import date, timedelta

from tests.literal.blocks import age, age_score, dated_mean, mean, window_mean
from tests.literal.cells import fold
from tests.literal.days import ONE
from tests.literal.deadlines import items
from tests.literal.seen import Seen
from tests.literal.spec import EVENTS, SECTIONS, Row

_WORTH = {"yes": 100.0, "same": 50.0, "no": 0.0, None: 0.0}


def reports_on_time(seen: Seen) -> float | None:
    """Age of reports."""
    events = [row["sent_on"] for row in seen.rows["reports"]]
    return age(seen, events, seen.client.agreed["report_every"])


def report_completeness(seen: Seen) -> float | None:
    """How much of the reports of 56 days was filled in."""
    tracked = [section for section in SECTIONS if section in seen.tracked["reports"]]
    scores = []
    for row in seen.rows["reports"]:
        asked = [_WORTH[row[section]] for section in tracked if row[section] != "n/a"]
        score = mean(asked)
        if score is not None and seen.within(row["sent_on"], 56):
            scores.append(score)
    return mean(scores)


def no_surprises(seen: Seen) -> float | None:
    """Done by R, or warned of in time before."""
    scores = []
    for item in items(seen):
        if item.due <= seen.day - timedelta(days=84):
            continue
        if item.done_on is not None and item.done_on <= item.due:
            scores.append(100.0)
        elif seen.day > item.due:
            needed = max(2, -(-item.length // 10))
            warned = item.warned_on
            early = warned is not None and seen.calendar.between(warned, item.due) >= needed
            scores.append(100.0 if early else 0.0)
    return window_mean(scores, 2, 75)


def issues(seen: Seen) -> list[tuple[date, list[Row]]]:
    """The day each issue was raised, and its events in order."""
    groups: dict[str, list[Row]] = {}
    for row in seen.rows["issues"]:
        groups.setdefault(fold(row["issue"]), []).append(row)
    found = []
    for group in groups.values():
        events = sorted(group, key=lambda row: (row["at"].instant, EVENTS.index(row["event"])))
        raised = [row["at"].day for row in events if row["event"] == "raised"]
        found.append((min(raised, default=events[0]["at"].day), events))
    return found


def issue_updates(seen: Seen) -> float | None:
    """Over issues and days: the age of the latest event, 100 once resolved."""
    days = seen.calendar.last_twenty(seen.day)
    scores = []
    for raised, events in issues(seen):
        for day in days:
            if raised <= day:
                so_far = [row for row in events if row["at"].day <= day]
                since = resolved(so_far)
                if since is None:
                    latest = max(row["at"].day for row in so_far)
                    scores.append(age_score(seen.calendar.between(latest, day), 3))
                elif since >= days[0]:
                    scores.append(100.0)
    return mean(scores)


def resolved(events: list[Row]) -> date | None:
    """The day an issue was resolved; None while it is open. A later `raised` opens it again."""
    since: date | None = None
    for row in events:
        if row["event"] == "raised":
            since = None
        elif row["event"] == "resolved" and since is None:
            since = row["at"].day
    return since


def issues_restated(seen: Seen) -> float | None:
    """Restated within one business day after it was raised."""
    verdicts: list[tuple[float, date]] = []
    for raised, events in issues(seen):
        limit = seen.calendar.nth_after(raised, 1)
        days = [row["at"].day for row in events if row["event"] == "restated"]
        in_time = [day for day in days if raised <= day <= limit]
        verdicts.append((100.0, min(in_time)) if in_time else (0.0, limit + ONE))
    return dated_mean(seen, verdicts, 56)


def risks_planned(seen: Seen) -> float | None:
    """Told, with plan B and owner, and looked at lately; or closed lately."""
    first = seen.calendar.last_twenty(seen.day)[0]
    scores = []
    for row in seen.rows["risks"]:
        if row["closed_on"] is not None:
            scores += [100.0] if row["closed_on"] >= first else []
            continue
        told, planned = row["told_client_on"], row["plan_b"] is not None
        looked = [day for day in (row["raised_on"], told, row["updated_on"]) if day is not None]
        fresh = seen.calendar.between(max(looked), seen.day) <= 10
        good = told is not None and planned and row["owner"] is not None and fresh
        scores.append(100.0 if good else 0.0)
    return mean(scores)


def changes_confirmed(seen: Seen) -> float | None:
    """Estimated and confirmed before it was started."""
    verdicts: list[tuple[float, date]] = []
    for row in seen.rows["changes"]:
        started = row["started_on"]
        if started is not None:
            steps = row["estimated_on"], row["confirmed_on"]
            good = all(step is not None and step <= started for step in steps)
            verdicts.append((100.0 if good else 0.0, started))
    return dated_mean(seen, verdicts, 84, 2, 75)
