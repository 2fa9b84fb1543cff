"""Notes on screen: as text whatever they hold, the long ones cut, to change or to take away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from html import escape

import streamlit as st

from health.store import Conflict, Note, Store
from pages.parts import typed, words
from pages.parts.author import ask
from pages.parts.look import every, more, sheet
from pages.parts.seen import may
from pages.parts.written import Step, save, told

MOST = 6  # notes; "show all" has the rest
_LONG, _LINES = 420, 6
LONGEST = 10_000


@dataclass
class Change:
    """A note that is being changed, as it was seen when that began."""

    seen: Note


def show(notes: Sequence[Note], place: str, closed: Sequence[date] = ()) -> None:
    """Notes in the order given; those of a closed review can only be read."""
    whole = every(place)
    told(place)
    with st.container(gap=None, key=f"notes-{place}"):
        for note in notes if whole else notes[:MOST]:
            _row(note, place, note.week in closed)
    more(place, len(notes), MOST)


def _row(note: Note, place: str, closed: bool) -> None:
    change: Change | None = st.session_state.get(f"change {place}")
    mine = change if change is not None and change.seen.id == note.id else None
    with st.container(key=f"noted-{place}-{note.id}", gap=None):
        with st.container(horizontal=True, wrap=False, vertical_alignment="top", gap="small"):
            sheet(note_html(note))
            if mine is None and not closed and may("write"):
                st.button(
                    "Change", key=f"change-{place}-{note.id}", type="tertiary",
                    on_click=lambda: st.session_state.update({f"change {place}": Change(note)}),
                )  # fmt: skip
        if mine is not None:
            _editor(mine, place)


def _editor(change: Change, place: str) -> None:
    about = f"note\n{change.seen.id}"
    typed.restored(about)
    st.text_area("Note", max_chars=LONGEST, **typed.text(about, "note", change.seen.text))
    ask(place)
    with st.container(horizontal=True, gap="small"):
        for label, remove, kind in (
            ("Save the change", False, "primary"),
            ("Remove", True, "secondary"),
        ):
            st.button(
                label, key=f"{label.lower()}-{place}", type=kind,  # type: ignore[arg-type]
                on_click=_save, args=(change, place, remove),
            )  # fmt: skip
        st.button("Cancel", key=f"cancel-{place}", on_click=_ended, args=(change, place))


def _save(change: Change, place: str, remove: bool) -> None:
    wanted = replace(change.seen, text=str(typed.value(f"note\n{change.seen.id}", "note") or ""))

    def update(store: Store, by: str) -> None:
        try:
            (store.remove_note if remove else store.change_note)(wanted, by)
        except Conflict as conflict:
            if getattr(conflict.stored, "removed_at", None) is None:
                change.seen = conflict.stored  # a second save knows of theirs
            raise

    what = "that the note is gone" if remove else "the note"
    save(place, [Step(what, update, lambda: _ended(change, place))])


def _ended(change: Change, place: str) -> None:
    typed.forget(f"note\n{change.seen.id}")
    st.session_state.pop(f"change {place}", None)


def new_step(client: str, week: date) -> Step | None:
    """The step that saves the note typed about a client; None if nothing was typed."""
    text = str(typed.value(client, "note") or "").strip()
    if not text:
        return None
    return Step(
        "the note",
        lambda store, by: store.add_note(client, week, text, by),
        lambda: typed.forget(client, "note"),
        week,
    )


def note_html(note: Note) -> str:
    """The text; who wrote it, when, and of which week; who changed it."""
    by = f"{note.author}, {words.short_day(note.created_at.date())}"
    by += f", of the week to {words.short_day(note.week)}"
    if note.version > 1:
        by += f"; changed by {note.changed_by}, {words.short_day(note.changed_at.date())}"
    return (
        f'<div style="padding:5px 0">{said_html(note.text)}'
        f'<div class="small soft">{escape(by)}</div></div>'
    )


def said_html(text: str) -> str:
    """What somebody typed, as text; of a long one the beginning, and the rest behind "more"."""
    lines = text.splitlines()
    if len(text) <= _LONG + 80 and len(lines) <= _LINES + 2:
        return f'<span class="said">{escape(text)}</span>'
    head = "\n".join(lines[:_LINES])[:_LONG]
    cut = head.rfind(" ") if " " in head[_LONG // 2 :] else len(head)
    head = text[:cut].rstrip()
    return (
        f'<span class="said">{escape(head)}</span><details><summary>more</summary>'
        f'<span class="said">{escape(text[len(head) :].strip())}</span></details>'
    )
