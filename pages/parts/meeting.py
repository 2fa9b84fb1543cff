"""Review mode: the meeting goes through the clients, the most in need first.

The order is that of the moment when the review was opened, and stays: scores that come in meanwhile
move no client. The address holds the client, so that a link shows the same.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import cast

import pandas as pd
import streamlit as st

from health.errors import StoreUnavailable
from health.logs.contract import folded
from health.review import week_to_write
from health.store import Review, Store
from pages.parts import address, closing, page, seen, words
from pages.parts.author import author
from pages.parts.look import note, sheet, style_of
from pages.parts.meeting_client import one_client
from pages.parts.words import escape
from pages.parts.written import away, tell, when
from pages.parts.written_look import how_far_html

MODE, FRAGMENT = "mode", "meeting"
_NOBODY = "nobody"


@dataclass(frozen=True)
class Round:
    """Whom the meeting goes through, in order; and the week's review as far as it has come."""

    week: date
    names: list[str]
    review: Review | None

    def reviewed(self, name: str) -> bool:
        """Whether the client was ticked."""
        ticked = self.review.reviewed if self.review else {}
        return any(folded(each) == folded(name) for each in ticked)

    @property
    def done(self) -> int:
        """How many were."""
        return sum(self.reviewed(name) for name in self.names)


def asked() -> bool:
    """Whether the address asks for review mode."""
    return address.value(MODE) == "review"


def enter(week: date) -> None:
    """Begin or go on: the review is opened in the name of who writes, if that is known."""
    with away("The review"):
        if author() and seen.may("write"):
            seen.store().open_review(week, author())
    address.write(MODE, "review")


def leave() -> None:
    """Back to the whole portfolio."""
    address.write(MODE, None)
    address.write(address.CLIENT, None)


@st.fragment(key=FRAGMENT)
def meeting(view: page.View) -> None:
    """One client at a time, with the way to the next."""
    style_of("written")
    closed = st.session_state.pop("review closed", None)
    if closed:
        st.switch_page(address.PAGES["past"], query_params={"review": closed})
    try:
        _meeting(view, seen.store())
    except StoreUnavailable as error:
        note("bad", "The review can't be held now", str(error), big=True)
        st.button("Show all clients", key="leave-anyway", on_click=_leave)


def _meeting(view: page.View, store: Store) -> None:
    week = words.sunday(view.day)
    review = store.review(week)
    scores = view.portfolio.scores(view.day)
    if _over(view, week, review, store):
        return
    order = _ordered(review, scores, view.portfolio.logs.cut)
    leads = dict(zip(scores["client"], scores["lead"].fillna(""), strict=True))
    with st.container(key="steps", gap="small"):
        with st.container(
            horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"
        ):
            sheet(_about_html(view, week, review))
            with st.container(horizontal=True, gap="small", width="content"):
                st.button("Leave", key="leave", help="Back to all clients", on_click=_leave)
                closing.close(view, order, review)
        with st.container(horizontal=True, gap="small", vertical_alignment="center", key="step"):
            places = st.container(horizontal=True, gap="small", vertical_alignment="center")
            chosen = _whose(leads)
            names = [name for name in order if not chosen or (leads[name] or _NOBODY) in chosen]
            here = Round(week, names, review)
            at = _place(here)
            with places:
                _steps(here, at)
    if at is None:
        sheet("<p class='soft'>Nobody to go through: no client of this lead has a score.</p>")
        return
    following = names[at + 1] if at + 1 < len(names) else None
    row = scores[scores["client"] == names[at]].iloc[0]
    one_client(view, row, week, here.reviewed(names[at]), following)


def _leave() -> None:
    leave()
    st.rerun()


