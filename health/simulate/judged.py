"""What the alerts made of simulated clients: who was found, how soon, by what; what was false."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.stats import chi2

from health.alerts import Alerts
from health.alerts.marked import interval
from health.alerts.rules import RULES, Asked
from health.manual import DIMENSION_NAMES
from health.simulate.ways import WAYS
from health.simulate.world import NEVER, Flags, Ints, World

STATISTICAL = ("dimension_red", "health_drop", "drift")  # judged on scores; all others on rows
SPANS_WEEKS = (2, 4, 8, 13)
SETTLED_WEEKS = 26  # of a client, before an alarm of it counts as false
_NAMED = ("gone_quiet", "dimension_red", "drift")  # whose subjects are the same for all clients
_SUBJECTS = {**DIMENSION_NAMES, "contacts": "Contacts a week"}
_YEAR_DAYS = 365.25


@dataclass(frozen=True)
class Judged:
    """What simulated clients came to under one set of settings.

    `found`: a row a group that got worse (columns of `_found`); `false`: a row a rule (`_false`),
    `statistical` and `all` together last; `worth`: a row a rule (`_worth`).
    """

    found: pd.DataFrame
    false: pd.DataFrame
    worth: pd.DataFrame


def alarms(world: World, alerts: Alerts) -> pd.DataFrame:
    """Every alarm of a world: `client` (its place), `rule`, `subject` (where it is one of a few),
    `day` (of the world), and whether it is an alert's first (`new`), or what it was of came
    `again` while it was still open."""
    found = []
    for rule, part, life in zip(alerts.rules, alerts.parts, alerts.lives, strict=True):
        if not len(life):
            continue
        named = rule.name in _NAMED
        first = Asked(
            *(int(each[0]) for each in (life.client, life.subject, life.since, life.since))
        )
        subject = part.subject(first) if named else ""
        again = np.flatnonzero(life.begin > life.fires[life.of])
        for new, client, day in (
            (True, life.client, life.fires),
            (False, life.client[life.of[again]], life.begin[again]),
        ):
            table = {"client": client, "day": day.astype(np.int64) - world.first_number}
            found.append(pd.DataFrame(table).assign(rule=rule.name, subject=subject, new=new))
    every = pd.concat(found, ignore_index=True)
    return every[every["day"] < world.shape[1]].reset_index(drop=True)


def judged(world: World, there: pd.DataFrame, turning: float = 0.2) -> Judged:
    """All `alarms` of a world, counted; `turning` is the share of clients that get worse within a
    year, for what an alarm is worth."""
    false = _false(world, there)
    return Judged(_found(world, there), false, _worth(world, there, false, turning))


def _found(world: World, there: pd.DataFrame) -> pd.DataFrame:
    """One row a group: `way`, `over_weeks`, `clients`; by all alerts that belong to the way the
    `share_n` found within n weeks with the interval `low_n`, `high_n` (Wilson, 90 %), the
    `median_days` until then (NaN: fewer than half were found), what found most of them `first`, the
    same by rules on scores alone (`scores_n`, `scores_median_days`), and by chance (`chance_n`):
    among clients that behave, from a day on on which nothing happened."""
    rows = []
    behaves = _of_groups(world, [n for n, group in enumerate(world.groups) if not group.way])
    for place, group in enumerate(world.groups):
        if not group.way:
            continue
        mine, related = world.of_group == place, there[_related(there, group.way)]
        delay = _delays(world, related)
        scores = _delays(world, related[related["rule"].isin(STATISTICAL)])
        row: dict[str, object] = {
            "way": group.way, "over_weeks": group.over_weeks, "clients": int(mine.sum()),
        }  # fmt: skip
        for weeks in SPANS_WEEKS:
            hit = int((delay[mine] <= 7 * weeks).sum())
            low, high = interval(hit, group.clients)
            row |= {f"share_{weeks}": hit / group.clients, f"low_{weeks}": low}
            row |= {f"high_{weeks}": high}
            row[f"scores_{weeks}"] = float((scores[mine] <= 7 * weeks).mean())
            row[f"chance_{weeks}"] = _share(delay[behaves] <= 7 * weeks)
        row["median_days"] = _middle(delay[mine])
        row["scores_median_days"] = _middle(scores[mine])
        row["first"] = _first(world, related, mine)
        rows.append(row)
    return pd.DataFrame(rows)


def _related(there: pd.DataFrame, way: str) -> pd.Series:
    """Which alarms belong to a way of getting worse."""
    subjects = {_SUBJECTS[name] for name in WAYS[way].dimensions}
    by_rule = pd.Series(False, index=there.index)
    for name in WAYS[way].rules:
        rule, _, subject = name.partition(":")
        by_rule |= (there["rule"] == rule) & ((there["subject"] == subject) | (subject == ""))
    on_scores = there["rule"].isin(("dimension_red", "drift")) & there["subject"].isin(subjects)
    return by_rule | on_scores | (there["rule"] == "health_drop")


def _delays(world: World, some: pd.DataFrame) -> Ints:
    """Days from each client's turn to the first of some alarms on or after it, (C,)."""
    first = np.full(world.shape[0], NEVER)
    after = some["day"].to_numpy() - world.turn[some["client"].to_numpy()]
    np.minimum.at(first, some["client"].to_numpy()[after >= 0], after[after >= 0])
    return first


