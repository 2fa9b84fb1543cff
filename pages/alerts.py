"""Alerts: what needs someone now; who takes it; what turned out to be no alarm."""

from __future__ import annotations

from html import escape

import streamlit as st

from health.alerts.marked import true_shares
from pages.parts import address, page
from pages.parts.alert_lines import lines
from pages.parts.alert_list import INBOX, STATES, filtered, inbox, state_asked
from pages.parts.alert_words import (
    headline,
    nothing,
    shares_html,
    style,
    subline,
)
from pages.parts.look import heading, note, sheet
from pages.parts.written import told

AT_ONCE, _AT_MOST = 20, 300


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
    most = _most()
    lines(view, found, mine.head(most))
    if len(mine) > most:
        st.button(
            f"Show {min(AT_ONCE, len(mine) - most)} more of {len(mine) - most:,}",
            on_click=address.write, args=("shown", str(most + AT_ONCE)),
            disabled=most >= _AT_MOST,
        )  # fmt: skip
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


def _most() -> int:
    """How many are shown: more by a click, as the address says."""
    asked = address.value("shown")
    return min(int(asked), _AT_MOST) if asked.isdecimal() and int(asked) else AT_ONCE


style()
alerts(page.opened())
