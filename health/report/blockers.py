"""Blockers: what we wait for from the client and since when, and faults that are open."""

from __future__ import annotations

from health.evidence.issues import Issue, issues
from health.report.cleaned import named
from health.report.content import Line, Part, Section
from health.report.ground import Ground, refs, sentence
from health.report.timeline import Dated, dated
from health.words import on_day


def blockers(ground: Ground) -> Section:
    """What stands in the way."""
    return Section("blockers", (_awaited(ground), _faults(ground), _resolved(ground)))


def _awaited(ground: Ground) -> Part:
    gap = ground.gap("deadlines", "done_on", "side")
    items = [] if gap else [item for item in dated(ground) if not item.ours and not item.done]
    return Part(
        "What we need from you",
        tuple(_owed(ground, item) for item in items),
        empty="" if gap else "There is nothing that we wait for from you.",
        unknown=gap,
        notes=ground.aside("deadlines"),
    )


def _owed(ground: Ground, item: Dated) -> Line:
    agreed = f"agreed {on_day(item.rows[0]['promised_on'])}"
    due = f"{'was due' if ground.late(item.due) else 'due'} {on_day(item.due)}"
    kind = named(item.rows[0]["kind"])
    return Line(
        item.name,
        sentence(kind, f"{due}, {agreed}"),
        rows=refs("deadlines", item.rows),
    )


def _faults(ground: Ground) -> Part:
    gap = ground.gap("issues")
    open_ = [] if gap else [each for each in issues(ground.case) if not each.resolved(ground.day)]
    open_.sort(key=lambda issue: (issue.raised["at"], issue.raised["row"]))
    return Part(
        "Open faults",
        tuple(_fault(ground, issue) for issue in open_),
        empty="" if gap else "No fault is open.",
        unknown=gap,
        notes=ground.aside("issues"),
    )


def _fault(ground: Ground, issue: Issue) -> Line:
    """An open fault. What was noted on it, and by whom, is for the lead."""
    raised, latest = issue.raised["day"], issue.latest(ground.day)
    fixed = any(event["event"] == "workaround" for event in issue.events)
    text = sentence(
        f"raised {on_day(raised)}",
        f"latest word {on_day(latest)}" if latest > raised else "",
        "a temporary fix is in place" if fixed else "",
    )
    return Line(named(issue.name), text, rows=refs("issues", issue.events), aside=_noted(issue))


def _resolved(ground: Ground) -> Part:
    """Faults resolved since the last report; nothing is said where there are none."""
    found = [] if ground.gap("issues") else issues(ground.case)
    closed = [(issue.resolved(ground.day), issue) for issue in found]
    lines = [
        Line(
            named(issue.name),
            f"raised {on_day(issue.raised['day'])}, resolved {on_day(day)}",
            rows=refs("issues", issue.events),
            aside=_noted(issue),
        )
        for day, issue in closed
        if day is not None and ground.new(day)
    ]
    return Part(f"Faults resolved {ground.span}", tuple(lines), unknown=ground.gap("issues"))


def _noted(issue: Issue) -> str:
    return "\n".join(event["note"] for event in issue.events if event["note"])
