"""Requirements and changes: with their estimates, and whether they were confirmed."""

from __future__ import annotations

import math

from health.report.budget import money
from health.report.cleaned import named
from health.report.content import Line, Part, Section
from health.report.ground import Ground, Row, refs, sentence
from health.words import many, on_day

_DAYS = ("requested_on", "estimated_on", "confirmed_on", "started_on")


def requirements(ground: Ground) -> Section:
    """Changes that are not settled yet, and those that moved on since the last report."""
    if gap := ground.gap("changes"):
        return Section("requirements", (Part("", unknown=gap),))
    rows = sorted(ground.rows("changes"), key=lambda row: (row["requested_on"], row["row"]))
    open_ = [row for row in rows if not _agreed(ground, row)]
    moved = [row for row in rows if _agreed(ground, row) and any(ground.new(row[d]) for d in _DAYS)]
    gaps = [ground.gap("changes", name) for name in ("estimated_on", "confirmed_on")]
    notes = [gap for gap in gaps if gap]
    return Section(
        "requirements",
        (
            Part(
                "To be agreed",
                tuple(_line(ground, row) for row in open_),
                empty="No change waits to be agreed.",
                notes=(*notes, *ground.aside("changes")),
            ),
            Part(f"Agreed, with news {ground.span}", tuple(_line(ground, row) for row in moved)),
        ),
    )


def _agreed(ground: Ground, row: Row) -> bool:
    """Whether nothing is left to agree; where nobody keeps that, once the work has started."""
    if ground.tracked("changes", "confirmed_on"):
        return row["confirmed_on"] is not None
    return row["started_on"] is not None


def _line(ground: Ground, row: Row) -> Line:
    """A change and how far it is."""
    text = sentence(
        f"asked for {on_day(row['requested_on'])}",
        _estimate(ground, row),
        _confirmation(ground, row),
        f"work started {on_day(row['started_on'])}" if row["started_on"] else "",
    )
    return Line(named(row["change"]), text, rows=refs("changes", [row]))


def _estimate(ground: Ground, row: Row) -> str:
    days, cost = row["estimate_days"], row["estimate_cost"]
    figures = [] if math.isnan(days) else [many(days, "day")]
    figures += [] if math.isnan(cost) else [f"cost {money(cost)}"]
    given = ", ".join(figures)
    if row["estimated_on"]:
        return f"estimate {given or 'given'} ({on_day(row['estimated_on'])})"
    if ground.tracked("changes", "estimated_on"):
        # Figures whose day is not known yet are not known either.
        return "not estimated" if row["started_on"] else "not estimated yet"
    return f"estimate {given}" if given else ""


def _confirmation(ground: Ground, row: Row) -> str:
    if row["confirmed_on"]:
        return f"confirmed {on_day(row['confirmed_on'])}"
    if not ground.tracked("changes", "confirmed_on"):
        return ""
    if row["started_on"]:
        return "not confirmed"
    return "waits for your confirmation" if row["estimated_on"] else "to be confirmed after that"
