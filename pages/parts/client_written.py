"""On the Client page: notes, actions, a health set by hand, and what past reviews said."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pandas as pd
import streamlit as st

from health.errors import HealthError
from health.logs.contract import folded
from health.review import agreed_before, as_of, next_friday, opened, week_to_write
from health.store import Store
from pages.parts import address, page, seen, typed, words
from pages.parts import written_actions as actions
from pages.parts import written_notes as notes
from pages.parts.author import ask
from pages.parts.look import every, heading, more, sheet, style_of
from pages.parts.override import in_words, override
from pages.parts.past_review import client_html
from pages.parts.written import Step, away, save, today, told
from pages.parts.written_look import part

_REVIEWS = 4  # past reviews at first; "show all" has the rest


def by_hand(view: page.View, row: pd.Series) -> None:
    """The health that somebody set by hand, in a sentence; nothing where there is none."""
    in_words(str(row["client"]), float(row["health"]), today(view))


def beside(view: page.View, name: str, lead: str = "") -> None:
    """Actions and notes, beside the scores."""
    agreed(view, name, lead)
    said(view, name)


def left(view: page.View, name: str) -> None:
    """Actions and notes on a client that the logs do not name any more; nothing without any."""
    with away("What was written"):
        store = seen.store()
        if store.actions(client=name) or store.notes(client=name):
            sheet("<p class='soft'>What was written about it earlier is kept.</p>")
            beside(view, name)


@st.fragment
def agreed(view: page.View, name: str, lead: str) -> None:
    """What is to be done for the client, by whom; what was done lately."""
    style_of("written")
    with away("What was agreed"):
        now, week = today(view), words.sunday(view.day)
        every = seen.store().actions(client=name)
        if not view.latest:
            every = [each for each in as_of(every, now) if each.week <= week]
        shown = agreed_before(every, max([each.week for each in every], default=week) + _WEEK)
        with part("Agreed", actions.tally(shown, now)):
            actions.show(shown, f"actions-of-{name}", now, fixed=not view.latest)
            if not shown:
                sheet("<p class='soft small'>Nothing is agreed about this client.</p>")
        into = _into(view, f"add-action-{name}")
        if into is not None and _opened("an action", name, "what"):
            actions.fields(name, "", lead, next_friday(now))
            _saver(name, actions.new_step, into, "add-action")
        told(f"add-action-{name}")


@st.fragment
def said(view: page.View, name: str) -> None:
    """Notes on the client, the newest first; up to the week that is shown."""
    with away("Notes"):
        week, store = words.sunday(view.day), seen.store()
        every = store.notes(client=name)
        shown = every if view.latest else [each for each in every if each.week <= week]
        beside = "" if view.latest else f"up to the {words.the_week(week)}"
        with part("Notes", beside):
            notes.show(shown, f"notes-of-{name}", store.frozen_weeks())
            if not shown:
                sheet("<p class='soft small'>No notes yet.</p>")
        into = _into(view, f"add-note-{name}", quiet=True)  # `agreed` has said it
        if into is not None and _opened("a note", name, "note"):
            typed.restored(name)
            st.text_area(
                "Note", height=110, max_chars=notes.LONGEST,
                placeholder="What was said, what we think", **typed.text(name, "note"),
            )  # fmt: skip
            _saver(name, notes.new_step, into, "add-note")
        told(f"add-note-{name}")


_WEEK = timedelta(days=7)


def _into(view: page.View, place: str, quiet: bool = False) -> date | None:
    """The week that a new entry belongs to; where it is not the one shown, that is said."""
    if why := seen.not_allowed("write"):
        sheet("" if quiet else f"<p class='small soft'>{words.escape(why)}</p>")
        return None
    week = words.sunday(view.day)
    into = week_to_write(week, view.latest, seen.store().frozen_weeks())
    if quiet:
        return into
    if into is None:
        sheet(
            "<p class='soft small'>That week is closed: what was written then stays as it was.</p>"
        )
        st.button(
            "Write to the latest week", key=f"latest-{place}", type="tertiary",
            on_click=_to_latest,
        )  # fmt: skip
    elif into != week:
        sheet(
            "<p class='soft small'>This week's review is closed: what you add belongs to the "
            "next.</p>"
        )
    return into


def _to_latest() -> None:
    address.write_week(None)
    st.rerun()


def _opened(what: str, name: str, field: str) -> bool:
    """Whether its fields are open: by a click, or because something is typed in them."""
    key = f"adding {what} {name}"
    if st.session_state.get(key) or typed.draft(name).get(field):
        return True
    st.button(
        f"Add {what}", key=f"add-{field}", on_click=lambda: st.session_state.update({key: True})
    )
    return False


def _saver(name: str, step: Any, into: date, place: str) -> None:
    ask(place)
    with st.container(horizontal=True, gap="small"):
        st.button(
            "Save", type="primary", key=f"save-{place}",
            on_click=_save, args=(name, step, into, f"{place}-{name}"),
        )  # fmt: skip
        st.button("Cancel", key=f"cancel-{place}", on_click=_close, args=(name, place, True))


def _save(name: str, step: Any, into: date, place: str) -> None:
    wanted: Step | None = step(name, into)
    if wanted is not None and save(place, [wanted]):
        _close(name, place, False)


def _close(name: str, place: str, drop: bool) -> None:
    what, fields = (
        ("a note", ("note",)) if "note" in place else ("an action", ("what", "who", "due"))
    )
    st.session_state.pop(f"adding {what} {name}", None)
    if drop:
        typed.forget(name, *fields)


@st.fragment
def past(view: page.View, name: str, computed: float) -> None:
    """What past reviews said of the client; and a health set by hand."""
    left, right = st.columns([1.3, 0.8], gap="large")
    with left, away("Past reviews"):
        heading("Past reviews")
        found = reviews_of(seen.store(), name)
        for week, html in found if every("reviews") else found[:_REVIEWS]:
            sheet(html)
            with st.container(key=f"past-{week}"):
                st.page_link(
                    address.PAGES["past"], label="The whole review",
                    query_params={"review": week.isoformat()},
                )  # fmt: skip
        if not found:
            sheet("<p class='soft small'>No review has been closed yet.</p>")
        more("reviews", len(found), _REVIEWS)
    with right:
        if view.latest:
            override(name, computed, today(view))


def reviews_of(store: Store, name: str) -> list[tuple[date, str]]:
    """Week and what was said of a client, of each closed review that knew it, the newest first."""
    whose = store.version().rpartition("-")[0]  # of the store, not of its writes: a closed review
    return _reviews_of(whose, tuple(store.frozen_weeks()), name, store)  # never changes


@st.cache_data(max_entries=64, show_spinner=False)
def _reviews_of(
    whose: str, weeks: tuple[date, ...], name: str, _store: Store
) -> list[tuple[date, str]]:
    found = []
    for review in _store.reviews():
        try:
            kept = opened(review.snapshot)
        except HealthError:
            continue
        mine = {
            part: [each for each in kept[part] if folded(each["client"]) == folded(name)]
            for part in ("clients", "notes", "actions")
        }
        if any(mine.values()):
            client = mine["clients"][0] if mine["clients"] else None
            head = words.week(review.week)
            found.append((review.week, client_html(client, mine["notes"], mine["actions"], head)))
    return found


def with_reviews(marks: pd.DataFrame) -> pd.DataFrame:
    """Marks of the weekly line, and those of the reviews that were closed."""
    try:
        weeks = seen.store().frozen_weeks()
    except HealthError:
        return marks
    more = pd.DataFrame(
        [{"day": week, "kind": "review", "label": "review", "tone": "none"} for week in weeks],
        columns=["day", "kind", "label", "tone"],
    )
    return marks if more.empty else pd.concat([marks, more], ignore_index=True)
