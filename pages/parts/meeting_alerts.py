"""The open alerts of clients as a closed review keeps them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

import pandas as pd

from health.alerts import SEVERITIES
from health.alerts.marked import marked
from health.calendars import day_number
from health.portfolio import Portfolio
from health.store import Mark

_STATUS = ("firing", "acknowledged", "snoozed")


def firing(portfolio: Portfolio, clients: Iterable[int], day: date) -> pd.DataFrame:
    """The alerts of some clients that fire at the end of a day, the gravest first.

    Only these are put in words: with a thousand clients, all of them take a quarter of a minute.
    """
    found, number = portfolio.found_alerts, min(day_number(day), portfolio.as_of)
    listed = found.listed(number, shown_days=0)
    listed = listed[(listed["state"] == "firing") & listed["code"].isin(list(clients))]
    told = found.worded(listed, number)
    return told.sort_values("severity", key=lambda each: each.map(SEVERITIES.index), kind="stable")


def in_hand(
    alerts: pd.DataFrame, marks: Sequence[Mark], portfolio: Portfolio, day: date
) -> pd.DataFrame:
    """Alerts with what people said of each; those that nobody has in hand first."""
    drop = portfolio.settings.number("alerts.snooze_drop")
    found = marked(alerts, marks, day, portfolio.found_alerts.lowest_health, drop)
    return found.sort_values("status", key=lambda each: each.map(_STATUS.index), kind="stable")
