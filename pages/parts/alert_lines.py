"""Alerts as lines: what each says, its rows, and what can be done with it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from health.known import known_rows
from pages.parts import address, download, page, words
from pages.parts.alert_deeds import deeds, in_hand, more, refused
from pages.parts.alert_list import Inbox, ident
from pages.parts.alert_words import alert_html
from pages.parts.client_rows import show_rows
from pages.parts.look import sheet

Alert = Mapping[Any, Any]


def lines(view: page.View, found: Inbox, shown: pd.DataFrame, named: bool = True) -> None:
    """A line an alert, in the order given; inside of a fragment, which a deed draws again."""
    opened = address.value("alert")
    some = view.portfolio.found_alerts.worded(shown, view.day_number)
    with st.container(gap=None):
        for alert in some.to_dict("records"):
            with st.container(key=f"alert-{ident(alert)}", gap=None):
                _line(view, found, alert, named, opened == ident(alert))


def _line(view: page.View, found: Inbox, alert: Alert, named: bool, opened: bool) -> None:
    key, ours = ident(alert), view.latest and not found.away
    with st.container(
        horizontal=True, wrap=False, vertical_alignment="top", gap="medium", key=f"line-{key}"
    ):
        sheet(alert_html(alert, view.day, named))
        with st.container(horizontal=True, gap="medium", width="content", key=f"on-{key}"):
            _rows_button(alert, opened)
            if ours:
                deeds(alert, found.now)
    mine = ours and in_hand(alert)
    if opened or mine or ours:
        with st.container(key=f"handle-{key}", gap="small"):
            refused(alert)
            if mine:
                more(alert, found.now, _health(view, int(alert["code"])))
            if opened:
                _rows(view, alert)


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
        show_rows(known[known["row"].isin(places)].iloc[::-1], log, file)


def _health(view: page.View, code: int) -> float | None:
    health = float(view.portfolio.history.scores.health[code, view.point])
    return None if health != health else health
