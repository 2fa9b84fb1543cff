"""The signals of feedback, as they are written."""

from __future__ import annotations

from datetime import date

from tests.literal.blocks import age, dated_mean
from tests.literal.days import ONE
from tests.literal.seen import Seen


def rating(seen: Seen) -> float | None:
    """Ratings of 91 days."""
    answers = [
        (100 * (row["rating"] - 1) / 9, row["answered_on"])
        for row in seen.rows["feedback"]
        if row["rating"] is not None and row["answered_on"] is not None
    ]
    return dated_mean(seen, answers, 91, 3, 66.67)


def yes_answers(seen: Seen) -> float | None:
    """Yes and no of 91 days."""
    answers = [
        (100.0 if row["yes_no"] == "yes" else 0.0, row["answered_on"])
        for row in seen.rows["feedback"]
        if row["yes_no"] is not None and row["answered_on"] is not None
    ]
    return dated_mean(seen, answers, 91, 3, 75)


def response_rate(seen: Seen) -> float | None:
    """Whether they answer: 0 after ten business days, 100 when they do."""
    verdicts: list[tuple[float, date]] = []
    for row in seen.rows["feedback"]:
        asked, answered = row["asked_on"], row["answered_on"]
        if asked is None:
            continue
        limit = seen.calendar.nth_after(asked, 10)
        if answered is None or answered > limit:
            verdicts.append((0.0, limit + ONE))
        if answered is not None:
            verdicts.append((100.0, answered))
    return dated_mean(seen, verdicts, 91, 2, 50)


def feedback_freshness(seen: Seen) -> float | None:
    """Age of asks, and of answers that nobody asked for."""
    events = [row["asked_on"] or row["answered_on"] for row in seen.rows["feedback"]]
    return age(
        seen, [day for day in events if day is not None], seen.client.agreed["feedback_every"]
    )
