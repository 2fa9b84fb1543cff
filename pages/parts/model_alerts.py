"""The alerts of a trial: those that would have fired beside those there were, and those not."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from health import background
from health.portfolio import Portfolio
from health.replay.alerts import AlertsMoved, asked_alerts, key_of_alerts
from health.settings import Settings
from pages.parts import words
from pages.parts.figures import each
from pages.parts.look import heading, note, sheet
from pages.parts.words import escape

_MOST = 5  # of each kind on screen; the counts hold all


def alerts(portfolio: Portfolio, settings: Settings) -> None:
    """What would have fired, by rule and the latest in words; looks again by itself until done."""
    heading("Alerts, over the whole history")
    if asked_alerts(portfolio, settings).done:
        _outcome(portfolio, settings)
    else:
        _waiting(portfolio, settings)


@st.fragment(run_every=0.7)
def _waiting(portfolio: Portfolio, settings: Settings) -> None:
    work = asked_alerts(portfolio, settings)
    if work.done:
        st.rerun()
    sheet(f'<p class="soft">Looking for alerts: {escape(work.doing)} …</p>')


def _outcome(portfolio: Portfolio, settings: Settings) -> None:
    work = asked_alerts(portfolio, settings)
    if work.result is not None:
        sheet(moved_html(work.result))
    else:
        note("bad", "The alerts of the trial can't be told", work.problem)
        key = key_of_alerts(portfolio, settings)
        st.button(
            "Try again", key="alerts-again", on_click=background.current().forget, args=(key,)
        )


def moved_html(found: AlertsMoved) -> str:
    """Counts by rule that moves, then the latest of those that would, and would not, have fired."""
    counts = found.counts
    moved = counts[(counts["more"] > 0) | (counts["fewer"] > 0)]
    total = words.count(int(counts["now"].sum()), "alert")
    if moved.empty:
        return f"<p>The same {total} would have fired.</p>"
    said = []
    for name, verb in (("more", "would have fired as well"), ("fewer", "would not have fired")):
        if counts[name].sum():
            said.append(f"{int(counts[name].sum()):,} {verb}")
    rows = "".join(_rule(one) for one in each(moved))
    return (
        f"<p>Of {total} that fired, or beside them: {escape('; '.join(said))}.</p>"
        '<table class="trial"><thead><tr><th>Rule</th><th class="num">Now</th>'
        '<th class="num">Then</th><th class="num">More</th><th class="num">Fewer</th></tr></thead>'
        f"<tbody>{rows}</tbody></table>"
        + _latest("The latest that would have fired", found.more)
        + _latest("The latest that would not", found.fewer)
    )


def _rule(one: object) -> str:
    found = one._asdict()  # type: ignore[attr-defined]
    cells = "".join(
        f'<td class="num">{f"{found[name]:,}" if found[name] else "–"}</td>'
        for name in ("now", "then", "more", "fewer")
    )
    return f"<tr><td>{escape(str(found['title']))}</td>{cells}</tr>"


def _latest(title: str, table: pd.DataFrame) -> str:
    if table.empty:
        return ""
    lines = "".join(
        f'<li><span class="soft">{words.day(one.fired_on)}</span> <b>{escape(one.client)}</b> '
        f"{escape(one.message)}</li>"
        for one in each(table.head(_MOST))
    )
    return f'<p style="margin-top:10px">{title}:</p><ul>{lines}</ul>'
