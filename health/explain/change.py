"""Since last week: the ledger of a client in words."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pandas as pd

from health.basis import basis_at
from health.calendars import day_number
from health.evidence import Case
from health.evidence.words import many, on_day
from health.explain.plain import paragraph
from health.explain.words import DIMENSION_WORDS
from health.history import score_signals
from health.score import health_of, weights
from health.settings import Settings

_SMALL = 0.005  # points; less shows as 0
_PARTS = ("new", "ageing", "settings", "change")


def since_last_week(case: Case) -> list[str]:
    """Points by signal: new rows, ageing, settings; their sum is the change of health."""
    before, portfolio = case.day - timedelta(days=7), case.portfolio
    point = portfolio.point(case.day)
    change = portfolio.changes.change[:, case.client, point]
    if np.isnan(change).all():
        return [f"Since last week: there was no score on {on_day(before)}."]
    newest = point == len(portfolio.days) - 1  # earlier weeks are all by today's settings
    earlier = (portfolio.earlier_settings if newest else None) or portfolio.settings
    then, now = _health(case, before, earlier), _health(case, case.day, portfolio.settings)
    if np.isnan(then) and np.isnan(now):
        return [f"Since last week, {on_day(before)}: nothing was known then, nor is now."]
    table = portfolio.ledger(case.client, case.day)
    if table.empty:
        return [f"Since last week, {on_day(before)}: nothing moved."]
    told = [f"Since last week, {on_day(before)}, in points of health"]
    told += [*_table(table), *paragraph(_sum(float(np.nansum(change)), then, now))]
    return told


def _health(case: Case, day: date, settings: Settings) -> float:
    """Health on a day with what was known then; NaN where nothing was."""
    basis = basis_at(case.logs, settings, np.array([day_number(day)], np.int32))
    signals = np.stack(list(score_signals(basis).values()))
    return float(health_of(signals, weights(basis)).health[0, 0])


def _table(table: pd.DataFrame) -> list[str]:
    large = table["change"].abs() >= _SMALL
    told = ["  " + " " * 42 + "".join(name.rjust(10) for name in _PARTS)]
    for row in table[large].itertuples():
        label = f"{DIMENSION_WORDS[str(row.dimension)]}: {row.label}"
        told.append(_line(label, [float(getattr(row, name)) for name in _PARTS]))
    small = table[~large]
    if len(small):
        told.append(_line(many(len(small), "smaller one"), list(small[list(_PARTS)].sum())))
    return [*told, _line("Together", list(table[list(_PARTS)].sum()))]


def _line(label: str, points: list[float]) -> str:
    return f"  {label:<42}" + "".join(_signed(each).rjust(10) for each in points)


def _signed(points: float) -> str:
    return "0" if abs(points) < _SMALL else f"{points:+.2f}"


def _sum(total: float, then: float, now: float) -> str:
    about = (
        "New is what rows that became known did, ageing what the passing of time did, "
        "settings what changed settings did."
    )
    if np.isnan(then):
        return (
            f"Nothing was known a week before: all {now:.2f} points are new to the score. {about}"
        )
    if np.isnan(now):
        return f"Health was {then:.2f} a week before; nothing of it is known any more. {about}"
    return (
        f"The sum, {_signed(total)}, is the change of health, from {then:.2f} to {now:.2f}. {about}"
    )
