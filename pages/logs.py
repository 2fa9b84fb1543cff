"""Logs: every source with its state and age, what it switches on, and the rows set aside."""

from __future__ import annotations

from datetime import date

import streamlit as st

from health.log_states import sources
from pages.parts import logs_set_aside, logs_table, page
from pages.parts import model_look as look
from pages.parts.look import heading, sheet


def main() -> None:
    """Draw the page."""
    view = page.opened()
    look.style()
    logs, today = view.portfolio.logs, date.today()
    found = sources(logs, today)
    with st.container(gap="xxsmall"):
        sheet(f"<h1>{logs_table.headline(found)}</h1>")
        sheet(logs_table.subline(found, today))
    sheet(logs_table.table(found, today))
    sheet(logs_table.beside(logs))
    heading("Rows set aside", "they are in no score until they are mended in the file")
    logs_set_aside.rows(logs)


main()
