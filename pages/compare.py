"""Compare: clients side by side, what their difference comes from, and how sure it is."""

from __future__ import annotations

from html import escape

import streamlit as st

from health.compare import sides
from pages.parts import address, clicked, download, page
from pages.parts import compare_table as heat
from pages.parts.compare_choice import BODY, Choice, choice, controls
from pages.parts.compare_lines import WEEKS, lines
from pages.parts.compare_words import caution, finding
from pages.parts.look import heading, note, sheet, style_of
from pages.parts.palette import colours
from pages.parts.picture import chart
from pages.parts.review_chart import chart as stand
from pages.parts.review_words import unplaced_html
from pages.parts.version_marks import version_marks, with_versions


@st.fragment(key=BODY)
def compared(view: page.View) -> None:
    """The comparison; another choice draws this again, and not the whole page."""
    asked = choice(view)
    if not asked.shown:
        sheet(f"<h1>{escape(_nobody(asked))}</h1>")
    for head, more in asked.notes:
        note("watch", head, more)
    if not asked.shown:
        if not asked.notes:
            sheet('<p class="soft">Two to eight fit side by side. Choose them above.</p>')
        return
    found = sides(view.portfolio, asked.shown, view.day)
    everyone = sides(view.portfolio, asked.everyone, view.day)
    soft = " ".join(part for part in (asked.told, caution(asked, found)) if part)
    sheet(f'<h1>{escape(finding(asked, found, everyone))}</h1><p class="soft">{escape(soft)}</p>')
    _charts(view, asked)
    table = heat.columns(view.portfolio, asked, found, everyone)
    heading("Side by side")
    sheet(heat.table_html(table))
    sheet(f'<p class="small soft">{escape(heat.legend(table))}</p>')
    file = download.file_name(f"compare {' '.join(found.names)}", view.day)
    download.button("Download this table as CSV", lambda: heat.lines(table), file, "compared")


def _nobody(asked: Choice) -> str:
    return "Nobody to compare yet" if asked.by != "clients" or asked.notes else "Choose two clients"


def _charts(view: page.View, asked: Choice) -> None:
    """A year of health on one axis; and where they stand and go."""
    of, day = colours(), view.day
    scores = view.portfolio.scores(day)
    scores["slope"] = view.portfolio.history.slope[scores["code"], view.point]
    scores = scores[scores["code"].isin(asked.everyone)]
    names = [view.portfolio.history.clients[code] for code in asked.shown]
    left, right = st.columns([1.25, 0.75], gap="large")
    with left:
        many = len(asked.everyone) > len(asked.shown)
        heading("A year of health", "shaded: the middle half of the segment" if many else "")
        begun = version_marks(view.portfolio.day(max(0, view.point - WEEKS)), day, view.latest)
        figure = lines(view.portfolio, asked.shown, asked.everyone, view.point, of)
        figure = with_versions(figure, begun, of)
        chart(figure, "compare-lines", ("compare health", day), "Health week by week, a line each")
    with right:
        heading("Where they stand, and where they go")
        alt = "Health, upward, by its slope over eight weeks, from falling to rising"
        figure = stand(scores, of, names)
        chosen = chart(figure, "compare-stand", ("compare trend", day), alt, "rerun")
        sheet(unplaced_html(view.portfolio, scores, view.point))
    name = clicked.point(chosen, "customdata")
    if name:
        address.open_client(name)


view = page.opened()
style_of("compare")
with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="top"):
    with st.container(width="stretch"):
        controls(view)
    page.stepper(view)
compared(view)
