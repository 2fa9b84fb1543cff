"""The practices of a client: kept, not kept, not known; each with its reason and its rows."""

from __future__ import annotations

import streamlit as st

from health.practices import Practice
from pages.parts import address, download
from pages.parts.client_facts import Subject, facts_of
from pages.parts.client_look import section
from pages.parts.client_rows import show_rows
from pages.parts.look import sheet
from pages.parts.words import escape

# In the order of need: the mark, its colour, and whether the list is open at first.
STATES = {"not kept": ("✕", "bad"), "not known": ("?", "none"), "kept": ("✓", "good")}


@st.fragment
def practices(subject: Subject) -> None:
    """What is broken first, with its next step; then what nobody can tell, and what is kept."""
    found = facts_of(subject).practices
    by_state = {state: [one for one in found if one.state == state] for state in STATES}
    counts = [f"{len(by_state[state])} {state}" for state in ("kept", "not kept", "not known")]
    section("Practices", " · ".join(counts))
    opened = address.value("practice")
    shown = address.values("practices", [_word(state) for state in STATES])
    _in_two_columns(subject, by_state["not kept"], opened)
    rest = [state for state in ("not known", "kept") if by_state[state]]
    with st.container(horizontal=True, gap="medium"):
        for state in rest:
            _toggle(state, len(by_state[state]), shown)
    for state in rest:
        every = _word(state) in shown
        _in_two_columns(
            subject, [one for one in by_state[state] if every or one.key == opened], opened
        )


def _word(state: str) -> str:
    return state.replace(" ", "-")


def _toggle(state: str, number: int, shown: list[str]) -> None:
    word = _word(state)
    every = word in shown
    wanted = [each for each in shown if each != word] if every else [*shown, word]
    st.button(
        f"Hide the {number} {state}" if every else f"Show the {number} {state}",
        key=f"more-{word}", type="tertiary", on_click=address.write, args=("practices", wanted),
    )  # fmt: skip


def _in_two_columns(subject: Subject, some: list[Practice], opened: str) -> None:
    """Down the left column first, then down the right one; one below the other on a phone."""
    if not some:
        return
    half = (len(some) + 1) // 2
    for column, part in zip(st.columns(2, gap="large"), (some[:half], some[half:]), strict=True):
        with column, st.container(gap=None):
            for one in part:
                _practice(subject, one, one.key == opened)


def _practice(subject: Subject, one: Practice, opened: bool) -> None:
    with st.container(key=f"practice-{one.key}", gap=None):
        with st.container(horizontal=True, wrap=False, vertical_alignment="top", gap="small"):
            sheet(practice_html(one))
            if one.cells:
                st.button(
                    "Close" if opened else "Rows", key=f"open-practice-{one.key}", type="tertiary",
                    on_click=address.write, args=("practice", None if opened else one.key),
                )  # fmt: skip
        if opened:
            file = download.file_name(f"{subject.name} {one.name}", subject.day)
            show_rows(one.rows, "", file, subject.portfolio.logs)


def practice_html(one: Practice) -> str:
    """Mark, name, reason; and the next step where it is broken."""
    mark, tone = STATES[one.state]
    step = f'<div class="small">{escape(one.next_step)}</div>' if one.state == "not kept" else ""
    return (
        f'<div style="display:grid;grid-template-columns:18px minmax(0,1fr);padding:5px 0">'
        f'<span class="{tone}" title="{one.state}">{mark}</span><div>{escape(one.name)}'
        f'<div class="small soft">{escape(one.reason)}</div>{step}</div></div>'
    )