def _over(view: page.View, week: date, review: Review | None, store: Store) -> bool:
    """Say that the week's review can't be held, and what to do."""
    if review is not None and review.frozen_at is not None:
        by = f"{review.frozen_by}, {when(review.frozen_at)}"
        note("none", f"The review of the {words.the_week(week)} is closed", f"By {by}.", big=True)
        with st.container(key="past-closed"):
            st.page_link(
                address.PAGES["past"], label="Read it", query_params={"review": week.isoformat()}
            )
        sheet(
            "<p class='soft'>What was typed and not saved stands on the clients' pages; "
            "what is written from now on belongs to the next review.</p>"
        )
    elif week_to_write(week, view.latest, store.frozen_weeks()) is None:
        note(
            "none", f"The {words.the_week(week)} was not reviewed",
            "A later review is closed, so this one can't be held any more.", big=True,
        )  # fmt: skip
    else:
        return False
    st.button("Show all clients", on_click=_leave)
    return True


def _ordered(
    review: Review | None, scores: pd.DataFrame, whose: frozenset[str] | None
) -> list[str]:
    names = [str(name) for name in scores["client"]]
    if review is None:
        return names
    first = _order(review.id, review.opened_at.isoformat(), whose, names)
    there = set(names)
    known = set(first)
    return [n for n in first if n in there] + [n for n in names if n not in known]


@st.cache_resource(max_entries=50, show_spinner=False)
def _order(
    review: int, opened_at: str, whose: frozenset[str] | None, _names: list[str]
) -> tuple[str, ...]:
    """The names as they stood when the review was first shown, after it was opened, to those who
    see the same clients."""
    return tuple(_names)


def _about_html(view: page.View, week: date, review: Review | None) -> str:
    opened = f" Opened by {review.opened_by}, {when(review.opened_at)}." if review else ""
    known = f"As known on {words.weekday(view.day)}."
    return (
        f"<div><b>Review of the {words.the_week(week)}</b> "
        f'<span class="soft small">{escape(known + opened)}</span></div>'
    )


def _whose(leads: dict[str, str]) -> list[str]:
    """The leads whose clients are gone through; all where none is chosen."""
    options = sorted({lead or _NOBODY for lead in leads.values()}, key=str.casefold)
    if options == [_NOBODY]:
        return []
    wanted = address.values("lead", options)
    bound = address.bound("lead", wanted, list, [FRAGMENT])
    return cast(
        list[str],
        st.multiselect(
            "Whose clients", options, placeholder="All leads", label_visibility="collapsed",
            width=230, **bound,
        ),
    )  # fmt: skip


def _place(here: Round) -> int | None:
    """Where the address is in the round; else the first client that was not looked at."""
    if not here.names:
        return None
    asked_for = folded(address.value(address.CLIENT))
    keys = [folded(name) for name in here.names]
    if asked_for in keys:
        return keys.index(asked_for)
    left = [at for at, name in enumerate(here.names) if not here.reviewed(name)]
    at = left[0] if left else 0
    if asked_for:
        tell("meeting", "watch", f"“{address.value(address.CLIENT)}” is not among these clients.")
    address.write(address.CLIENT, here.names[at])
    return at


def _steps(here: Round, at: int | None) -> None:
    """Back and on, by the arrow keys too; anyone by name; and how far the round has come."""
    last = len(here.names) - 1
    for label, shortcut, way in (("Previous", "Left", -1), ("Next", "Right", 1)):
        there = None if at is None or not 0 <= at + way <= last else here.names[at + way]
        st.button(
            label, key=f"step-{label.lower()}", shortcut=shortcut, disabled=there is None,
            on_click=address.write, args=(address.CLIENT, there),
        )  # fmt: skip
    if at is not None:
        sheet(how_far_html(here.done, len(here.names)))
        st.selectbox(
            "Client", here.names, label_visibility="collapsed", width=250,
            format_func=_ticked(here),
            **address.bound(address.CLIENT, here.names[at], lambda name: name or here.names[at]),
        )  # fmt: skip


def _ticked(here: Round) -> Callable[[str], str]:
    return lambda name: f"✓ {name}" if here.reviewed(name) else name
