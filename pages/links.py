"""Links: what was given out to people who do not sign in; who looked; more of them, or fewer."""

from __future__ import annotations

from datetime import UTC, datetime

import streamlit as st

from health.errors import HealthError
from health.links.telling import Told, links_told
from health.portfolio import Portfolio
from pages.parts import address, links_list, links_make, links_once, seen
from pages.parts.links_deeds import PLACE
from pages.parts.links_words import headline, lost_words, subline
from pages.parts.look import note, sheet, style_of
from pages.parts.words import escape
from pages.parts.written import told


def _head(every: list[Told], now: datetime) -> None:
    """The finding in a sentence; beside it, what begins another link."""
    with st.container(gap="xxsmall"):
        with st.container(
            horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"
        ):
            with st.container(width="content"):
                sheet(f"<h1>{escape(headline(every, now))}</h1>")
            if seen.may("write") and not links_make.asked():
                st.button(
                    "Make a link", key="new-link", type="primary", on_click=address.write,
                    args=(links_make.NEW, "1"),
                )  # fmt: skip
        sheet(f"<p class='soft'>{escape(subline(every, now))}</p>")


def _page(portfolio: Portfolio | None) -> None:
    now = datetime.now(UTC)
    store = seen.store()
    every = links_told(store.links(), now, portfolio=portfolio, rules=seen.rules())
    _head(every, now)
    if lost := store.links_lost():
        sheet(f"<p class='watch'>{escape(lost_words(lost))}</p>")
    told(PLACE)
    links_once.show()
    if links_make.asked():
        links_make.form(portfolio)
    links_list.show(every, now)


def main() -> None:
    """Draw the page; it needs the store. Without logs links can be shut all the same."""
    style_of("links")
    try:
        _page(seen.newest())
    except HealthError as error:
        note("bad", "The links can't be shown now", str(error), big=True)


main()
