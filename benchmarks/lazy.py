"""Six signals of all client-weeks in lazy Polars, each log scanned once.

As in `six.sql`: days and weeks are counted from the first Monday; sums by week first, then windows
of whole weeks over them, with the same simplifications. What several signals need is cached: left
to itself, Polars scans the contacts once for each.
"""

import datetime
from dataclasses import dataclass
from functools import reduce
from pathlib import Path

import polars as pl

from benchmarks.period import period

TEXTS = ("direction", "channel", "topic", "urgent", "needs_reply", "person", "summary")
MOMENT = pl.Datetime("us")
DAY_US, HOUR_US = 86_400_000_000, 3_600_000_000
KEYS = ["client", "week"]
Sources = dict[str, pl.LazyFrame]


def sources(folder: Path) -> Sources:
    """The logs that the six signals need, lazily: the columns they need of them."""
    path = folder / "clients.csv"
    client = pl.Enum(pl.read_csv(path, columns=["client"])["client"])  # numbers join faster

    def log(name: str, **types: pl.DataType | type[pl.DataType]) -> pl.LazyFrame:
        return pl.scan_csv(folder / f"{name}.csv", schema_overrides={"client": client, **types})

    contacts = ("client", "at", *TEXTS[:5], "replied_at", *TEXTS[5:])
    schema = dict.fromkeys(contacts, pl.String) | {
        "client": client,
        "at": MOMENT,
        "replied_at": MOMENT,
    }
    opens, closes = (pl.col(name).str.to_time("%H:%M") for name in ("works_from", "works_to"))
    agreed = ("contacts_per_week", "contact_every", "demo_every", "reply_within")
    return {
        "agreed": log("clients", **dict.fromkeys(agreed, pl.Float64)).select(
            "client",
            pl.col(*agreed).replace(0, None),
            opens=opens.cast(pl.Int64) // 1000,  # microseconds after midnight
            day_length=(closes.cast(pl.Int64) - opens.cast(pl.Int64)) // 1000,
        ),
        "contacts": pl.scan_csv(folder / "contacts.csv", schema=schema).select(
            "client", "at", "direction", "needs_reply", "replied_at"
        ),
        "demos": log("demos", held_on=pl.Date).select("client", "held_on"),
        "feedback": log("feedback", answered_on=pl.Date, rating=pl.Float64).select(
            "client", "answered_on", "rating"
        ),
    }


def loaded(folder: Path) -> Sources:
    """The same, read into memory."""
    frames = sources(folder)
    return {name: frame.collect().lazy() for name, frame in frames.items()}


def six(folder: Path, logs: Sources) -> pl.DataFrame:
    """One row a client and week: client, week (0 = the first), and the six signals."""
    weeks = Weeks(*period(folder))
    agreed = logs["agreed"]
    seen = contacts_seen(logs["contacts"], agreed, weeks).cache()
    held = logs["demos"].select("client", day=weeks.day("held_on")).drop_nulls()
    ours = seen.filter(pl.col("direction") != "in").select("client", "day")
    grid = agreed.select("client", "contacts_per_week").join(
        pl.LazyFrame({"week": range(weeks.count)}, schema={"week": pl.Int64}), how="cross"
    )
    weekly = [
        contact_weeks(seen),
        age_weeks(ours, agreed, "contact", weeks),
        age_weeks(held, agreed, "demo", weeks),
        reply_weeks(seen, weeks),
        rating_weeks(logs["feedback"], weeks),
    ]
    sums = reduce(lambda left, log: left.join(log, on=KEYS, how="left"), weekly, grid)
    return signals(sums).collect(engine="streaming")


@dataclass(frozen=True)
class Weeks:
    """The weeks, and where days and moments are among them."""

    first_monday: datetime.date
    count: int

    def day(self, moment: str) -> pl.Expr:
        """Days since the first Monday."""
        return (pl.col(moment).cast(pl.Date) - self.first_monday).dt.total_days()

    def worked(self, moment: str) -> pl.Expr:
        """Business time from the first Monday to a moment, in microseconds."""
        day = self.day(moment)
        clock = pl.col(moment).cast(pl.Int64) % DAY_US
        today = (clock - pl.col("opens")).clip(0, pl.col("day_length"))
        return business_days(day - 1) * pl.col("day_length") + pl.when(day % 7 < 5).then(
            today
        ).otherwise(0)


