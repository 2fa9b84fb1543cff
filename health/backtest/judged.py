"""The back-test: scores as they were known, beside what came 4 to 13 weeks later."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain

import numpy as np
import numpy.typing as npt

from health.backtest.budget import Budget, Lead, budget_of, in_budget, lead_of
from health.backtest.facts import (
    BASELINES,
    activity,
    baselines,
    of_alerts,
    of_baselines,
    of_scores,
    open_alerts,
)
from health.backtest.fitted import Fitted, learned
from health.backtest.needed import Needed, needed
from health.backtest.outcomes import Outcomes
from health.backtest.reliable import Reliability, chances, reliability_of
from health.backtest.resampled import NO_FIGURE, Draws, Figure, difference, pairs_of
from health.backtest.weeks import Ahead, Split, Weeks, split_of, weeks_of
from health.basis import basis_at
from health.calendars import day_date
from health.measures import Flags, Scores
from health.portfolio import Portfolio
from health.score import RED

Progress = Callable[[str], None]
HEALTH, FITTED = "health as shown", "fitted risk"


@dataclass(frozen=True)
class Scored:
    """How well one score tells the weeks before a bad outcome from the others, where it is there:
    of so many weeks, in which so many clients had a bad outcome.
    """

    name: str
    weeks: int
    bad_clients: int
    auc: Figure
    budget: Budget


@dataclass(frozen=True)
class Beside:
    """A score beside a plain baseline, on the weeks in which both are there: AUC less AUC."""

    score: str
    baseline: str
    weeks: int
    bad_clients: int
    gap: Figure


@dataclass(frozen=True)
class Part:
    """One side of the split: days of its first and last week, weeks, clients, and those with a bad
    outcome.
    """

    first: date
    last: date
    weeks: int
    bad_weeks: int
    clients: int
    bad_clients: int


@dataclass(frozen=True)
class Backtest:
    """All that was found. Of `weeks` only what was left out is kept. `early` is None where weeks
    could not be parted: then nothing is fitted, and all weeks are `late`. `leads` is how many leads
    share the clients out (0: none is named).
    """

    as_of: date
    clients: int
    ahead: Ahead
    outcomes: Outcomes
    weeks: Weeks
    needed: Needed
    early: Part | None
    late: Part | None
    scored: tuple[Scored, ...]
    beside: tuple[Beside, ...]
    lead: tuple[Lead, ...]
    reliability: dict[str, Reliability]
    fitted: Fitted | None
    leads: int

    def of(self, name: str) -> Scored | None:
        """A score by its name."""
        return next((each for each in self.scored if each.name == name), None)

    def hardest(self, score: str) -> Beside | None:
        """The baseline that a score is least ahead of."""
        found = [each for each in self.beside if each.score == score]
        return min(found, key=lambda each: each.gap.value, default=None)


def backtest(
    portfolio: Portfolio,
    outcomes: Outcomes,
    ahead: Ahead | None = None,
    progress: Progress | None = None,
) -> Backtest:
    """Hold the scores of a portfolio against outcomes."""
    ahead, tell = ahead or Ahead(), progress or (lambda _: None)
    history, table = portfolio.history, portfolio.logs.clients
    weeks = weeks_of(history, table["ended_on"].to_numpy(np.int32), outcomes, ahead)
    split = split_of(weeks, history.days, ahead)
    lead, leads = _leads(portfolio)
    clients = len(table)
    early, late = (_part(weeks.chosen(which), portfolio) for which in (split.fit, split.judge))
    counted = weeks.chosen(np.zeros(0, np.intp))  # kept without the weeks: they are many
    found = Backtest(
        day_date(portfolio.as_of), clients, ahead, outcomes, counted,
        needed(weeks, split, history.days, ahead), early, late, (), (), (), {}, None, leads,
    )  # fmt: skip
    if late is None:
        return found
    risks, states, model = _risks(portfolio, weeks, split, tell)
    tell("holding scores against outcomes")
    judged = weeks.chosen(split.judge)
    risks_late = {name: risk[split.judge] for name, risk in risks.items()}
    states_late = {name: state[split.judge] for name, state in states.items()}
    draws = Draws.of(clients)
    inside = {name: in_budget(risk, judged, lead) for name, risk in risks_late.items()}
    for name in (FITTED, HEALTH):
        if name in inside:
            states_late = {f"{name}, in the budget": inside[name] >= 0.5} | states_late
    return replace(
        found,
        scored=tuple(
            _scored(name, risk, judged, clients, inside[name], draws)
            for name, risk in risks_late.items()
            if not np.isnan(risk).all()
        ),
        beside=tuple(_beside(risks_late, judged, clients, draws)),
        lead=tuple(
            lead_of(name, state, judged, history.days, outcomes)
            for name, state in states_late.items()
        ),
        reliability=_reliability(risks, weeks, split, model, draws),
        fitted=model,
    )


def _leads(portfolio: Portfolio) -> tuple[npt.NDArray[np.intp], int]:
    """The number of each client's lead, and how many leads there are."""
    names = portfolio.leads.fillna("")
    _, of = np.unique(names.to_numpy(object).astype(str), return_inverse=True)
    return of, len(set(names) - {""})


