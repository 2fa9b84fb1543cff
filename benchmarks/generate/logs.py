"""The ten smaller logs: demos, deadlines, feedback, reports and the rest."""

import numpy as np
import polars as pl

from benchmarks.generate import words
from benchmarks.generate.clients import Roster
from benchmarks.generate.draw import (
    NO_DAY,
    Days,
    Span,
    after,
    at_random,
    cadence,
    chosen,
    named,
    some,
    text,
)


def demos_log(rng: np.random.Generator, roster: Roster, span: Span) -> pl.DataFrame:
    """A demo every two weeks, nine of ten held, most of them on the day."""
    client, planned = cadence(rng, len(roster), span, every=10)
    count = len(client)
    late = np.where(rng.random(count) < 0.85, 0, rng.integers(1, 5, count))
    held = span.known(some(rng, 0.90, after(planned, late)))
    cancelled = span.known(np.where(np.isnat(held), some(rng, 0.5, after(planned, -2)), NO_DAY))
    frame = pl.DataFrame(
        {
            "client": text(roster.names, client),
            "planned_for": planned,
            "held_on": held,
            "cancelled_on": cancelled,
            "attendance": chosen(
                rng,
                {"decision-maker": 5, "other": 3, "recording": 1, "none": 0.5, None: 0.5},
                count,
            ),
            "outcome": chosen(rng, {"accepted": 6, "changes": 3, "rejected": 0.5, None: 1}, count),
            "notes": chosen(rng, dict.fromkeys(words.NOTES, 1), count),
        }
    )
    return blank_unless(frame, "held_on", "attendance", "outcome", "notes")


def blank_unless(frame: pl.DataFrame, day: str, *columns: str) -> pl.DataFrame:
    """The frame with `columns` blank where `day` is."""
    return frame.with_columns(pl.when(pl.col(day).is_not_null()).then(pl.col(columns)))


def deadlines_log(rng: np.random.Generator, roster: Roster, span: Span) -> pl.DataFrame:
    """An item a week; a quarter of them moved once or twice, which makes 30 % more rows."""
    client, promised = cadence(rng, len(roster), span, every=5)
    count = len(client)
    items = pl.DataFrame(
        {
            "client": text(roster.names, client),
            "item": named(rng, words.WORK, promised),
            "side": chosen(rng, {"us": 0.6, None: 0.25, "client": 0.15}, count),
            "kind": chosen(rng, {"milestone": 5, "promise": 3, "content": 1, "payment": 1}, count),
        }
    )
    due = after(promised, rng.integers(4, 35, count))
    moves = rng.choice(3, count, p=[0.75, 0.20, 0.05])
    levels = []
    for level in range(3):
        here = moves >= level
        moved_by = chosen(rng, {"us": 6, "client": 3, None: 1} if level else {None: 1}, count)
        done = closed(rng, span, due, moves == level)
        frame = items.with_columns(
            promised_on=promised,
            due_on=due,
            confirmed_on=span.known(some(rng, 0.8, after(promised, rng.integers(0, 4, count)))),
            moved_by=moved_by,
            warned_on=span.known(some(rng, 0.3, after(due, -rng.integers(1, 9, count)))),
            done_on=done,
        )
        levels.append(frame.filter(here & (promised <= span.last)))
        promised = after(due, rng.integers(-5, 2, count))
        due = after(due, rng.integers(3, 15, count))
    return pl.concat(levels).sort("promised_on", maintain_order=True)


def closed(
    rng: np.random.Generator, span: Span, due: Days, last: np.ndarray[tuple[int], np.dtype[np.bool]]
) -> Days:
    """The days the items of the `last` rows are done: mostly in time, 3 % never."""
    slip = np.where(
        rng.random(len(due)) < 0.7, rng.integers(-3, 1, len(due)), rng.integers(1, 15, len(due))
    )
    return np.where(last, span.known(some(rng, 0.97, after(due, slip))), NO_DAY)


def feedback_log(rng: np.random.Generator, roster: Roster, span: Span) -> pl.DataFrame:
    """An ask a week; three of four answered, a few of those too late."""
    client, asked = cadence(rng, len(roster), span, every=5)
    count = len(client)
    answered = some(rng, 0.78, asked + np.minimum(rng.geometric(0.2, count) - 1, 30))
    mood = 7 + rng.normal(0, 1, len(roster))[client] + rng.normal(0, 1.3, count)
    frame = pl.DataFrame(
        {
            "client": text(roster.names, client),
            "asked_on": asked,
            "answered_on": span.known(answered),
            "rating": np.clip(np.round(mood), 1, 10).astype(int),
            "yes_no": np.where(mood > 6, "yes", "no"),
            "rater": text(roster.persons, client * 5 + rng.integers(0, 2, count)),
            "question": chosen(rng, dict.fromkeys(words.QUESTIONS, 1), count),
            "comment": chosen(rng, dict.fromkeys(words.COMMENTS, 1) | {None: 6}, count),
        }
    )
    unsaid = pl.lit(rng.random(count) < 0.1) & pl.col("yes_no").is_not_null()
    frame = frame.with_columns(rating=pl.when(~unsaid).then("rating"))
    return blank_unless(frame, "answered_on", "rating", "yes_no", "comment")


