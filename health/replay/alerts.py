"""The alerts of a trial: which would have fired, and which would not, over the whole history."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from itertools import groupby
from typing import Any, NamedTuple

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
Cause = tuple[str, int, str]  # rule, client, subject
_OF_DAILY = ("health.mean_share", "alerts.coverage_least", "alerts.dimension_below")
_MOST = 200  # of each kind are told one by one; all are counted


class Fired(NamedTuple):
    """An alert that has fired: its place in its life; rule, part of it, client; its days."""

    number: int
    place: int
    rule: str
    part: int
    client: int
    since: int
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

    An alert is the same where client and rule are, and either all its days, or its subject while
    it is open.
    """
    tell = progress or (lambda _: None)
    tell("the alerts as they are")
    now = portfolio.found_alerts
    history, logs = history_under(portfolio, settings, progress)
    tell("the alerts under the trial")
    then = _alerts(portfolio, history, logs, settings)
    day = portfolio.as_of
    fired, would_fire = _fired(now, day), _fired(then, day)
    tell("comparing them")
    moved = _moved(fired, would_fire)
    here = _named(now, [each for each in fired if each[2:] in moved])
    there = _named(then, [each for each in would_fire if each[2:] in moved])
    more, fewer = _alone(there, here), _alone(here, there)
    rules = _rules(now, then)
    counted = {
        name: Counter(each.rule for each in some)
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
    fired: list[Fired] = []
    parts: Counter[str] = Counter()
    for number, (rule, life) in enumerate(zip(found.rules, found.lives, strict=True)):
        at = np.flatnonzero(np.isin(life.states(day), (FIRING, RESOLVED)))
        of = (number, rule.name, parts[rule.name])
        parts[rule.name] += 1
        upto = np.minimum(life.resolved[at], day + 1)  # open ones end on the day, for all we know
        columns = (at, life.client[at], life.since[at], life.fires[at], upto)
        fired += [
            Fired(of[0], place, *of[1:], *rest)
            for place, *rest in zip(*(column.tolist() for column in columns), strict=True)
        ]
    return fired


def _moved(some: list[Fired], others: list[Fired]) -> set[tuple[Any, ...]]:
    """Rule, client and days of the alerts that are not as many on both sides, and of those that
    touch such a one: of alerts that follow each other one may have come to the days of the next.
    """
    counted, there = (Counter(each[2:] for each in every) for every in (some, others))
    differ = {each for each in counted.keys() | there.keys() if counted[each] != there[each]}
    places = {each[:3] for each in differ}
    near = sorted(
        (each for each in counted.keys() | there.keys() if each[:3] in places),
        key=lambda each: (each[:3], each[4]),
    )
    found: set[tuple[Any, ...]] = set()
    for _, mine in groupby(near, key=lambda each: each[:3]):
        touching: list[tuple[Any, ...]] = []
        reach = 0
        for each in mine:
            if touching and each[4] >= reach:
                found.update(touching if not differ.isdisjoint(touching) else ())
                touching, reach = [], 0
            touching.append(each)
            reach = max(reach, each[5])
        found.update(touching if not differ.isdisjoint(touching) else ())
    return found


def _named(found: Alerts, some: list[Fired]) -> list[tuple[Cause, Fired]]:
    """Alerts with their causes. A name is read from the logs: too slow for all there ever were."""
    return [
        ((each.rule, each.client, found.parts[each.number].subject(_asked(found, each))), each)
        for each in some
    ]


def _asked(found: Alerts, one: Fired) -> Asked:
    subject = int(found.lives[one.number].subject[one.place])
    return Asked(one.client, subject, one.since, one.since)


def _alone(some: list[tuple[Cause, Fired]], others: list[tuple[Cause, Fired]]) -> list[Fired]:
    """Those that fired while none of the others of the same cause was open."""
    open_: dict[Cause, list[Fired]] = {}
    for cause, other in others:
        open_.setdefault(cause, []).append(other)
    return [
        one
        for cause, one in some
        if not any(
            other.fires < one.resolved and one.fires < other.resolved
            for other in open_.get(cause, ())
        )
    ]


def _latest(found: Alerts, some: list[Fired], day: int) -> pd.DataFrame:
    """The latest to fire of some alerts, told in words."""
    latest = sorted(some, key=lambda each: -each.fires)[:_MOST]
    table = found.told(((each.number, each.place) for each in latest), day).drop(columns="rows")
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
