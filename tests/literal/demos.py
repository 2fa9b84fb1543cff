"""The signals of demos, as they are written."""

from __future__ import annotations

from datetime import date

from tests.literal.blocks import age, dated_mean, mean
from tests.literal.seen import Seen

_WORTH = {"decision-maker": 100.0, "other": 50.0, "recording": 25.0, "none": 0.0}


def demo_freshness(seen: Seen) -> float | None:
    """Age of demos held."""
    events = [row["held_on"] for row in seen.rows["demos"] if row["held_on"] is not None]
    return age(seen, events, seen.client.agreed["demo_every"])


def demo_attendance(seen: Seen) -> float | None:
    """Who was there, over the demos held in 56 days."""
    return mean(
        [
            _WORTH[row["attendance"]]
            for row in seen.rows["demos"]
            if row["attendance"] is not None and seen.within(row["held_on"], 56)
        ]
    )


def demos_kept(seen: Seen) -> float | None:
    """100 for a demo held; 0 for one not held by its day, unless cancelled in time."""
    verdicts: list[tuple[float, date]] = []
    for row in seen.rows["demos"]:
        planned, held, cancelled = row["planned_for"], row["held_on"], row["cancelled_on"]
        if held is not None:
            verdicts.append((100.0, held))
        if planned is None or (held is not None and held <= planned):
            continue
        if cancelled is None or cancelled >= seen.calendar.last_before(planned):
            verdicts.append((0.0, planned))
    return dated_mean(seen, verdicts, 56)
