"""AUC over pairs of weeks, and intervals that know that weeks of one client are alike."""

import numpy as np
import pytest

from health.backtest.resampled import Draws, difference, interval, pairs_of, share_of


def _weeks(seed: int, clients: int, bad: int) -> tuple[np.ndarray, ...]:
    """Risks that are a client's own, and whether a week is before a bad outcome: by chance."""
    luck = np.random.default_rng(seed)
    client = np.repeat(np.arange(clients), 12)
    risk = luck.normal(size=clients)[client] + 0.5 * luck.normal(size=len(client))
    return np.round(risk, 1), (client < bad) & (np.arange(len(client)) % 12 >= 4), client


def test_auc_is_the_share_of_pairs_in_the_right_order_a_tie_counting_half() -> None:
    risk, bad, client = _weeks(1, 30, 9)
    low, high = risk[~bad], risk[bad][:, None]
    expected = ((high > low) + 0.5 * (high == low)).mean()
    assert pairs_of(risk, bad, client, 30).auc() == pytest.approx(expected)


def test_a_sample_is_the_auc_of_its_weeks_as_often_as_their_client_is_drawn() -> None:
    risk, bad, client = _weeks(2, 12, 4)
    draws = Draws.of(12, 20)
    again = pairs_of(risk, bad, client, 12).again(draws)
    for times, found in zip(draws.times, again, strict=True):
        rows = np.repeat(np.arange(len(client)), times[client].astype(int))
        if not bad[rows].any():
            assert np.isnan(found)
            continue
        low, high = risk[rows][~bad[rows]], risk[rows][bad[rows]][:, None]
        assert found == pytest.approx(((high > low) + 0.5 * (high == low)).mean())


@pytest.mark.parametrize("bad", [6, 12])
def test_the_interval_holds_chance_in_nine_of_ten_sets_in_which_there_is_nothing(bad: int) -> None:
    held = 0
    for seed in range(150):
        risk, is_bad, client = _weeks(seed, 70, bad)
        found = pairs_of(risk, is_bad, client, 70).figure(Draws.of(70, 300, seed))
        held += found.low <= 0.5 <= found.high
    assert 0.84 <= held / 150 <= 0.95


def test_a_score_beside_itself_differs_by_nothing_and_the_interval_says_so() -> None:
    risk, bad, client = _weeks(3, 40, 12)
    found = difference(
        pairs_of(risk, bad, client, 40), pairs_of(2 * risk, bad, client, 40), Draws.of(40)
    )
    assert (found.value, found.low, found.high) == (0, 0, 0)


def test_of_one_client_there_is_no_interval() -> None:
    found = interval(0.8, np.full(100, 0.8), 1)
    assert np.isnan(found.low)
    assert not found.above(0.5)
    assert not found.below(0.9)


def test_a_share_of_all_or_none_is_not_said_to_be_sure() -> None:
    assert share_of(0, 5).high == pytest.approx(0.31, abs=0.05)
    assert share_of(5, 5).low == pytest.approx(0.69, abs=0.05)
    assert np.isnan(share_of(0, 0).value)
