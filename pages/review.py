"""Review: who needs us this week, and what changed since the last."""

from __future__ import annotations

from html import escape

import pandas as pd
import streamlit as st

from pages.parts import address, clicked, meeting, page, palette, picture, share
from pages.parts.agreed import agreed, way_in
from pages.parts.compare_choice import MOST
from pages.parts.filters import filtered
from pages.parts.look import heading, sheet
from pages.parts.override import all_html
from pages.parts.review_changes import CHANGES, changes, movers, needs
from pages.parts.review_chart import chart
from pages.parts.review_table import next_dates, saved, table
from pages.parts.review_words import (
    as_of_html,
    figures,
    headline,
    subline,
    unplaced_html,
    without_point_html,
)
from pages.parts.written import today


@st.fragment(key="clients-found")
def clients(view: page.View, scores: pd.DataFrame) -> None:
    """The filters and the table: a filter that changes draws these again, and nothing else."""
    shown = filtered(scores, "clients-found", CHANGES)
    if shown.empty:
        sheet("<p class='soft'>No client matches these filters. Take one away to see more.</p>")
        return
    dates = next_dates(view.portfolio, shown, view.day)
    opened = table(shown, dates, palette.colours())
    with st.container(horizontal=True, gap="medium", vertical_alignment="center"):
        saved(shown, view.day)
        if 2 <= len(shown) <= MOST:
            with st.container(width="content", key="to-these"):
                st.page_link(
                    address.PAGES["compare"], label=f"Compare these {len(shown)} clients",
                    query_params=address.query() | {"with": shown["client"].tolist()},
                )  # fmt: skip
    if opened:
        address.open_client(opened)


def portfolio_of_week(view: page.View) -> None:
    """The whole portfolio: figures, who is at risk, what changed, everybody."""
    portfolio, day = view.portfolio, view.day
    scores = portfolio.scores(day)
    scores["alerts"] = portfolio.open_alerts(day)[scores["code"]]
    scores["slope"] = portfolio.history.slope[scores["code"], view.point]

    told = escape(subline(portfolio, scores, day, view.latest, dated=False))
    known = as_of_html(day, today(view)) if view.latest else ""
    page.head(view, headline(scores, view.latest), f"<p class='soft'>{told} {known}</p>", _beside)
    sheet(figures(portfolio, scores, day))
    sheet(all_html(dict(zip(scores["client"], scores["health"], strict=True)), today(view)))
    agreed(view)

    left, right = st.columns([1.15, 0.85], gap="large")
    with left:
        needed = needs(portfolio, portfolio.version, day)
        most = 6 if len(needed) < 2 else 4
        changes(needed, movers(portfolio, portfolio.version, day)[:most])
    with right:
        heading("Where they stand, and where they go")
        chosen = picture.chart(
            chart(scores, palette.colours()),
            "chart",
            ("clients health and trend", day),
            "Clients by health, upward, and by its slope over eight weeks, from falling to rising",
            "rerun",
        )
        sheet(unplaced_html(portfolio, scores, view.point))
        name = clicked.point(chosen, "customdata")
        if name:
            address.open_client(name)

    heading("All clients, most in need first")
    clients(view, scores)
    sheet(without_point_html(portfolio, day))


def _beside(view: page.View) -> None:
    """What can be done with the week: its review; of a past one, a link on how it was."""
    way_in(view)
    if not view.latest:
        share.offer("Share this week", week=view.day)


view = page.opened()
if meeting.asked():
    meeting.meeting(view)
else:
    portfolio_of_week(view)
