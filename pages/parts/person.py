"""Who is here: the one answer that every page and every deed goes by."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import unquote

import streamlit as st

from health.access import Person, Refused, local
from health.errors import HealthError
from health.store import Store, current
from pages.server import sign_in

_CHOSEN = "author"
_COOKIE = "writer"
_SAID = "author said"  # the name was chosen, not assumed
_LONGEST = 80  # letters of a name


def person() -> Person:
    """Whoever this session is of. Without sign-in: who sits here, under the name they chose.

    Ends the run where it is nobody's any more, such as one that goes on after its sign-in ended.
    """
    signing = sign_in.current()
    if signing is None:
        return local(_chosen())
    found = signing.found(st.context.cookies)
    if isinstance(found, Refused):
        st.stop()
    return found


def whose() -> str:
    """What tells this session's person from all others: drafts are kept by it."""
    who = person()
    return who.address or who.name


def _chosen() -> str:
    """The name chosen in this session or browser, or of the only one who ever wrote; else empty.

    It stays that of the session: nobody begins to write as somebody else because that one wrote,
    and where several write, nobody does so under another's name unasked.
    """
    if not st.session_state.get(_CHOSEN):
        earlier = authors()
        only = earlier[0] if len(earlier) == 1 else ""
        st.session_state[_CHOSEN] = _clean(unquote(st.context.cookies.get(_COOKIE, ""))) or only
    return str(st.session_state[_CHOSEN])


def choose(name: str) -> None:
    """Let this session be of somebody, while nobody has to sign in; an empty name changes nothing.

    What is typed may hold anything: it becomes one line of a length that fits.
    """
    if name := _clean(name):
        st.session_state[_CHOSEN] = name
        st.session_state[_SAID] = True


def said() -> bool:
    """Whether the name was chosen in this session, so that the browser should keep it."""
    return bool(st.session_state.get(_SAID))


def _clean(name: str) -> str:
    letters = "".join(letter if letter.isprintable() else " " for letter in name)
    return " ".join(letters.split())[:_LONGEST]


def authors(store: Callable[[], Store] = current) -> list[str]:
    """Who wrote before in a store; nobody while it is away: whoever needs it says so."""
    try:
        found = store()
        return _authors(found.version(), found)
    except HealthError:
        return []


@st.cache_data(max_entries=32, show_spinner=False)
def _authors(version: str, _store: Store) -> list[str]:
    return _store.authors()
