"""What happened and what comes: marks for the weekly line, promises as bars, contacts by the clock.

Everything is as known on a day; None stands for the as-of day.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Any

import pandas as pd

from health.calendars import NEVER, day_date
from health.evidence.case import Case
from health.evidence.communication import contacts
from health.evidence.demos import missed
from health.evidence.issues import issues
from health.evidence.items import Item, client_items, items
from health.evidence.words import figure
from health.portfolio import Portfolio

MARKS = ("day", "kind", "label", "tone", "log", "row")
BARS = (
    "item",
    "side",
    "kind",
    "promised_on",
    "original",
    "agreed",
    "due",
    "done_on",
    "state",
    "slip_days",
    "client_days",
    "warned_on",
    "rows",
)
TIMES = ("at", "date", "hour", "direction", "topic", "in_hours", "row")
OWED = ("side", "item", "kind", "due", "days_late", "behind", "row")
_GOOD_RATING, _BAD_RATING = 8, 5
_OUTCOME = {"renewed": "good", "expanded": "good", "referred": "good"}
Mark = tuple[date, str, str, str, str, int]


def marks(portfolio: Portfolio, client: int, day: date | None = None) -> pd.DataFrame:
    """What happened on a day, `MARKS`, rising by day; `tone` is good, watch, bad or none.

    Kinds: demo, slip, complaint, rating, answer, outcome.
    """
    case = Case.of(portfolio, client, day)
    found = [*_demos(case), *_slips(case), *_complaints(case), *_answers(case), *_outcomes(case)]
    return _frame(sorted(found), MARKS)


def _demos(case: Case) -> Iterator[Mark]:
    for line in case.lines("demos"):
        if missed(case, line):
            yield line["planned_for"], "demo", "demo missed", "watch", "demos", line["row"]
        if line["held_on"]:
            seen = line["attendance"] not in ("none", "recording")
            rejected = line["outcome"] == "rejected"
            tone = "bad" if rejected else "good" if seen else "none"
            label = "demo rejected" if rejected else "demo"
            yield line["held_on"], "demo", label, tone, "demos", line["row"]


def _slips(case: Case) -> Iterator[Mark]:
    """A slip shows on the day after the date that did not hold (R)."""
    for item in items(case):
        if item.in_time or case.day <= item.due:
            continue
        told = item.warned is not None and item.warned <= item.due
        label, tone = ("slip, warned", "watch") if told else ("slip, no word", "bad")
        yield item.due + timedelta(days=1), "slip", label, tone, "deadlines", item.row


def _complaints(case: Case) -> Iterator[Mark]:
    for issue in issues(case):
        yield issue.raised["day"], "complaint", "complaint", "watch", "issues", issue.raised["row"]


def _answers(case: Case) -> Iterator[Mark]:
    for line in case.lines("feedback"):
        if line["answered_on"] is None:
            continue
        given = line["rating"]
        if given is not None and given == given:
            tone = "good" if given >= _GOOD_RATING else "bad" if given <= _BAD_RATING else "none"
            label = f"{figure(given)} of 10"
            yield line["answered_on"], "rating", label, tone, "feedback", line["row"]
        if line["yes_no"] is False:
            yield line["answered_on"], "answer", "a no", "bad", "feedback", line["row"]


def _outcomes(case: Case) -> Iterator[Mark]:
    for line in case.lines("outcomes"):
        tone = _OUTCOME.get(line["outcome"], "bad")
        yield line["on"], "outcome", line["outcome"], tone, "outcomes", line["row"]


def promise_bars(portfolio: Portfolio, client: int, day: date | None = None) -> pd.DataFrame:
    """One row an item of either side, `BARS`, rising by `due`.

    `original` is the first promise, `agreed` the date that stands now, `due` the original with the
    client's own delays (of the client's items: the date that stands now). `state` is done in time,
    done late, open or overdue, against `due`. `slip_days` and `client_days` are business days.
    """
    case = Case.of(portfolio, client, day)
    ours = [_bar(case, item) for item in items(case)]
    theirs = [_their_bar(case, lines) for lines in client_items(case)]
    return _frame(sorted([*ours, *theirs], key=lambda bar: (bar[6], bar[0])), BARS)


def _bar(case: Case, item: Item) -> tuple[Any, ...]:
    return (
        item.name,
        "us",
        item.kind,
        item.promised,
        item.original,
        item.stands,
        item.due,
        item.done,
        _state(item.done, item.due, case.day),
        item.slip,
        item.client_days,
        item.warned,
        [int(line["row"]) for line in item.lines],
    )


def _their_bar(case: Case, lines: list[dict[str, Any]]) -> tuple[Any, ...]:
    done = min((line["done_on"] for line in lines if line["done_on"]), default=None)
    stands = _business_day(case, _current(lines, done)["due_on"])
    late = max(case.business_days(stands, done or case.day), 0)
    return (
        lines[0]["item"],
        "client",
        next((line["kind"] for line in lines if line["kind"]), ""),
        lines[0]["promised_on"],
        _business_day(case, lines[0]["due_on"]),
        stands,
        stands,
        done,
        _state(done, stands, case.day),
        0,
        late,
        min((line["warned_on"] for line in lines if line["warned_on"]), default=None),
        [int(line["row"]) for line in lines],
    )


def _current(lines: list[dict[str, Any]], done: date | None) -> dict[str, Any]:
    """The latest row of an item that was agreed by the day it was done."""
    return [line for line in lines if line is lines[0] or not done or line["promised_on"] <= done][
        -1
    ]


def _business_day(case: Case, day: date) -> date:
    return case.after(day - timedelta(days=1), 1)


def _state(done: date | None, due: date, day: date) -> str:
    if done:
        return "done in time" if done <= due else "done late"
    return "overdue" if day > due else "open"


def contact_times(portfolio: Portfolio, client: int, day: date | None = None) -> pd.DataFrame:
    """Every contact known, `TIMES`, newest first.

    `hour` is the time of day on the client's clock, NaN where none was given; `in_hours` is then
    None.
    """
    case = Case.of(portfolio, client, day)
    timed = case.has_time("contacts", "at")
    found = []
    for line in contacts(case):
        at, known = line["at"], timed[line["row"]]
        hour = at.hour + at.minute / 60 + at.second / 3600 if known else float("nan")
        inside = case.in_hours(at) if known else None
        found.append((at, at.date(), hour, line["direction"], line["topic"], inside, line["row"]))
    frame = _frame(sorted(found, key=lambda each: (each[0], each[-1]), reverse=True), TIMES)
    return frame.astype({"hour": "float64"})


def owed(portfolio: Portfolio, client: int, day: date | None = None) -> pd.DataFrame:
    """Open promises of both sides, `OWED`, the latest first.

    `due` is the date that stands now and `days_late` the business days past it; `behind` those past
    the first promise, less the client's own delays (of the client's items: past the first promise).
    """
    case = Case.of(portfolio, client, day)
    found = []
    for item in items(case):
        if item.done is None:
            late = max(case.business_days(item.stands, case.day), 0)
            row = int(item.lines[-1]["row"])
            found.append(("us", item.name, item.kind, item.stands, late, item.slip, row))
    for lines in client_items(case):
        bar = dict(zip(BARS, _their_bar(case, lines), strict=True))
        if bar["done_on"] is None:
            behind = max(case.business_days(bar["original"], case.day), 0)
            what = ("client", bar["item"], bar["kind"], bar["due"])
            found.append((*what, bar["client_days"], behind, bar["rows"][-1]))
    return _frame(sorted(found, key=lambda each: (-each[4], each[3], each[1])), OWED)


def next_date(
    portfolio: Portfolio, client: int, day: date | None = None
) -> tuple[str, date] | None:
    """The next plan on or after the day, in words: ('due: Data import', 24 Nov).

    Where nothing is planned: the day by which the next report is expected; else None.
    """
    case = Case.of(portfolio, client, day)
    if not case.exists:
        return None
    plans = sorted((when, what) for what, when in _plans(case) if when >= case.day)
    if plans:
        return plans[0][1], plans[0][0]
    sent = [line["sent_on"] for line in case.lines("reports")]
    every = int(case.agreed("report_every"))
    expected = case.after(max(sent), every) if sent and every else None
    return ("report", expected) if expected and expected >= case.day else None


def _plans(case: Case) -> Iterator[tuple[str, date]]:
    facts, demos, today = case.logs.clients.iloc[0], case.logs["demos"], case.number_of_day
    for column, word in (
        ("kickoff_on", "kick-off"),
        ("renewal_on", "renewal"),
        ("ended_on", "end"),
    ):
        if facts[column] < NEVER:
            yield word, day_date(int(facts[column]))
    # A plan is known ahead of its row's first date, but not before it was recorded.
    recorded = demos["recorded_on"]
    known = (recorded <= today) | (recorded >= NEVER)
    waits = (demos["held_on"] > today) & (demos["cancelled_on"] > today) & known
    for planned in demos["planned_for"][waits]:
        if planned < NEVER:
            yield "demo", day_date(int(planned))
    for item in items(case):
        if item.done is None:
            yield f"due: {item.name}", item.stands
    for lines in client_items(case):
        if not any(line["done_on"] for line in lines):
            yield f"due from them: {lines[0]['item']}", _business_day(case, lines[-1]["due_on"])


def _frame(lines: Iterable[tuple[Any, ...]], columns: tuple[str, ...]) -> pd.DataFrame:
    lines = list(lines)
    values = {
        name: pd.Series([line[place] for line in lines], dtype="object")
        for place, name in enumerate(columns)
    }
    whole = {"row", "days_late", "behind", "slip_days", "client_days"} & set(columns)
    return pd.DataFrame(values, columns=list(columns)).astype(dict.fromkeys(whole, "int64"))
