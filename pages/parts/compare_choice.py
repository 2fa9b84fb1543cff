"""Whom the Compare page compares: what its address asks for, and the widgets that change it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, cast

import streamlit as st

from health.errors import UnknownClient
from health.logs.contract import folded
from health.peers import like, of_segment
from health.portfolio import Portfolio
from pages.parts import address, page
from pages.parts.client_choice import near_names, why_without_point
from pages.parts.words import count, listed, week

MOST = 8  # that fit side by side
BODY, CONTROLS = "compared", "compared-choice"  # the fragments that a choice draws again
By = Literal["clients", "like", "segment"]
_WORDS: dict[By, str] = {"like": "One with its like", "clients": "Clients", "segment": "A segment"}
_NAMES: dict[By, str] = {"clients": "with", "like": "like", "segment": "group"}
_NO_SEGMENT = "no segment"


@dataclass(frozen=True)
class Choice:
    """Whom to compare: `shown` side by side, `everyone` whom an average is of.

    They are places of clients that have a point in the week. `asked` is what its widget holds,
    `told` says how they were found, `notes` what was left out, each with what to do.
    """

    by: By
    asked: tuple[str, ...] = ()
    shown: tuple[int, ...] = ()
    everyone: tuple[int, ...] = ()
    told: str = ""
    notes: tuple[tuple[str, str], ...] = ()


def choice(view: page.View) -> Choice:
    """What the address asks for; without anything, the client most in need and its like."""
    by = address.value("by")
    if by not in _WORDS:
        by = next((way for way, name in _NAMES.items() if address.asked([name])), "like")
    return {"clients": _clients, "like": _like, "segment": _segment}[by](view)


def _clients(view: page.View) -> Choice:
    notes, there, names = [], [], []
    for text in dict.fromkeys(address.asked(["with"]).get("with", [])[: 4 * MOST]):
        code, why = _found(view, text)
        if code is None:
            notes.append(why)
        elif code not in there:
            there.append(code)
            names.append(_name(view.portfolio, code))
    if len(there) > MOST:
        notes.append(
            (
                f"{count(MOST, 'client')} fit side by side; left out: {listed(names[MOST:])}.",
                "Take one away to make room.",
            )
        )
    shown = tuple(there[:MOST])
    return Choice("clients", tuple(names[:MOST]), shown, shown, "", tuple(notes))


def _like(view: page.View) -> Choice:
    portfolio, text = view.portfolio, address.value("like")
    if not text:
        scores = portfolio.scores(view.day)
        text = str(scores["client"].iloc[0]) if len(scores) else ""
    code, why = _found(view, text)
    if code is None:
        return Choice("like", notes=(why,))
    found = like(portfolio, code, view.day)
    shown = (code, *found.clients)
    number = len(found.clients)
    whole = f"all {count(number, 'client')}" if number == found.pool else f"the {number}"
    if not number:
        told = "No other client has a band this week, so there is none to compare it with."
    elif found.segment:
        of = "" if number == found.pool else f" of {found.pool}"
        told = f"Its like: {whole}{of} of {found.segment} nearest in value and age."
    else:
        told = (
            f"Its like: {whole} of {count(found.pool, 'client')} nearest in value and age; its own "
            "segment has too few."
        )
    return Choice("like", (_name(portfolio, code),), shown, shown, told)


def _segment(view: page.View) -> Choice:
    text, there = address.value("group"), segments(view.portfolio)
    name = next((each for each in there if folded(each) == folded(text)), "")
    if not name:
        head = f"There is no segment “{text}” in clients.csv." if text else "Choose a segment."
        return Choice("segment", notes=((head, f"There are: {listed(there)}." if there else ""),))
    codes = tuple(of_segment(view.portfolio, "" if name == _NO_SEGMENT else name, view.day))
    if not codes:
        head = f"No client of {name} has a score in the {week(view.day).replace('Week', 'week')}."
        return Choice("segment", (name,), notes=((head, "Choose another segment or week."),))
    of = count(len(codes), "client")
    told = f"{name}: {of}."
    if len(codes) > MOST:
        told = f"{name}: {of}; side by side are the {MOST} most in need, in the right chart all."
    return Choice("segment", (name,), codes[:MOST], codes, told)


def _found(view: page.View, text: str) -> tuple[int | None, tuple[str, str]]:
    """The place of a client that has a score in the week, or what to say in its place."""
    portfolio = view.portfolio
    try:
        code = portfolio.client(text)
    except UnknownClient:
        near = near_names(portfolio, text)
        more = f"Did you mean {' or '.join(near)}?" if near else "Choose one above."
        return None, (f"There is no client “{text}” in clients.csv.", more)
    if portfolio.history.exists[code, view.point]:
        return code, ("", "")
    name, when = _name(portfolio, code), week(view.day).replace("Week", "week")
    why = why_without_point(portfolio, code, view.day)
    return None, (f"{name} has no score in the {when}: it {why}.", "It is left out.")


def _name(portfolio: Portfolio, code: int) -> str:
    return str(portfolio.logs.clients["client"].iloc[code])


def segments(portfolio: Portfolio) -> list[str]:
    """The segments of the clients, each as it is first written; last, that of those without."""
    found: dict[str, str] = {}
    for text in portfolio.logs.clients["segment"].fillna("").str.strip():
        found.setdefault(folded(text), text or _NO_SEGMENT)
    named = sorted((name for key, name in found.items() if key), key=str.casefold)
    return [*named, _NO_SEGMENT] if named and "" in found else named


@st.fragment(key=CONTROLS)
def controls(view: page.View) -> None:
    """How the clients are chosen, and which."""
    found = choice(view)
    names = sorted(view.portfolio.logs.clients["client"], key=str.casefold)
    groups = segments(view.portfolio)
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        st.session_state["address-by"] = found.by
        st.radio(
            "Compare", [way for way in _WORDS if way != "segment" or groups], horizontal=True,
            format_func=lambda way: _WORDS[way], label_visibility="collapsed", width="content",
            key="address-by", on_change=_switched, args=(view, found),
        )  # fmt: skip
        draw = (BODY, CONTROLS)
        if found.by == "clients":
            st.multiselect(
                "Clients", names, placeholder="Choose two to eight clients", max_selections=MOST,
                label_visibility="collapsed", width="stretch",
                **address.bound("with", list(found.asked), list, draw),
            )  # fmt: skip
            return
        st.selectbox(
            _WORDS[found.by], names if found.by == "like" else groups, width=330,
            placeholder="Choose", label_visibility="collapsed", index=0 if found.asked else None,
            **address.bound(
                _NAMES[found.by], found.asked[0] if found.asked else None, _text, draw
            ),
        )  # fmt: skip


def _text(chosen: str | None) -> str:
    return chosen or ""


def _switched(view: page.View, before: Choice) -> None:
    """Choose in another way, beginning with whom is on screen; clients are chosen from none."""
    by = cast(By, st.session_state["address-by"])
    portfolio = view.portfolio
    first = [_name(portfolio, code) for code in before.shown[:1]]
    groups = portfolio.logs.clients["segment"].fillna("").str.strip()
    group = str(groups.iloc[before.shown[0]]) if before.shown else ""
    starts: dict[By, str | list[str]] = {
        "clients": [],
        "like": first,
        "segment": [group or _NO_SEGMENT] if before.shown else segments(portfolio)[:1],
    }
    address.write_together({"by": by, _NAMES[by]: starts[by]}, address.COMPARED)
    st.rerun([BODY, CONTROLS, address.MENU])
