"""The links that were given out: each with its state, who looked, and what can be done with it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import streamlit as st

from health.links.telling import Told, kind_words, why_dark
from health.logs.contract import folded
from pages.parts import address, words
from pages.parts.links_deeds import asked, deeds
from pages.parts.links_views import views
from pages.parts.links_words import MARKS, ends, scope_html, used
from pages.parts.look import sheet

_STATES = {"in use": ("open", "paused", "barred"), "ended": ("expired", "revoked")}
_AT_ONCE, _AT_MOST = 20, 400


def show(every: Sequence[Told], now: datetime) -> None:
    """The filters, and the links that they leave, the newest first."""
    if not every:
        return
    with st.container(horizontal=True, gap="medium", vertical_alignment="center"):
        some = _found(every)
        state = _state(some)
    mine = [each for each in some if each.state in _STATES[state]]
    if not mine:
        sheet(f"<p class='soft'>No link {'that is ' * (state == 'ended')}{state} matches.</p>")
    most = _most()
    with st.container(gap=None, key="links"):
        for each in mine[:most]:
            _line(each, now)
    left = len(mine) - most
    if left > 0:
        st.button(
            f"Show {min(left, _AT_ONCE):,} more of {left:,}", key="more-links",
            on_click=address.write, args=("shown", str(most + _AT_ONCE)), disabled=most >= _AT_MOST,
        )  # fmt: skip


def _found(every: Sequence[Told]) -> Sequence[Told]:
    """The links that what is typed is found in; a field for it where there are several."""
    if len(every) < 2:
        return every
    with st.container(key="links-found", width=330):
        find = st.text_input(
            "Find a link", placeholder="Find a client, for whom, made by",
            label_visibility="collapsed", **address.bound("find", address.value("find"), str),
        )  # fmt: skip
    sought = folded(find or "")
    return [
        each
        for each in every
        if sought in folded(" ".join((*each.link.clients, each.link.whom, each.link.author)))
    ]


def _state(every: Sequence[Told]) -> str:
    """Those in use, or those that can't be opened any more; each with how many there are."""
    counts = {name: sum(each.state in _STATES[name] for each in every) for name in _STATES}
    asked = next(iter(address.values("state", _STATES)), "in use")
    chosen = st.radio(
        "State", list(_STATES), horizontal=True, label_visibility="collapsed",
        format_func=lambda state: f"{state.capitalize()} {counts[state]:,}",
        **address.bound("state", asked, lambda state: None if state == "in use" else state),
    )  # fmt: skip
    return str(chosen or "in use")


def _most() -> int:
    asked = address.value("shown")
    return min(int(asked), _AT_MOST) if asked.isdecimal() and int(asked) else _AT_ONCE


def _line(each: Told, now: datetime) -> None:
    link = each.link
    opened = address.value("views") == str(link.id)
    with st.container(key=f"given-link-{link.id}", gap=None):
        with st.container(
            horizontal=True,
            horizontal_alignment="distribute",
            vertical_alignment="top",
            gap="small",
        ):
            with st.container(width="stretch", gap=None, key=f"shown-link-{link.id}"):
                sheet(line_html(each, now))
            deeds(each, opened)
        asked(each)
        if opened:
            views(link)


def line_html(each: Told, now: datetime) -> str:
    """A link in a few lines: of whom and for whom; who looked; what it shows until when."""
    link = each.link
    tone, state = MARKS[each.state]
    locked = "with a password" if link.has_password else "no password"
    made = f"made by {words.short(link.author, 60)}, {words.day(link.created_at.date())}"
    facts = f"{kind_words(link)} · {ends(each, now)} · {locked} · {made} · no.\u00a0{link.id}"
    why = why_dark(each, now)
    quiet = "watch" if each.state in _STATES["in use"] else "soft"
    dark = f"<p class='small {quiet}'>{words.escape(why)}</p>" if why else ""
    return (
        f"<div class='given'><span class='{tone} state'>{state}</span><div>{scope_html(each)}"
        f"<p class='small'>{words.escape(used(each))} "
        f"<span class='soft'>· {words.escape(facts)}</span></p>{dark}</div></div>"
    )
