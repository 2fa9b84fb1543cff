"""Six signals of all client-weeks in lazy Polars, each log scanned once.

As in `six.sql`: weekly sums first, then windows of whole weeks over them, with the same
simplifications (no holidays, no urgent exception, no checks, no duplicates, no time zones).
"""

import datetime
from functools import reduce
from pathlib import Path

import polars as pl

from benchmarks.period import period

CONTACTS = dict.fromkeys(
    (
        "client",
        "at",
        "direction",
        "channel",
        "topic",
        "urgent",
        "needs_reply",
        "replied_at",
        "person",
        "summary",
    ),
    pl.String,
)
ATTENDANCE = {"decision-maker": 100.0, "other": 50.0, "recording": 25.0, "none": 0.0}
KEYS = ["client", "week"]


Sources = dict[str, pl.LazyFrame]


def sources(folder: Path) -> Sources:
    """The logs that the six signals need, lazily: the columns they need of them."""

    def log(name: str, **types: type[pl.DataType]) -> pl.LazyFrame:
        return pl.scan_csv(folder / f"{name}.csv", schema_overrides=types)

    return {
        "agreed": log("clients", contacts_per_week=pl.Float64).select(
            "client",
            pl.col("contacts_per_week").replace(0, None),
            pl.col("works_from", "works_to").str.to_time("%H:%M"),
        ),
        "contacts": pl.scan_csv(
            folder / "contacts.csv", schema=CONTACTS | {"at": pl.Datetime("us")}
        ).select("client", "at", "direction", "topic"),
        "demos": log("demos", held_on=pl.Date).select("client", "held_on", "attendance"),
        "feedback": log(
            "feedback", asked_on=pl.Date, answered_on=pl.Date, rating=pl.Float64
        ).select("client", "asked_on", "answered_on", "rating"),
    }


def loaded(folder: Path) -> Sources:
    """The same, read into memory."""
    frames = sources(folder)
    return {name: frame.collect().lazy() for name, frame in frames.items()}


def six(folder: Path, logs: Sources) -> pl.DataFrame:
    """One row a client and week: client, week (0 = the first), and the six signals."""
    first_monday, weeks = period(folder)
    agreed, asks = logs["agreed"], logs["feedback"]
    weekly = [
        contact_weeks(logs["contacts"], agreed),
        demo_weeks(logs["demos"]),
        rating_weeks(asks),
        response_weeks(asks),
    ]
    grid = agreed.select("client", "contacts_per_week").join(
        pl.LazyFrame({"week": range(weeks)}, schema={"week": pl.Int64}), how="cross"
    )
    sums = reduce(
        lambda left, log: left.join(in_weeks(log, first_monday), on=KEYS, how="left"), weekly, grid
    )
    return signals(sums).collect(engine="streaming")


def in_weeks(log: pl.LazyFrame, first_monday: datetime.date) -> pl.LazyFrame:
    """Sums by client and week of a log of `client`, `day` and numbers."""
    week = (pl.col("day") - first_monday).dt.total_days() // 7
    return log.group_by("client", week=week).agg(pl.exclude("client", "day").sum())


def contact_weeks(contacts: pl.LazyFrame, agreed: pl.LazyFrame) -> pl.LazyFrame:
    """What is counted of the contacts, a row each."""
    at, sent = pl.col("at"), pl.col("direction") == "out"
    late = (at.dt.weekday() > 5) | ~at.dt.time().is_between("works_from", "works_to")
    return contacts.join(agreed, on="client").select(
        "client",
        day=at.dt.date(),
        contacts=1,
        topics=pl.col("topic").is_not_null(),
        technical=sent & (pl.col("topic") == "technical"),
        sent=sent,
        out_of_hours=sent & late,
    )


def demo_weeks(demos: pl.LazyFrame) -> pl.LazyFrame:
    """Demos held with a known attendance, and the sum of its points."""
    seen = demos.filter(pl.col("held_on").is_not_null() & pl.col("attendance").is_not_null())
    return seen.select(
        "client", day="held_on", demos=1, attendance=pl.col("attendance").replace_strict(ATTENDANCE)
    )


def rating_weeks(asks: pl.LazyFrame) -> pl.LazyFrame:
    """Ratings by the day they were given."""
    given = asks.filter(pl.col("answered_on").is_not_null() & pl.col("rating").is_not_null())
    return given.select(
        "client", day="answered_on", ratings=1, rated=100 * (pl.col("rating") - 1) / 9
    )


def response_weeks(asks: pl.LazyFrame) -> pl.LazyFrame:
    """An answer is worth 100 on its day; none within ten business days, 0 on the day after."""
    asked, answered = pl.col("asked_on"), pl.col("answered_on")
    weekend = (asked.dt.weekday() - 5).clip(0)
    answer_by = asked + pl.duration(days=14) - pl.duration(days=weekend)
    known = asks.filter(asked.is_not_null())
    late = known.filter((answered > answer_by).fill_null(True))
    return pl.concat(
        [
            known.filter(answered.is_not_null()).select(
                "client", day=answered, responses=1, responded=100
            ),
            late.select("client", day=answer_by + pl.duration(days=1), responses=1, responded=0),
        ]
    )


def signals(sums: pl.LazyFrame) -> pl.LazyFrame:
    """The windows, and the signals from them; `sums` holds one row a client and week."""

    def over(column: str, weeks: int) -> pl.Expr:
        return (
            pl.col(column)
            .fill_null(0)
            .cast(pl.Float64)
            .rolling_sum(weeks, min_samples=1)
            .over("client", order_by="week")
        )

    def where_any(column: str, weeks: int, value: pl.Expr) -> pl.Expr:
        return pl.when(over(column, weeks) > 0).then(value)

    reached = (100 * pl.col("contacts").fill_null(0) / pl.col("contacts_per_week")).clip(0, 100)
    quiet = (0.7 - (1 + over("out_of_hours", 8)) / (10 + over("sent", 8))) / 0.5
    technical = (9 - over("technical", 4) / 4) / 6
    return sums.select(
        "client",
        "week",
        contact_coverage=reached.rolling_mean(8, min_samples=1).over("client", order_by="week"),
        quiet_hours=where_any("sent", 8, 100 * quiet.clip(0, 1)),
        technical_questions=where_any("topics", 4, 100 * technical.clip(0, 1)),
        demo_attendance=where_any("demos", 8, over("attendance", 8) / over("demos", 8)),
        rating=where_any(
            "ratings", 13, (3 * 66.67 + over("rated", 13)) / (3 + over("ratings", 13))
        ),
        response_rate=where_any(
            "responses", 13, (100 + over("responded", 13)) / (2 + over("responses", 13))
        ),
    )
