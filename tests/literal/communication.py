"""The signals of communication, as they are written."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from tests.literal.blocks import age, mean, ramp
from tests.literal.days import ONE
from tests.literal.seen import Seen
from tests.literal.spec import Row


def contact_freshness(seen: Seen) -> float | None:
    """Age of contacts `out` or `both`."""
    events = [row["at"].day for row in seen.rows["contacts"] if row["direction"] != "in"]
    return age(seen, events, seen.client.agreed["contact_every"])


def reply_time(seen: Seen) -> float | None:
    """Mean of the scores of the replies, and of what is open for longer than agreed."""
    if seen.client.agreed["reply_within"] == 0:
        return None
    asks = (
        row
        for row in seen.rows["contacts"]
        if row["direction"] == "in" and row["needs_reply"] != "no"
    )
    scores = [score for row in asks if (score := _reply(seen, row)) is not None]
    return mean(scores)


def _reply(seen: Seen, row: Row) -> float | None:
    """What one contact counts; None where it does not count."""
    recent = seen.within(row["at"].day, 56)
    within = seen.client.agreed["reply_within"]
    if row["replied_at"] is not None:
        took = seen.calendar.hours(row["at"].local, row["replied_at"].local)
        return ramp(took, within, 4 * within) if recent else None
    waits = seen.calendar.hours(row["at"].local, datetime.combine(seen.day + ONE, time()))
    if waits <= within:
        return None
    return ramp(waits, within, 4 * within) if recent else 0.0


def contact_coverage(seen: Seen) -> float | None:
    """Share of the agreed contacts over the last 8 whole weeks."""
    agreed = seen.client.agreed["contacts_per_week"]
    if agreed == 0:
        return None
    sunday = seen.day - timedelta(days=(seen.day.weekday() + 1) % 7)
    scores = []
    for weeks in range(8):
        last = sunday - timedelta(days=7 * weeks)
        monday = last - timedelta(days=6)
        if monday >= seen.start:
            count = sum(monday <= row["at"].day <= last for row in seen.rows["contacts"])
            scores.append(100 * min(1, count / agreed))
    return mean(scores)


def quiet_hours(seen: Seen) -> float | None:
    """Share of our contacts outside business hours, answers to something urgent left out."""
    count = outside = 0
    for row in seen.rows["contacts"]:
        at = row["at"]
        if row["direction"] != "out" or not at.timed or not seen.within(at.day, 56):
            continue
        opens, closes = seen.calendar.works_from, seen.calendar.works_to
        inside = seen.calendar.is_business_day(at.day) and opens <= at.local.time() <= closes
        if inside or not _follows_urgent(seen, row):
            count += 1
            outside += not inside
    return ramp((1 + outside) / (10 + count), 0.2, 0.7) if count else None


def _follows_urgent(seen: Seen, row: Row) -> bool:
    return any(
        other["direction"] == "in"
        and other["urgent"] == "yes"
        and other["at"].day == row["at"].day
        and other["at"].instant < row["at"].instant
        for other in seen.rows["contacts"]
    )


def technical_questions(seen: Seen) -> float | None:
    """Technical questions a week, over four weeks."""
    recent = [row for row in seen.rows["contacts"] if seen.within(row["at"].day, 28)]
    if all(row["topic"] is None for row in recent):
        return None
    asked = [row for row in recent if row["direction"] == "out" and row["topic"] == "technical"]
    return ramp(len(asked) / 4, 3, 9)


def informal_contact(seen: Seen) -> float | None:
    """Age of casual contacts, from first use."""
    casual = [row["at"].day for row in seen.rows["contacts"] if row["topic"] == "casual"]
    return age(seen, casual, 20, from_first_use=True)
