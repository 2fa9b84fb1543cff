"""What must always hold of alerts, on small random portfolios."""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from health.alerts import alerts
from health.calendars import day_date, day_number
from health.portfolio import Portfolio
from tests.literal.portfolios import write_portfolio
from tests.stories import (
    BASE,
    LAST,
    SCORED,
    Row,
    Story,
    at,
    cut_off,
    looked_at,
    on,
    stories,
    write_logs,
    write_rows,
)

PLACES = ["code", "rows"]  # where a client and its rows stand in the files


def alerts_in(
    told: Mapping[str, Story], as_of: date = LAST, day: date | None = None
) -> pd.DataFrame:
    """All alerts of some clients, ever, but for where things stand in the files."""
    with TemporaryDirectory() as folder:
        write_logs(Path(folder), told)
        found = Portfolio.open(Path(folder), as_of=as_of).alerts(day, shown_days=None)
    return found.drop(columns=PLACES)


def of(table: pd.DataFrame, client: str) -> pd.DataFrame:
    """One client's alerts."""
    return table[table["client"] == client].reset_index(drop=True)


@looked_at(25)
@given(stories(), st.integers(15, 110).map(on))
def test_as_of_a_day_depends_on_nothing_after_it(story: Story, day: date) -> None:
    then = alerts_in({"Acme": cut_off(story, day)}, day)
    assert alerts_in({"Acme": story}, on(130), day).equals(then)


