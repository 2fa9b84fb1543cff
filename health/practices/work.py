"""The work itself: budget, risks, added tasks."""

from __future__ import annotations

from datetime import date, timedelta

from health.evidence.words import on_day
from health.logs.contract import folded
from health.practices.finding import (
    MONTH,
    QUARTER,
    Finding,
    Shown,
    broken,
    habit,
)
from health.practices.rules import practice
from health.practices.seen import Record, Seen, filled

_CHANGES = "requested_on change estimated_on estimate_days estimate_cost confirmed_on started_on"
_BUDGET_DAYS = 92  # a budget by the month or by the quarter is of these days


@practice(
    name="A budget by category is agreed",
    needs="spend.category spend.planned",
    next_step="Agree on the planned sum of each category for this month, and on what comes first",
    settles=MONTH,
)
def budget_agreed(seen: Seen) -> Finding:
    """The latest period of the budget began in the last three months, and three in four of its rows
    have a category and a planned sum. Whether priorities are known, no log tells.
    """
    rows = seen.rows("spend")
    if not rows:
        return broken("no budget is written down")
    latest = max(row["period_start"] for row in rows)
    period = [row for row in rows if row["period_start"] == latest]
    if latest <= seen.today - timedelta(_BUDGET_DAYS):
        shown = Shown("spend", "period_start category planned actual", period)
        return broken(f"the last budget is that of {on_day(latest)}", shown)
    verdicts = [(row, bool(filled([row], "category", "planned"))) for row in period]
    when = f"of the period from {on_day(latest)}"
    columns = "period_start category planned actual"
    return habit(verdicts, "category", "planned", "spend", columns, when=when, plural="categories")


@practice(
    name="Risks are foreseen, told, and have a plan B",
    needs="risks.told_client_on risks.plan_b risks.owner",
    next_step="Take each open risk: tell the client, write the plan B, name the owner",
    settles=QUARTER,
)
def risks_foreseen(seen: Seen) -> Finding:
    """At least three in four of the risks open now, or closed in the last 12 weeks, were told to
    the client and have a plan B and an owner. Not kept too where there is none at all.
    """
    since = seen.back(QUARTER)
    risks = [r for r in seen.rows("risks") if r["closed_on"] is None or r["closed_on"] > since]
    if not risks:
        return broken("no risk is open, and none was closed in the last 12 weeks")
    verdicts = [(risk, bool(filled([risk], "told_client_on", "plan_b", "owner"))) for risk in risks]
    columns = "raised_on risk told_client_on plan_b owner updated_on closed_on"
    when = "open now or closed in the last 12 weeks"
    return habit(verdicts, "risk", "told, planned for and owned", "risks", columns, when=when)


@practice(
    name="Every added task is estimated and confirmed before work",
    needs="changes.estimated_on changes.confirmed_on changes.started_on",
    next_step="Stop what was begun without a yes: send time and cost, and wait for the answer",
)
def changes_confirmed(seen: Seen) -> Finding:
    """At least three in four of the changes started in the last 12 weeks had been estimated, in
    days and in cost where those columns are kept, and confirmed by the day of their start.
    """
    figures = [n for n in ("estimate_days", "estimate_cost") if seen.tracked("changes", n)]
    verdicts = []
    for row in seen.within("changes", "started_on", QUARTER):
        ready = filled([row], "estimated_on", "confirmed_on", *figures)
        good = ready and max(row["estimated_on"], row["confirmed_on"]) <= row["started_on"]
        verdicts.append((row, bool(good)))
    what = "estimated and confirmed before the start"
    return habit(verdicts, "change", what, "changes", _CHANGES)


@practice(
    name="Nothing is promised before the analysis",
    needs="changes.estimated_on",
    also="deadlines",
    next_step="Say when the estimate comes, and promise nothing until it is there",
)
def analysis_first(seen: Seen) -> Finding:
    """At least three in four of the changes that were confirmed, started, or promised (a deadline
    of the same name) in the last 12 weeks had been estimated by then. What was promised by word
    of mouth, no log tells.
    """
    promised: dict[str, date] = {}
    for row in seen.rows("deadlines"):
        item = folded(row["item"])
        promised[item] = min(row["promised_on"], promised.get(item, row["promised_on"]))
    verdicts: list[tuple[Record, bool]] = []
    for row in seen.rows("changes"):
        dates = [row["confirmed_on"], row["started_on"], promised.get(folded(row["change"]))]
        bound = min((day for day in dates if day is not None), default=None)
        if bound and seen.is_in(bound, seen.back(QUARTER)):
            good = row["estimated_on"] is not None and row["estimated_on"] <= bound
            verdicts.append((row, good))
    return habit(verdicts, "change", "estimated before any promise", "changes", _CHANGES)
