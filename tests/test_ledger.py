"""The ledger of a week's change: what new rows did, what time did, what changed settings did."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from health.basis import basis_at
from health.calendars import day_number
from health.history import score_history
from health.ledger import Ledger, ledger, ledgers
from health.logs.reading import read_folder
from health.logs.rows import Logs
from health.measures import Scores
from health.portfolio import Portfolio
from health.score import points_of, weights
from health.settings import Settings
from health.signals import SIGNALS
from tests.conftest import FolderOf
from tests.stories import BASE, Story, cut_off, later, looked_at, on, stories, write_logs

NAMES = list(SIGNALS)
WEEK = timedelta(days=7)
DEFAULTS = Settings.default()
OTHERS = Settings.from_tables(
    {
        "weights": {"dimensions": {"feedback": 0.6}, "demos": {"demos_kept": 1}},
        "agreements": {"demo_every": 15, "contact_every": 1},
        "rating": {"prior_mean": 40},
        "health": {"mean_share": 0.5},
    }
)
as_of_days = st.integers(20, 100).map(on)


def read(told: dict[str, Story]) -> Logs:
    """The logs of some stories, from a folder."""
    with TemporaryDirectory() as folder:
        write_logs(Path(folder), told)
        return read_folder(Path(folder), texts=False)


def health_and_points(
    logs: Logs, day: date, settings: Settings = DEFAULTS
) -> tuple[Scores, Scores]:
    """Health (C,) and the points of each signal (23, C) on a day; NaN where there is no point."""
    history = score_history(logs, settings, day_number(day))
    if not len(history.days):
        return np.full(len(logs.clients), np.nan), np.full((len(NAMES), len(logs.clients)), np.nan)
    shares = weights(basis_at(logs, settings, history.days[-1:]))
    kept = points_of(history.signals[:, :, -1:], shares)[0][:, :, 0]
    there = history.exists[:, -1]
    return np.nan_to_num(history.scores.health[:, -1]), np.where(there, kept, np.nan)


def on_the_day(found: Ledger) -> tuple[Scores, Scores, Scores]:
    """New, ageing and settings on the last day, (23, C) each."""
    return found.new[:, :, -1], found.ageing[:, :, -1], found.settings[:, :, -1]


def assert_alike(one: Scores, other: Scores) -> None:
    np.testing.assert_allclose(one, other, rtol=0, atol=1e-9)


# ---------------------------------------------------------------- the three parts


@looked_at(30)
@given(stories(), stories(), as_of_days)
def test_the_parts_add_up_to_the_change_of_health(one: Story, other: Story, day: date) -> None:
    logs = read({"Acme": one, "Bolt": other})
    then, now = (health_and_points(logs, each) for each in (day - WEEK, day))
    new, ageing, settings = on_the_day(ledger(logs, DEFAULTS, day_number(day)))
    both = ~np.isnan(then[1][0]) & ~np.isnan(now[1][0])
    assert_alike((new + ageing + settings).sum(axis=0)[both], (now[0] - then[0])[both])
    assert np.isnan(new[:, ~both]).all()
    assert np.isnan(ageing[:, ~both]).all()


@looked_at(30)
@given(stories(), stories(), as_of_days)
def test_ageing_is_the_score_of_a_folder_without_the_last_weeks_knowledge(
    one: Story, other: Story, day: date
) -> None:
    told = {"Acme": one, "Bolt": other}
    logs, known = read(told), read({name: cut_off(each, day - WEEK) for name, each in told.items()})
    _, then = health_and_points(logs, day - WEEK)
    _, aged = health_and_points(known, day)
    _, now = health_and_points(logs, day)
    new, ageing, _ = on_the_day(ledger(logs, DEFAULTS, day_number(day)))
    both = ~np.isnan(then[0]) & ~np.isnan(now[0])
    assert_alike(ageing[:, both], (aged - then)[:, both])
    assert_alike(new[:, both], (now - aged)[:, both])


@looked_at(30)
@given(stories(), as_of_days)
def test_a_changed_setting_has_a_part_of_its_own(story: Story, day: date) -> None:
    logs = read({"Acme": story})
    number = day_number(day)
    before, now = health_and_points(logs, day - WEEK), health_and_points(logs, day, OTHERS)
    found = ledger(logs, OTHERS, number, DEFAULTS)
    new, ageing, settings = on_the_day(found)
    if np.isnan(before[1]).any() or np.isnan(now[1]).any():
        assert np.isnan(new).all()
        return
    assert_alike(settings, health_and_points(logs, day - WEEK, OTHERS)[1] - before[1])
    assert_alike((new + ageing + settings).sum(axis=0), now[0] - before[0])
    unchanged = on_the_day(ledger(logs, OTHERS, number))
    assert_alike(new, unchanged[0])
    assert_alike(ageing, unchanged[1])
    assert not unchanged[2].any()


@looked_at(20)
@given(stories(), stories(), as_of_days)
def test_the_history_has_at_every_point_the_ledger_of_that_day(
    one: Story, other: Story, day: date
) -> None:
    logs = read({"Acme": one, "Bolt": other})
    history = score_history(logs, DEFAULTS, day_number(day))
    all_of_them = ledgers(history, logs, DEFAULTS)
    for point, number in enumerate(history.days):
        found = ledger(logs, DEFAULTS, int(number))
        for part in ("new", "ageing", "change"):
            assert_alike(getattr(all_of_them, part)[:, :, point], getattr(found, part)[:, :, -1])


# ---------------------------------------------------------------- as it is shown

SUNDAY = later(BASE, 13)
CONTACTS = [{"client": "Acme", "at": on(day), "direction": "out"} for day in (1, 3)]
ANSWERS = [
    {"client": "Acme", "asked_on": on(2), "answered_on": on(2), "rating": 9},
    {"client": "Acme", "asked_on": on(9), "answered_on": on(9), "rating": 2},
]


@pytest.fixture
def portfolio(folder_of: FolderOf) -> Portfolio:
    """Acme: two contacts, then none; a bad answer in the last week. Bolt began this week."""
    clients = [
        {"client": "Acme", "started_on": BASE},
        {"client": "Bolt", "started_on": on(8)},
    ]
    folder = folder_of(clients=clients, contacts=CONTACTS, feedback=ANSWERS)
    return Portfolio.open(folder, as_of=SUNDAY)


def test_a_new_row_and_the_passing_of_time_are_told_apart(portfolio: Portfolio) -> None:
    table = portfolio.ledger(portfolio.client("Acme")).set_index("signal")
    new, ageing = table["new"], table["ageing"]
    assert new["rating"] < -1
    assert abs(ageing["rating"]) < abs(new["rating"])
    assert new["contact_freshness"] == pytest.approx(0, abs=3)
    assert ageing["contact_freshness"] < -1
    assert (table["new"] + table["ageing"] + table["settings"]).to_numpy() == pytest.approx(
        table["change"].to_numpy()
    )


def test_the_ledger_lists_the_largest_change_first_and_nothing_that_did_not_move(
    portfolio: Portfolio,
) -> None:
    table = portfolio.ledger(portfolio.client("Acme"))
    sizes = table["change"].abs().to_list()
    assert sizes == sorted(sizes, reverse=True)
    assert (table[["new", "ageing", "settings"]].abs().max(axis=1) > 0).all()
    line = portfolio.line(portfolio.client("Acme"))["health"]
    assert table["change"].sum() == pytest.approx(line.iloc[-1] - line.iloc[-2], abs=1e-6)


def test_a_client_without_a_point_a_week_before_has_no_ledger(portfolio: Portfolio) -> None:
    assert portfolio.ledger(portfolio.client("Bolt")).empty
    assert portfolio.ledger(portfolio.client("Acme"), later(BASE, 6)).empty
    change = portfolio.scores().set_index("client")["change_1w"]
    assert np.isnan(change["Bolt"])
    assert change["Acme"] < 0


def test_what_other_settings_did_is_shown_as_such(folder_of: FolderOf) -> None:
    folder = folder_of(
        clients=[{"client": "Acme", "started_on": BASE}], contacts=CONTACTS, feedback=ANSWERS
    )
    opened = Portfolio.open(folder, OTHERS, as_of=SUNDAY, earlier_settings=DEFAULTS)
    table = opened.ledger(0)
    now = opened.line(0)["health"].iloc[-1]
    then = Portfolio.open(folder, as_of=SUNDAY).line(0)["health"].iloc[-2]
    assert table["settings"].abs().sum() > 1
    assert table["change"].sum() == pytest.approx(now - then, abs=1e-6)


def test_a_partial_week_is_compared_with_the_day_seven_days_before(folder_of: FolderOf) -> None:
    folder = folder_of(
        clients=[{"client": "Acme", "started_on": BASE}], contacts=CONTACTS, feedback=ANSWERS
    )
    wednesday = later(SUNDAY, 3)
    table = Portfolio.open(folder, as_of=wednesday).ledger(0)
    now, then = (
        Portfolio.open(folder, as_of=each).line(0)["health"].iloc[-1]
        for each in (wednesday, wednesday - WEEK)
    )
    assert table["change"].sum() == pytest.approx(now - then, abs=1e-6)
