"""What people wrote, as the pages meet it: read, saved, and what is told of either."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from html import escape

import streamlit as st

from health.errors import HealthError, StoreUnavailable
from health.store import Action, Conflict, Note, Store
from pages.parts import page, seen, words
from pages.parts.author import author
from pages.parts.look import note, sheet

_SAID_SECONDS = 3.0


@dataclass(frozen=True)
class Step:
    """A part of what one click saves: its name, the deed, and what follows once it is stored."""

    what: str
    deed: Callable[[Store, str], object]
    then: Callable[[], object] = lambda: None
    week: date | None = None  # the review that it is meant for


def today(view: page.View) -> date:
    """The day by which actions are due: the clock's while the latest week is shown."""
    return date.today() if view.latest else view.day


def every_action(store: Store) -> Sequence[Action]:
    """All actions of all clients; read again only after somebody wrote."""
    return _every_action(store.version(), store)


@st.cache_resource(max_entries=16, show_spinner=False)
def _every_action(version: str, _store: Store) -> Sequence[Action]:
    return tuple(_store.actions())


@contextmanager
def away(what: str) -> Iterator[None]:
    """Where the store can't be reached: say so, and what to do; scores are shown all the same."""
    try:
        yield
    except StoreUnavailable as error:
        note("watch", f"{what} can't be shown now", f"{error} Scores do not depend on it.")


def save(place: str, steps: Sequence[Step]) -> bool:
    """Do the steps in order, each a transaction of its own; tells at `place` what was stored.

    It ends at the first that is refused: what stands in the fields of that one stays there.
    """
    by = author()
    if not by:
        tell(
            place,
            "watch",
            "Nothing is saved yet: say who is writing, then press the button once more.",
        )
        return False
    done: list[str] = []
    more = ""
    for step in steps:
        try:
            stored = step.deed(seen.store(), by)
        except HealthError as error:
            kept = f"Saved: {words.listed(done)}. " if done else ""
            title = f"{kept}Not saved: {step.what}. What you typed is kept."
            tell(place, "bad", title, f"{error}{_theirs(error)}")
            return False
        step.then()
        done.append(step.what)
        if isinstance(stored, Note | Action) and step.week not in (None, stored.week):
            into = words.the_week(stored.week)
            more = f"That review is closed: it belongs to the next, of the {into}."
    if done:
        tell(place, "good", f"Saved at {clock(datetime.now(UTC))}: {words.listed(done)}.", more)
    return True


def _theirs(error: HealthError) -> str:
    """What somebody else made of it meanwhile, in their words."""
    stored = error.stored if isinstance(error, Conflict) else None
    if isinstance(stored, Note):
        return f" It now says: “{stored.text}”"
    if isinstance(stored, Action):
        done = f", done {words.day(stored.done_on)}: {stored.outcome}" if stored.done_on else ""
        due = f"{stored.who}, due {words.day(stored.due)}"
        return f" It now says: “{stored.text}”, {due}{done}"
    return ""


def tell(place: str, tone: str, title: str, more: str = "") -> None:
    """Something to be said at a place, when it is drawn next."""
    st.session_state[f"told {place}"] = (tone, title, more, None)


def told(place: str, lasting: bool = False) -> None:
    """Say what is to be said here, once; a screen reader says it too.

    Runs that follow at once say it again, for what nobody had the time to read is not said; all do
    where it is `lasting`.
    """
    found = st.session_state.pop(f"told {place}", None)
    if found is None:
        return
    tone, title, more, first = found
    now = time.monotonic()
    if first is not None and now - first > _SAID_SECONDS and not lasting:
        return
    st.session_state[f"told {place}"] = (tone, title, more, first or now)
    rest = f'<p class="soft">{escape(more)}</p>' if more else ""
    sheet(
        f'<div class="note {tone}" role="status"><div style="color:var(--ink)">'
        f"<b>{escape(title)}</b>{rest}</div></div>"
    )


def clock(at: datetime) -> str:
    """10:41 UTC: the server can't know the reader's clock for certain."""
    return f"{at.astimezone(UTC):%H:%M} UTC"


def when(at: datetime) -> str:
    """Mon 23 Nov 2026, 10:41 UTC."""
    there = at.astimezone(UTC)
    return f"{words.weekday(there.date())} {there.year}, {clock(there)}"
