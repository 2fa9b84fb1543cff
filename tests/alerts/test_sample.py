"""The sample portfolio's stories, told by its alerts."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from health.alerts import COLUMNS
from health.portfolio import Portfolio

SAMPLE = Path(__file__).parent.parent.parent / "data" / "sample"


@pytest.fixture(scope="module")
def alerts() -> pd.DataFrame:
    return Portfolio.open(SAMPLE).alerts(date(2026, 11, 20))


def firing(alerts: pd.DataFrame, client: str, rule: str) -> list[str]:
    """The subjects for which a rule fires."""
    mine = alerts[(alerts["client"] == client) & (alerts["rule"] == rule)]
    return list(mine[mine["state"] == "firing"]["subject"])


def test_the_table_has_its_columns_and_the_gravest_come_first(alerts: pd.DataFrame) -> None:
    assert tuple(alerts.columns) == COLUMNS
    order = alerts["severity"].map(["high", "medium", "low"].index)
    assert order.is_monotonic_increasing


def test_the_client_that_went_quiet_is_told_of(alerts: pd.DataFrame) -> None:
    assert set(firing(alerts, "Halden Freight", "gone_quiet")) == {"contact", "demo"}
    assert firing(alerts, "Halden Freight", "silent_feedback") == ["feedback"]
    assert {"Talk", "Demos"} <= set(firing(alerts, "Halden Freight", "dimension_red"))


def test_the_one_that_slips_without_a_word_and_the_one_that_tells_nothing(
    alerts: pd.DataFrame,
) -> None:
    assert firing(alerts, "Northmoor Water", "overdue_unwarned")
    assert "Dates" in firing(alerts, "Northmoor Water", "dimension_red")
    assert firing(alerts, "Meridian Claims Group", "gone_quiet") == ["report"]
    assert firing(alerts, "Meridian Claims Group", "dimension_red") == ["Openness"]


def test_the_one_that_is_served_well_and_unhappy(alerts: pd.DataFrame) -> None:
    assert firing(alerts, "Kestrel Mutual", "unhappy_answer")
    assert firing(alerts, "Kestrel Mutual", "dimension_red") == ["Feedback"]


def test_the_excellent_one_has_none(alerts: pd.DataFrame) -> None:
    assert alerts[(alerts["client"] == "Saltwick Marine") & (alerts["state"] == "firing")].empty
