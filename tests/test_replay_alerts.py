"""The alerts of a trial are those of a full run under its settings, against those there are."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
import pytest

from health.portfolio import Portfolio
from health.replay import alerts as replayed
from health.replay.alerts import AlertsMoved, alerts_moved
from health.settings import SETTINGS, Settings
from health.settings.edits import edited
from tests.conftest import ROOT

DAY = date(2025, 12, 10)
TRIED: dict[str, dict[str, Any]] = {
    "weight": {"weights.dimensions.demos": 0.8},
    "target": {"agreements.reply_within": 4, "agreements.demo_every": 5},
    "health": {"health.mean_share": 0.2},
    "rule on scores": {"alerts.dimension_below": 65},
    "rule on rows": {"alerts.quiet_targets": 3},
    "later": {"alerts.overdue_after": 4},  # one item comes to the days of the next
    "drift": {"drift.h": 4},
    "bands": {"bands.green": 80},
}


@pytest.fixture(scope="module")
def portfolio() -> Portfolio:
    """The sample after a year."""
    return Portfolio.open(ROOT / "data" / "sample", as_of=DAY)


def everything(portfolio: Portfolio) -> pd.DataFrame:
    """All alerts that have fired, ever."""
    table = portfolio.alerts(None, None)
    return table[table["state"] != "pending"]


def causes(table: pd.DataFrame) -> set[tuple[Any, ...]]:
    """What tells alerts apart."""
    return set(zip(*(table[name] for name in ("client", "rule", "subject", "since")), strict=True))


def alone(some: pd.DataFrame, others: pd.DataFrame) -> set[tuple[Any, ...]]:
    """The same as the product says, the long way: alerts that meet none of the same cause."""
    far = date.max
    both = some.reset_index().merge(others, on=["client", "rule", "subject"], suffixes=("", "_o"))
    meets = (both["fired_on_o"] < both["resolved_on"].fillna(far)) & (
        both["fired_on"] < both["resolved_on_o"].fillna(far)
    )
    return causes(some[~some.index.isin(both.loc[meets, "index"])])


@pytest.mark.parametrize("tried", TRIED)
def test_the_alerts_of_a_trial_are_those_of_a_full_run(portfolio: Portfolio, tried: str) -> None:
    settings = edited(portfolio.settings, TRIED[tried])
    found = alerts_moved(portfolio, settings)
    now, then = everything(portfolio), everything(Portfolio.of(portfolio.logs, settings, DAY))
    counts = found.counts.set_index("rule")
    for name, table in (("now", now), ("then", then)):
        wanted = table["rule"].value_counts().reindex(counts.index, fill_value=0)
        assert (counts[name] == wanted).all(), name
    more, fewer = alone(then, now), alone(now, then)
    assert counts["more"].sum() == len(more)
    assert counts["fewer"].sum() == len(fewer)
    assert causes(found.more) == more
    assert causes(found.fewer) == fewer
    assert bool(more | fewer) == (tried != "bands")


def test_the_same_settings_move_no_alert(portfolio: Portfolio) -> None:
    found = alerts_moved(portfolio, Settings.default())
    assert found.counts["now"].sum() > 100
    assert (found.counts["now"] == found.counts["then"]).all()
    assert found.more.empty
    assert found.fewer.empty


@pytest.mark.parametrize("name", [name for name in SETTINGS if name.startswith("bands.")])
def test_the_limits_of_bands_move_no_alert_and_score_no_day_again(
    portfolio: Portfolio, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(*_: object) -> None:
        raise AssertionError("scored again")

    portfolio.alerts()
    for made in ("daily_scores", "drift"):
        monkeypatch.setattr(replayed, made, never)
    step = -0.1 if name == "bands.coverage_least" else 1.0
    found = alerts_moved(portfolio, edited(portfolio.settings, {name: number(name) + step}))
    assert found.counts[["more", "fewer"]].sum().sum() == 0


def number(name: str) -> float:
    """The default of a setting."""
    return float(SETTINGS[name].default)


def test_the_latest_are_told_in_words_and_all_are_counted(
    portfolio: Portfolio, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(replayed, "_MOST", 3)
    found: AlertsMoved = alerts_moved(portfolio, edited(portfolio.settings, TRIED["rule on rows"]))
    assert found.counts["fewer"].sum() > 3
    assert len(found.fewer) == 3
    assert found.fewer["fired_on"].is_monotonic_decreasing
    assert found.fewer["message"].str.len().min() > 20
    gone = everything(portfolio).merge(found.fewer[["client", "rule", "subject", "since"]])
    assert len(gone) == 3