def business_days(day: pl.Expr) -> pl.Expr:
    """Business days from the first Monday up to and including a day."""
    return 5 * (day // 7) + pl.min_horizontal(day % 7 + 1, 5)


def ramp(x: pl.Expr, full: pl.Expr | float, zero: pl.Expr | float) -> pl.Expr:
    """100 at `full`, 0 at `zero`, straight between."""
    return 100 * ((zero - x) / (zero - full)).clip(0, 1)


def contacts_seen(contacts: pl.LazyFrame, agreed: pl.LazyFrame, weeks: Weeks) -> pl.LazyFrame:
    """The one scan of the contacts: what the signals need of them, a row each."""
    asks = (pl.col("direction") == "in") & pl.col("needs_reply").ne_missing("no")
    clock = pl.col("at").cast(pl.Int64) % DAY_US - pl.col("opens")
    inside = (pl.col("at").dt.weekday() < 6) & clock.is_between(0, pl.col("day_length"))
    return contacts.join(agreed, on="client").select(
        "client",
        "direction",
        "at",
        "replied_at",
        "opens",
        "day_length",
        "reply_within",
        day=weeks.day("at"),
        asks=asks,
        out_of_hours=(pl.col("direction") == "out") & ~inside,
    )


def contact_weeks(seen: pl.LazyFrame) -> pl.LazyFrame:
    """Contacts of all kinds, those of ours, and those of these out of hours."""
    return seen.group_by("client", week=pl.col("day") // 7).agg(
        contacts=pl.len(),
        sent=(pl.col("direction") == "out").sum(),
        out_of_hours=pl.col("out_of_hours").sum(),
    )


def age_weeks(events: pl.LazyFrame, agreed: pl.LazyFrame, kind: str, weeks: Weeks) -> pl.LazyFrame:
    """Each week's sum of the scores of its business days, and their number.

    An event lasts until the next one; until there is one, the start does.
    """
    every = pl.col(f"{kind}_every")
    grace = (0.2 * every).clip(1, None)
    event, day = pl.col("event"), pl.col("day")
    start = agreed.select("client", day=pl.lit(0, pl.Int64))
    until = pl.col("day").shift(-1, fill_value=7 * weeks.count).over("client", order_by="day")
    return (
        pl.concat([events, start])
        .unique()
        .select("client", event="day", day=pl.int_ranges("day", until))
        .explode("day")
        .filter((day > 0) & (day % 7 < 5))
        .join(agreed.select("client", every), on="client")
        .group_by("client", week=day // 7)
        .agg(
            ramp(business_days(day) - business_days(event), every + grace, 3 * every + grace)
            .sum()
            .alias(f"{kind}_score"),
            pl.len().alias(f"{kind}_days"),
        )
    )


def reply_weeks(seen: pl.LazyFrame, weeks: Weeks) -> pl.LazyFrame:
    """Changes of the number of verdicts on replies and of their sum: each stands some weeks."""
    week, gone = pl.col("week"), pl.col("week") + 8
    answered, within = pl.col("answered"), pl.col("within")
    asks = (
        seen.filter("asks")
        .select(
            "client",
            "day_length",
            within=pl.col("reply_within") * HOUR_US,
            week=pl.col("day") // 7,
            came=weeks.worked("at"),
            took=weeks.worked("replied_at") - weeks.worked("at"),
            answered=(weeks.day("replied_at") // 7).fill_null(weeks.count),
        )
        .cache()
    )
    replied = asks.filter(answered < pl.min_horizontal(gone, weeks.count)).select(
        "client", begin=answered, until=gone, score=ramp(pl.col("took"), within, 4 * within)
    )
    waited = 5 * (week + 1) * pl.col("day_length") - pl.col("came")
    late = (
        asks.filter(answered > week)
        .with_columns(week=pl.int_ranges(week, pl.min_horizontal(answered, gone)))
        .explode("week")
        .filter(waited > within)
        .select("client", begin=week, until=week + 1, score=ramp(waited, within, 4 * within))
    )
    old = asks.filter(answered > gone).select("client", begin=gone, until=answered, score=0.0)
    verdicts = pl.concat([replied, late, old])
    changes = [
        verdicts.select("client", week="begin", replies=1, reply_score="score"),
        verdicts.select("client", week="until", replies=-1, reply_score=-pl.col("score")),
    ]
    return pl.concat(changes).group_by(KEYS).agg(pl.col("replies", "reply_score").sum())


def rating_weeks(asks: pl.LazyFrame, weeks: Weeks) -> pl.LazyFrame:
    """Ratings by the week they were given."""
    given = asks.filter(pl.col("answered_on").is_not_null() & pl.col("rating").is_not_null())
    return given.group_by("client", week=weeks.day("answered_on") // 7).agg(
        ratings=pl.len(), rated=(100 * (pl.col("rating") - 1) / 9).sum()
    )


def signals(sums: pl.LazyFrame) -> pl.LazyFrame:
    """The windows, and the signals from them; `sums` holds one row a client and week."""

    def over(column: str, weeks: int) -> pl.Expr:
        numbers = pl.col(column).fill_null(0).cast(pl.Float64)
        return numbers.rolling_sum(weeks, min_samples=1).over("client", order_by="week")

    def so_far(column: str) -> pl.Expr:
        return pl.col(column).fill_null(0).cum_sum().over("client", order_by="week")

    def where_any(count: pl.Expr, value: pl.Expr) -> pl.Expr:
        return pl.when(count > 0).then(value)

    reached = (100 * pl.col("contacts").fill_null(0) / pl.col("contacts_per_week")).clip(0, 100)
    late = (1 + over("out_of_hours", 8)) / (10 + over("sent", 8))
    rated, ratings = over("rated", 13), over("ratings", 13)
    return sums.select(
        pl.col("client").cast(pl.String),
        "week",
        contact_freshness=over("contact_score", 4) / over("contact_days", 4),
        reply_time=where_any(so_far("replies"), so_far("reply_score") / so_far("replies")),
        contact_coverage=reached.rolling_mean(8, min_samples=1).over("client", order_by="week"),
        quiet_hours=where_any(over("sent", 8), ramp(late, 0.2, 0.7)),
        demo_freshness=over("demo_score", 4) / over("demo_days", 4),
        rating=where_any(ratings, (3 * 66.67 + rated) / (3 + ratings)),
    )