def _first(world: World, related: pd.DataFrame, mine: Flags) -> str:
    """The rule that was the first to find most of some clients."""
    after = related[(related["day"] >= world.turn[related["client"]]) & mine[related["client"]]]
    firsts = after.sort_values("day", kind="stable").drop_duplicates("client")["rule"]
    return str(firsts.value_counts().index[0]) if len(firsts) else ""


def _middle(delay: Ints) -> float:
    """The median delay; NaN where fewer than half were found."""
    middle = float(np.median(delay))
    return middle if middle < NEVER / 2 else np.nan


def _of_groups(world: World, places: Sequence[int]) -> Flags:
    return np.isin(world.of_group, places)


def _share(found: Flags) -> float:
    return float(found.mean()) if len(found) else float("nan")


def _false(world: World, there: pd.DataFrame) -> pd.DataFrame:
    """One row a rule: alarms of clients that behave (of the others: before their turn) after their
    first half year, `alarms`, `a_year` (a client-year) with its exact 90 % Poisson interval `low`,
    `high` (Garwood 1936)."""
    behaves = _of_groups(world, [n for n, group in enumerate(world.groups) if not group.way])
    until = np.where(behaves, world.shape[1], world.turn)
    settled = 7 * SETTLED_WEEKS
    years = float((until - settled).clip(0).sum()) / _YEAR_DAYS
    client, day = there["client"].to_numpy(), there["day"].to_numpy()
    false = there[there["new"] & (day >= settled) & (day < until[client])]
    counted = false["rule"].value_counts()
    numbers = {rule: int(counted.get(rule, 0)) for rule in RULES}
    together = {"statistical": sum(numbers[rule] for rule in STATISTICAL), "all": len(false)}
    rows = []
    for name, number in (numbers | together).items():
        low = chi2.ppf(0.05, 2 * number) / 2 if number else 0.0
        high = chi2.ppf(0.95, 2 * number + 2) / 2
        rows.append((name, number, number / years, low / years, high / years, years))
    columns = ["rule", "alarms", "a_year", "low", "high", "client_years"]
    return pd.DataFrame(rows, columns=columns)


def _worth(world: World, there: pd.DataFrame, false: pd.DataFrame, turning: float) -> pd.DataFrame:
    """One row a rule: the share of its alarms that are on a client that is getting worse in a way
    it belongs to (`value`, the predictive value), where a share `turning` of the clients do so a
    year, in each way and speed as often; `true_a_year` and `false_a_year` are alarms a client-year.
    """
    a_year = false.set_index("rule")["a_year"]
    worse = [n for n, group in enumerate(world.groups) if group.way]
    of_rows = {name.partition(":")[0] for n in worse for name in WAYS[world.groups[n].way].rules}
    rows = []
    for rule in RULES:
        mine = there[there["rule"] == rule]
        hits = [
            _share(
                _delays(world, mine[_related(mine, world.groups[n].way)])[world.of_group == n] <= 91
            )
            for n in worse
        ]
        belongs = rule in STATISTICAL or rule in of_rows
        true = turning * float(np.mean(hits)) if belongs else float("nan")
        every = true + a_year[rule]
        rows.append((rule, true, a_year[rule], true / every if every else float("nan")))
    return pd.DataFrame(rows, columns=["rule", "true_a_year", "false_a_year", "value"])
