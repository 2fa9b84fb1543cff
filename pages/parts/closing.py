"""Closing the week's review: what was shown and decided is frozen, for ever."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pandas as pd
import streamlit as st

from health.calendars import day_number
from health.errors import HealthError
from health.logs.contract import folded
from health.review import Shown, Snapshot, Written, snapshot
from health.store import Conflict, Review, Store
from pages.parts import page, seen, words
from pages.parts.author import ask, author
from pages.parts.client_facts import Subject
from pages.parts.client_head import standing
from pages.parts.look import sheet
from pages.parts.meeting_alerts import firing, in_hand
from pages.parts.meeting_client import unsaved
from pages.parts.review_changes import movers
from pages.parts.review_words import headline, subline
from pages.parts.written import tell, today, told

_TRIES = 3  # somebody may tick a client between the reading and the freezing
_PLACE = "closing"
# Words about a client take 30 ms: of a larger portfolio those who were looked at get them.
_TOLD_CLIENTS = 100


def close(view: page.View, names: Sequence[str], review: Review | None) -> None:
    """The button that closes the review, after saying what that means."""
    if why := seen.not_allowed("close"):
        sheet(f"<p class='small soft'>{words.escape(why)}</p>" if seen.may("write") else "")
        return
    with st.popover("Close the review", key="close", on_change="rerun") as popover:
        if not popover.open:
            return
        ticked = {folded(name) for name in (review.reviewed if review else {})}
        left = [name for name in names if folded(name) not in ticked]
        sheet(
            f"{looked_at_html(left, len(names))}<p class='soft'>What is shown and decided is kept "
            "as it stands, for ever: nobody can change it, and what is written later belongs to "
            "the next review.</p>"
        )
        drafts = unsaved(list(names))
        if drafts:
            some = words.escape(words.listed(drafts[:3]))
            sheet(f"<p class='watch'>Typed and not saved: {some}. Save it first, or it waits.</p>")
        ask(_PLACE)
        label = "Close it all the same" if left else "Close it"
        st.button(label, type="primary", key="close-it", on_click=_close, args=(view,))
        told(_PLACE)


def looked_at_html(left: Sequence[str], of: int) -> str:
    """How many clients were not looked at, and who of them needs it most; `left` begins there."""
    if not left:
        return "<p><b>All clients were looked at.</b></p>"
    if len(left) == of:
        return "<p><b>No client was looked at.</b></p>"
    verb = "was" if len(left) == 1 else "were"
    few = words.listed(list(left[:3])) + (" …" if len(left) > 3 else "")
    return (
        f"<p><b>{len(left):,} of {of:,} {verb} not looked at.</b> "
        f"<span class='soft'>The most in need: {words.escape(few)}</span></p>"
    )


def _close(view: page.View) -> None:
    if not author():
        tell(_PLACE, "watch", "Say first who is writing.")
        return
    week = words.sunday(view.day)
    try:
        _frozen(seen.store(), view, week)
    except HealthError as error:
        tell(_PLACE, "bad", "The review was not closed.", str(error))
        return
    st.session_state["review closed"] = week.isoformat()
    st.rerun("meeting")


def _frozen(store: Store, view: page.View, week: date) -> Review:
    """The review, frozen; read and tried again if somebody ticked a client meanwhile."""
    by = author()
    for attempt in range(_TRIES):
        review = store.open_review(week, by)
        try:
            return store.freeze_review(review, kept(store, view, review), by)
        except Conflict as conflict:
            if conflict.stored.frozen_at is not None or attempt == _TRIES - 1:
                raise
    raise AssertionError


def kept(store: Store, view: page.View, review: Review) -> Snapshot:
    """The snapshot of what the pages show of a week, and what the store holds about it."""
    portfolio, day = view.portfolio, view.day
    scores = portfolio.scores(day)
    told, number = _looked_at(scores, review), min(day_number(day), portfolio.as_of)
    shown = Shown(
        headline(scores, view.latest),
        subline(portfolio, scores, day, view.latest),
        movers(portfolio, portfolio.version, day),
        _sentences(view, told),
        in_hand(firing(portfolio, told["code"], day), store.marks(), portfolio, today(view)),
        dict(
            zip(
                portfolio.logs.clients["client"],
                portfolio.found_alerts.open_counts(number),
                strict=True,
            )
        ),
    )
    versions = store.settings_versions()
    written = Written(
        store.notes(week=review.week),
        store.actions(),
        store.overrides(today(view)),
        versions[-1].name if versions else "",
    )
    return snapshot(portfolio, day, review, shown, written, today(view))


def _looked_at(scores: pd.DataFrame, review: Review) -> pd.DataFrame:
    """The clients whom the snapshot tells in words: all, or of very many those looked at."""
    if len(scores) <= _TOLD_CLIENTS:
        return scores
    ticked = {folded(name) for name in review.reviewed}
    return scores[scores["client"].map(folded).isin(ticked)]


def _sentences(view: page.View, told: pd.DataFrame) -> dict[str, str]:
    """How each of the clients stands and what moved it, as the meeting read it."""
    return {
        str(row["client"]): standing(Subject(view.portfolio, int(row["code"]), view.day), row)
        for _, row in told.iterrows()
    }
