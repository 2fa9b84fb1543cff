"""How every page opens: the shared portfolio, the week, and what to show while there is none."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

import streamlit as st

from health.errors import HealthError
from health.portfolio import Portfolio
from health.score import BANDS
from pages.parts import address, seen, words
from pages.parts.look import note, sheet


@dataclass(frozen=True)
class View:
    """What a page shows: the portfolio as known at the end of `day`, the last point of the week."""

    portfolio: Portfolio
    day: date
    point: int

    @property
    def day_number(self) -> int:
        """The day as the core counts it."""
        return int(self.portfolio.history.days[self.point])

    @property
    def latest(self) -> bool:
        """Whether this is the newest week."""
        return self.point == len(self.portfolio.history.days) - 1

    @property
    def earlier(self) -> date | None:
        """A day of the week before; None on the first."""
        return self.portfolio.day(self.point - 1) if self.point else None

    @property
    def later(self) -> date | None:
        """A day of the week after; None on the latest."""
        return None if self.latest else self.portfolio.day(self.point + 1)

    def health(self, client: int) -> float | None:
        """A client's health; None where it is missing."""
        found = float(self.portfolio.history.scores.health[client, self.point])
        return None if found != found else found

    def band(self, client: int) -> str:
        """A client's band."""
        return BANDS[int(self.portfolio.history.band[client, self.point])]


def opened() -> View:
    """Open a page: the view that its address asks for.

    Where nothing can be shown it says what is going on, looks again by itself, and ends the run.
    """
    state = seen.now()  # it ends here where a page is asked for by nobody
    if state.portfolio is None:
        _waiting()
        st.stop()
    if not len(state.portfolio.logs.clients):
        _nobody()
        st.stop()
    if state.problem:
        _stale(told(state.problem), state.scored_at)
    _of_earlier(state.portfolio)
    if state.settings_problem:
        note("watch", "The scores may not be by the newest settings", state.settings_problem)
    try:
        view = _view(state.portfolio)
    except HealthError as error:
        _failing(told(str(error)))
        st.stop()
    _watch(state.portfolio.version)
    return view


def _view(portfolio: Portfolio) -> View:
    asked = address.week_asked()
    if address.value(address.WEEK) and asked is None:
        note(
            "watch",
            f"“{address.value(address.WEEK)}” is not a week; this is the latest one.",
            "A week is written as a day of it, for instance ?week=2026-11-22.",
        )
    # The Sunday of the week: a partial week is found by it too, and keeps its address when it ends.
    point = portfolio.point(words.sunday(asked) if asked else None)
    day = portfolio.day(point)
    if asked and words.sunday(asked) != words.sunday(day):
        note(
            "watch", f"There are no scores for the week of {words.day(asked)}; this is the nearest."
        )
    return View(portfolio, day, point)


def head(
    view: View, title: str, below: str = "", beside: Callable[[View], None] | None = None
) -> None:
    """The finding of a page in one sentence, beside the week's stepper; and HTML below it.

    beside: what stands after the stepper.
    """
    with st.container(gap="xxsmall"):
        with st.container(
            horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"
        ):
            with st.container(width="content"):
                sheet(f"<h1>{words.escape(title)}</h1>")
            with st.container(
                horizontal=True, gap="small", width="content", vertical_alignment="center"
            ):
                stepper(view)
                if beside is not None:
                    beside(view)
        sheet(below)


def stepper(view: View) -> None:
    """‹ Week to Sun 22 Nov 2026 ›: one week back or on, or any week by a click on the words."""
    with st.container(horizontal=True, gap="xsmall", vertical_alignment="center", width="content"):
        st.button(
            "‹", key="week-earlier", help="A week earlier", disabled=view.earlier is None,
            on_click=address.write_week, args=(view.earlier,),
        )  # fmt: skip
        with st.popover(words.week(view.day), key="week-chosen"):
            st.date_input(
                "Show the week of", min_value=view.portfolio.day(0),
                max_value=words.sunday(view.portfolio.days[-1]), format="YYYY-MM-DD",
                **address.bound("week", view.day, _week_text),
            )  # fmt: skip
            if not view.latest:
                st.button("Show the latest week", on_click=address.write_week, args=(None,))
        last = view.point >= len(view.portfolio.history.days) - 2
        st.button(
            "›", key="week-later", help="A week later", disabled=view.latest,
            on_click=address.write_week, args=(None if last else view.later,),
        )  # fmt: skip


def _week_text(chosen: date | None) -> str | None:
    newest = seen.now().portfolio
    if chosen is None or (newest and words.sunday(chosen) >= words.sunday(newest.days[-1])):
        return None
    return words.sunday(chosen).isoformat()


@st.fragment(run_every=1.0)
def _waiting() -> None:
    """While the first portfolio is read, or can't be: say so, and look again every second."""
    state = seen.now()
    if state.portfolio is not None:
        st.rerun()
    if state.problem and not state.doing:
        _failing(told(state.problem))
    else:
        note(
            "none",
            "Reading the logs",
            f"Now: {state.doing or 'starting'}. A few seconds.",
            big=True,
        )


def told(problem: str) -> str:
    """A problem without the place of the folder on the server, which is no viewer's business."""
    problem = seen.without_places(problem)
    return problem[:1].upper() + problem[1:]


def _nobody() -> None:
    """For somebody who is the lead of no client."""
    note(
        "none",
        "None of the clients is yours",
        "A client is yours where the column lead of clients.csv holds your name or your address, "
        "or a name that access.toml says is yours. Ask whoever keeps the logs.",
        big=True,
    )


def _failing(problem: str) -> None:
    note("bad", "The logs can't be shown", problem, big=True)
    with st.container(key="to-logs"):
        st.page_link(address.PAGES["logs"], label="Add files on the Logs page")
    sheet("<p class='soft'>This page looks again by itself, every few seconds.</p>")


def _stale(problem: str, scored_at: datetime | None) -> None:
    since = f" at {scored_at:%H:%M} UTC on {words.weekday(scored_at)}" if scored_at else ""
    note("bad", f"The logs have changed and can't be read. This is how they stood{since}.", problem)


def _of_earlier(portfolio: Portfolio) -> None:
    """Sources that can't be had now: shown is what they held when they last could."""
    for source in portfolio.logs.prepared.states:
        if source.problem and source.read_at is not None:
            since = f"{source.read_at:%H:%M} UTC on {words.weekday(source.read_at)}"
            note("watch", f"{source.name} is as it was at {since}", told(source.problem))


@st.fragment(run_every=15.0)
def _watch(shown: str) -> None:
    """Draw again when newer logs were scored."""
    newest = seen.now().portfolio
    if newest is not None and newest.version != shown:
        st.rerun()
