"""Logs: add files, see what was understood of each, every source's state, the rows set aside."""

from __future__ import annotations

from datetime import date

import streamlit as st

from health.log_states import log_states
from pages.parts import (
    logs_asked,
    logs_drop,
    logs_set_aside,
    logs_sources,
    logs_table,
    page,
    seen,
)
from pages.parts.look import heading, sheet, style_of


def main() -> None:
    """Draw the page."""
    style_of("logs")
    state = seen.now()
    if state.portfolio is None and state.problem and seen.may("logs"):
        logs_drop.first(state.problem)
        return
    view = page.opened()
    logs, today = view.portfolio.logs, date.today()
    found = log_states(logs, today)
    with st.container(gap="xxsmall"):
        sheet(f"<h1>{logs_table.headline(found)}</h1>")
        sheet(logs_table.subline(found, today))
    logs_drop.area()
    logs_asked.asked(logs)
    logs_sources.sources(logs)
    heading("What each log tells")
    sheet(logs_table.table(found, today))
    sheet(logs_table.beside(logs))
    heading("Rows set aside", "they are in no score until they are mended")
    logs_set_aside.rows(logs)


main()
