"""The open alerts of a client, as the meeting reads them: what is wrong, and what to do next."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from datetime import date
from html import escape

import pandas as pd
import streamlit as st

from health.alerts import SEVERITIES
from health.calendars import day_number
from health.portfolio import Portfolio
from pages.parts.look import sheet
from pages.parts.written_look import part

MOST = 3
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
    """Those of one client, each with its next step."""
    mine = _of(portfolio.version, client, day, portfolio)
    more = ""
    if len(mine) > MOST:
        more = f"<p class='small soft'>{len(mine) - MOST} more on the client's page.</p>"
    with part("Open alerts", f"{len(mine)}" if len(mine) else "none"):
        lines = [alert_html(row) for row in mine.head(MOST).to_dict("records")]
        sheet(f"{''.join(lines)}{more}")


@st.cache_resource(max_entries=200, show_spinner="Working out the alerts")
def _of(version: str, client: int, day: date, _portfolio: Portfolio) -> pd.DataFrame:
    return firing(_portfolio, [client], day)


def alert_html(alert: Mapping[Hashable, object]) -> str:
    """Severity as a shape, the sentence, and what to do."""
    mark, tone = MARKS[str(alert["severity"])]
    step = escape(str(alert["next_step"]))
    return (
        f'<div class="act"><span class="{tone}" title="{alert["severity"]}">{mark}</span><div>'
        f'{escape(str(alert["message"]))}<div class="small soft">{step}</div></div></div>'
    )
