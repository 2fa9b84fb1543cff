"""The open alerts of a client, as the meeting reads them: what is wrong, and what to do next."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from datetime import date
from html import escape

import pandas as pd
import streamlit as st

from health.alerts import SEVERITIES
from health.alerts.marked import marked
from health.calendars import day_number
from health.portfolio import Portfolio
from health.store import Mark, current
from pages.parts.look import sheet
from pages.parts.words import short_day
from pages.parts.written_look import part

MOST = 3
_STATUS = ("firing", "acknowledged", "snoozed")
MARKS = {"high": ("▲", "bad"), "medium": ("◆", "watch"), "low": ("●", "none")}


def firing(portfolio: Portfolio, clients: Iterable[int], day: date) -> pd.DataFrame:
    """The alerts of some clients that fire at the end of a day, the gravest first.

    Only these are put in words: with a thousand clients, all of them take a quarter of a minute.
    """
    found, number = portfolio.found_alerts, min(day_number(day), portfolio.as_of)
    listed = found.listed(number, shown_days=0)
    listed = listed[(listed["state"] == "firing") & listed["code"].isin(list(clients))]
    told = found.worded(listed, number)
    return told.sort_values("severity", key=lambda each: each.map(SEVERITIES.index), kind="stable")


def alerts_of(portfolio: Portfolio, client: int, day: date) -> None:
    """Those of one client, each with its next step; those that somebody has in hand come last."""
    mine = _of(portfolio.version, client, day, portfolio)
    marks = current().marks(client=str(mine["client"].iloc[0])) if len(mine) else []
    mine = in_hand(mine, marks, portfolio, day)
    more = ""
    if len(mine) > MOST:
        more = f"<p class='small soft'>{len(mine) - MOST} more on the client's page.</p>"
    with part("Open alerts", f"{len(mine)}" if len(mine) else "none"):
        lines = [alert_html(row) for row in mine.head(MOST).to_dict("records")]
        sheet(f"{''.join(lines)}{more}")


def in_hand(
    alerts: pd.DataFrame, marks: Sequence[Mark], portfolio: Portfolio, day: date
) -> pd.DataFrame:
    """Alerts with what people said of each; those that nobody has in hand first."""
    drop = portfolio.settings.number("alerts.snooze_drop")
    found = marked(alerts, marks, day, portfolio.found_alerts.lowest_health, drop)
    return found.sort_values("status", key=lambda each: each.map(_STATUS.index), kind="stable")


@st.cache_resource(max_entries=200, show_spinner="Working out the alerts")
def _of(version: str, client: int, day: date, _portfolio: Portfolio) -> pd.DataFrame:
    return firing(_portfolio, [client], day)


def alert_html(alert: Mapping[Hashable, object]) -> str:
    """Severity as a shape, the sentence, and what to do."""
    mark, tone = MARKS[str(alert["severity"])]
    step = escape(str(alert["next_step"]))
    if alert["status"] != "firing":
        until = f" until {short_day(alert['until'])}" if isinstance(alert["until"], date) else ""
        step = escape(f"{str(alert['status']).capitalize()} by {alert['marked_by']}{until}")
    return (
        f'<div class="act"><span class="{tone}" title="{alert["severity"]}">{mark}</span><div>'
        f'{escape(str(alert["message"]))}<div class="small soft">{step}</div></div></div>'
    )
