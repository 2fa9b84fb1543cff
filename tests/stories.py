"""Small random portfolios for the properties: what happened with one client, written as rows.

A story holds a client's facts and its rows by log, with days as dates; a test changes one thing in
it, writes both into one folder as two clients, and compares their histories.
"""

from __future__ import annotations

import copy
import csv
import os
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import numpy as np
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from health.calendars import day_number
from health.history import History, score_history
from health.logs.contract import LOGS, SECTIONS, Kind
from health.logs.reading import read_folder
from health.settings import Settings

Row = dict[str, Any]
Rows = dict[str, list[Row]]
BASE = date(2024, 3, 4)  # a Monday
LENGTH = 100  # days of a story
LAST = BASE + timedelta(days=LENGTH)
SCORED = ("contacts", "demos", "deadlines", "feedback", "reports", "issues", "risks", "changes")
DEFAULTS = Settings.default()


@dataclass
class Story:
    """What happened with one client."""

    facts: Row
    logs: Rows = field(default_factory=lambda: {log: [] for log in SCORED})

    def copied(self) -> Story:
        """A story of its own that can be changed."""
        return copy.deepcopy(self)

    def items(self) -> dict[str, list[Row]]:
        """Rows of the deadlines by item."""
        found: dict[str, list[Row]] = {}
        for row in self.logs["deadlines"]:
            found.setdefault(row["item"], []).append(row)
        return found


def on(day: int) -> date:
    """The day of a story."""
    return BASE + timedelta(days=day)


def at(day: date, hour: int, minute: int = 0) -> datetime:
    """A moment on the client's wall clock."""
    return datetime.combine(day, time(hour, minute))


def looked_at(examples: int) -> settings:
    """So many examples of a property, or as many as HEALTH_EXAMPLES says; the same ones in CI."""
    return settings(
        max_examples=int(os.environ.get("HEALTH_EXAMPLES", examples)),
        derandomize="CI" in os.environ,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )


# ---------------------------------------------------------------- strategies

days = st.integers(0, LENGTH - 10).map(on)
gaps = st.integers(0, 25)


def words(text: str) -> st.SearchStrategy[str]:
    """One of some words; of two spaces running, nothing."""
    return st.sampled_from(text.split(" "))


def later(day: date, gap: int) -> date:
    """So many days on."""
    return day + timedelta(days=gap)


