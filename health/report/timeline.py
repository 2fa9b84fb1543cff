"""Timeline: delivered since the last report, coming with dates, moves agreed and by whom."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from health.calendars import NEVER, day_date
from health.evidence.items import item_lines, side_of
from health.report.cleaned import named
from health.report.content import Line, Part, Section
from health.report.ground import Ground, Row, refs, sentence
from health.words import on_day

_OUTCOMES = {"accepted": "accepted", "changes": "changes asked for", "rejected": "not accepted"}


@dataclass(frozen=True)
class Dated:
    """One deadline of either side: its rows in the order of the contract."""

    rows: list[Row]

    @property
    def name(self) -> str:
        """As its first row names it."""
        return named(self.rows[0]["item"])

    @property
    def ours(self) -> bool:
        """Whether we are to bring it."""
        return side_of(self.rows) == "us"

    @property
    def due(self) -> date:
        """The date that was agreed last."""
        found: date = self.rows[-1]["due_on"]
        return found

    @property
    def done(self) -> date | None:
        """When it was done; None if it was not, as far as the rows tell."""
        return min((row["done_on"] for row in self.rows if row["done_on"]), default=None)


def dated(ground: Ground) -> list[Dated]:
    """All deadlines that are known, by their date."""
    found = [Dated(rows) for rows in item_lines(ground.case)]
    return sorted(found, key=lambda item: (item.due, item.rows[0]["row"]))


def timeline(ground: Ground) -> Section:
    """What was done, what comes, what moved."""
    return Section("timeline", (_delivered(ground), _late(ground), _coming(ground), _moved(ground)))


def _delivered(ground: Ground) -> Part:
    heading = f"Delivered {ground.span}"
    gaps = [ground.gap("deadlines", "done_on"), ground.gap("demos", "held_on")]
    lines = [] if gaps[0] else [_done(item) for item in dated(ground) if ground.new(item.done)]
    lines += [_shown(row) for row in ground.rows("demos") if ground.new(row["held_on"])]
    notes = ground.aside("deadlines") + ground.aside("demos")
    when = "in this time" if ground.first else "since the last report"
    empty = "" if any(gaps) else f"Nothing was delivered {when}."
    return Part(heading, tuple(lines), empty=empty, unknown=sentence(*gaps), notes=notes)


def _done(item: Dated) -> Line:
    assert item.done is not None
    word = "delivered" if item.ours else "received from you"
    agreed = f", agreed for {on_day(item.due)}" if item.done != item.due else ""
    return _line(item, f"{word} {on_day(item.done)}{agreed}")


def _shown(row: Row) -> Line:
    outcome = _OUTCOMES.get(row["outcome"] or "", "")
    return _demo(row, f"held {on_day(row['held_on'])}" + (f", {outcome}" if outcome else ""))


def _late(ground: Ground) -> Part:
    """Our items past their date; nothing is said where there are none."""
    gap = ground.gap("deadlines", "done_on")
    items = [] if gap else [each for each in _open(ground) if ground.late(each.due)]
    lines = (_line(item, f"was due {on_day(item.due)}") for item in items)
    return Part("Past their date, not done yet", tuple(lines), unknown=gap)


def _coming(ground: Ground) -> Part:
    gaps = [ground.gap("deadlines", "done_on"), ground.gap("demos", "planned_for")]
    ahead = [item for item in _open(ground) if not ground.late(item.due)]
    lines = [(item.due, _line(item, f"due {on_day(item.due)}")) for item in ahead]
    lines += [
        (day, Line("Demo", f"planned for {on_day(day)}", rows=(("demos", row),)))
        for day, row in _planned(ground)
    ]
    lines.sort(key=lambda each: each[0])
    empty = "" if any(gaps) else "No further date is agreed yet."
    return Part("Coming", tuple(line for _, line in lines), empty=empty, unknown=sentence(*gaps))


def _planned(ground: Ground) -> list[tuple[date, int]]:
    """Demos that are planned for a day to come, and their rows. A plan is known before its day,
    which a row of a demo that only was planned is not.
    """
    demos, today = ground.case.logs["demos"], ground.case.number_of_day
    if not len(demos):
        return []
    planned, recorded = demos["planned_for"], demos["recorded_on"]
    known = (recorded <= today) | (recorded >= NEVER)
    waits = (demos["held_on"] > today) & (demos["cancelled_on"] > today) & known
    ahead = waits & (planned > today) & (planned < NEVER)
    days = [day_date(int(day)) for day in planned[ahead]]
    return list(zip(days, (int(row) for row in demos["row"][ahead]), strict=True))


def _open(ground: Ground) -> list[Dated]:
    """What we are still to bring, as far as the rows tell."""
    return [item for item in dated(ground) if item.ours and not item.done]


def _line(item: Dated, text: str) -> Line:
    return Line(item.name, text, rows=refs("deadlines", item.rows))


def _demo(row: Row, text: str) -> Line:
    """A demo; what was noted on it is for the lead."""
    return Line("Demo", text, rows=refs("demos", [row]), aside=row["notes"] or "")


def _moved(ground: Ground) -> Part:
    """Dates that were agreed anew; nothing is said where there are none."""
    lines = [
        (row["promised_on"], _move(item, before, row))
        for item in dated(ground)
        for before, row in pairwise(item.rows)
        if ground.new(row["promised_on"]) and row["due_on"] != before["due_on"]
    ]
    lines.sort(key=lambda each: each[0])
    return Part(
        f"Dates moved {ground.span}",
        tuple(line for _, line in lines),
        unknown=ground.gap("deadlines"),
    )


def _move(item: Dated, before: Row, row: Row) -> Line:
    who = "on your side" if row["moved_by"] == "client" else "on our side"
    text = (
        f"from {on_day(before['due_on'])} to {on_day(row['due_on'])}, "
        f"agreed {on_day(row['promised_on'])}; the cause was {who}"
    )
    return Line(item.name, text, rows=refs("deadlines", [before, row]))
