"""Evidence of issues: word on the open ones, and whether they were restated."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np

from health.evidence.case import Case
from health.evidence.found import Found, table
from health.evidence.words import figure, many, on_day, per_cent, were
from health.logs.contract import LOGS, folded
from health.measures import age_score
from health.signals.ages import graced

_ORDER = LOGS["issues"].by_name["event"].words


@dataclass(frozen=True)
class Issue:
    """All known events of one issue, in order."""

    events: list[dict[str, Any]]

    @property
    def name(self) -> str:
        """As its first event names it."""
        return str(self.events[0]["issue"])

    @property
    def raised(self) -> dict[str, Any]:
        """The event that raised it; its first, where none did."""
        return next((event for event in self.events if event["event"] == "raised"), self.events[0])

    def latest(self, day: date) -> date:
        """The day of the latest event up to the end of a day."""
        found: date = max(event["day"] for event in self.events if event["day"] <= day)
        return found

    def resolved(self, day: date) -> date | None:
        """Since when it is resolved, at the end of a day; None while it is open."""
        since = None
        for event in self.events:
            if event["day"] > day:
                break
            if event["event"] == "raised":
                since = None
            elif event["event"] == "resolved":
                since = since or event["day"]
        return since


def issues(case: Case) -> list[Issue]:
    """The issues known on the day, each with its events in order."""
    grouped: dict[str, list[dict[str, Any]]] = {}
    for line in case.lines("issues"):
        grouped.setdefault(folded(line["issue"]), []).append({**line, "day": line["at"].date()})
    return [
        Issue(sorted(events, key=lambda event: (event["at"], _ORDER.index(event["event"]))))
        for events in grouped.values()
    ]


def issue_updates(case: Case) -> Found | str:
    """Whether they hear about open issues."""
    target = case.number("issue_updates.every")
    grace, zero_at = graced(case.basis, np.array([target]))
    days = case.last_business_days(case.whole("age.days"))
    judged = []
    for issue in issues(case):
        scores, quiet, opened = [], [], issue.raised["day"]
        for day in days:
            resolved = issue.resolved(day) if day >= opened else None
            if day < opened or (resolved and resolved < days[-1]):
                continue
            gap = 0 if resolved else case.business_days(issue.latest(day), day)
            quiet += [gap] * (resolved is None)
            aged = age_score(np.array([gap], float), np.array([target]), grace, zero_at)
            scores.append(100.0 if resolved else float(aged[0]))
        if scores:
            judged.append(_judged(case, issue, scores, quiet))
    if not judged:
        return "no issue is open, or was resolved lately"
    open_ = [line for line in judged if line["resolved_on"] is None]
    text, told = _open(open_, len(judged) - len(open_))
    gaps = [gap for line in judged for gap in line["quiet"]]
    over = sum(gap > target + grace[0] for gap in gaps)
    mean = (
        f" In the last {len(days)} business days issues were open for {len(gaps)} days together; "
        f"on {over or 'none'} of these the last word was more than {figure(target + grace[0])} old."
        if gaps
        else ""
    )
    return Found(
        max((line["quiet_for"] for line in open_), default=0),
        text,
        told + mean,
        table(
            judged,
            "issue* raised_on* last_word_on* quiet_for* resolved_on verdict* score* weight",
            "last_word_on",
        ),
    )


def _judged(case: Case, issue: Issue, scores: list[float], quiet: list[int]) -> dict[str, Any]:
    """One issue as a row to show: that of its latest event; `weight` is the days it counts for."""
    resolved = issue.resolved(case.day)
    last = issue.latest(case.day)
    return {
        "row": issue.events[-1]["row"],
        "issue": issue.name,
        "raised_on": issue.raised["day"],
        "last_word_on": last,
        "quiet_for": None if resolved else case.business_days(last, case.day),
        "resolved_on": resolved,
        "verdict": "resolved" if resolved else "open",
        "score": sum(scores) / len(scores),
        "weight": float(len(scores)),
        "quiet": quiet,
    }


def _open(open_: list[dict[str, Any]], closed: int) -> tuple[str, str]:
    done = f"{closed} resolved lately" if closed else ""
    if not open_:
        return (
            f"none open, {done}",
            f"No issue is open; {closed} {'was' if closed == 1 else 'were'} resolved lately.",
        )
    worst = max(open_, key=lambda line: line["quiet_for"])
    quiet = many(worst["quiet_for"], "business day")
    last = (
        f"; the longest without word is {worst['issue']}, "
        f"last heard of on {on_day(worst['last_word_on'])}, {quiet} ago."
    )
    there = "is" if len(open_) == 1 else "are"
    text = f"{many(len(open_), 'open issue')}, the quietest for {quiet}"
    text += f"; {done}" if done else ""
    return text, f"There {there} {many(len(open_), 'open issue')}" + last


def issues_restated(case: Case) -> Found | str:
    """Whether complaints are put in our words first."""
    days, within = case.whole("issues_restated.window_days"), case.whole("issues_restated.within")
    judged = []
    for issue in issues(case):
        raised = issue.raised["day"]
        limit = case.after(raised, within)
        restated = min(
            (
                event["day"]
                for event in issue.events
                if event["event"] == "restated" and event["day"] >= raised
            ),
            default=None,
        )
        in_time = restated is not None and restated <= limit
        dated = restated if restated is not None and in_time else limit + timedelta(days=1)
        if not case.within(dated, days):
            continue
        judged.append(
            {
                "row": issue.raised["row"],
                "issue": issue.name,
                "raised_on": raised,
                "restated_on": restated,
                "by": issue.raised["by"],
                "verdict": "in time" if in_time else "late" if restated else "not restated",
                "score": 100.0 * in_time,
                "counts_until": dated + timedelta(days=days - 1),
            }
        )
    if not judged:
        return f"no issue of the last {days} days is to be judged yet"
    yes = sum(line["score"] > 0 for line in judged)
    late = sum(line["verdict"] == "late" for line in judged)
    rest = f"; {late} came later" if late else ""
    return Found(
        100 * yes / len(judged),
        f"{yes} of {len(judged)} restated in time",
        f"Of {many(len(judged), 'issue')} judged in the last {days} days {were(yes)} put in our "
        f"words within {many(within, 'business day')} ({per_cent(yes / len(judged))}){rest}.",
        table(
            judged, "issue* raised_on* restated_on* by verdict* score* counts_until", "raised_on"
        ),
    )
