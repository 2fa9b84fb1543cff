"""Past reviews: each as it was closed, read from what was kept of it and from nothing else."""

from __future__ import annotations

from datetime import date

import streamlit as st

from health.errors import HealthError
from health.review import opened
from health.store import Review
from pages.parts import address, past_review, seen, share, words
from pages.parts.look import note, sheet, style_of
from pages.parts.person import person
from pages.parts.words import escape
from pages.parts.written import when


def _asked() -> date | None:
    try:
        return date.fromisoformat(address.value("review"))
    except ValueError:
        return None


def _one(week: date) -> None:
    review = seen.store().review(week)
    if review is None or review.frozen_at is None:
        note(
            "watch", f"No review of the {words.the_week(week)} was closed",
            "Below are those that were.", big=True,
        )  # fmt: skip
        _all()
        return
    try:
        past_review.show(review, opened(review.snapshot))
    except HealthError as error:
        note(
            "bad", f"The review of the {words.the_week(week)} can't be shown", str(error), big=True
        )
    with st.container(horizontal=True, gap="medium", vertical_alignment="center"):
        st.button("All past reviews", key="all-past", on_click=address.write, args=("review", None))
        share.offer("Share this week", week=week)


def _all() -> None:
    closed = [each for each in seen.store().reviews() if each.frozen_at is not None]
    if not closed:
        sheet("<p class='soft'>None yet. Start one on the Review page, and close it there.</p>")
    for review in closed:
        with st.container(horizontal=True, gap="medium", vertical_alignment="center"):
            week = review.week.isoformat()
            st.button(
                words.week(review.week), key=f"past-{week}", type="tertiary",
                on_click=address.write, args=("review", week),
            )  # fmt: skip
            sheet(_line_html(review))


def _line_html(review: Review) -> str:
    kept = review.snapshot or {}
    done = sum(each.get("reviewed") is not None for each in kept.get("clients", ()))
    said = f"{kept.get('headline', '')}. {words.count(done, 'client')} reviewed, "
    said += f"{words.count(len(kept.get('actions', ())), 'action')} agreed. "
    said += f"Closed by {review.frozen_by}, {when(review.frozen_at)}." if review.frozen_at else ""
    return f"<span class='soft small'>{escape(said)}</span>"


def main() -> None:
    """Draw the page; it needs the store, and neither logs nor scores."""
    person()  # ends here for nobody, as opening a page does elsewhere
    style_of("written")
    try:
        week = _asked()
        if week is not None:
            _one(words.sunday(week))
            return
        sheet("<h1>Past reviews</h1>")
        _all()
    except HealthError as error:
        note("bad", "The past reviews can't be shown now", str(error), big=True)


main()
