"""Report: a client's weekly status report, drafted from the logs, put in a lead's words, sent."""

from __future__ import annotations

import streamlit as st

from health.errors import UnknownClient
from pages.parts import address, page, report_list, report_work
from pages.parts import client_choice as choice
from pages.parts.look import sheet, style_of
from pages.parts.report_facts import Subject


def _asked(view: page.View) -> int | None:
    """The client that the address names; None if it names none, or one that is unknown."""
    try:
        return view.portfolio.client(address.value(address.CLIENT))
    except UnknownClient:
        return None


def _beside(_view: page.View, name: str) -> None:
    """Beside the client's name: to its page, and back to all reports."""
    with st.container(width="content", key="to-client", horizontal=True):
        st.page_link(
            address.PAGES["client"], label="How the client stands",
            query_params=address.query(name),
        )  # fmt: skip
        st.button(
            "All reports", key="all-reports", type="tertiary",
            on_click=address.write, args=("client", None),
        )  # fmt: skip


def main() -> None:
    """Draw the page."""
    view = page.opened()
    style_of("report")
    asked, client = address.value(address.CLIENT), _asked(view)
    name = None if client is None else str(view.portfolio.logs.clients["client"].iloc[client])
    choice.choose(view, name, _beside, emptied=lambda: None)
    if client is not None and name is not None:
        report_work.work(Subject(view, client, name))
    elif asked:
        choice.unknown(view.portfolio, asked)
        report_list.of_client(asked)
    else:
        sheet("<h1>Status reports</h1>")
        report_list.of_all(view)


main()
