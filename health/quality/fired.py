"""The alerts of one rule that fired under some settings, and what they are called."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from health.alerts import Alerts, alerts
from health.alerts.daily import Daily
from health.calendars import day_date, day_number
from health.drift import SUBJECTS, Drift, drift
from health.logs.contract import folded
from health.manual import DIMENSION_NAMES
from health.portfolio import Portfolio
from health.settings import Settings

Cause = tuple[str, str]  # client and subject, folded
FAR = date.max
_CLOSE = 1e-5  # what a score of single precision may be off


@dataclass(frozen=True)
class Fired:
    """An alert that fired: its first day, the day it fired, the day it was over, and the day until
    when a stricter one would be the same.
    """

    cause: Cause
    since: date
    on: date
    over: date
    until: date


@dataclass(frozen=True)
class Found:
    """The alerts of a rule that have fired under some settings; without subjects, for to name
    thousands takes seconds.
    """

    alerts: Alerts
    drift: Drift
    listed: pd.DataFrame

    def __len__(self) -> int:
        return len(self.listed)

    @classmethod
    def under(cls, portfolio: Portfolio, settings: Settings, rule: str) -> Found:
        """settings: those of the portfolio but for what the rule alone reads."""
        daily, drifted = portfolio.daily, portfolio.drift
        if rule == "dimension_red":
            daily = _red(daily, portfolio, settings)
        elif rule == "drift":
            drifted = drift(portfolio.history, portfolio.logs, settings, drifted)
        found = alerts(portfolio.logs, settings, daily, drifted, rule)
        listed = found.listed(portfolio.as_of, None)
        listed = listed[(listed["state"] != "pending").to_numpy(bool)]
        return cls(found, drifted, listed.reset_index(drop=True))

    def named(self, which: Sequence[bool]) -> dict[Cause, list[Fired]]:
        """Some of them by cause, the first to fire first."""
        some = self.alerts.named(self.listed[np.array(which, bool)])
        found: dict[Cause, list[Fired]] = {}
        for row in some.to_dict("records"):
            cause = folded(row["client"]), folded(row["subject"])
            over = row["resolved_on"] or FAR
            until = max(over, self._signals_until(row)) if row["rule"] == "drift" else over
            one = Fired(cause, row["since"], row["fired_on"], over, until)
            found.setdefault(cause, []).append(one)
        for each in found.values():
            each.sort(key=lambda one: one.on)
        return found

    def _signals_until(self, row: Mapping[Any, Any]) -> date:
        """The day on which the chart that signalled has come back: a higher limit may be passed any
        day until then, and not only while the alert, an event, is open.
        """
        place = _OF_SUBJECT[row["subject"]]
        since = int(np.searchsorted(self.drift.days, day_number(row["fired_on"])))
        back = np.flatnonzero(~self.drift.signal[place, row["code"], since:])
        return day_date(self.drift.days[since + back[0]]) if len(back) else FAR


def _red(daily: Daily, portfolio: Portfolio, settings: Settings) -> Daily:
    """The same days with another limit of what is red, lower than the one they were scored with.

    Scores are kept at single precision: what is at the limit, but for that, is not below it.
    """
    clients = portfolio.logs.clients
    below = settings.column("alerts.dimension_below", clients["client"], clients["segment"])
    with np.errstate(invalid="ignore"):
        red = daily.red & (daily.dimensions < below[:, None] - _CLOSE)
    before = portfolio.settings.column(
        "alerts.dimension_below", clients["client"], clients["segment"]
    )
    return replace(daily, red=np.where((below < before)[:, None], red, daily.red))


_OF_SUBJECT = {
    DIMENSION_NAMES.get(name, "Contacts a week"): place for place, name in enumerate(SUBJECTS)
}
