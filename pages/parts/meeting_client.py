"""One client in the meeting: how it stands, what was agreed, what is said and agreed now."""

from __future__ import annotations

from datetime import date

import pandas as pd
import streamlit as st

from health.logs.contract import folded
from health.review import agreed_before, next_friday
from health.store import Note
from pages.parts import address, page, seen, typed
from pages.parts import client_head as head
from pages.parts import written_actions as actions
from pages.parts import written_notes as notes
from pages.parts.author import ask
from pages.parts.client_alerts import alerts
from pages.parts.client_facts import Subject
from pages.parts.look import sheet
from pages.parts.override import in_words
from pages.parts.words import escape
from pages.parts.written import Step, away, save, today, told
from pages.parts.written_look import cells_html, part

_PLACE = "meeting"


def one_client(
    view: page.View, row: pd.Series, week: date, reviewed: bool, following: str | None
) -> None:
    """What is known on the left, what is decided on the right."""
    name = str(row["client"])
    subject = Subject(view.portfolio, int(row["code"]), view.day)
    left, right = st.columns([1.15, 0.85], gap="large")
    with left:
        head.headline(subject, row)
        sheet(cells_html(row))
        in_words(name, float(row["health"]), today(view))
        with st.container(key="to-client"):
            st.page_link(
                address.PAGES["client"], label="Everything about this client",
                query_params=address.query(name),
            )  # fmt: skip
        _agreed(view, name, week)
        alerts(view, subject.client)
        _said_last(name, week)
    with right:
        _decided(view, row, week, reviewed, following)


@st.fragment
def _agreed(view: page.View, name: str, week: date) -> None:
    """What was agreed last time and what became of it."""
    with away("What was agreed"):
        now = today(view)
        before = agreed_before(seen.store().actions(client=name), week)
        with part("Agreed before", actions.tally(before, now)):
            if before:
                actions.show(before, f"agreed-of-{name}", now)
            else:
                sheet("<p class='soft small'>Nothing was agreed about this client.</p>")


def _said_last(name: str, week: date) -> None:
    with away("What was said"):
        last = said_last(seen.store().notes(client=name), week)
        if last:
            with part("Said last time"):
                sheet("".join(notes.note_html(note) for note in last[:3]))


def said_last(every: list[Note], week: date) -> list[Note]:
    """The notes of the last week before that has any."""
    past = [note for note in every if note.week < week]
    last = max((note.week for note in past), default=week)
    return [note for note in past if note.week == last]


@st.fragment
def _decided(
    view: page.View, row: pd.Series, week: date, reviewed: bool, following: str | None
) -> None:
    """The note, the next action, the tick; saved by one click."""
    name, now = str(row["client"]), today(view)
    if why := seen.not_allowed("write"):
        sheet(f"<p class='soft'>{escape(why)}</p>")
    else:
        _fields(row, week, reviewed, following, now)
    with away("What is written"):
        said = seen.store().notes(client=name, week=week)
        agreed = seen.store().actions(client=name, week=week)
        if said or agreed:
            with part("For this review"):
                notes.show(said, f"said-of-{name}")
                actions.show(agreed, f"decided-of-{name}", now)


def _fields(row: pd.Series, week: date, reviewed: bool, following: str | None, now: date) -> None:
    """What is typed in the meeting, and the buttons that save it."""
    name = str(row["client"])
    typed.restored(name)
    st.text_area(
        "Note", height=110, max_chars=notes.LONGEST, placeholder="What was said, what we think",
        **typed.text(name, "note"),
    )  # fmt: skip
    actions.fields(name, "", str(row["lead"] or ""), next_friday(now))
    ask(_PLACE)
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        st.button(
            "Save, reviewed, next" if following else "Save, reviewed", type="primary",
            key="save-next", on_click=_save, args=(name, week, True, following),
        )  # fmt: skip
        st.button("Save", key="save", on_click=_save, args=(name, week, False, None))
        st.session_state["reviewed"] = reviewed
        st.checkbox("Reviewed", key="reviewed", on_change=_tick, args=(name, week))
    told(_PLACE)


def _tick(name: str, week: date) -> None:
    ticked = bool(st.session_state["reviewed"])
    save(_PLACE, [_reviewed(name, week) if ticked else _not_reviewed(name, week)])
    st.rerun("meeting")


def _save(name: str, week: date, tick: bool, following: str | None) -> None:
    steps = [notes.new_step(name, week), actions.new_step(name, week)]
    steps += [_reviewed(name, week)] if tick else []
    wanted = [step for step in steps if step is not None]
    if save(_PLACE, wanted) and tick:
        if following:
            address.write(address.CLIENT, following)
        st.rerun("meeting")


def _reviewed(name: str, week: date) -> Step:
    return Step(f"that {name} was reviewed", lambda store, by: store.mark_reviewed(week, name, by))


def _not_reviewed(name: str, week: date) -> Step:
    return Step(
        f"that {name} was not reviewed", lambda store, by: store.unmark_reviewed(week, name, by)
    )


def unsaved(names: list[str]) -> list[str]:
    """The clients about whom this session has typed a note or an action that is not saved."""
    drafts = st.session_state.get("drafts", {})
    return [
        name for name in names if any(drafts.get(folded(name), {}).get(f) for f in ("note", "what"))
    ]
