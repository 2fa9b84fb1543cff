"""What is learned, and how carefully where there is little to learn from."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.special import expit

from health.backtest.facts import Fact
from health.backtest.fitted import learned, logistic
from health.backtest.reliable import chances, reliability_of
from health.backtest.resampled import Draws, pairs_of
from health.backtest.weeks import Weeks


def _weeks(seed: int, clients: int) -> tuple[list[Fact], Weeks, np.ndarray]:
    """One fact that tells, one that is missing for some, and eight that are noise."""
    luck = np.random.default_rng(seed)
    client, point = np.repeat(np.arange(clients), 20), np.tile(np.arange(20), clients)
    tells = luck.normal(size=(clients, 1)) + 0.3 * luck.normal(size=(clients, 20))
    bad = luck.random(clients) < expit(1.5 * tells.mean(axis=1) - 1)
    facts = [Fact("tells", "a", 1, tells.ravel())]
    gone = np.where(luck.random(clients * 20) < 0.3, np.nan, 1.0)
    facts.append(Fact("partly", "b", -1, gone))
    facts += [Fact(f"noise {n}", "b", 1, luck.normal(size=clients * 20)) for n in range(8)]
    return facts, Weeks(client, point, bad[client], {}, {}), client < clients // 2


def test_steps_end_where_the_penalised_likelihood_is_flat() -> None:
    luck = np.random.default_rng(1)
    x, weight = luck.normal(size=(200, 3)), luck.uniform(0.5, 2, 200)
    y = (luck.random(200) < expit(x[:, 0])).astype(float)
    ridge = np.array([2.0, 5, 1])
    found = logistic(x, y, weight, ridge)
    gap = weight * (expit(found[0] + x @ found[1:]) - y)
    assert gap.sum() == pytest.approx(0, abs=1e-2)
    assert (x.T @ gap + ridge * found[1:]) == pytest.approx(0, abs=1e-2)


def test_clients_that_were_not_learned_from_are_told_apart() -> None:
    facts, weeks, fit = _weeks(2, 120)
    _, chance = learned(facts, weeks, fit)
    later = weeks.chosen(~fit)
    assert pairs_of(chance[~fit], later.bad, later.client, 120).auc() > 0.75
    assert ((chance > 0) & (chance < 1)).all()


def test_what_is_missing_is_told_apart_and_is_not_zero() -> None:
    facts, weeks, fit = _weeks(3, 60)
    model, _ = learned(facts, weeks, fit)
    assert "partly: missing" in model.names
    assert "tells: missing" not in model.names
    assert len(model.names) == len(model.factors)


def test_later_weeks_teach_nothing() -> None:
    facts, weeks, fit = _weeks(4, 60)
    other = Weeks(weeks.client, weeks.point, np.where(fit, weeks.bad, ~weeks.bad), {}, {})
    one, two = (learned(facts, each, fit)[1] for each in (weeks, other))
    assert np.array_equal(one, two)


def test_beyond_what_was_learned_from_nothing_more_is_known() -> None:
    facts, weeks, fit = _weeks(6, 60)
    when = Fact("time", "a", 0, weeks.client + 0.0)  # those that teach are all before the others
    dawned = Fact("began later", "a", 1, np.where(fit, np.nan, 1.0))
    one = learned([*facts, when, dawned], weeks, fit)[1]
    later = replace(when, values=np.where(fit, when.values, when.values + 1000))
    two = learned([*facts, later, dawned], weeks, fit)[1]
    assert np.array_equal(one, two)


def test_a_chance_that_is_true_comes_true() -> None:
    luck = np.random.default_rng(5)
    risk = luck.normal(size=4000)
    bad = luck.random(4000) < expit(risk - 2)
    weeks = Weeks(np.arange(4000), np.zeros(4000, int), bad, {}, {})
    fit = np.arange(4000) < 2000
    chance = chances(np.where(np.arange(4000) % 7 == 0, np.nan, risk), bad, fit)
    later = weeks.chosen(~fit)
    found = reliability_of(chance[~fit], later, float(bad[fit].mean()), 4000, Draws.of(4000, 400))
    inside = [bin_.came.low <= bin_.stated <= bin_.came.high for bin_ in found.bins]
    assert sum(inside) >= len(inside) - 2
    assert found.better.above(0)
    assert sum(bin_.weeks for bin_ in found.bins) == (~np.isnan(chance[~fit])).sum()