def maybe(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Blank as often as not."""
    return st.none() | strategy


def _row(**cells: Any) -> Row:
    return {name: value for name, value in cells.items() if value is not None}


@st.composite
def contacts(draw: st.DrawFn) -> Row:
    """A contact, with or without a time; one from them may wait for its reply."""
    day, hour = draw(days), draw(st.integers(5, 21))
    moment: date = draw(st.sampled_from([at(day, hour), day]))
    row = _row(at=moment, direction=draw(words("out in both")))
    row["topic"] = draw(words(" status technical casual other"))
    if row["direction"] == "in":
        row["urgent"], row["needs_reply"] = draw(words(" yes")), draw(words(" yes no"))
        hours = draw(maybe(st.integers(0, 30 * 24)))
        if hours is not None:
            row["replied_at"] = at(day, hour) + timedelta(hours=hours)
    return row


@st.composite
def demos(draw: st.DrawFn) -> Row:
    """A demo planned, held, cancelled, or two of these."""
    planned = draw(days)
    held = draw(maybe(st.integers(-4, 12)))
    row = _row(planned_for=planned if held is None else draw(maybe(st.just(planned))))
    if held is not None:
        row["held_on"] = later(planned, held)
        row["attendance"] = draw(words(" decision-maker other recording none"))
    elif draw(st.booleans()):
        row["cancelled_on"] = later(planned, -draw(st.integers(-2, 6)))
    return row


@st.composite
def item_rows(draw: st.DrawFn) -> list[Row]:
    """An item: promised, moved, warned of, confirmed, done."""
    promised, length = draw(days), draw(st.integers(0, 40))
    due = later(promised, length)
    rows = [_row(promised_on=promised, due_on=due, side=draw(words(" us us client")))]
    for _ in range(draw(st.sampled_from([0, 0, 1, 2, 3]))):
        promised = later(promised, draw(st.integers(0, 15)))
        due = later(due, draw(st.integers(-5, 20)))
        rows.append(_row(promised_on=promised, due_on=due, moved_by=draw(words(" us client"))))
    for row in rows:
        gap = draw(maybe(st.integers(-2, 8)))
        if gap is not None:
            row["confirmed_on"] = later(row["promised_on"], gap)
    warned, done = draw(maybe(st.integers(-5, 20))), draw(maybe(st.integers(-15, 40)))
    if warned is not None:
        draw(st.sampled_from(rows))["warned_on"] = later(rows[0]["due_on"], -warned)
    if done is not None:
        draw(st.sampled_from(rows))["done_on"] = max(later(due, done), rows[0]["promised_on"])
    return rows


@st.composite
def answers(draw: st.DrawFn) -> Row:
    """An ask, an answer, or both."""
    asked, gap = draw(days), draw(maybe(gaps))
    if gap is None:
        return _row(asked_on=asked)
    row = _row(answered_on=later(asked, gap), asked_on=draw(maybe(st.just(asked))))
    row["rating"], row["yes_no"] = (
        draw(st.sampled_from(["", *range(1, 11)])),
        draw(words(" yes no")),
    )
    return row


@st.composite
def reports(draw: st.DrawFn) -> Row:
    """A report, its sections filled, copied or left out."""
    return {"sent_on": draw(days)} | {s: draw(words("yes same no n/a ")) for s in SECTIONS}


@st.composite
def issue_rows(draw: st.DrawFn) -> list[Row]:
    """The events of an issue, an hour or some days apart."""
    moment, rows = at(draw(days), draw(st.integers(8, 19))), []
    for event in draw(st.lists(words("raised restated update resolved"), min_size=1, max_size=5)):
        rows.append(_row(at=moment, event=event))
        moment += draw(
            st.sampled_from([timedelta(hours=1), *(timedelta(days=d) for d in (1, 2, 9))])
        )
    return rows


@st.composite
def risks(draw: st.DrawFn) -> Row:
    """A risk, told or not, with a plan B or not, closed or not."""
    raised = draw(days)
    row = _row(raised_on=raised, plan_b=draw(words(" hire")), owner=draw(words(" Ann")))
    for name in ("told_client_on", "updated_on", "closed_on"):
        gap = draw(maybe(gaps))
        if gap is not None:
            row[name] = later(raised, gap)
    return row


@st.composite
def changes(draw: st.DrawFn) -> Row:
    """A change, estimated, confirmed and started in any order."""
    requested = draw(days)
    row = _row(requested_on=requested)
    for name in ("estimated_on", "confirmed_on", "started_on"):
        gap = draw(maybe(gaps))
        if gap is not None:
            row[name] = later(requested, gap)
    return row


_ROWS: dict[str, tuple[st.SearchStrategy[Any], int, str]] = {
    "contacts": (contacts(), 8, ""),
    "demos": (demos(), 4, ""),
    "deadlines": (item_rows(), 4, "item"),
    "feedback": (answers(), 4, ""),
    "reports": (reports(), 3, ""),
    "issues": (issue_rows(), 3, "issue"),
    "risks": (risks(), 2, "risk"),
    "changes": (changes(), 2, "change"),
}


@st.composite
def stories(draw: st.DrawFn, recorded: bool = True, started: bool | None = None) -> Story:
    """A client and its rows; some were typed in late unless `recorded` is False.

    `started` says whether `started_on` is known; None leaves it open.
    """
    facts: Row = {"country": draw(words(" DE US"))}
    facts["contacts_per_week"] = draw(words(" 1 3"))
    if draw(st.booleans()) if started is None else started:
        facts["started_on"] = draw(st.integers(-20, 30).map(on))
    story = Story(facts)
    for log, (strategy, most, name) in _ROWS.items():
        for number, drawn in enumerate(draw(st.lists(strategy, max_size=most))):
            rows = drawn if isinstance(drawn, list) else [drawn]
            story.logs[log] += [{**row, name: f"{log} {number}"} if name else row for row in rows]
    for rows in story.logs.values():
        for number, row in enumerate(rows):
            row["id"] = number
            if recorded and draw(st.integers(0, 9)) == 0:
                row["recorded_on"] = draw(days)
    return story


# ---------------------------------------------------------------- what was known


def as_known(log: str, row: Row, day: date) -> Row | None:
    """A row as a folder would hold it at the end of a day; None if it was not there yet."""
    contract = LOGS[log]
    plans = {column.name for column in contract.columns if column.kind is Kind.PLAN}
    happened = {name: value for name, value in row.items() if name not in plans}
    known = {name: value for name, value in happened.items() if not later_than(day, value)}
    ahead = {name: row[name] for name in plans & row.keys()}
    if "answered_on" not in known:  # a rating can't stand without its date
        known.pop("rating", None)
    dates = [row.get(name) for name in contract.appears]
    appears = any(on and not later_than(day, on) for on in dates)
    recorded = not later_than(day, row.get("recorded_on"))
    return known | ahead if appears and recorded else None


def later_than(day: date, value: Any) -> bool:
    """Whether a cell holds a date or a moment after a day."""
    moment = value.date() if isinstance(value, datetime) else value
    return isinstance(moment, date) and moment > day


def cut_off(story: Story, day: date) -> Story:
    """The story with nothing in it that was not known at the end of a day."""
    found = Story(story.facts)
    for log, rows in story.logs.items():
        known = (as_known(log, row, day) for row in rows)
        found.logs[log] = [row for row in known if row is not None]
    return found


# ---------------------------------------------------------------- writing and scoring


def write_logs(folder: Path, told: Mapping[str, Story], logs: Iterable[str] = SCORED) -> None:
    """The clients and their rows, in the order in which they are told."""
    named = [{**story.facts, "client": name} for name, story in told.items()]
    write_rows(folder, "clients", named)
    for log in logs:
        rows = [{**row, "client": name} for name, each in told.items() for row in each.logs[log]]
        write_rows(folder, log, rows)


def write_rows(folder: Path, log: str, rows: Iterable[Row], more: bool = False) -> None:
    """A log with every column that there is; `more` adds to it."""
    columns = [*LOGS[log].by_name, "id", "recorded_on"]
    with (folder / f"{log}.csv").open("a" if more else "w", newline="", encoding="utf-8") as file:
        table = csv.DictWriter(file, columns, "", lineterminator="\n")
        if not more:
            table.writeheader()
        table.writerows(rows)


def history_of(
    told: Mapping[str, Story], as_of: date = LAST, logs: Iterable[str] = SCORED
) -> History:
    """The history of some clients in one portfolio."""
    with tempfile.TemporaryDirectory() as folder:
        write_logs(Path(folder), told, logs)
        return history_in(Path(folder), as_of)


def history_in(folder: Path, as_of: date = LAST) -> History:
    """The history of a folder."""
    return score_history(read_folder(folder, texts=False), DEFAULTS, day_number(as_of))


def same(one: History, other: History) -> bool:
    """Whether two histories are equal bit for bit."""
    numbers = zip(_numbers(one), _numbers(other), strict=True)
    return (
        one.clients == other.clients
        and bool((one.trend == other.trend).all())
        and all(np.array_equal(a, b, equal_nan=True) for a, b in numbers)
    )


def _numbers(history: History) -> list[Any]:
    scores = history.scores
    return [
        *(history.days, history.exists, history.signals, history.band, history.slope),
        *(scores.dimensions, scores.health, scores.low, scores.high, scores.coverage),
    ]
