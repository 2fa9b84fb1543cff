"""How fresh the logs are, and the rows that were set aside with their reasons."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd
import streamlit as st

from health.calendars import day_date
from health.logs.rows import SetAside
from health.portfolio import Portfolio
from pages.parts import download, seen, words
from pages.parts.logs_set_aside import COLUMNS, lines
from pages.parts.look import plain

_SHOWN = 500


def freshness() -> None:
    """`Logs to Fri 20 Nov · 3 rows set aside`; a click shows the rows."""
    portfolio = seen.now().portfolio
    if portfolio is None:
        return
    aside = sum(rows.set_aside_rows for rows in portfolio.logs.rows.values())
    label = f"Logs to {words.weekday(day_date(portfolio.as_of))} · "
    label += f"{words.count(aside, 'row')} set aside" if aside else "no row set aside"
    with st.popover(label, type="tertiary", on_change="rerun", key="freshness") as popover:
        if popover.open:
            _detail(portfolio)


def _detail(portfolio: Portfolio) -> None:
    logs = portfolio.logs
    read = sum(rows.read for rows in logs.rows.values())
    twice = sum(len(rows.duplicates) for rows in logs.rows.values())
    absent = [f"{log}.csv" for log, rows in logs.rows.items() if not rows.present]
    st.markdown(
        f"**{words.count(read, 'row')}** read; {words.count(twice, 'duplicate')} counted once."
    )
    if absent:
        st.markdown(f"Not there, so nothing is said about them: {', '.join(absent)}.")
    for log, rows in logs.rows.items():
        if rows.problem:
            st.markdown(f"{log}.csv: {plain(rows.problem)}")
    if logs.strangers:
        unknown = plain(", ".join(logs.strangers))
        st.markdown(f"Not read, because no log is known by its name or columns: {unknown}.")
    found = logs.set_aside
    if not found:
        st.markdown("No row was set aside.")
        return
    more = f" The first {_SHOWN} of {len(found):,} reasons:" if len(found) > _SHOWN else ""
    st.markdown(f"Set aside, and not in any score until mended.{more}")
    st.dataframe(pd.DataFrame(lines(found[:_SHOWN]), columns=COLUMNS), hide_index=True, width=640)
    st.download_button(
        "Download them as CSV", lambda: as_csv(found), "rows-set-aside.csv", "text/csv",
        on_click="ignore",
    )  # fmt: skip


def as_csv(found: Iterable[SetAside]) -> bytes:
    """The rows set aside as CSV that a spreadsheet opens as text: no cell begins a formula."""
    safe = ([words.defused(cell) for cell in line] for line in lines(found))
    return download.as_csv([COLUMNS, *safe])
