"""Alerts: what needs someone now; who takes it; what turned out to be no alarm."""

from __future__ import annotations

from html import escape
from itertools import groupby

import pandas as pd
import streamlit as st

from pages.parts import address, page
from pages.parts.alert_groups import Group, groups, in_order, shown
from pages.parts.alert_list import INBOX, STATES, Inbox, filtered, inbox, state_asked
from pages.parts.alert_quality import quality
from pages.parts.alert_words import client_html, headline, nothing, subline
from pages.parts.look import heading, note, sheet, style_of
from pages.parts.written import told

AT_ONCE, _AT_MOST = 20, 300
_COOLING = "cooling"


@st.fragment(key=INBOX)
def alerts(view: page.View) -> None:
    """All of it: what is marked moves from one state to the next, and no other page runs."""
    found = inbox(view)
    counts = found.counts(found.alerts)
    true = found.alerts[(found.alerts["status"] == "firing") & ~found.alerts["cooling"]]
    high = int((true["severity"] == "high").sum())
    below = f"<p class='soft'>{escape(subline(counts, true['client']))}</p>"
    page.head(view, headline(counts, len(true), high, view.latest), below)
    if found.away:
        note("watch", "What was marked can't be shown now", found.away)
    some = filtered(found.alerts)
    state = _state(found.counts(some))
    told(INBOX)
    mine = some[some["status"] == state]
    if mine.empty:
        nothing(state, counts)
    cooling = mine["cooling"].astype(bool)
    _list(view, found, mine[~cooling], "shown")
    if cooling.any():
        _true_no_more(view, found, mine[cooling])
    quality(view, found)


def _list(view: page.View, found: Inbox, mine: pd.DataFrame, name: str) -> None:
    """Client by client, in groups; more of them by a click, as the address says."""
    if mine.empty:
        return
    most, ordered = _most(name), in_order(mine)
    for code, some in groupby(groups(ordered, most), key=lambda group: int(group.first["code"])):
        with st.container(gap=None, key=f"of-{name}-{code}"):
            every: list[Group] = list(some)
            theirs = mine[mine["code"] == code]
            sheet(client_html(theirs, view.band(code), view.health(code)))
            shown(view, found, every)
    left = int(ordered["group"].iloc[-1]) + 1 - most
    if left > 0:
        st.button(
            f"Show {AT_ONCE} more of {left:,}" if left > AT_ONCE else f"Show {left} more",
            key=f"more-of-{name}",
            on_click=address.write, args=(name, str(most + AT_ONCE)),
            disabled=most >= _AT_MOST,
        )  # fmt: skip


def _true_no_more(view: page.View, found: Inbox, mine: pd.DataFrame) -> None:
    """What waits to be resolved: behind a click, for nobody needs to do anything about it."""
    opened = bool(address.value(_COOLING))
    heading(
        "True no more", f"{len(mine):,}, resolved after two weeks without it; until then it may "
        "come back",
    )  # fmt: skip
    st.button(
        "Hide them" if opened else f"Show {'it' if len(mine) == 1 else 'them'}", key="show-cooling",
        type="tertiary", on_click=address.write,
        args=(_COOLING, None if opened else str(AT_ONCE)),
    )  # fmt: skip
    if opened:
        _list(view, found, mine, _COOLING)


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


def _most(name: str) -> int:
    """How many groups are shown: more by a click, as the address says."""
    asked = address.value(name)
    return min(int(asked), _AT_MOST) if asked.isdecimal() and int(asked) else AT_ONCE


style_of("alerts")
alerts(page.opened())
