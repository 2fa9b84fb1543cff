"""The few clients that a lead can look at, and how early they stood there."""

from datetime import date
from typing import cast

import numpy as np
import pytest

from health.backtest.budget import budget_of, in_budget, lead_of
from health.backtest.outcomes import Outcomes
from health.backtest.resampled import Draws
from health.backtest.weeks import Weeks
from health.calendars import day_number

CLIENTS = np.arange(8)


def _one_week(bad: int = -1) -> Weeks:
    return Weeks(CLIENTS, np.zeros(8, int), np.isin(CLIENTS, [bad]), {}, {})


def test_five_of_each_lead_are_looked_at() -> None:
    risk = np.array([8.0, 7, 6, 5, 4, 3, 2, 1])
    one_lead = in_budget(risk, _one_week(), np.zeros(8, int))
    assert one_lead.tolist() == [1, 1, 1, 1, 1, 0, 0, 0]
    two = in_budget(risk, _one_week(), np.array([0, 0, 0, 0, 0, 0, 1, 1]))
    assert two.tolist() == [1, 1, 1, 1, 1, 0, 1, 1]


def test_those_that_tie_for_the_last_place_share_it_and_no_risk_is_no_place() -> None:
    risk = np.array([9.0, 8, 7, 6, 1, 1, 1, np.nan])
    found = in_budget(risk, _one_week(), np.zeros(8, int))
    assert found.tolist() == pytest.approx([1, 1, 1, 1, 1 / 3, 1 / 3, 1 / 3, 0])


def test_precision_is_of_weeks_and_recall_of_clients() -> None:
    weeks = Weeks(
        np.array([0, 0, 1, 1]), np.array([0, 1, 0, 1]), np.array([True] * 2 + [False] * 2), {}, {}
    )
    found = budget_of(np.array([1.0, 0, 1, 0]), weeks, 2, Draws.of(2))
    assert (found.precision.value, found.recall.value, found.share) == (0.5, 1.0, 0.5)


def test_lead_time_is_from_the_first_week_of_the_last_unbroken_run() -> None:
    days = np.arange(0, 70, 7, dtype=np.int32) + 3
    weeks = Weeks(
        np.repeat([0, 1], 10), np.tile(np.arange(10), 2),
        np.concatenate([np.arange(10) >= 7, np.arange(10) >= 7]), {}, {},
    )  # fmt: skip
    state = np.zeros(20, bool)
    state[[1, 2, 5, 6, 7, 8, 9]] = True  # it breaks, then stands from week 5 on
    state[17] = True  # of the other it stood, and not at the end
    outcomes = cast("Outcomes", type("Became", (), {"on": np.array([100, 100])}))
    found = lead_of("red", state, weeks, days, outcomes)
    assert (found.bad, found.warned, found.days) == (2, 1, (100 - 38,))
    assert found.others == 4 / 14
    assert day_number(date(1970, 1, 4)) == days[0]
