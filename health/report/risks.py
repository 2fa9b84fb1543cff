"""Risks that the client knows of, with their plan B and owner."""

from __future__ import annotations

from health.report.cleaned import named
from health.report.content import Line, Part, Section
from health.report.ground import Ground, Row, refs, sentence
from health.words import on_day


def risks(ground: Ground) -> Section:
    """Open risks that the client was told; the others are held back for the lead to decide."""
    if gap := ground.gap("risks"):
        return Section("risks", (Part("", unknown=gap),))
    rows = sorted(ground.rows("risks"), key=lambda row: (row["raised_on"], row["row"]))
    open_ = [row for row in rows if row["closed_on"] is None]
    told = [_line(row) for row in open_ if row["told_client_on"]]
    held = [_line(row) for row in open_ if not row["told_client_on"]]
    closed = [
        Line(named(row["risk"]), f"closed {on_day(row['closed_on'])}", rows=refs("risks", [row]))
        for row in rows
        if row["told_client_on"] and ground.new(row["closed_on"])
    ]
    gaps = [ground.gap("risks", name) for name in ("told_client_on", "closed_on")]
    notes = [gap for gap in gaps if gap]
    # That none is open must not be said while one is held back.
    empty = "" if held or notes else "No risk is open."
    part = Part(
        "Open risks",
        tuple(told),
        empty=empty,
        held=tuple(held),
        notes=(*notes, *ground.aside("risks")),
    )
    return Section("risks", (part, Part(f"Closed {ground.span}", tuple(closed))))


def _line(row: Row) -> Line:
    plan, owner = named(row["plan_b"]), named(row["owner"])
    text = sentence(
        f"plan B: {plan}" if plan else "no plan B yet",
        f"owner: {owner}" if owner else "no owner yet",
        f"raised {on_day(row['raised_on'])}",
    )
    return Line(named(row["risk"]), text, rows=refs("risks", [row]))
