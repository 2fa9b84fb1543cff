"""Choosing a client; and what to say where there is none of that name, or no score in that week."""

from __future__ import annotations

import difflib
from collections.abc import Callable
from datetime import date

import numpy as np
import streamlit as st

from health.logs.contract import folded
from health.portfolio import Portfolio
from pages.parts import address, page, share
from pages.parts.look import note, sheet
from pages.parts.words import day, escape, short_day, week


def leads_on(view: page.View, name: str) -> None:
    """Where a client's page leads to: its like, its report, a link on it."""
    with st.container(width="content", key="to-compare", horizontal=True, gap="medium"):
        st.page_link(
            address.PAGES["compare"], label="Compare with its like",
            query_params=address.query() | {"like": name},
        )  # fmt: skip
        st.page_link(
            address.PAGES["report"], label="Status report", query_params=address.query(name)
        )
    share.offer("Share", name, None if view.latest else view.day)


def choose(
    view: page.View,
    current: str | None,
    beside: Callable[[page.View, str], None] = leads_on,
    emptied: Callable[[], str | None] = lambda: address.value(address.CLIENT),
) -> None:
    """The client's name as a box to search in, and the week's stepper.

    `beside` is drawn beside a client that was chosen; `emptied` gives the one of the address once
    none is: that of before, unless a page is of all clients then.
    """
    names = sorted(view.portfolio.logs.clients["client"], key=str.casefold)
    with st.container(
        horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"
    ):
        with st.container(
            horizontal=True, gap="small", width="content", vertical_alignment="center"
        ):
            st.selectbox(
                "Client", names, index=None if current is None else 0, width=330,
                placeholder="Choose a client", label_visibility="collapsed",
                **address.bound("client", current, lambda chosen: chosen or emptied()),
            )  # fmt: skip
            if current is not None:
                beside(view, current)
        page.stepper(view)


def unknown(portfolio: Portfolio, asked: str) -> None:
    """Say that there is no such client, name those that are near, and lead back."""
    near = near_names(portfolio, asked)
    note(
        "watch",
        f"There is no client “{asked}” in clients.csv.",
        "Choose one above, or go back to the review of all clients.",
        big=True,
    )
    links = [
        f'<a class="near" href="{escape(address.client_href(name))}">{escape(name)}</a>'
        for name in near
    ]
    if links:
        sheet(f'<p style="margin-top:10px">Did you mean {" or ".join(links)}?</p>')
    st.page_link(address.PAGES["review"], label="Back to the review", query_params=address.query())


def near_names(portfolio: Portfolio, asked: str) -> list[str]:
    """Up to three names that look like what was asked for."""
    names = {folded(name): name for name in portfolio.logs.clients["client"]}
    asked = folded(asked)
    close = difflib.get_close_matches(asked, names, 3, 0.5)
    inside = [name for name in names if len(asked) > 2 and (asked in name or name in asked)]
    return [names[name] for name in dict.fromkeys(inside + close)][:3]


def nearest_point(portfolio: Portfolio, client: int, point: int) -> int | None:
    """The client's point that is nearest to a point; None if it has none at all."""
    there = np.flatnonzero(portfolio.history.exists[client])
    return int(there[np.argmin(np.abs(there - point))]) if len(there) else None


def without_point(view: page.View, client: int) -> date | None:
    """Say why the client has no score this week, and offer the nearest week that has one."""
    portfolio = view.portfolio
    name = str(portfolio.logs.clients["client"].iloc[client])
    nearest = nearest_point(portfolio, client, view.point)
    sheet(f"<h1>{escape(name)}</h1>")
    shown = why_without_point(portfolio, client, view.day)
    if nearest is None:
        note(
            "none",
            f"No score yet: {shown}",
            "A row in any log, or a started_on, begins its history.",
        )
        return None
    when = portfolio.day(nearest)
    note(
        "none", f"No score in the {week(view.day).replace('Week', 'week')}", f"The client {shown}."
    )
    order = "last" if nearest < view.point else "first"
    st.button(
        f"Show its {order} week, to {short_day(when)} {when.year}",
        key="nearest-week", on_click=address.write_week, args=(when,),
    )  # fmt: skip
    return when


def why_without_point(portfolio: Portfolio, client: int, when: date) -> str:
    """Why a client has no score in a week, to follow its name: `ended on 28 Aug 2026`."""
    table = portfolio.without_point(when)
    name = str(portfolio.logs.clients["client"].iloc[client])
    return _in_words(str(table.loc[table["client"] == name, "reason"].iloc[0]))


def _in_words(reason: str) -> str:
    """`ended on 2026-08-28` with the date as people write it."""
    head, _, tail = reason.rpartition(" ")
    try:
        return f"{head} {day(date.fromisoformat(tail))}"
    except ValueError:
        return reason
