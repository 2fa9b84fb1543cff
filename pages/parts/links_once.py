"""The address of a new link, or a message with it, shown once: to whoever made it, where they did.

It is in the session's memory and nowhere else, and goes from there when it is put away, when its
link is revoked, when another page is opened, and by itself after a quarter of an hour.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import streamlit as st

from health.links.making import Made, address_of
from health.links.telling import kind_words
from health.served_at import address, of_this_machine
from health.words import first_few
from pages.parts import words
from pages.parts.look import sheet, style_of

_KEPT, _PAGE, _MESSAGE = "link shown once", "page of this run", "message shown once"
_SECONDS = 900.0


@dataclass(frozen=True)
class _Once:
    link: int
    address: str = field(repr=False)
    about: str
    locked: bool
    page: str
    until: float


@dataclass(frozen=True)
class _Message:
    client: str
    text: str = field(repr=False)
    until: float


def keep(made: Made) -> None:
    """Show the address of a new link on this page from now on, in place of an earlier one."""
    link = made.link
    whom = f" For {words.short(link.whom, 80)}." if link.whom else ""
    about = f"{first_few(link.clients)}, {kind_words(link)}.{whom}"
    about += f" It ends on {words.day(link.expires_at.date())}."
    page, until = st.session_state.get(_PAGE, ""), time.monotonic() + _SECONDS
    shown = _Once(link.id, address_of(made.token, link.kind), about, link.has_password, page, until)
    st.session_state[_KEPT] = shown


def on_page(name: str) -> None:
    """Which page this run is of; what another page showed is forgotten."""
    kept: _Once | None = st.session_state.get(_KEPT)
    if kept is not None and kept.page != name:
        drop()
    if st.session_state.get(_PAGE, name) != name:
        drop_message()
    st.session_state[_PAGE] = name


def drop(link: int | None = None) -> None:
    """Forget it; or only if it is that of a link."""
    kept: _Once | None = st.session_state.get(_KEPT)
    if kept is not None and link in (None, kept.link):
        del st.session_state[_KEPT]


def keep_message(client: str, text: str) -> None:
    """Show a message on a client, with the address of its new link in it, from now on."""
    st.session_state[_MESSAGE] = _Message(client, text, time.monotonic() + _SECONDS)


def message_on(client: str) -> str:
    """The message that is shown once, where it is on a client; empty where there is none."""
    kept: _Message | None = st.session_state.get(_MESSAGE)
    if kept is not None and time.monotonic() > kept.until:
        drop_message()
        return ""
    return "" if kept is None or kept.client != client else kept.text


def drop_message() -> None:
    """Forget the message."""
    st.session_state.pop(_MESSAGE, None)


def show() -> None:
    """The address, a way to copy it, and what will become of it; nothing where there is none."""
    if _now() is not None:
        style_of("once")
        _card()


def _now() -> _Once | None:
    kept: _Once | None = st.session_state.get(_KEPT)
    if kept is not None and time.monotonic() > kept.until:
        drop()
        return None
    return kept


@st.fragment(run_every=60.0)
def _card() -> None:
    kept = _now()
    if kept is None:
        sheet("<p class='soft' role='status'>The address was put away after a quarter of an hour.")
        return
    with st.container(key="shown-once", gap="small"):
        sheet(_card_html(kept))
        st.button("Done, put it away", key="put-away", on_click=_put_away)


def _put_away() -> None:
    drop()
    st.rerun()


def _card_html(kept: _Once) -> str:
    more = " It asks for the password, which you send by another way." if kept.locked else ""
    near = of_this_machine(urlsplit(address()).hostname or "")
    only = (
        "<p class='small watch'>It opens on this machine only: others reach it once HEALTH_ADDRESS "
        "says under which address.</p>"
        if near
        else ""
    )
    return (
        "<div class='once'><p><b role='status'>Copy the address now: it is shown this once.</b> "
        f"<span class='soft'>{words.escape(kept.about + more)}</span></p>"
        f"<div class='copied'><code>{words.escape(kept.address)}</code>"
        "<button type='button' data-copy='code'>Copy</button></div>"
        "<p class='small soft'>What is kept of it can't be turned back into it. Leaving this page "
        f"puts it away.</p>{only}</div>"
    )