def _part(weeks: Weeks, portfolio: Portfolio) -> Part | None:
    if not len(weeks):
        return None
    points = portfolio.history.days[weeks.point]
    return Part(
        day_date(points.min()), day_date(points.max()), len(weeks), int(weeks.bad.sum()),
        len(np.unique(weeks.client)), weeks.bad_clients,
    )  # fmt: skip


def _risks(
    portfolio: Portfolio, weeks: Weeks, split: Split, tell: Progress
) -> tuple[dict[str, Scores], dict[str, Flags], Fitted | None]:
    """Risks of all weeks (N,) by name, states that warn, and the fitted model."""
    history = portfolio.history
    basis = basis_at(portfolio.logs, portfolio.settings, history.days)
    at = weeks.client, weeks.point
    tell("looking for alerts")
    alerts = portfolio.found_alerts
    fires = open_alerts(alerts, basis)
    grave = [rule.name for rule in alerts.rules if rule.severity == "high"]
    states = {
        "red": history.band[at] == RED,
        "a grave alert fires": sum(
            (fires[name][at] for name in dict.fromkeys(grave)), np.zeros(len(weeks))
        ) > 0,
    }  # fmt: skip
    tell("gathering what was known")
    raw = baselines(basis)
    plain = {name: values[at] for name, values in raw.items()}
    risks = {HEALTH: -history.scores.health[at], **plain}
    if not split.parted:
        return risks, states, None
    facts = []
    for fact in chain(of_scores(portfolio), of_alerts(fires), of_baselines(raw), activity(basis)):
        values = fact.values[at].astype(np.float32)
        if not np.isnan(values).all():
            facts.append(replace(fact, values=values))
    tell("learning from the earlier weeks")
    model, chance = learned(facts, weeks, split.fit)
    return {HEALTH: risks[HEALTH], FITTED: chance, **plain}, states, model


def _scored(
    name: str, risk: Scores, weeks: Weeks, clients: int, inside: Scores, draws: Draws
) -> Scored:
    there = np.flatnonzero(~np.isnan(risk))
    some = weeks.chosen(there)
    auc = NO_FIGURE
    if some.bad.any() and not some.bad.all():
        auc = pairs_of(risk[there], some.bad, some.client, clients).figure(draws)
    return Scored(name, len(some), some.bad_clients, auc, budget_of(inside, weeks, clients, draws))


def _beside(risks: dict[str, Scores], weeks: Weeks, clients: int, draws: Draws) -> list[Beside]:
    """Health and the fitted risk beside every baseline that is there."""
    found = []
    for score in (HEALTH, FITTED):
        for baseline in BASELINES:
            if score not in risks or np.isnan(risks[baseline]).all():
                continue
            there = np.flatnonzero(~np.isnan(risks[score]) & ~np.isnan(risks[baseline]))
            some = weeks.chosen(there)
            if not some.bad.any() or some.bad.all():
                continue
            one, other = (
                pairs_of(risks[name][there], some.bad, some.client, clients)
                for name in (score, baseline)
            )
            gap = difference(one, other, draws)
            found.append(Beside(score, baseline, len(some), some.bad_clients, gap))
    return found


def _reliability(
    risks: dict[str, Scores], weeks: Weeks, split: Split, model: Fitted | None, draws: Draws
) -> dict[str, Reliability]:
    """Of health as a chance, and of the fitted one, in the later part."""
    if model is None:
        return {}
    clients = draws.times.shape[1]
    judged = weeks.chosen(split.judge)
    rate = float(weeks.bad[split.fit].mean())
    stated = {HEALTH: chances(risks[HEALTH], weeks.bad, split.fit), FITTED: risks[FITTED]}
    return {
        name: reliability_of(chance[split.judge], judged, rate, clients, draws)
        for name, chance in stated.items()
        if not np.isnan(chance[split.judge]).all()
    }