@looked_at(15)
@given(stories(), stories(), st.randoms(use_true_random=False))
def test_order_duplicates_and_another_clients_rows_change_nothing(
    story: Story, other: Story, dice: random.Random
) -> None:
    plain, mixed = alerts_in({"Acme": story}), story.copied()
    for log, rows in mixed.logs.items():
        more = dice.sample(rows, len(rows) // 2)
        mixed.logs[log] = dice.sample([*rows, *more], len(rows) + len(more))
    assert alerts_in({"Acme": mixed}).equals(plain)
    assert of(alerts_in({"Bolt": other, "Acme": story}), "Acme").equals(plain)


@pytest.fixture(scope="module")
def portfolio(tmp_path_factory: pytest.TempPathFactory) -> Portfolio:
    """A year and more of a few clients."""
    folder = tmp_path_factory.mktemp("logs")
    about = write_portfolio(folder, 3, 4)
    return Portfolio.open(folder, today=about.today)


def test_running_every_day_for_a_year_gives_the_same_as_running_once(portfolio: Portfolio) -> None:
    found, logs, settings = portfolio.found_alerts, portfolio.logs, portfolio.settings
    told = 0
    for day in range(portfolio.as_of - 365, portfolio.as_of):
        daily, drift = portfolio.daily.upto(day + 1), portfolio.drift.upto(day + 1)
        of_the_day = alerts(logs, settings, daily, drift).table(day)
        assert found.table(day).equals(of_the_day), day_date(day)
        told += len(of_the_day)
    assert told > 3000


def test_a_portfolio_as_of_an_earlier_day_tells_what_was_told_then(portfolio: Portfolio) -> None:
    for back in (1, 12, 40, 100, 211):
        day = day_date(portfolio.as_of - back)
        then = Portfolio.of(portfolio.logs, portfolio.settings, day)
        assert portfolio.alerts(day, shown_days=None).equals(then.alerts(shown_days=None))


def test_one_cause_fires_once(portfolio: Portfolio) -> None:
    ever = portfolio.alerts(shown_days=None)
    assert len(ever) > 100
    for (client, rule, subject), some in ever.groupby(["client", "rule", "subject"]):
        ordered = some.sort_values("since")
        ends = ordered["resolved_on"].tolist()[:-1]
        begins = ordered["since"].tolist()[1:]
        over = zip(ends, begins, strict=True)
        assert all(end is not None and end <= begin for end, begin in over), (client, rule, subject)


def test_what_is_told_is_open_or_was_resolved_in_the_last_four_weeks(portfolio: Portfolio) -> None:
    lately = portfolio.alerts()
    gone = lately["resolved_on"].dropna()
    assert (lately["resolved_on"].notna() == (lately["state"] == "resolved")).all()
    as_of = day_date(portfolio.as_of)
    assert all(timedelta(0) <= as_of - day < timedelta(days=28) for day in gone)
    assert len(portfolio.alerts(shown_days=None)) > len(lately)


def test_every_row_named_is_a_row_of_the_client(portfolio: Portfolio) -> None:
    for client, rows in portfolio.alerts(shown_days=None)[["code", "rows"]].itertuples(index=False):
        for log, row in rows:
            there = portfolio.logs[log]
            assert int(there["client"][there["row"] == row][0]) == client


# ---------------------------------------------------------------- new clients

AGREED: Row = {
    "contacts_per_week": 5,
    "contact_every": 1,
    "demo_every": 5,
    "report_every": 5,
    "feedback_every": 5,
    "reply_within": 8,
}


def served(first: date, days: int) -> Story:
    """A client that begins on a day and is served as agreed from then on."""
    story = Story({"started_on": first, **AGREED})
    working = [first + timedelta(days=n) for n in range(days)]
    working = [day for day in working if day.weekday() < 5]
    for number, day in enumerate(working):
        story.logs["contacts"].append({"at": at(day, 10), "direction": "out", "topic": "status"})
        if number % 5 == 4:
            sections = dict.fromkeys(
                ("budget", "timeline", "blockers", "requirements", "risks", "questions"), "yes"
            )
            story.logs["reports"].append({"sent_on": day, **sections})
            story.logs["demos"].append({"held_on": day, "attendance": "decision-maker"})
            answer = {"rating": 8, "yes_no": "yes", "rater": "Ann"}
            story.logs["feedback"].append({"asked_on": day, "answered_on": day, **answer})
            made = {"promised_on": day, "confirmed_on": day, "item": f"part {number}"}
            done = day + timedelta(days=6)
            story.logs["deadlines"].append({**made, "due_on": done + timedelta(1), "done_on": done})
    return story


@looked_at(10)
@given(st.integers(0, 6))
def test_a_new_client_that_is_served_as_agreed_never_alerts(weekday: int) -> None:
    first = BASE + timedelta(days=weekday)
    story = served(first, 150)
    assert alerts_in({"Acme": story}, first + timedelta(days=149)).empty


@looked_at(10)
@given(st.integers(0, 6), st.sampled_from([2, 3, 10]))
def test_a_client_that_has_just_begun_alerts_for_nothing_before_two_rhythms_are_over(
    weekday: int, every: int
) -> None:
    first = BASE + timedelta(days=weekday)
    facts = AGREED | dict.fromkeys(("contact_every", "demo_every", "report_every"), every)
    with TemporaryDirectory() as name:
        folder = Path(name)
        old = served(BASE - timedelta(days=60), 150)
        write_logs(folder, {"Old": old, "New": Story({"started_on": first, **facts})})
        portfolio = Portfolio.open(folder)
        for day in range(40):
            on_day = first + timedelta(days=day)
            working = sum((first + timedelta(n)).weekday() < 5 for n in range(1, day + 1))
            new = of(portfolio.alerts(on_day), "New")
            assert new.empty == (working <= 2 * every and working < 10), (on_day, working)


@looked_at(15)
@given(stories(started=True))
def test_nothing_is_told_of_a_day_before_the_start(story: Story) -> None:
    found = alerts_in({"Acme": story})
    assert all(since >= story.facts["started_on"] for since in found["since"])


# ---------------------------------------------------------------- reading again


@looked_at(12)
@given(stories(), st.integers(40, 90).map(on))
def test_adding_rows_gives_what_reading_everything_gives(story: Story, day: date) -> None:
    with TemporaryDirectory() as name:
        folder = Path(name)
        early, late = story.copied(), story.copied()
        for log in SCORED:
            known = {id(row) for row in story.logs[log] if is_early(row, day)}
            early.logs[log] = [row for row in story.logs[log] if id(row) in known]
            late.logs[log] = [row for row in story.logs[log] if id(row) not in known]
        write_logs(folder, {"Acme": early})
        before = Portfolio.open(folder, as_of=LAST)
        before.found_alerts  # noqa: B018 - so that there is something to go on from
        for log in SCORED:
            write_rows(
                folder, log, [{**row, "client": "Acme"} for row in late.logs[log]], more=True
            )
        after = before.refreshed()
        fresh = Portfolio.open(folder, as_of=LAST)
        assert after.alerts(shown_days=None).equals(fresh.alerts(shown_days=None))
        assert day_number(LAST) == after.as_of


def is_early(row: Row, day: date) -> bool:
    """Whether all of a row's dates are before a day."""
    dates = [value for value in row.values() if isinstance(value, date)]
    return all((value.date() if hasattr(value, "date") else value) < day for value in dates)
