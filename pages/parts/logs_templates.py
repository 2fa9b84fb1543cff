"""Empty logs to save and fill: each by itself, or all; with two example rows, or without."""

from __future__ import annotations

from datetime import date

import streamlit as st

from health.logs.contract import LOGS
from health.uploads.templates import all_templates, template


def templates() -> None:
    """A popover with the files."""
    with st.popover("Templates", type="tertiary", on_change="rerun", key="templates") as popover:
        if popover.open:
            _choice()


def _choice() -> None:
    st.markdown("A file for each log, with the columns that it may have.")
    filled = st.toggle("With two example rows", key="template-filled")
    chosen = st.selectbox("Log", ["all of them (zip)", *LOGS], key="template-log")
    as_of = date.today() if filled else None
    one = chosen in LOGS
    name = f"{chosen if one else 'logs'}{'-example' if filled else ''}.{'csv' if one else 'zip'}"
    st.download_button(
        f"Save {name}",
        data=lambda: template(chosen, as_of) if one else all_templates(as_of),
        file_name=name, mime="text/csv" if one else "application/zip",
        on_click="ignore", key="template-save", icon=":material/download:",
    )  # fmt: skip
