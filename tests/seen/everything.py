"""All that can be asked of a portfolio, as plain values: two portfolios are alike if these are."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import numpy as np
import pandas as pd

from health.calendars import NEVER
from health.errors import UnusableLogs
from health.evidence import evidence
from health.explain import explain
from health.happenings import contact_times, marks, next_date, owed, promise_bars
from health.known import known_rows
from health.log_states import log_states
from health.peers import like
from health.portfolio import Portfolio
from health.practices import practices
from health.report import draft
from health.review import Shown, Written, snapshot
from health.score import Health
from health.signals import SIGNALS
from health.store import Review


def _plain(found: Any) -> Any:
    return repr(found.to_dict("split")) if isinstance(found, pd.DataFrame) else repr(found)


def arrays(portfolio: Portfolio) -> dict[str, Any]:
    """Every number that was scored."""
    history, changes = portfolio.history, portfolio.changes
    found = {name: getattr(history, name) for name in ("days", "exists", "signals", "band")}
    found |= {name: getattr(history, name) for name in ("slope", "trend")}
    found |= {each.name: getattr(history.scores, each.name) for each in fields(Health)}
    found |= {name: getattr(changes, name) for name in ("new", "ageing", "settings")}
    for part in (portfolio.daily, portfolio.drift):
        kind = type(part).__name__
        found |= {f"{kind}.{each.name}": getattr(part, each.name) for each in fields(part)}
    return found


def differing(one: Portfolio, other: Portfolio) -> list[str]:
    """What differs between two portfolios, by name; all clients are asked for on their last day."""
    found = [
        name
        for (name, mine), theirs in zip(arrays(one).items(), arrays(other).values(), strict=True)
        if mine.shape != theirs.shape
        or not np.array_equal(mine, theirs, equal_nan=mine.dtype.kind == "f")
    ]
    with pd.option_context("display.max_columns", None, "display.max_colwidth", None):
        mine, theirs = everything(one), everything(other)
    found += [name for name in theirs if mine.get(name) != theirs[name]]
    return found + [name for name in mine if name not in theirs]


def everything(portfolio: Portfolio) -> dict[str, Any]:
    """What the pages, the command line and the reports ask for."""
    logs = portfolio.logs
    found = {
        "clients": _plain(logs.clients.drop(columns="row")),
        "aside": [str(each) for each in logs.set_aside],
        "states": _plain(log_states(logs, portfolio_day(portfolio))),
        "latest": repr(logs.latest_day(portfolio.as_of)),
        "strangers": logs.strangers,
    }
    for log, rows in logs.rows.items():
        told = (rows.present, rows.tracked, len(rows), rows.read, rows.duplicates, rows.span)
        found[f"{log} counted"] = repr(told)
    try:
        days = portfolio.days if portfolio.point(None) >= 0 else []
    except UnusableLogs as error:
        return {**found, "none": str(error)}
    for day in {days[len(days) // 2], days[-1]}:
        for name in ("scores", "movers", "counts", "without_point", "open_alerts"):
            found[f"{name} {day}"] = _plain(getattr(portfolio, name)(day))
        found[f"alerts {day}"] = _plain(portfolio.alerts(day))
    found["snapshot"] = _plain(_snapshot(portfolio))
    for client, name in enumerate(logs.clients["client"]):
        found |= {f"{name}: {what}": told for what, told in _of_client(portfolio, client).items()}
    return found


def portfolio_day(portfolio: Portfolio) -> Any:
    return pd.Timestamp(portfolio.as_of, unit="D").date()


def _snapshot(portfolio: Portfolio) -> Any:
    at = pd.Timestamp("2026-11-22", tz="UTC").to_pydatetime()
    review = Review(
        id=1, week=portfolio.days[-1], opened_by="A", opened_at=at, frozen_by=None, frozen_at=None,
        frozen_as=None, reviewed={}, version=1,
    )  # fmt: skip
    day = portfolio.days[-1]
    made = snapshot(portfolio, day, review, Shown(), Written(), portfolio_day(portfolio))
    return {name: value for name, value in made.items() if name != "portfolio"}


def _of_client(portfolio: Portfolio, client: int) -> dict[str, Any]:
    logs = portfolio.logs
    found: dict[str, Any] = {
        "facts": _plain(portfolio.facts(client).drop("row").to_dict()),
        "line": _plain(portfolio.line(client)),
        "signals": _plain(portfolio.signal_scores(client)),
        "ledger": _plain(portfolio.ledger(client)),
        "explained": explain(portfolio, client),
        "like": _plain(like(portfolio, client)),
        "next date": repr(next_date(portfolio, client, None)),
        "practices": _plain(practices(portfolio, client)),
        "report": _plain(draft(portfolio, client)),
    }
    for log in logs.rows:
        if log != "clients":
            found[f"{log} rows"] = _plain(known_rows(logs, log, client, int(NEVER)))
    for signal in SIGNALS:
        found[signal] = _plain(evidence(portfolio, client, signal))
    for made in (marks, promise_bars, contact_times, owed):
        found[made.__name__] = _plain(made(portfolio, client))
    return found
