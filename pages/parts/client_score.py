"""Why the score is what it is: the ledger since last week, and every signal down to its rows."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd
import streamlit as st

from health.evidence import Evidence
from health.settings import SETTINGS
from health.signals import SIGNALS
from pages.parts import address, download
from pages.parts.client_facts import Subject, facts_of
from pages.parts.client_look import bar, nothing, section
from pages.parts.client_rows import show_rows
from pages.parts.figures import each
from pages.parts.look import sheet
from pages.parts.words import DIMENSION_WORDS, MINUS, count, escape, signed, whole

SMALL = 0.05  # a change of points that would read as 0.0
MUCH = 3.0  # points lost by one signal that stand out
_AGES = {
    "contact_freshness", "informal_contact", "demo_freshness", "feedback_freshness",
    "reports_on_time", "issue_updates",
}  # fmt: skip
_PARTS = {"new": "new", "ageing": "ageing", "settings": "settings", "change": "points"}


# Since last week ---------------------------------------------------------------------------------


def ledger(subject: Subject, row: pd.Series) -> None:
    """What moved health since a week ago, signal by signal; the totals are the change itself."""
    change = float(row["change_1w"])
    if math.isnan(change):
        section("Since last week", "", nothing("There was no score a week before to compare with."))
        return
    table = facts_of(subject).ledger
    section(f"Since last week: {signed(change, 1)}", "", ledger_html(table))
    if len(table):
        file = download.file_name(f"{subject.name} since last week", subject.day)
        lines = table.round(4)
        download.button(
            "Download the ledger as CSV", lambda: download.frame_lines(lines), file, "ledger"
        )


def ledger_html(table: pd.DataFrame) -> str:
    """The ledger as a table; what would read as 0.0 is one line, so that the columns add up."""
    if table.empty:
        return nothing("Nothing moved.")
    parts = [name for name in _PARTS if name != "settings" or table["settings"].abs().max() > SMALL]
    big = table[["new", "ageing", "settings", "change"]].abs().max(axis=1) >= SMALL
    lines = [
        _ledger_line(f"{DIMENSION_WORDS[one.dimension]}: {_lower(one.label)}", one, parts)
        for one in each(table[big])
    ]
    rest = {name: _left_over(table[name], table[big][name]) for name in parts}
    if any(abs(value) >= SMALL for value in rest.values()):
        lines.append(_ledger_line("smaller changes and rounding", pd.Series(rest), parts))
    total = _ledger_line("Together", table[list(_PARTS)].sum(), parts, "total")
    head = "".join(f'<th class="num">{_PARTS[name]}</th>' for name in parts)
    return (
        f'<table class="ledger"><tr><th></th>{head}</tr>{"".join(lines)}{total}</table>'
        '<div class="small soft">new: rows that came in · ageing: time that passed'
        f"{' · settings: a changed setting' if 'settings' in parts else ''}</div>"
    )


def _left_over(every: pd.Series, shown: pd.Series) -> float:
    """What the total, as it reads, has more than the lines shown, as they read."""
    return round(float(every.sum()), 1) - float(shown.round(1).sum())


def _ledger_line(label: str, values: Any, parts: list[str], kind: str = "") -> str:
    cells = []
    for name in parts:
        value = float(getattr(values, name))
        small = abs(value) < SMALL
        colour = "" if small or name != "change" else "bad" if value < 0 else "good"
        text = ("0" if kind else "") if small else signed(value, 1)
        cells.append(f'<td class="num {colour}">{text}</td>')
    return f'<tr class="{kind}"><td>{escape(label)}</td>{"".join(cells)}</tr>'


def _lower(label: str) -> str:
    return label[:1].lower() + label[1:]


# Dimensions and signals --------------------------------------------------------------------------


@st.fragment
def signals(subject: Subject, row: pd.Series) -> None:
    """The five dimensions with their signals; the one that the address names shows its rows."""
    facts = facts_of(subject)
    table, found = facts.signals, facts.evidence
    opened = address.value("signal")
    scores = {name: float(row[name]) for name in DIMENSION_WORDS}
    known = [score for score in scores.values() if not math.isnan(score)]
    with st.container(gap=None):
        for dimension, some in table.groupby("dimension", sort=False):
            weakest = [score for score in known if score <= scores[str(dimension)]]
            sheet(
                _dimension_html(
                    str(dimension), scores[str(dimension)], len(weakest) == 1 < len(known)
                )
            )
            unknown: dict[str, list[str]] = {}
            for one in each(some):
                it = found[one.signal]
                if math.isnan(one.score) and not it.cells and one.signal != opened:
                    unknown.setdefault(_why(it), []).append(str(one.label))
                else:
                    _signal(subject, one, it, one.signal == opened)
            if unknown:
                sheet("".join(_unknown_html(why, labels) for why, labels in unknown.items()))


def _dimension_html(dimension: str, score: float, weakest: bool) -> str:
    tone = (
        "none" if math.isnan(score) else "red" if score < 50 else "amber" if score < 70 else "ink"
    )
    quiet = ' <span class="small soft">the weakest, so it counts extra</span>' if weakest else ""
    figures = (
        '<div class="n">score</div><div class="n">kept</div><div class="n">lost</div>'
        if dimension == next(iter(DIMENSION_WORDS))
        else '<div class="n"></div>' * 3
    )
    return (
        f'<div class="sig dim"><div class="l"><b>{DIMENSION_WORDS[dimension]} '
        f'<span class="{tone}">{whole(score, "not known")}</span></b>{quiet}</div>{figures}</div>'
    )


def _signal(subject: Subject, one: Any, found: Evidence, opened: bool) -> None:
    """One signal, and its rows if it is the one that is open."""
    with st.container(key=f"signal-{one.signal}", gap=None):
        with st.container(horizontal=True, wrap=False, vertical_alignment="top", gap="small"):
            sheet(_signal_html(one, found, subject.portfolio.settings.whole("age.days")))
            st.button(
                "Close" if opened else "Rows",
                key=f"open-{one.signal}",
                type="tertiary",
                on_click=address.write,
                args=("signal", None if opened else one.signal),
            )
        if opened:
            manual = SIGNALS[one.signal]
            sheet(
                f'<div class="opened"><b>{escape(manual.question)}</b> {escape(found.sentence)}'
                f'<div class="small soft">Next step: {escape(manual.next_step)}.</div></div>'
            )
            file = download.file_name(f"{subject.name} {one.signal}", subject.day)
            show_rows(found.rows, manual.log, file, subject.portfolio.logs)


def _signal_html(one: Any, found: Evidence, days: int) -> str:
    """Label and aim; then value, bar, score, points kept and lost, or why nothing can be said."""
    aim = f'<div class="aim">{escape(_aim(one.signal, found.aim, days))}</div>' if found.aim else ""
    label = (
        f'<div class="l" title="{escape(SIGNALS[one.signal].question)}">{escape(one.label)}</div>'
    )
    if math.isnan(one.score):
        return (
            f'<div class="sig">{label}<div class="why">not known: {escape(_why(found))}</div></div>'
        )
    much = " much" if one.lost >= MUCH else ""
    return (
        f'<div class="sig">{label}<div class="v">{escape(found.text)}</div>{bar(one.score)}'
        f'<div class="n">{whole(one.score)}</div><div class="n">{_points(one.points, "")}</div>'
        f'<div class="n lost{much}">{_points(one.lost, MINUS)}</div>{aim}</div>'
    )


def _why(found: Evidence) -> str:
    """Why a signal is missing, to follow "not known: "."""
    return _lower(found.sentence.removeprefix("Not known: "))


def _unknown_html(why: str, labels: list[str]) -> str:
    """Signals that are missing for one reason, in one quiet line."""
    return (
        f'<div class="sig unknown"><div class="soft">{escape(" · ".join(labels))}</div>'
        f'<div class="why">not known: {escape(why)}</div></div>'
    )


def _aim(signal: str, aim: str, days: int) -> str:
    """The aim, and why the score can differ from the figure of the day."""
    over = f"; the score is the mean of {count(days, 'business day')}" if signal in _AGES else ""
    held = "; few cases are held towards the usual" if f"{signal}.prior_count" in SETTINGS else ""
    return f"aim: {_lower(aim)}{over}{held}"


def _points(value: float, sign: str) -> str:
    return "0" if abs(value) < SMALL else f"{sign}{value:.1f}"