def reports_log(rng: np.random.Generator, roster: Roster, span: Span) -> pl.DataFrame:
    """A report a week, its six sections mostly filled."""
    client, sent = cadence(rng, len(roster), span, every=5)
    shares = {"yes": 70, "same": 14, "no": 8, "n/a": 6, None: 2}
    sections = ("budget", "timeline", "blockers", "requirements", "risks", "questions")
    return pl.DataFrame(
        {"client": text(roster.names, client), "sent_on": sent}
        | {section: chosen(rng, shares, len(sent)) for section in sections}
    )


def issues_log(rng: np.random.Generator, roster: Roster, span: Span) -> pl.DataFrame:
    """An issue every two weeks, with about four events, by time."""
    client, raised = at_random(rng, len(roster), span, every=10)
    count = len(client)
    start = raised.astype("datetime64[m]") + rng.integers(8 * 60, 18 * 60, count)
    events = pl.DataFrame(
        {
            "client": text(roster.names, client),
            "issue": named(rng, words.WORK, raised),
            "by": text(words.LEADS, rng.integers(0, len(words.LEADS), count)),
        }
    )
    hours = {
        "raised": (1.0, 0),
        "restated": (0.8, 12),
        "update": (0.8, 40),
        "update ": (0.4, 90),
        "workaround": (0.3, 60),
        "resolved": (0.95, 120),
    }
    parts = []
    for event, (share, lag) in hours.items():
        at = start + (rng.exponential(lag or 1, count) * 60 * (lag > 0)).astype(int)
        keep = (rng.random(count) < share) & (at < (span.last + 1).astype("datetime64[m]"))
        parts.append(
            events.with_columns(at=at.astype("datetime64[ms]"), event=pl.lit(event.strip())).filter(
                keep
            )
        )
    note = chosen(rng, dict.fromkeys(words.NOTES, 1) | {None: 3}, sum(map(len, parts)))
    return (
        pl.concat(parts)
        .with_columns(note=note)
        .sort("at", maintain_order=True)
        .select("client", "issue", "at", "event", "by", "note")
    )


def risks_log(rng: np.random.Generator, roster: Roster, span: Span) -> pl.DataFrame:
    """About twenty a client in three years."""
    client, raised = at_random(rng, len(roster), span, every=39)
    count = len(client)
    plan = {"second supplier": 1, "manual fallback": 1, "more testing": 1, None: 1}
    return pl.DataFrame(
        {
            "client": text(roster.names, client),
            "risk": named(rng, words.WORK, raised),
            "raised_on": raised,
            "told_client_on": span.known(some(rng, 0.8, after(raised, rng.integers(0, 5, count)))),
            "plan_b": chosen(rng, plan, count),
            "owner": text((*words.LEADS, None), rng.integers(0, len(words.LEADS) + 1, count)),
            "updated_on": span.known(some(rng, 0.7, after(raised, rng.integers(3, 30, count)))),
            "closed_on": span.known(some(rng, 0.9, after(raised, rng.integers(10, 80, count)))),
        }
    )


def changes_log(rng: np.random.Generator, roster: Roster, span: Span) -> pl.DataFrame:
    """About forty a client in three years."""
    client, asked = at_random(rng, len(roster), span, every=19.5)
    count = len(client)
    estimated = after(asked, rng.integers(0, 4, count))
    confirmed = after(estimated, rng.integers(0, 4, count))
    days = rng.integers(1, 20, count)
    return pl.DataFrame(
        {
            "client": text(roster.names, client),
            "change": named(rng, words.WORK, asked),
            "requested_on": asked,
            "estimated_on": span.known(some(rng, 0.92, estimated)),
            "estimate_days": days,
            "estimate_cost": days * 640,
            "confirmed_on": span.known(some(rng, 0.85, confirmed)),
            "started_on": span.known(
                some(rng, 0.80, after(confirmed, rng.integers(-1, 10, count)))
            ),
        }
    )


def spend_log(rng: np.random.Generator, roster: Roster, span: Span) -> pl.DataFrame:
    """Three categories a month, on the first of each month of the span."""
    days = span.days
    firsts = days[days == days.astype("datetime64[M]")]
    categories = ("design", "development", "hosting")
    shape = (len(firsts), len(roster), len(categories))
    month, client, category = (index.ravel() for index in np.indices(shape))
    planned = np.round(rng.lognormal(8, 0.6, month.size), 2)
    return pl.DataFrame(
        {
            "client": text(roster.names, client),
            "period_start": firsts[month],
            "category": text(categories, category),
            "planned": planned,
            "actual": np.round(planned * rng.normal(1, 0.15, month.size), 2),
        }
    )


def outcomes_log(rng: np.random.Generator, roster: Roster, span: Span) -> pl.DataFrame:
    """About two a client in three years."""
    client, on = at_random(rng, len(roster), span, every=390)
    kinds = {"renewed": 5, "expanded": 2, "referred": 1, "escalated": 2, "reduced": 1}
    return pl.DataFrame(
        {"client": text(roster.names, client), "on": on, "outcome": chosen(rng, kinds, len(on))}
    )
