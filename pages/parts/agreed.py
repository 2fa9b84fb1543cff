"""On the Review page: the way into the meeting, and what the last one agreed."""

from __future__ import annotations

from datetime import date, timedelta

import streamlit as st

from health.errors import HealthError
from health.review import agreed_before, as_of, week_to_write
from health.store import Action, Review
from pages.parts import address, meeting, page, seen, words
from pages.parts import written_actions as actions
from pages.parts.look import style_of
from pages.parts.written import away, every_action, today
from pages.parts.written_look import part


def way_in(view: page.View) -> None:
    """Start the review, go on with it, or read it: whatever the week is up to."""
    week = words.sunday(view.day)
    try:
        review, closed = seen.store().review(week), seen.store().frozen_weeks()
    except HealthError:
        return  # `agreed` says that the store is away
    if review is not None and review.frozen_at is not None:
        read(week, "Read this week's review" if view.latest else "Read that week's review")
    elif week_to_write(week, view.latest, closed) is not None:
        label = _begin(review) if seen.may("write") else "Go through the clients"
        st.button(label, type="primary", key="start", on_click=meeting.enter, args=(week,))


def _begin(review: Review | None) -> str:
    if review is None or not review.reviewed:
        return "Start the review"
    return f"Go on with the review, {len(review.reviewed):,} done"


def read(week: date, label: str) -> None:
    """A link to a closed review."""
    st.page_link(address.PAGES["past"], label=label, query_params={"review": week.isoformat()})


@st.fragment
def agreed(view: page.View) -> None:
    """What was agreed before this week's review, by whom it is done, and what became of it."""
    style_of("written")
    with away("What was agreed"):
        now, week = today(view), words.sunday(view.day)
        store = seen.store()
        closed = store.frozen_weeks()
        # Once this week's review is closed, what it agreed is what is to be done.
        until = week + timedelta(days=7) if week in closed else week
        before = agreed_before(as_of(every_action(store), now), until)
        if before:
            with part(_title(view, before), actions.tally(before, now)):
                actions.show(before, "agreed", now, named=True, fixed=not view.latest, most=5)
        if closed:
            with st.container(horizontal=True, gap="small", key="past-reviews"):
                earlier = [each for each in closed if each < week]
                if earlier:
                    read(earlier[0], f"The review of the {words.the_week(earlier[0])}")
                st.page_link(address.PAGES["past"], label="All past reviews")


def _title(view: page.View, before: list[Action]) -> str:
    week, last = words.sunday(view.day), max(each.week for each in before)
    if last >= week:
        return "Agreed this week" if view.latest else "Agreed that week"
    lately = (week - last).days <= 7
    return "Agreed last week" if lately else f"Agreed in the {words.the_week(last)}"
