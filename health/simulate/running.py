"""A simulation from end to end: rows written, read and scored like any other, alerts judged."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd

from health.alerts import Alerts
from health.alerts.life import occurrences
from health.alerts.rules import RULES
from health.drift import drift
from health.errors import KeyRefused
from health.portfolio import Portfolio
from health.settings import Settings
from health.simulate.judged import Judged, alarms, judged
from health.simulate.rows import write_logs
from health.simulate.run_lengths import run_lengths
from health.simulate.ways import WAYS
from health.simulate.world import Group, World
from health.words import many

SLOWLY_WEEKS = 13
# Limits at which drift is looked at, as multiples of its own: what one more false alarm would buy.
SWEPT = (0.6, 0.7, 0.8, 0.9, 1.0, 1.2, 1.4, 1.7)
_RUNS = 1000
_SECONDS, _SECONDS_EACH = 10.0, 0.0085  # as measured: 13 of 320 clients, 36 of 3,200


@dataclass(frozen=True)
class Simulated:
    """What was found under the settings; `curve` has a row a swept limit of drift and a group
    (`times` the limit, `way`, `over_weeks`, `false_a_year`, `scores_median_days`, `scores_13`, all
    of the rules on scores alone); `charts` as of `run_lengths`."""

    judged: Judged
    curve: pd.DataFrame
    charts: pd.DataFrame
    seed: int
    turning: float


def simulated(
    settings: Settings,
    clients: int,
    seed: int,
    ways: Sequence[str] = tuple(WAYS),
    turning: float = 0.2,
    keep: Path | None = None,
    progress: Callable[[str], None] = lambda _: None,
) -> Simulated:
    """So many clients a way and speed, and twice as many that behave; `keep`: a folder for the
    logs, which must be new or empty."""
    world = World.of(_groups(clients, ways), seed)
    with TemporaryDirectory(prefix="simulated-") as passing:
        folder = keep or Path(passing)
        if keep is not None:
            keep.mkdir(parents=True, exist_ok=True)
            if any(keep.iterdir()):
                raise KeyRefused("simulate", "--keep", str(keep), "a new or empty one")
        progress(f"writing the logs of {world.shape[0]} clients")
        write_logs(world, folder)
        last = world.dates[-1].astype(object)
        portfolio = Portfolio.open(folder, settings, last, today=last, progress=progress)
        progress("looking for alerts")
        there = alarms(world, portfolio.found_alerts)
        others, swept = there[there["rule"] != "drift"], []
        for number, times in enumerate(SWEPT, 1):
            progress(f"looking at another limit of drift, {number} of {len(SWEPT)}")
            swept.append(_at(times, world, portfolio, others))
        curve = pd.concat(swept)
    progress("running the charts")
    found = judged(world, there, turning)
    charts = run_lengths(settings, _RUNS, seed)
    return Simulated(found, curve.reset_index(drop=True), charts, seed, turning)


def _groups(clients: int, ways: Sequence[str]) -> list[Group]:
    groups = [Group("", 0, 2 * clients)]
    return groups + [Group(way, over, clients) for way in ways for over in (0, SLOWLY_WEEKS)]


def beforehand(clients: int, ways: Sequence[str]) -> str:
    """What will be simulated, and how long that takes, about."""
    number = sum(group.clients for group in _groups(clients, ways))
    seconds = _SECONDS + _SECONDS_EACH * number
    short = seconds < 90
    long = f"{-(-seconds // 10) * 10:.0f} seconds" if short else many(seconds // 60 + 1, "minute")
    return f"{many(number, 'client')} are made up and scored: about {long} of a processor's time"


def _at(times: float, world: World, portfolio: Portfolio, others: pd.DataFrame) -> pd.DataFrame:
    """One limit of drift, as a multiple of its own, beside the alarms of the other rules."""
    own = portfolio.settings
    moved = {name: times * own.number(name) for name in ("drift.h", "drift.contacts_h")}
    settings = replace(own, values={**own.values, **moved})
    found = drift(portfolio.history, portfolio.logs, settings, portfolio.drift)
    rule, ground = RULES["drift"], replace(portfolio.found_alerts.ground, drift=found)
    parts = tuple(rule.parts(ground))
    lives = tuple(
        occurrences(part.spells, rule.days_clean(ground), rule.days_after(ground), ground.ended)
        for part in parts
    )
    of_drift = alarms(world, Alerts(ground, (rule,) * len(parts), parts, lives))
    here = judged(world, pd.concat([others, of_drift], ignore_index=True))
    false = float(here.false.set_index("rule")["a_year"]["statistical"])
    table = here.found[["way", "over_weeks", "scores_median_days", "scores_13"]]
    return table.assign(times=times, false_a_year=false)
