"""The rows behind an alert."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from health.known import known_rows
from pages.parts import address, download, page, words
from pages.parts.alert_list import ident
from pages.parts.client_rows import show_rows


def rows_button(alert: Mapping[Any, Any], opened: bool) -> None:
    """The click that shows the rows, or puts them away; nothing where none stand behind it."""
    number = len(alert["rows"])
    if number:
        st.button(
            "Close" if opened else words.count(number, "row").capitalize(),
            key=f"rows-{ident(alert)}", type="tertiary",
            on_click=address.write, args=("alert", None if opened else ident(alert)),
        )  # fmt: skip


def rows(view: page.View, alert: Mapping[Any, Any]) -> None:
    """The rows that it names, log by log, as they were known then."""
    named: dict[str, list[int]] = {}
    for log, row in alert["rows"]:
        named.setdefault(log, []).append(row)
    for log, places in named.items():
        known = known_rows(view.portfolio.logs, log, int(alert["code"]), view.day_number)
        file = download.file_name(f"{alert['client']} {alert['rule']} {log}", view.day)
        show_rows(known[known["row"].isin(places)].iloc[::-1], log, file)
