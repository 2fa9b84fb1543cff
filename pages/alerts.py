"""Alerts: what needs someone now; who takes it; what turned out to be no alarm."""

from __future__ import annotations

from html import escape

import pandas as pd
import streamlit as st

from health.alerts.marked import true_shares
from pages.parts import address, page
from pages.parts.alert_deeds import deeds, in_hand, more, refused
from pages.parts.alert_list import INBOX, STATES, Inbox, filtered, ident, inbox, state_asked
from pages.parts.alert_rows import rows, rows_button
from pages.parts.alert_words import (
    Alert,
    alert_html,
    headline,
    nothing,
    shares_html,
    style,
    subline,
)
from pages.parts.look import heading, note, sheet
from pages.parts.written import told

AT_ONCE = 20


@st.fragment(key=INBOX)
def alerts(view: page.View) -> None:
    """All of it: what is marked moves from one state to the next, and no other page runs."""
    found = inbox(view)
    counts = found.counts(found.alerts)
    high = int(((found.alerts["status"] == "firing") & (found.alerts["severity"] == "high")).sum())
    with st.container(gap="xxsmall"):
        with st.container(
            horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"
        ):
            with st.container(width="content"):
                sheet(f"<h1>{escape(headline(counts, high, view.latest))}</h1>")
            page.stepper(view)
        sheet(f"<p class='soft'>{escape(subline(counts))}</p>")
    if found.away:
        note("watch", "What was marked can't be shown now", found.away)
    shown = filtered(found.alerts)
    state = _state(found.counts(shown))
    told(INBOX)
    mine = shown[shown["status"] == state]
    if mine.empty:
        nothing(state, counts)
    _list(view, found, mine)
    heading("Which rules were right", "of the alerts marked true or false")
    sheet(shares_html(true_shares(found.marks, found.now)))


def _state(counts: dict[str, int]) -> str:
    """Which state is shown; each with how many there are."""
    chosen = st.radio(
        "State", STATES, horizontal=True, label_visibility="collapsed",
        format_func=lambda state: f"{state.capitalize()} {counts[state]:,}",
        **address.bound("state", state_asked(), _state_text, (INBOX,)),
    )  # fmt: skip
    return str(chosen or STATES[0])


def _state_text(state: str) -> str | None:
    return None if state == STATES[0] else state


def _list(view: page.View, found: Inbox, shown: pd.DataFrame) -> None:
    """The first of the alerts, with words and buttons; how many more there are."""
    most = _most()
    some = view.portfolio.found_alerts.worded(shown.head(most), view.day_number)
    opened = address.value("alert")
    with st.container(gap=None):
        for alert in some.to_dict("records"):
            key = ident(alert)
            with st.container(key=f"alert-{key}", gap=None):
                _alert(view, found, alert, opened == key)
    if len(shown) > most:
        st.button(
            f"Show {min(AT_ONCE, len(shown) - most)} more of {len(shown) - most:,}",
            on_click=address.write, args=("shown", str(most + AT_ONCE)),
        )  # fmt: skip


def _alert(view: page.View, found: Inbox, alert: Alert, opened: bool) -> None:
    """One alert: what it says, what can be done with it, its rows."""
    ours = view.latest and not found.away
    with st.container(
        horizontal=True, wrap=False, vertical_alignment="top", gap="medium",
        key=f"line-{ident(alert)}",
    ):  # fmt: skip
        sheet(alert_html(alert, view.day))
        with st.container(horizontal=True, gap="medium", width="content", key=f"on-{ident(alert)}"):
            rows_button(alert, opened)
            if ours:
                deeds(alert, found.now)
    refused(alert)
    if ours and in_hand(alert):
        with st.container(key=f"handle-{ident(alert)}"):
            more(alert, found.now, _health(view, int(alert["code"])))
    if opened:
        rows(view, alert)


def _most() -> int:
    asked = address.value("shown")
    return min(int(asked), 500) if asked.isdigit() and int(asked) else AT_ONCE


def _health(view: page.View, code: int) -> float | None:
    health = float(view.portfolio.history.scores.health[code, view.point])
    return None if health != health else health


style()
alerts(page.opened())
