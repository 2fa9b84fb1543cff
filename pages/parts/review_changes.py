"""What changed since last week, and why: a sentence a client, from the ledger and the evidence."""

from __future__ import annotations

from datetime import date

import numpy as np
import streamlit as st

from health.evidence import evidence
from health.portfolio import Portfolio
from health.signals import SIGNALS
from pages.parts import address, words
from pages.parts.look import heading, plain, sheet

_NEEDS = 5  # clients at risk that are told with their reasons; the table has all
CHANGES = "changes-found"  # a fragment, because its links carry the filters

# How the evidence of a signal reads in a sentence about it; else: label, colon, evidence.
_TOLD = {
    "contact_freshness": "we last reached out {}",
    "reply_time": "replies took {}",
    "contact_coverage": "contacts: {}",
    "technical_questions": "technical questions: {}",
    "informal_contact": "last informal contact {}",
    "demo_freshness": "last demo {}",
    "demo_attendance": "decision-maker {}",
    "demos_kept": "demos: {}",
    "promises_kept": "promises: {}",
    "overdue_now": "{}",
    "agreed_in_writing": "dates: {}",
    "rating": "rated {}",
    "yes_answers": "answers: {}",
    "response_rate": "asks: {}",
    "feedback_freshness": "last asked {}",
    "reports_on_time": "last report {}",
    "no_surprises": "dates: {}",
    "issue_updates": "{}",
    "issues_restated": "complaints: {}",
    "risks_planned": "{}",
    "changes_confirmed": "changes: {}",
}


@st.cache_data(max_entries=50, show_spinner=False)
def movers(_portfolio: Portfolio, version: str, day: date) -> list[tuple[str, float, str]]:
    """The largest movers: client, change, and the causes in words."""
    found = []
    for row in _portfolio.movers(day).to_dict("records"):
        code = int(row["code"])
        causes = _weakest(_portfolio, code, day)
        causes = causes or _causes(_portfolio, code, day, row["change"], row["causes"])
        found.append((str(row["client"]), float(row["change"]), causes))
    return found


def _causes(
    portfolio: Portfolio, client: int, day: date, change: float, causes: list[tuple[str, float]]
) -> str:
    """The signals that moved most, each with its evidence and its points, and what is left."""
    told = [
        f"{_told(portfolio, client, day, signal)} ({words.signed(points)})"
        for signal, points in causes
    ]
    rest = change - sum(points for _, points in causes)
    if told and abs(rest) >= 0.5:
        told.append(f"the rest ({words.signed(rest)})")
    return ", ".join(told) or "several small changes"


def _told(portfolio: Portfolio, client: int, day: date, signal: str) -> str:
    """One cause as its evidence: last demo 9 business days ago."""
    found = evidence(portfolio, client, signal, day)
    label = SIGNALS[signal].label
    plain = f"{label[0].lower()}{label[1:]}: {{}}"
    return (plain if found.value is None else _TOLD.get(signal, plain)).format(found.text)


def _weakest(portfolio: Portfolio, client: int, day: date) -> str:
    """That another dimension is now the weakest, told by dimension; empty where it is the same.

    The weakest carries more of the health, so that its signals' points all move when it changes:
    true, and no cause that a reader would call one.
    """
    point = portfolio.point(day)
    moved = portfolio.history.scores.dimensions[:, client, [max(point - 1, 0), point]]
    if np.isnan(moved).all(axis=0).any():
        return ""
    before, now = (int(at) for at in np.nanargmin(moved, axis=0))
    if before == now or np.isnan(moved[[before, now]]).any():
        return ""
    names = list(words.DIMENSION_WORDS)
    largest = max(before, now, key=lambda at: abs(moved[at, 1] - moved[at, 0]))
    verb = "rose" if moved[largest, 1] > moved[largest, 0] else "fell"
    was, became = (words.whole(moved[largest, at]) for at in (0, 1))
    told = f"{_word(names[largest])} {verb} from {was} to {became}"
    weak = f"is now the weakest part (it was {_word(names[before])})"
    told += (
        f" and {weak}"
        if largest == now
        else f"; {_word(names[now])}, at {words.whole(moved[now, 1])}, {weak}"
    )
    fell = moved[largest, 1] < moved[largest, 0]
    signal = _moved_most(portfolio, client, point, names[largest], -1 if fell else 1)
    return f"{told}: {_told(portfolio, client, day, signal)}" if signal else told


def _moved_most(portfolio: Portfolio, client: int, point: int, dimension: str, way: int) -> str:
    """The signal of a dimension that carried it most up (1) or down (-1) since the point before."""
    now, before = (portfolio.signal_scores(client, portfolio.day(at)) for at in (point, point - 1))
    moved = (now["score"] - before["score"]) * now["weight"] * way
    moved = moved.where(now["dimension"] == dimension, 0.0).fillna(0.0)
    largest = int(moved.argmax())
    return str(now["signal"].iloc[largest]) if moved.iloc[largest] > 0 else ""


def _word(dimension: str) -> str:
    return words.DIMENSION_WORDS[dimension]


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
            f"{_told(_portfolio, code, day, signal)} ({words.signed(-points)})"
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
