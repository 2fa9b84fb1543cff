"""What a rule finds: kept, not kept or not known, with its figures and the rows behind them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, Literal

from health.evidence.cells import Cells
from health.evidence.words import many
from health.practices.seen import Record, Seen

State = Literal["kept", "not kept", "not known"]
STATES: tuple[State, ...] = ("not kept", "kept", "not known")  # the order on screen

# One month and one quarter of business days: the windows over which practices are looked at.
MONTH, QUARTER = 20, 60
# Nothing that people do comes out at every single time: three in four is a habit.
HABIT = 0.75
LEAST = 3  # fewer cases than that tell nothing of a habit


@dataclass(frozen=True)
class Shown:
    """Rows of one log to be shown: the columns that matter, the date to order by first."""

    log: str
    columns: str
    records: Sequence[Record]


@dataclass(frozen=True)
class Finding:
    """What a rule found: the state, its reason in figures, the rows, a next step of its own."""

    state: State
    reason: str
    shown: tuple[Shown, ...] = ()
    next_step: str = ""


def kept(reason: str, *shown: Shown) -> Finding:
    """The practice is kept."""
    return Finding("kept", reason, shown)


def broken(reason: str, *shown: Shown) -> Finding:
    """The practice is not kept."""
    return Finding("not kept", reason, shown)


def unknown(reason: str, *shown: Shown) -> Finding:
    """The logs can't tell."""
    return Finding("not known", reason, shown)


def either(good: bool, reason: str, *shown: Shown) -> Finding:
    """Kept or not kept, for the same reason."""
    return Finding("kept" if good else "not kept", reason, shown)


def habit(
    verdicts: Iterable[tuple[Record, bool]],
    noun: str,
    what: str,
    log: str,
    columns: str,
    *,
    plural: str = "",
    when: str = "of the last 12 weeks",
    least: int = 1,
    share: float = HABIT,
) -> Finding:
    """Whether a share of the cases came out well: "3 of 7 dates of ... were confirmed ..."."""
    cases = [{**record, "kept": "yes" if good else "no"} for record, good in verdicts]
    good = sum(case["kept"] == "yes" for case in cases)
    shown = Shown(log, f"{columns} kept", cases)
    if not cases:
        return unknown(f"no {noun} {when}")
    were = "was" if good == 1 or len(cases) == 1 else "were"
    told = f"{good} of {many(len(cases), noun, plural)} {when} {were} {what}"
    if len(cases) < least:
        return unknown(f"too little to tell: {told}", shown)
    return either(good >= share * len(cases), told, shown)


def rhythm(seen: Seen, days: Iterable[date], every: float, noun: str, *shown: Shown) -> Finding:
    """Whether the latest event was fresh on three in four of the last 20 business days: at most as
    old as agreed, and the grace that the score gives (a fifth of that, 1 business day at least).
    """
    if every == 0:
        return unknown("no rhythm is agreed", *shown)
    start = seen.case.start or seen.today
    grace = max(seen.case.number("age.grace_least"), seen.case.number("age.grace_share") * every)
    limit = int(every + grace)
    events = sorted(day for day in days if start <= day <= seen.today)
    window = [day for day in seen.case.last_business_days(MONTH) if day > start]
    ages = [seen.between(_latest_upto(day, events, start), day) for day in window]
    if not ages or (not events and ages[0] <= limit):
        return unknown(too_early(seen))
    agreed = f"agreed is every {every:g}"
    fresh = sum(age <= limit for age in ages)
    if fresh < HABIT * len(ages) and ages[0] > limit:
        ago = many(ages[0], "business day")
        told = f"the last {noun} is {ago} ago" if events else f"no {noun} in {ago}"
        return broken(f"{told}; {agreed}", *shown)
    told = f"on {fresh} of the last {many(len(ages), 'business day')}"
    told = f"{told} the last {noun} was at most {many(limit, 'business day')} old; {agreed}"
    return either(fresh >= HABIT * len(ages), told, *shown)


def _latest_upto(day: date, events: list[date], start: date) -> date:
    """The last event up to a day; the start where there is none."""
    before = bisect_right(events, day)
    return events[before - 1] if before else start


def latest(records: Iterable[Record], column: str, most: int = 12) -> list[Record]:
    """The newest rows by a date."""
    dated = [record for record in records if record[column] is not None]
    return sorted(dated, key=lambda record: (record[column], record["row"]))[-most:]


def too_early(seen: Seen) -> str:
    """Why a client that is new can't be judged."""
    return f"too early: started {many(seen.age, 'business day')} ago"


def table(shown: Iterable[Shown]) -> Cells:
    """Rows of one or more logs as one table, newest first; blank where a log lacks a column."""
    parts = [(part, part.columns.split()) for part in shown if part.records]
    names = list(dict.fromkeys(name for _, columns in parts for name in columns))
    found: list[tuple[datetime, tuple[Any, ...]]] = []
    for part, columns in parts:
        blank = {name: None for name in names if name not in columns}
        for record in part.records:
            known = {**record, **blank}
            cells = (_cell(known.get(name)) for name in names)
            found.append((_moment(record.get(columns[0])), (record["row"], part.log, *cells)))
    found.sort(key=lambda each: each[0], reverse=True)
    return Cells(("row", "log", *names), tuple(cells for _, cells in found))


def _moment(value: Any) -> datetime:
    """What rows are ordered by: a moment or a date; without one they come last."""
    if isinstance(value, datetime):
        return value
    return datetime.combine(value, time.min) if isinstance(value, date) else datetime.min


def _cell(value: Any) -> Any:
    """A cell as it is shown: blank is None, for numbers too."""
    return None if value != value or value == "" else value
