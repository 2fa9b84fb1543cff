"""The way from a client, or from a past week, to a link on it."""

from __future__ import annotations

from datetime import date

import streamlit as st

from pages.parts import address, seen
from pages.parts.links_make import AS_OF, NEW, SHARE


def offer(label: str, client: str = "", week: date | None = None) -> None:
    """A quiet link to the Links page, with a client and a week filled in; nothing for a viewer.

    week: the day that the link is held at; None shows things as they stand.
    """
    if not seen.may("write"):
        return
    query: address.Query = {NEW: "1"}
    if client:
        query[SHARE] = client
    if week is not None:
        query[AS_OF] = week.isoformat()
    with st.container(width="content", key="to-share"):
        st.page_link(address.PAGES["links"], label=label, query_params=query)
