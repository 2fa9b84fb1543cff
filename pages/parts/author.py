"""Who writes: the name under notes, actions and reviews.

Until there is sign-in a name is chosen once and kept by the browser. Sign-in replaces `author`
and `menu`; nothing else asks who somebody is.
"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from urllib.parse import unquote

import streamlit as st

from health import live
from health.errors import HealthError
from health.logs.contract import folded
from health.store import Store, current
from pages.parts.look import plain
from pages.parts.words import short

_CHOSEN = "author"
_COOKIE = "writer"
_SAID = "author said"  # the name was chosen, not assumed
_LONGEST, _SHOWN = 80, 24  # letters of a name; in the menu
_MOST = 200  # names to choose from; any other can be typed


def author() -> str:
    """The name chosen in this session or browser, or of the only one who ever wrote; else empty.

    It stays that of the session: nobody begins to write as somebody else because that one wrote,
    and where several write, nobody does so under another's name unasked.
    """
    if not st.session_state.get(_CHOSEN):
        earlier = _earlier()
        only = earlier[0] if len(earlier) == 1 else ""
        st.session_state[_CHOSEN] = _clean(unquote(st.context.cookies.get(_COOKIE, ""))) or only
    return str(st.session_state[_CHOSEN])


def _clean(name: str) -> str:
    """A name on one line, of a length that fits."""
    letters = "".join(letter if letter.isprintable() else " " for letter in name)
    return " ".join(letters.split())[:_LONGEST]


def menu() -> None:
    """`Writing as Mira Okafor`; a click chooses another."""
    name = author()
    if st.session_state.get(_SAID):  # the browser keeps it, so that a reload does not ask again
        st.html(f'<span data-writer="{escape(name)}"></span>')
    shown = f"Writing as {plain(short(name, _SHOWN))}" if name else "Who is writing?"
    with st.popover(shown, type="tertiary", on_change="rerun", key="author-menu") as popover:
        if popover.open:
            _choice("author-in-menu", name)
            st.caption("Stands under what you write, until there is sign-in.")


def ask(place: str) -> None:
    """Ask for the name where something is about to be saved; nothing if it is known.

    place: what tells the field from others of its kind, for a page may ask at several.
    """
    if not author():
        _choice(f"author-asked-{place}", "")


def _choice(key: str, name: str) -> None:
    st.selectbox(
        "Who is writing?", people(name), index=None, placeholder=name or "Choose, or type a name",
        accept_new_options=True, key=key, on_change=_choose, args=(key,),
    )  # fmt: skip


def _choose(key: str) -> None:
    name = _clean(str(st.session_state.get(key) or ""))
    if name:
        st.session_state[_CHOSEN] = name
        st.session_state[_SAID] = True


def people(first: str = "") -> list[str]:
    """Names to choose from: who wrote before, and the leads and their deputies in the logs."""
    names: dict[str, str] = {}
    for name in [first, *_earlier(), *_from_logs()]:
        if name:
            names.setdefault(folded(name), name)
    return list(names.values())[:_MOST]


def _earlier() -> list[str]:
    try:
        store = current()
        return _authors(store.version(), store)
    except HealthError:
        return []  # whoever needs the store says that it is away


@st.cache_data(max_entries=4, show_spinner=False)
def _authors(version: str, _store: Store) -> list[str]:
    return _store.authors()


def _from_logs() -> Iterable[str]:
    portfolio = live.current().now().portfolio
    if portfolio is None:
        return []
    clients = portfolio.logs.clients
    found = {str(name).strip() for log in ("lead", "backup") for name in clients[log].dropna()}
    return sorted(found, key=str.casefold)
