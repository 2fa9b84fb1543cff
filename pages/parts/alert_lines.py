"""An alert as a line: what it says, its rows, and what can be done with it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from health.known import known_rows
from pages.parts import address, download, page, words
from pages.parts.alert_deeds import deeds, fields, in_hand, one, refused
from pages.parts.alert_list import Inbox, ident
from pages.parts.alert_words import alert_html
from pages.parts.client_rows import show_rows
from pages.parts.look import sheet

Alert = Mapping[Any, Any]


def line(view: page.View, found: Inbox, alert: Alert, inside: bool = False) -> None:
    """An alert in words (a row of `worded`); inside of a fragment, which a deed draws again.

    inside: below the line of its group, which has said what they have in common.
    """
    key, ours, opened = ident(alert), view.latest and not found.away, _is_open(alert)
    with st.container(key=f"alert-{key}", gap=None):
        with st.container(
            horizontal=True, wrap=False, vertical_alignment="top", gap="medium", key=f"line-{key}"
        ):
            sheet(alert_html(alert, view.day, inside))
            with st.container(horizontal=True, gap="medium", width="content", key=f"on-{key}"):
                _rows_button(alert, opened)
                if ours:
                    deeds(one(alert), found.now)
        if opened or ours:
            with st.container(key=f"handle-{key}", gap="small"):
                if ours:
                    refused(one(alert))
                    if in_hand(one(alert)):
                        fields(one(alert), found.now, view.health(int(alert["code"])))
                if opened:
                    _rows(view, alert)


def _is_open(alert: Alert) -> bool:
    return address.value("alert") == ident(alert)


def _rows_button(alert: Alert, opened: bool) -> None:
    """The click that shows the rows, or puts them away; nothing where none stand behind it."""
    number = len(alert["rows"])
    if number:
        st.button(
            "Hide" if opened else words.count(number, "row").capitalize(),
            key=f"rows-{ident(alert)}", type="tertiary",
            on_click=address.write, args=("alert", None if opened else ident(alert)),
        )  # fmt: skip


def _rows(view: page.View, alert: Alert) -> None:
    """The rows that it names, log by log, as they were known then."""
    named: dict[str, list[int]] = {}
    for log, row in alert["rows"]:
        named.setdefault(log, []).append(row)
    for log, places in named.items():
        known = known_rows(view.portfolio.logs, log, int(alert["code"]), view.day_number)
        file = download.file_name(f"{alert['client']} {alert['rule']} {log}", view.day)
        show_rows(known[known["row"].isin(places)].iloc[::-1], log, file, view.portfolio.logs)
