"""Drift judges each week by itself, against the client's own past."""

from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest

from health.calendars import day_number
from health.drift import drift
from health.history import score_history
from health.logs.reading import read_folder
from health.portfolio import Portfolio
from health.settings import DIMENSIONS, Settings

SAMPLE = Path(__file__).parent.parent / "data" / "sample"
FEEDBACK, DEMOS = DIMENSIONS.index("feedback"), DIMENSIONS.index("demos")


@pytest.fixture(scope="module")
def sample() -> Portfolio:
    return Portfolio.open(SAMPLE)


def test_a_week_counts_its_own_answers_only(tmp_path: Path) -> None:
    monday = date(2026, 1, 5)
    ratings = [10, 10, 1, 10]
    lines = [f"Acme,{monday + timedelta(7 * week)},{rating}" for week, rating in enumerate(ratings)]
    (tmp_path / "clients.csv").write_text("client,started_on,feedback_every\nAcme,2026-01-05,0\n")
    (tmp_path / "feedback.csv").write_text("client,answered_on,rating\n" + "\n".join(lines) + "\n")
    settings, logs = Settings.default(), read_folder(tmp_path)
    history = score_history(logs, settings, day_number(date(2026, 2, 1)))
    found = drift(history, logs, settings)
    assert found.inputs[FEEDBACK, 0] == pytest.approx([100, 100, 0, 100])


def test_a_partial_week_is_no_input(sample: Portfolio) -> None:
    found = sample.drift
    assert all(day % 7 == 3 for day in found.days)
    assert found.days[-1] < sample.as_of


def test_the_client_that_went_quiet_drifts_and_the_excellent_one_does_not(
    sample: Portfolio,
) -> None:
    found = sample.drift
    assert found.signal[DEMOS, sample.client("Halden Freight"), -1]
    assert not found.signal[:, sample.client("Saltwick Marine"), -1].any()


def test_what_comes_later_changes_no_earlier_week(sample: Portfolio) -> None:
    earlier = Portfolio.open(SAMPLE, as_of=date(2026, 6, 28)).drift
    weeks = len(earlier.days)
    assert np.array_equal(earlier.days, sample.drift.days[:weeks])
    there = sample.history.exists[:, :weeks]
    for part in ("inputs", "lower", "signal"):
        now, then = getattr(sample.drift, part)[..., :weeks], getattr(earlier, part)
        assert np.array_equal(
            np.where(there, now, 0), np.where(there, then, 0), equal_nan=part != "signal"
        )
