"""The simulation: rows like people's, known turns, and what the alerts make of them."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from health.__main__ import main
from health.portfolio import Portfolio
from health.settings import Settings
from health.simulate.judged import Judged, alarms, judged
from health.simulate.rows import write_logs
from health.simulate.run_lengths import run_lengths
from health.simulate.ways import USUAL, WAYS
from health.simulate.world import Group, World

GROUPS = [Group("", 0, 60), Group("quiet", 0, 60), Group("fade", 13, 100), Group("demos", 0, 20)]


@pytest.fixture(scope="module")
def world() -> World:
    return World.of(GROUPS, 3)


@pytest.fixture(scope="module")
def portfolio(world: World, tmp_path_factory: pytest.TempPathFactory) -> Portfolio:
    folder = tmp_path_factory.mktemp("simulated")
    write_logs(world, folder)
    last = world.dates[-1].astype(object)
    return Portfolio.open(folder, Settings.default(), last, today=last)


@pytest.fixture(scope="module")
def found(world: World, portfolio: Portfolio) -> Judged:
    return judged(world, alarms(world, portfolio.found_alerts))


def test_every_row_is_one_the_logs_take(portfolio: Portfolio) -> None:
    assert not portfolio.logs.set_aside
    assert not any(rows.problem for rows in portfolio.logs.rows.values())
    assert {log for log, rows in portfolio.logs.rows.items() if rows.present} >= {
        "contacts", "demos", "deadlines", "feedback", "reports", "issues", "changes",
    }  # fmt: skip


def test_well_served_clients_score_well_and_stay_so(world: World, portfolio: Portfolio) -> None:
    health = portfolio.history.scores.health[world.of_group == 0]
    assert 80 < np.nanmean(health[:, 30:52]) < 95
    assert abs(np.nanmean(health[:, 80:]) - np.nanmean(health[:, 30:52])) < 2


def test_contacts_of_a_fading_client_halve_in_the_weeks_that_it_takes(
    world: World, portfolio: Portfolio
) -> None:
    rows = portfolio.logs["contacts"]
    since = rows["at.day"] - world.first_number - world.turn[rows["client"]]
    fading = world.of_group[rows["client"]] == 2
    before = (fading & (since >= -26 * 7) & (since < 0)).sum() / 26
    after = (fading & (since >= 13 * 7) & (since < 26 * 7)).sum() / 13
    assert 0.4 < after / before < 0.6


def test_a_way_that_is_not_gone_changes_nothing(world: World) -> None:
    for name in USUAL:
        now = world.now(name)[world.of_group == 0]
        assert np.all(now == now[:, :1])


def test_holidays_and_the_time_of_year_are_in_the_rows(world: World, portfolio: Portfolio) -> None:
    day = portfolio.logs["contacts"]["at.day"] - world.first_number
    by_day = np.bincount(day, minlength=world.shape[1])
    dates = pd.DatetimeIndex(world.dates)
    usual = by_day[dates.day_of_week < 5].mean()
    assert by_day[(dates.month == 12) & (dates.day.isin((25, 26)))].mean() < usual / 20
    assert by_day[dates.day_of_week >= 5].sum() == 0


def test_who_goes_quiet_at_once_is_found_within_two_weeks(found: Judged) -> None:
    quiet = found.found.set_index("way").loc["quiet"]
    assert quiet["share_2"] >= 0.95
    assert quiet["first"] == "gone_quiet"


def test_a_slow_fade_of_half_the_contacts_is_mostly_found_within_its_quarter(
    found: Judged,
) -> None:
    fade = found.found.set_index("way").loc["fade"]
    assert fade["high_13"] >= 0.7
    assert fade["share_13"] > 2 * fade["chance_13"]


def test_rules_on_scores_are_false_less_than_every_second_year(found: Judged) -> None:
    false = found.false.set_index("rule").loc["statistical"]
    assert false["a_year"] <= 0.5
    assert false["low"] < false["a_year"] < false["high"]


def test_an_alarm_before_the_turn_finds_nothing_and_one_after_is_not_false(
    world: World,
) -> None:
    turn = int(world.turn[60])
    there = pd.DataFrame(
        {
            "client": [60, 60, 0],
            "day": [turn - 1, turn + 10, 300],
            "rule": ["gone_quiet", "health_drop", "drift"],
            "subject": ["contact", "", "Talk"],
            "new": True,
        }
    )
    one = judged(world, there)
    quiet = one.found.set_index("way").loc["quiet"]
    assert quiet["share_2"] == pytest.approx(1 / 60)
    assert quiet["first"] == "health_drop"
    counted = one.false.set_index("rule")["alarms"]
    assert counted["gone_quiet"] == 1  # a day too early: nothing had happened
    assert counted["health_drop"] == 0
    assert counted["drift"] == 1


def test_the_charts_run_as_long_as_published() -> None:
    table = run_lengths(Settings.default(), 400, 5)
    known = table[table["published"].notna()]
    assert len(known) == 6
    assert (abs(known["weeks"] - known["published"]) < 4 * known["error"]).all()


def test_the_command_tells_all_and_writes_what_it_is_asked_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out, page, kept = tmp_path / "figures.json", tmp_path / "delay.html", tmp_path / "logs"
    asked = ["simulate", "--clients", "4", "--way", "copies", "--seed", "2"]
    wanted = ["--out", str(out), "--picture", str(page), "--keep", str(kept)]
    assert main([*asked, *wanted]) == 0
    said, err = capsys.readouterr()
    assert "clients are made up and scored: about 20 seconds of a processor's time" in err
    assert WAYS["copies"].about in said
    assert "false" in said.casefold()
    assert "published" in said
    figures = json.loads(out.read_text())
    assert {row["way"] for row in figures["found"]} == {"copies"}
    assert len(figures["curve"]) == 2 * 8
    assert "false alarms a client-year" in page.read_text()
    assert main(["check", str(kept)]) == 0
    assert main([*asked, "--keep", str(kept)]) == 2
    assert "new or empty" in capsys.readouterr().err


def test_the_same_seed_gives_the_same_rows(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        write_logs(World.of([Group("all", 13, 5)], 9), tmp_path / name)
    for path in (tmp_path / "a").iterdir():
        assert path.read_bytes() == (tmp_path / "b" / path.name).read_bytes()
    first = pd.read_csv(tmp_path / "a" / "contacts.csv")["at"].min()
    assert pd.Timestamp(first).date() < World.of([Group("", 0, 1)], 1).first + timedelta(14)
