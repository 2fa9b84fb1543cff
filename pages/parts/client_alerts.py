"""On the Client page: the client's alerts, each with its next step."""

from __future__ import annotations

import streamlit as st

from pages.parts import page
from pages.parts.alert_lines import lines
from pages.parts.alert_list import INBOX, inbox
from pages.parts.alert_words import style, told_of
from pages.parts.look import every, more, note, sheet
from pages.parts.written import told
from pages.parts.written_look import part

_MOST = 4  # at first; "show all" has the rest
_SHOWN = ("firing", "pending", "acknowledged", "snoozed")


@st.fragment
def alerts(view: page.View, client: int) -> None:
    """What is open, the gravest first; what somebody has in hand comes last."""
    style()
    found = inbox(view, client)
    shown = found.alerts[found.alerts["status"].isin(_SHOWN)]
    shown = shown.sort_values("status", key=lambda each: each.map(_SHOWN.index), kind="stable")
    with part("Alerts", told_of(found.counts(found.alerts))):
        told(INBOX)
        if found.away:
            note("watch", "What was marked can't be shown now", found.away)
        if shown.empty:
            sheet("<p class='soft small'>None is open: all eleven rules were looked at.</p>")
        place = f"alert {client}"
        lines(view, found, shown if every(place) else shown.head(_MOST), named=False)
        more(place, len(shown), _MOST)
