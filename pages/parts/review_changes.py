"""What changed since last week, and why: a sentence a client, from the ledger and the evidence."""

from __future__ import annotations

from datetime import date

import streamlit as st

from health.explain import moves
from health.portfolio import Portfolio
from health.signals import SIGNALS
from pages.parts import address, words
from pages.parts.look import heading, plain, sheet

_NEEDS = 5  # clients at risk that are told with their reasons; the table has all
CHANGES = "changes-found"  # a fragment, because its links carry the filters


@st.cache_data(max_entries=50, show_spinner=False)
def movers(_portfolio: Portfolio, version: str, day: date) -> list[tuple[str, float, str]]:
    """The largest movers: client, change, and the causes in words."""
    return moves.movers(_portfolio, day)


@st.cache_data(max_entries=50, show_spinner=False)
def needs(_portfolio: Portfolio, version: str, day: date) -> list[tuple[str, float, str, str]]:
    """The clients at risk, most in need first: client, health, what costs most, the next step."""
    scores = _portfolio.scores(day)
    found = []
    for row in scores[scores["band"] == "red"].head(_NEEDS).to_dict("records"):
        code = int(row["code"])
        lost = _portfolio.signal_scores(code, day).nlargest(2, "lost")
        lost = lost[lost["lost"] >= 1]
        told = [
            f"{moves.told_signal(_portfolio, code, day, signal)} ({words.signed(-points)})"
            for signal, points in zip(lost["signal"], lost["lost"], strict=True)
        ]
        step = SIGNALS[lost["signal"].iloc[0]].next_step if told else ""
        found.append((str(row["client"]), float(row["health"]), ", ".join(told), step))
    return found


@st.fragment(key=CHANGES)
def changes(needed: list[tuple[str, float, str, str]], found: list[tuple[str, float, str]]) -> None:
    """Who is at risk and why, then what changed, a line a client; the line leads to its page."""
    if needed:
        heading("At risk, and why", "points of health that it costs")
        with st.container(key="needs", gap="xsmall"):
            for client, health, why, step in needed:
                _line(client, f":red[▲ {health:.0f}]", why, f". *Next: {plain(step)}.*")
    heading("What changed", "since a week before")
    if not found:
        sheet('<p class="soft">No client moved by half a point or more.</p>')
    with st.container(key="changes", gap="xsmall"):
        for client, change, causes in found:
            tone = "green" if change > 0 else "red"
            _line(client, f":{tone}[{words.signed(change)}]", causes)


def _line(client: str, figure: str, why: str, more: str = "") -> None:
    st.page_link(
        address.PAGES["client"], query_params=address.query(client), width="stretch",
        label=f"**{plain(client)}** {figure} {plain(why)}{more if why else ''}",
    )  # fmt: skip
