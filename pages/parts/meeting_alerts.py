"""The open alerts of a client, as the meeting reads them: what is wrong, and what to do next."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from datetime import date
from html import escape

import pandas as pd
import streamlit as st

from health.portfolio import Portfolio
from pages.parts.look import sheet
from pages.parts.written_look import part

MOST = 3
MARKS = {"high": ("▲", "bad"), "medium": ("◆", "watch"), "low": ("●", "none")}


def firing(portfolio: Portfolio, day: date) -> pd.DataFrame:
    """All alerts that fire at the end of a day, the gravest first. Shared: never change it."""
    return _firing(portfolio.version, day, portfolio)


@st.cache_resource(max_entries=20, show_spinner="Working out the alerts")
def _firing(version: str, day: date, _portfolio: Portfolio) -> pd.DataFrame:
    alerts = _portfolio.alerts(day)
    return alerts[alerts["state"] == "firing"].reset_index(drop=True)


def alerts_of(portfolio: Portfolio, name: str, day: date) -> None:
    """Those of one client, each with its next step."""
    every = firing(portfolio, day)
    mine = every[every["client"] == name]
    more = ""
    if len(mine) > MOST:
        more = f"<p class='small soft'>{len(mine) - MOST} more on the client's page.</p>"
    with part("Open alerts", f"{len(mine)}" if len(mine) else "none"):
        lines = [alert_html(row) for row in mine.head(MOST).to_dict("records")]
        sheet(f"{''.join(lines)}{more}")


def alert_html(alert: Mapping[Hashable, object]) -> str:
    """Severity as a shape, the sentence, and what to do."""
    mark, tone = MARKS[str(alert["severity"])]
    step = escape(str(alert["next_step"]))
    return (
        f'<div class="act"><span class="{tone}" title="{alert["severity"]}">{mark}</span><div>'
        f'{escape(str(alert["message"]))}<div class="small soft">{step}</div></div></div>'
    )
