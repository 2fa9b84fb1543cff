"""A client's alerts, each with its next step: on the Client page and in the meeting."""

from __future__ import annotations

import streamlit as st

from pages.parts import page
from pages.parts.alert_groups import groups, in_order, shown
from pages.parts.alert_list import INBOX, inbox
from pages.parts.alert_words import told_of
from pages.parts.look import every, more, note, sheet, style_of
from pages.parts.written import told
from pages.parts.written_look import part

_MOST = 4  # lines at first; "show all" has the rest
_SHOWN = ("firing", "pending", "acknowledged", "snoozed")


@st.fragment
def alerts(view: page.View, client: int) -> None:
    """What is open, what is true and grave first; what somebody has in hand comes later."""
    style_of("alerts")
    found = inbox(view, client)
    mine = found.alerts[found.alerts["status"].isin(_SHOWN)]
    with part("Alerts", told_of(found.counts(found.alerts), int(mine["cooling"].sum()))):
        told(INBOX)
        if found.away:
            note("watch", "What was marked can't be shown now", found.away)
        if mine.empty:
            sheet("<p class='soft small'>None is open: all eleven rules were looked at.</p>")
            return
        ordered = in_order(mine)
        number = int(ordered["group"].iloc[-1]) + 1
        whole = every("alerts")
        with st.container(gap=None, key="alerts-of-client"):
            shown(view, found, groups(ordered, number if whole else _MOST))
        more("alerts", number, _MOST)
