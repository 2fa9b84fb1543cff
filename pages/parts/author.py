"""Who writes: the name under notes, actions and reviews, and where it is chosen.

Without sign-in a name is chosen once and kept by the browser.
"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

import pandas as pd
import streamlit as st

from health.access import Person
from health.logs.names import first_written, name_key
from pages.parts import seen
from pages.parts.look import plain, sheet
from pages.parts.person import authors, choose, person, said
from pages.parts.words import short

_SHOWN = 24  # letters of a name in the menu
_MOST = 200  # names to choose from; any other can be typed


def author() -> str:
    """The name that stands under what this session writes; empty while none is known."""
    return person().name


def menu() -> None:
    """`Writing as Mira Okafor`; a click chooses another. With sign-in: who, and sign-out."""
    if person().signed_in:
        _signed_in(person())
        return
    name = author()
    if said():  # the browser keeps it, so that a reload does not ask again
        st.html(f'<span data-writer="{escape(name)}"></span>')
    shown = f"Writing as {plain(short(name, _SHOWN))}" if name else "Who is writing?"
    with st.popover(shown, type="tertiary", on_change="rerun", key="author-menu") as popover:
        if popover.open:
            _choice("author-in-menu", name)
            st.caption("Stands under what you write; this browser keeps it.")


def _signed_in(who: Person) -> None:
    st.html(f'<span data-person="{escape(who.address)}"></span>')  # whose typed texts may come back
    with st.popover(plain(short(who.name, _SHOWN)), type="tertiary", key="author-menu"):
        seen = "all clients" if who.sees_all else "their own clients"
        may = "" if who.may("write") else ", and changes nothing"
        told = f"{escape(who.address)}<br>{who.role}: sees {seen}{may}"
        sheet(f"<p class='soft'>{told}</p>")
        st.button("Sign out", key="sign-out", on_click=st.logout)


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
    choose(str(st.session_state.get(key) or ""))


def people(first: str = "") -> list[str]:
    """Names to choose from: who wrote before, and the leads and their deputies in the logs."""
    names: dict[str, str] = {}
    for name in [first, *authors(seen.store), *_from_logs()]:
        if name:
            names.setdefault(name_key(name), name)
    return list(names.values())[:_MOST]


def _from_logs() -> Iterable[str]:
    portfolio = seen.now().portfolio
    if portfolio is None:
        return []
    clients = portfolio.logs.clients
    found = set(first_written(pd.concat([clients["lead"], clients["backup"]])).dropna())
    return sorted(found, key=str.casefold)
