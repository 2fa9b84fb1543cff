"""A new link: of whom, for whom, what it shows, until when, behind which password.

What it is begun with stands in the address, so that other pages lead here.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import streamlit as st

from health.errors import EntryRefused
from health.links.making import address_of, make_link
from health.links.terms import KIND_WORDS, KINDS
from health.portfolio import Portfolio
from health.store import Link, Store
from pages.parts import address, links_guards, links_once, seen, typed, words
from pages.parts.author import ask
from pages.parts.look import note, sheet
from pages.parts.written import Step, save, told
from pages.parts.written_look import part

NEW, SHARE, KIND, AS_OF = "new", "share", "kind", "as-of"  # in the address
_ASKED = (NEW, SHARE, KIND, AS_OF)
_ABOUT, _FORM, _PLACE, _CLIENTS = "new link", "new-link-form", "link", "link-clients"
_SHOWN, _WEEK = "link-shows", "link-week"
_SHOWN_WORDS = {"live": "Things as they stand", "week": "One week as it was"}
_MOST = 200  # clients of one link
_SHOWS = {
    "client": "What was delivered, what comes, what we wait for, budget, risks. Never a score.",
    "inside": "Scores with their reasons, for somebody of the house.",
    "feedback": "A form: a rating, two questions, a line. Its answers are in the logs at once.",
}


def asked() -> bool:
    """Whether the address asks for a new link, for somebody who may make one."""
    return bool(address.value(NEW)) and seen.may("write")


def form(portfolio: Portfolio | None) -> None:
    """The fields of a new link."""
    with part("A new link"), st.container(key=_FORM):
        if portfolio is None or not portfolio.days:
            note("watch", "A link can be made once the logs can be read", "It is made on clients.")
            st.button("Cancel", key="cancel-link", on_click=_close)
            return
        _left_out(portfolio)
        left, right = st.columns(2, gap="large")
        with left:
            _whom(portfolio)
        with right:
            when = _what(portfolio)
            links_guards.guards(_PLACE)
        ask(_FORM)
        with st.container(horizontal=True, gap="small"):
            st.button(
                "Make the link", key="make-link", type="primary", on_click=_make,
                args=(portfolio, when),
            )  # fmt: skip
            st.button("Cancel", key="cancel-link", on_click=_close)
        told(_FORM)


def _left_out(portfolio: Portfolio) -> None:
    """Say which clients the address names in vain."""
    unknown = [name for name in st.query_params.get_all(SHARE) if portfolio.logs.code(name) is None]
    if unknown:
        named = words.listed([f"“{words.short(name, 60)}”" for name in unknown[:3]])
        note("watch", f"The logs name no client {named}", "Choose among those that they name.")


def _whom(portfolio: Portfolio) -> None:
    """Of which clients, for whom."""
    names = sorted(portfolio.logs.clients["client"].astype(str), key=str.casefold)
    if _CLIENTS not in st.session_state:
        st.session_state[_CLIENTS] = address.values(SHARE, names)[:_MOST]
    st.multiselect(
        "Clients that it shows", names, key=_CLIENTS, max_selections=_MOST,
        placeholder="Choose one, or a few for somebody inside",
    )  # fmt: skip
    typed.restored(_ABOUT)
    links_guards.whom(_ABOUT)


def _what(portfolio: Portfolio) -> date | None:
    """Which kind, as of when; the day that it is held at, None for as things stand."""
    kinds = list(_SHOWS)
    kind = st.radio(
        "The link is", kinds, format_func=lambda kind: _capital(KIND_WORDS[kind]), horizontal=True,
        **address.bound(KIND, (address.values(KIND, kinds) or kinds)[0], _unless("client")),
    )  # fmt: skip
    sheet(f"<p class='small soft'>{words.escape(_SHOWS.get(str(kind), ''))}</p>")
    return _held(portfolio) if "page" in KINDS.get(str(kind), ()) else None


def _held(portfolio: Portfolio) -> date | None:
    """The day that it is held at, as the address says; None where it shows things as they stand."""
    held = _day_asked(portfolio)
    st.session_state[_SHOWN] = "week" if held else "live"
    st.radio(
        "It shows", ["live", "week"], horizontal=True, key=_SHOWN, on_change=_hold,
        args=(portfolio,),
        format_func=lambda each: _SHOWN_WORDS[each],
    )  # fmt: skip
    if held is None:
        return None
    st.session_state[_WEEK] = held
    st.date_input(
        "As known at the end of the week of", key=_WEEK, min_value=portfolio.day(0),
        max_value=words.sunday(portfolio.days[-1]), format="YYYY-MM-DD", width=260,
        on_change=lambda: _write_day(st.session_state.get(_WEEK)),
    )  # fmt: skip
    sheet(f"<p class='small soft'>{words.week(held)}: whatever comes later, it stays so.</p>")
    return held


def _day_asked(portfolio: Portfolio) -> date | None:
    """The last day with scores of the week that the address names."""
    try:
        asked = date.fromisoformat(address.value(AS_OF))
    except ValueError:
        return None
    return portfolio.day(portfolio.point(words.sunday(asked)))


def _hold(portfolio: Portfolio) -> None:
    week = st.session_state.get(_SHOWN) == "week"
    _write_day(portfolio.days[-1] if week else None)


def _write_day(day: date | None) -> None:
    address.write(AS_OF, day.isoformat() if day else None)


def _make(portfolio: Portfolio, held: date | None) -> None:
    now = datetime.now(UTC)
    names = list(st.session_state.get(_CLIENTS) or [])
    kind = str(st.session_state.get(f"address-{KIND}") or "client")
    guards = links_guards.given(_PLACE, _ABOUT)

    def deed(store: Store, by: str) -> Link:
        if not names:
            raise EntryRefused("clients", "none", "one at least: choose whom the link shows")
        address_of("")  # an address that is none is told before there is a link
        made = make_link(store, portfolio.logs, names, by, now, kind, as_of=held, **guards)
        links_once.keep(made)
        return made.link

    if save(_FORM, [Step("the link", deed, _close)]):
        del st.session_state[f"told {_FORM}"]  # the address, which is shown, says as much


def _close() -> None:
    """Forget what was typed, and show the links alone."""
    links_guards.forget(_PLACE, _ABOUT)
    st.session_state.pop(_CLIENTS, None)
    address.write_together({}, _ASKED)


def _unless(usual: str) -> Callable[[str], str | None]:
    return lambda chosen: None if chosen == usual else chosen


def _capital(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}"
