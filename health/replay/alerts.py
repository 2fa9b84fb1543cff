"""The alerts of a trial: which would have fired, and which would not, over the whole history."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd

from health import background
from health.alerts import Alerts, Rule, alerts, daily_scores
from health.alerts.life import FIRING, RESOLVED
from health.alerts.rules import Asked
from health.background import Work
from health.drift import drift
from health.history import History
from health.logs.rows import Logs
from health.portfolio import Portfolio
from health.replay import changed_names, history_under, key_of, reads_anew
from health.settings import Settings
from health.signals import SIGNALS

Progress = Callable[[str], None]
_OF_DAILY = ("health.mean_share", "alerts.coverage_least", "alerts.dimension_below")
_MOST = 200  # of each kind are told one by one; all are counted


class Fired(NamedTuple):
    """An alert that has fired: its place in its life, its cause, its days."""

    part: int
    place: int
    cause: tuple[str, int, str]  # rule, client, subject
    fires: int
    resolved: int


@dataclass(frozen=True)
class AlertsMoved:
    """What a trial does to the alerts up to the as-of day.

    `counts`, a row a rule: `rule`, `title`, `severity`, how many have fired (`now`), would have
    under the trial (`then`), would beside those (`more`), and would not (`fewer`). `more` and
    `fewer`: the latest of these, with the columns of `Portfolio.alerts` but `rows`.
    """

    counts: pd.DataFrame
    more: pd.DataFrame
    fewer: pd.DataFrame


def alerts_moved(
    portfolio: Portfolio, settings: Settings, progress: Progress | None = None
) -> AlertsMoved:
    """The alerts of a portfolio under other settings, against those that there are.

    An alert is the same where client, rule and subject are, and it is open at the same time.
    """
    tell = progress or (lambda _: None)
    tell("the alerts as they are")
    now = portfolio.found_alerts
    history, logs = history_under(portfolio, settings, progress)
    tell("the alerts under the trial")
    then = _alerts(portfolio, history, logs, settings)
    day = portfolio.as_of
    fired, would_fire = _fired(now, day), _fired(then, day)
    more, fewer = _alone(would_fire, fired), _alone(fired, would_fire)
    rules = _rules(now, then)
    counted = {
        name: Counter(each.cause[0] for each in some)
        for name, some in (
            ("now", fired), ("then", would_fire), ("more", more), ("fewer", fewer),
        )
    }  # fmt: skip
    counts = pd.DataFrame(
        {
            "rule": [rule.name for rule in rules],
            "title": [rule.title for rule in rules],
            "severity": [rule.severity for rule in rules],
            **{name: [each[rule.name] for rule in rules] for name, each in counted.items()},
        }
    )
    return AlertsMoved(counts, _latest(then, more, day), _latest(now, fewer, day))


def _alerts(portfolio: Portfolio, history: History, logs: Logs, settings: Settings) -> Alerts:
    """All alerts under the trial; what it can't have changed is taken from the portfolio."""
    changed = changed_names(portfolio.settings, settings)
    scores = any(name.startswith("weights.") for name in changed) or reads_anew(changed)
    scores |= any(not changed.isdisjoint(one.settings) for one in SIGNALS.values())
    found = portfolio.drift
    if scores or any(name.startswith("drift.") for name in changed):
        found = drift(history, logs, settings)
    daily = portfolio.daily
    if scores or not changed.isdisjoint(_OF_DAILY):
        daily = daily_scores(logs, settings, daily.days)
    return alerts(logs, settings, daily, found)


def _rules(*found: Alerts) -> list[Rule]:
    return list({rule.name: rule for each in found for rule in each.rules}.values())


def _fired(found: Alerts, day: int) -> list[Fired]:
    """The alerts that have fired by a day."""
    fired = []
    for number, (rule, part, life) in enumerate(
        zip(found.rules, found.parts, found.lives, strict=True)
    ):
        at = np.flatnonzero(np.isin(life.states(day), (FIRING, RESOLVED)))
        columns = (life.client, life.subject, life.since, life.fires, life.resolved)
        for place, client, subject, since, fires, resolved in zip(
            at.tolist(), *(column[at].tolist() for column in columns), strict=True
        ):
            called = part.subject(Asked(client, subject, since, since))
            fired.append(Fired(number, place, (rule.name, client, called), fires, resolved))
    return fired


def _alone(some: list[Fired], others: list[Fired]) -> list[Fired]:
    """Those that fired while none of the others of the same cause was open."""
    open_: dict[tuple[str, int, str], list[Fired]] = {}
    for other in others:
        open_.setdefault(other.cause, []).append(other)
    return [
        one
        for one in some
        if not any(
            other.fires < one.resolved and one.fires < other.resolved
            for other in open_.get(one.cause, ())
        )
    ]


def _latest(found: Alerts, some: list[Fired], day: int) -> pd.DataFrame:
    """The latest to fire of some alerts, told in words."""
    latest = sorted(some, key=lambda each: -each.fires)[:_MOST]
    table = found.told(((each.part, each.place) for each in latest), day).drop(columns="rows")
    return table.sort_values("fired_on", ascending=False, kind="stable").reset_index(drop=True)


def key_of_alerts(portfolio: Portfolio, settings: Settings) -> tuple[str, ...]:
    """What the alerts of a trial depend on."""
    return "alerts", *key_of(portfolio, settings)


def asked_alerts(portfolio: Portfolio, settings: Settings) -> Work[AlertsMoved]:
    """The alerts of a trial as far as they are there; begun in the background if not. At once."""
    return background.current().ask(
        key_of_alerts(portfolio, settings),
        lambda tell: alerts_moved(portfolio, settings, tell),
    )
